"""YAML that anybody may have written: plain values only, no way to ask for more memory than the text itself takes."""

from typing import Any

import yaml


class Loader(yaml.SafeLoader):
    """A loader without aliases and merge keys, with which a few lines can ask for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """As PyYAML does it, but an alias is an error: a few of them can stand for gigabytes."""
        if self.check_event(yaml.AliasEvent):
            where = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "aliases (*name) are not allowed", where)
        return super().compose_node(parent, index)

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Does nothing: `<<` stays a plain key, as merging can multiply a text like an alias."""


class TextLoader(Loader):
    """Each plain value but null is a text, as it was written: `001`, `on` and a date are no number, no truth, no date."""

    yaml_implicit_resolvers = {c: [r for r in of if r[0].endswith(":null")] for c, of in Loader.yaml_implicit_resolvers.items()}


class NotYamlError(ValueError):
    """`line` counts from 1."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.what, self.line = what, line


def load(text: str | bytes, loader: type[Loader] = Loader) -> tuple[Any, yaml.Node | None]:
    """The value, and the tree with each part's place in the text; a NotYamlError for anything else."""
    try:
        return yaml.load(text, loader), yaml.compose(text, loader)  # noqa: S506  a SafeLoader
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError, ArithmeticError, RecursionError) as e:
        mark = getattr(e, "problem_mark", None)
        raise NotYamlError(getattr(e, "problem", "") or str(e), mark.line + 1 if mark else 1) from None
