"""pydantic models made from the definitions in `model`: the same fields, types, limits and defaults, stated there once."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, create_model, model_validator

from ctxhooks.model.json_values import names_on_disk, plain
from ctxhooks.model.limits import AtLeast, Between, InProject, OneOf, Shape
from ctxhooks.model.settings import AgentName, AgentShares, Allocation, Context, Shares, Thresholds, agent_name


class Strict(BaseModel):
    """A file that a person writes: a setting that does not exist is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Tolerant(BaseModel):
    """What another program writes: fields that are unknown, as newer versions add some, are passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def _whole(shares: Any) -> Any:
    if abs((total := sum(shares.model_dump().values())) - 100) > 0.01:
        raise ValueError(f"shares:{total:g}")
    return shares


def _rising(levels: Any) -> Any:
    values = list(levels.model_dump().values())
    if values != sorted(set(values)):
        raise ValueError("rising:")
    return levels


def _room(context: Any) -> Any:
    least = sum(context.minimum.model_dump().values())
    if "minimum" in context.model_fields_set and least > context.token_budget:
        raise ValueError(f"minimum:{least}")
    return context


def _in_project(folder: str) -> str:
    path = folder.replace("\\", "/")
    if not path.strip() or path.startswith(("/", "~")) or ":" in path or ".." in path.split("/"):
        raise ValueError("folder:")
    return path.strip("/")


# What must hold between the fields of one definition. The ValueError names the rule and a value; `settings_file` puts it into words.
RULES: Mapping[type, Callable[[Any], Any]] = {Allocation: _whole, AgentShares: _whole, Shares: _whole, Thresholds: _rising, Context: _room}


@cache
def model_of(kind: type, base: type[BaseModel] = Strict) -> type[BaseModel]:
    """The model of a NamedTuple whose fields all have defaults; those of its fields that are NamedTuples become models as well."""
    fields: dict[str, Any] = {
        key: (_type(kind.__annotations__[name], base), _default(kind.__annotations__[name], kind._field_defaults[name], base))  # type: ignore[attr-defined]
        for name, key in names_on_disk(kind).items()
    }
    checks: dict[str, Any] = {"rule": model_validator(mode="after")(RULES[kind])} if kind in RULES else {}
    return create_model(kind.__name__, __base__=base, __doc__=kind.__doc__, __validators__=checks, **fields)


def _type(annotation: Any, base: type[BaseModel]) -> Any:
    if annotation is AgentName:  # read as people write them, see `agent_name`
        return Annotated[_checked(annotation, base), BeforeValidator(lambda v: agent_name(v) if isinstance(v, str) else v)]
    if hasattr(annotation, "__metadata__"):
        return _checked(annotation, base)
    if hasattr(annotation, "_fields"):
        return model_of(annotation, base)
    if (origin := get_origin(annotation)) in (tuple, dict):
        return origin[tuple(a if a is ... else _type(a, base) for a in get_args(annotation))]
    return annotation


def _checked(annotation: Any, base: type[BaseModel]) -> Any:
    """pydantic's own constraints in place of our marks."""
    made: Any = _type(annotation.__origin__, base)
    for mark in annotation.__metadata__:
        if isinstance(mark, OneOf):
            made = Literal[mark.words]
        elif isinstance(mark, Between):
            made = Annotated[made, Field(ge=mark.least, le=mark.most)]
        elif isinstance(mark, Shape):
            made = Annotated[made, Field(pattern=mark.pattern or None, max_length=mark.longest)]
        elif isinstance(mark, AtLeast):
            made = Annotated[made, Field(min_length=mark.items)]
        elif isinstance(mark, InProject):
            made = Annotated[made, AfterValidator(_in_project)]
    return made


def _default(annotation: Any, value: Any, base: type[BaseModel]) -> Any:
    if hasattr(annotation, "_fields"):
        return model_of(annotation, base).model_validate(plain(value))
    return Field(default_factory=lambda: dict(value)) if isinstance(value, dict) else value
