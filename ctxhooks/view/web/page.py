"""One self-contained HTML page: templates with autoescape, one stylesheet, one script, and a policy that allows no more."""

from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from ctxhooks.model.facts import KINDS
from ctxhooks.render.catalog import catalog
from ctxhooks.trust import sinks
from ctxhooks.view.overview_models import Overview
from ctxhooks.view.session_models import OUTCOMES, BudgetView, SessionView
from ctxhooks.view.web import charts, words

GROUPING = {"en": ",", "ko": ",", "ru": "\u00a0"}
MOST_PROJECTS, MOST_SESSIONS = 200, 100  # rows of an overview; the page counts the rest


class Page(NamedTuple):
    """What is shown, from top to bottom. `live` is the path of a server's stamp, and the stamp of this page."""

    language: str
    overview: Overview | None = None
    sessions: tuple[SessionView, ...] = ()
    budget: BudgetView | None = None
    live: tuple[str, str] = ("", "")


def html(page: Page) -> str:
    """The page as one HTML document, with its style and script inside; always encodable as UTF-8 (lone surrogates become `?`)."""
    environment = Environment(
        loader=FileSystemLoader(words.folder()),
        autoescape=True,
        finalize=_clean,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = words.file("style.css"), words.file("script.js")
    say = PageWords(page.language)
    environment.globals.update(charts=charts, t=say.say, n=say.number, outcomes=OUTCOMES, kinds=KINDS, percent=percent)
    environment.globals.update(kind=say.kind, clock=clock, day=day, short=say.short, policy=policy(style, script, live=bool(page.live[0])))
    environment.globals.update(most_projects=MOST_PROJECTS, most_sessions=MOST_SESSIONS)
    ours = {"style": Markup(style), "script": Markup(script), "live": escape(page.live[0])}  # noqa: S704 - our own texts, not to be cleaned
    made = environment.get_template("page.html.j2").render(page=page, **ours)
    return made.encode("utf-8", "replace").decode()


def _clean(value: object) -> object:
    """Every text that is put into a template, ahead of its escaping."""
    return sinks.clean(value) if type(value) is str else value


def policy(style: str, script: str, *, live: bool = False) -> str:
    """The Content-Security-Policy: this style and this script, by their hashes; nothing is loaded, nothing sent, nothing framed."""
    connect = "'self'" if live else "'none'"
    hashes = [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in (style, script)]
    return (
        f"default-src 'none'; style-src {hashes[0]}; script-src {hashes[1]}; img-src data:; connect-src {connect}; "
        "base-uri 'none'; form-action 'none'"
    )


class PageWords:
    """Phrases of the page in a language, and numbers as it writes them."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._phrases, self._common = words.phrases(language), catalog(language)

    def say(self, key: str, n: int | None = None, /, **values: object) -> Markup:
        """A phrase; of one with forms for numbers the form for `n`. Values are escaped."""
        phrase = self._phrases[key]
        if isinstance(phrase, dict):
            phrase = phrase[words.form(self.language, n or 0, phrase)]
        given = {k: self.number(v) if isinstance(v, int) else v for k, v in {"n": n, **values}.items()}
        return escape(phrase).format(**given)

    def number(self, value: float) -> str:
        """A number with its thousands grouped in the manner of the language."""
        return f"{value:,}".replace(",", GROUPING[self.language])

    def short(self, value: int) -> str:
        """Tokens or bytes in thousands or millions."""
        if value < 1_000:
            return str(value)
        size, unit = (1_000, "k") if value < 1_000_000 else (1_000_000, "M")
        number = f"{value / size:.1f}" if value < 10 * size else f"{value / size:.0f}"
        number = number.removesuffix(".0")
        return (number.replace(".", ",") if self.language == "ru" else number) + unit

    def kind(self, name: str) -> str:
        """A kind of fact, as all of ctxhooks names it; one that has no name is its own."""
        return self._common.get(f"kind_{name}", name)


def percent(part: int, whole: int) -> str:
    """Rounded down: nothing is called 100 % of which something is missing."""
    return f"{100 * part // whole}\u00a0%" if whole else "–"


def clock(moment: str) -> str:
    """Hours and minutes where the page is made; empty for what is no time."""
    return f"{local:%H:%M}" if (local := _local(moment)) else ""


def day(moment: str) -> str:
    """The date (`2026-01-31`) where the page is made; empty for what is no time."""
    return f"{local:%Y-%m-%d}" if (local := _local(moment)) else ""


def _local(moment: str) -> datetime | None:
    try:
        return datetime.fromisoformat(moment).astimezone()
    except (ValueError, OverflowError, OSError):
        return None
