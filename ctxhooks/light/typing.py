"""What the hooks' modules take from `typing`, made of less: the import of it and its classes would be a sixth of a hook's time.

Checkers of types are given the real ones. Each `NamedTuple` of `typing` compiles code of its own, and a hook defines up to sixty.
"""

from collections import _tuplegetter  # type: ignore[attr-defined]  # by which `namedtuple` reads its fields as well

TYPE_CHECKING = False
if TYPE_CHECKING:
    from inspect import Signature
    from typing import Annotated, Any, BinaryIO, NamedTuple, NoReturn, TypeVar
else:

    class Any:
        """Stands in annotations alone."""

    BinaryIO = NoReturn = Any

    def TypeVar(_: str) -> type:  # noqa: N802
        """Stands in annotations alone."""
        return Any

    class _Marked:
        def __init__(self, origin: object, *marks: object) -> None:
            self.__origin__, self.__metadata__ = origin, marks

    class Annotated:
        """A type with marks, which are read as those of `typing.Annotated` are."""

        def __class_getitem__(cls, given: tuple[object, ...]) -> _Marked:
            return _Marked(*given)

    class _WithoutDict(type):
        @classmethod
        def __prepare__(cls, _name: str, _bases: tuple[type, ...]) -> dict[str, object]:
            return {"__slots__": ()}

        @property
        def __signature__(cls) -> "Signature":
            """For `help` and other tools; what they need is imported when they ask."""
            from inspect import Parameter, Signature

            kind, defaults = Parameter.POSITIONAL_OR_KEYWORD, cls._field_defaults
            return Signature([Parameter(name, kind, default=defaults.get(name, Parameter.empty)) for name in cls._fields])

    class NamedTuple(tuple, metaclass=_WithoutDict):
        """As `typing.NamedTuple`, but nothing can be made of it by a call."""

        _fields = ()
        _field_defaults: dict[str, object] = {}

        def __init_subclass__(cls) -> None:
            cls._fields = tuple(cls.__annotations__)
            cls._field_defaults = {name: cls.__dict__[name] for name in cls._fields if name in cls.__dict__}
            for place, name in enumerate(cls._fields):
                setattr(cls, name, _tuplegetter(place, f"Field {place}"))

        def __new__(cls, *given: object, **named: object) -> tuple:
            if named or len(given) != len(cls._fields):
                rest, values = cls._fields[len(given) :], {**cls._field_defaults, **named}
                if len(given) > len(cls._fields) or not named.keys() <= {*rest} <= values.keys():
                    raise TypeError(f"{cls.__name__} has the fields {', '.join(cls._fields)}")
                given = (*given, *[values[name] for name in rest])
            return tuple.__new__(cls, given)

        _make = classmethod(tuple.__new__)

        def __getnewargs__(self) -> tuple:
            return tuple(self)

        def __repr__(self) -> str:
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"

        def _asdict(self) -> dict[str, object]:
            return dict(zip(self._fields, self, strict=True))

        def _replace(self, **named: object) -> tuple:
            made = self._make(map(named.pop, self._fields, self))
            if named:
                raise TypeError(f"{type(self).__name__} has no {', '.join(named)}")
            return made


__all__ = ["TYPE_CHECKING", "Annotated", "Any", "BinaryIO", "NamedTuple", "NoReturn", "TypeVar"]
