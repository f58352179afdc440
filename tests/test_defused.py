"""What others wrote makes the client import no file."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.trust.imports import defused

# As the client looks for them, outside of code.
IMPORTED = re.compile(r"(?:^|\s)@((?:[^\s\\]|\\ )+)")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("see @docs/a.md", "see \\@docs/a.md"),
        ("@~/.ssh/id_rsa", "\\@~/.ssh/id_rsa"),
        ("mail me@example.org", "mail me@example.org"),
        ("the `@app.route` decorator", "the `@app.route` decorator"),
        ("an unclosed ` and @x", "an unclosed ` and \\@x"),
        ("```\n@dataclass\n```\n@x", "```\n@dataclass\n```\n\\@x"),
        ('(@x) [@y] "@z"', '(\\@x) [\\@y] "\\@z"'),
        ("a @ b", "a @ b"),
        ("@`@`@", "\\@`@`\\@"),
        ("no span: ` @x ``", "no span: ` \\@x ``"),
        ("a span: `` ` @x ``", "a span: `` ` @x ``"),
        ("- @.claude/rules/a.md", "- @.claude/rules/a.md"),
        ("- @.claude/rules/b.md", "- \\@.claude/rules/b.md"),
    ],
)
def test_a_sign_ahead_of_a_path_is_only_a_sign(text: str, said: str) -> None:
    assert defused(text, [".claude/rules/a.md"]) == said


@given(st.text(alphabet="@ab/.`~ \n\t(\\", max_size=60))
def test_nothing_is_imported_and_twice_is_once(text: str) -> None:
    said = defused(text)
    outside = re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", said)
    if "```" not in text and "~~~" not in text:
        assert not IMPORTED.search(outside)
    assert defused(said) == said
