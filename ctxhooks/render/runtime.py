"""What a compiled template needs to run: the few names of jinja2's runtime that its code uses, without importing jinja2.

It is stricter than jinja2. A name or field that is not there raises at once. A template reads only the fields of what it is given, and can
call nothing but macros: no template, a person's own included, reaches the Python behind the data.
"""

from collections.abc import Callable, Iterable, Iterator
from types import SimpleNamespace

from ctxhooks.light.typing import Any, NoReturn

FORMAT = 1  # of compiled code; one of another format is compiled anew
missing: Any = object()


class UndefinedError(Exception):
    """A template used something that is not there, or may not be used."""


def undefined(hint: str = "", *, obj: object = None, name: object = None) -> NoReturn:
    """Always raises an UndefinedError; compiled code calls it where a name or field does not exist."""
    raise UndefinedError(hint or (f"{name!r} is undefined" if obj is None else f"{type(obj).__name__} has no {name!r}"))


def identity(value: Any) -> Any:
    """Returns its argument: compiled code calls it where Jinja2 would escape."""
    return value


def str_join(parts: Iterable[Any]) -> str:
    """What `~` does."""
    return "".join(map(str, parts))


class LoopContext:
    """`loop` in a template: its items are counted from 1 in `index`, from 0 in `index0`."""

    def __init__(self, items: Iterable[Any], _undefined: object) -> None:
        self._items = list(items)
        self.length = len(self._items)
        self.index0 = -1

    def __iter__(self) -> "Iterator[tuple[Any, LoopContext]]":
        for item in self._items:
            self.index0 += 1
            yield item, self

    @property
    def index(self) -> int:
        """The current round, counted from 1."""
        return self.index0 + 1

    @property
    def first(self) -> bool:
        """Whether this is the first round."""
        return self.index0 == 0

    @property
    def last(self) -> bool:
        """Whether this is the last round."""
        return self.index == self.length


class Macro:
    """A macro as the compiled code makes it; how it treats more arguments than it names is not supported, so that they are an error."""

    def __init__(self, _environment: object, function: Callable[..., str], name: str, arguments: tuple[str, ...], *_how: bool) -> None:
        self._function, self._name, self._arguments = function, name, arguments

    def __call__(self, *given: Any, **named: Any) -> str:
        rest = [named.pop(name, missing) for name in self._arguments[len(given) :]]
        if named or len(given) > len(self._arguments):
            raise UndefinedError(f"macro {self._name!r} takes {', '.join(self._arguments) or 'nothing'}")
        return self._function(*given, *rest)


class Exports(SimpleNamespace):
    """The macros of an imported template, and its name."""


class TemplateContext:
    """The names that a template sees: what it sets itself, what it was given, and the phrases as `t`."""

    eval_ctx = SimpleNamespace(autoescape=False)

    def __init__(self, names: dict[str, Any]) -> None:
        self.vars = names
        self.exported_vars: set[str] = set()

    def resolve_or_missing(self, name: str) -> Any:
        """The value of a name, or `missing`, for which compiled code then calls `undefined`."""
        return self.vars.get(name, missing)


def fill(phrase: str, **values: str | float) -> str:
    """A phrase with its places filled in, which may have formats: `{tokens:,}`. Only plain values, as places could reach into others."""
    if any(not isinstance(v, str | int | float) for v in values.values()):
        raise UndefinedError("fill takes texts and numbers")
    return phrase.format(**values)


def join(items: Iterable[Any], between: str) -> str:
    """Jinja2's filter `join`: the items as texts, with `between` between them."""
    return between.join(map(str, items))


def enclosed(text: str, before: str, after: str = "") -> str:
    """The text with something on both sides; empty where the text is."""
    return f"{before}{text}{after}" if text else ""


FILTERS: dict[str, Callable[..., Any]] = {"fill": fill, "join": join, "enclosed": enclosed, "length": len}
FIELDS = (tuple, LoopContext, Exports)


class Environment:
    """Templates with the phrases of one language. `load` gives the names of a compiled template's module."""

    concat = staticmethod("".join)
    undefined = staticmethod(undefined)
    filters = FILTERS

    def __init__(self, phrases: dict[str, str], load: Callable[[str], dict[str, Any]]) -> None:
        self._phrases, self._load = phrases, load
        self._templates: dict[str, Template] = {}

    def get_template(self, name: str, _parent: str = "") -> "Template":
        """The template of this file name, loaded at its first use. `_parent` is there for Jinja2's signature."""
        if name not in self._templates:
            self._templates[name] = Template(self, name, self._load(name)["root"])
        return self._templates[name]

    def context(self, values: dict[str, Any]) -> TemplateContext:
        """The names for one run: these values, and the phrases as `t` unless they bring one."""
        return TemplateContext({"t": self._phrases, **values})

    @staticmethod
    def getattr(obj: Any, name: str) -> Any:
        """A field of a named tuple, a phrase, a macro, or something of a loop."""
        if type(obj) is dict:
            found = obj.get(name, missing)
        else:
            found = getattr(obj, name, missing) if isinstance(obj, FIELDS) and name[0] != "_" else missing
            if callable(found) and not isinstance(found, Macro):
                found = missing
        return undefined(obj=obj, name=name) if found is missing else found

    @staticmethod
    def getitem(obj: Any, key: Any) -> Any:
        """`obj[key]` in a template. An UndefinedError where there is no such item."""
        try:
            return obj[key]
        except (LookupError, TypeError):
            return undefined(obj=obj, name=key)

    @staticmethod
    def call(_context: TemplateContext, what: Any, *given: Any, **named: Any) -> Any:
        """Calls a macro, the only thing that may be called. An UndefinedError for anything else."""
        if not isinstance(what, Macro):
            raise UndefinedError(f"{what!r} cannot be called")
        named.pop("_loop_vars", None)
        named.pop("_block_vars", None)
        return what(*given, **named)


class Template:
    def __init__(self, environment: Environment, name: str, root: Callable[..., Iterator[str]]) -> None:
        self._environment, self._name, self._root = environment, name, root
        self._module: Exports | None = None

    def render(self, /, **values: Any) -> str:
        """The whole text. An UndefinedError where the template uses a name or field that does not exist."""
        return "".join(self._root(self._environment.context(values), environment=self._environment))

    def _get_default_module(self, _context: TemplateContext) -> Exports:
        """What another template imports: run once, and without the values of the one that imports it."""
        if self._module is None:
            context = self._environment.context({})
            for _ in self._root(context, environment=self._environment):
                pass
            self._module = Exports(__name__=self._name, **{name: context.vars[name] for name in context.exported_vars})
        return self._module
