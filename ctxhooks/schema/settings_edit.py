"""One setting put into a person's YAML by its place in the text: comments, order and all else stay as they are."""

from typing import Any

import yaml

from ctxhooks.schema import plain_yaml


def put(text: str, option: str, value: Any) -> str:
    """The text with `option` (`recovery.prompt_tokens`) set. Whether it came out right is for the caller to check: YAML has many forms."""
    names = option.split(".")
    node: Any = plain_yaml.load(text)[1]
    for depth, name in enumerate(names):
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        found = next((pair for pair in pairs if pair[0].value == name), None)
        if found is None:
            return _added(text, node, pairs, names[depth:], value)
        key, node = found
    return _replaced(text, key, node, value)


def flow(value: Any) -> str:
    """A value on one line, in its own letters where YAML reads it back so."""
    for unicode in (True, False):
        text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=unicode, width=1 << 20).removesuffix("\n...\n").rstrip("\n")
        if "\n" not in text and plain_yaml.load(text)[0] == value:
            break
    return text


def tree(option: str, value: Any) -> Any:
    """`option` alone, as a file that sets nothing else would hold it."""
    for name in reversed(option.split(".")):
        value = {name: value}
    return value


def _replaced(text: str, key: yaml.Node, node: yaml.Node, value: Any) -> str:
    blank = " " if node.start_mark.index == key.end_mark.index + 1 else ""  # nothing stood behind the colon
    old = text[node.start_mark.index : node.end_mark.index]
    ending = old[len(old.rstrip()) :]  # a block's end is where the next one starts
    start = node.start_mark.index if node.start_mark.line == key.start_mark.line else key.end_mark.index + 1
    return text[:start] + (blank or " " * (start == key.end_mark.index + 1)) + flow(value) + ending + text[node.end_mark.index :]


def _added(text: str, node: Any, pairs: list[Any], names: list[str], value: Any) -> str:
    """Ahead of the first pair of the mapping around it, or at the end of a file that has none."""
    if pairs and node.flow_style:
        at = pairs[0][0].start_mark.index
        return f"{text[:at]}{_nested(names, value)}, {text[at:]}"
    if pairs:
        first = pairs[0][0].start_mark
        at = first.index - first.column
        return text[:at] + _block(names, value, " " * first.column) + text[at:]
    if isinstance(node, yaml.MappingNode):  # `{}`
        return text[: node.start_mark.index] + "{" + _nested(names, value) + "}" + text[node.end_mark.index :]
    return text + ("\n" if text and not text.endswith("\n") else "") + _block(names, value, "")


def _nested(names: list[str], value: Any) -> str:
    return f"{names[0]}: {flow(tree('.'.join(names[1:]), value) if names[1:] else value)}"


def _block(names: list[str], value: Any, indent: str) -> str:
    lines = [f"{indent}{'  ' * depth}{name}:" for depth, name in enumerate(names)]
    return "\n".join(lines) + f" {flow(value)}\n"
