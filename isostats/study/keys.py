"""One decision, declared once: its type, default and range, and its words.

The study file, the flags of the commands, the keywords in Python, the template and the reference are made from these
declarations; none of them lists a key of its own.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime, time
from functools import cache, partial
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from isostats.doors import know_keys
from isostats.errors import StudyError, nearest
from isostats.vocabulary.calendar import is_date
from isostats.words.hidden_signs import hidden_in
from isostats.words.numbers import count_text, number_text

KINDS = ("courses", "dispensings", "omop")
"""The kinds of records: just one of them is named in [data]."""

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Key:
    """What is declared of a decision beside its type and default.

    ``about`` explains it; ``example`` (TOML) stands in the template where there is no default to show; ``kinds`` are
    the kinds of records that it goes with, all if empty; ``section`` is its section of the study file where that is not
    the one of its class; ``off`` is the flag that says no; ``form`` the form of a flag that is given once for each;
    ``of_courses`` says that the courses themselves depend on it; ``axis`` are the values that the grid of definitions
    varies it over unless others are asked for: with an empty one only those asked for, with None it cannot vary.
    """

    about: str
    example: str = ""
    kinds: tuple[str, ...] = ()
    section: str = ""
    off: str = ""
    form: str = ""
    of_courses: bool = True
    axis: tuple[Any, ...] | None = None


def key(default: Any, about: str, *, shown: bool = True, **details: Any) -> Any:
    """A field of a definition that is a key of the study file; ``shown`` is False for what may hold a password."""
    metadata = {"key": Key(about, **details)}
    if isinstance(default, Mapping):
        return field(default_factory=lambda: dict(default), repr=shown, metadata=metadata)
    return field(default=default, repr=shown, metadata=metadata)


Rule = Callable[[Any], str | None]
"""What a value must be, if it is not; it stands beside the type."""


def within(least: float, most: float, what: str, *, ends: bool = True) -> Rule:
    """The range of a number: ``least`` to ``most``, without them where ``ends`` is False."""

    def refuse(value: Any) -> str | None:
        if least <= value <= most if ends else least < value < most:
            return None
        shown = number_text(value) if isinstance(value, float) else repr(value)
        low, high = count_text(least), count_text(most)
        if ends:
            return f"{what} from {low} to {high}, not {shown}"
        return f"{what} between {low} and {high}, not {shown} (85% is written 0.85)"

    return refuse


def one_of(names: tuple[Any, ...]) -> Rule:
    """One of some names, such as those of the vocabulary."""

    def refuse(value: Any) -> str | None:
        if isinstance(value, (str, int, float)) and value in names:
            return None
        return f"one of {', '.join(map(repr, names))}, not {value!r}{nearest(str(value), map(str, names))}"

    return refuse


MOST_DAYS = 100_000
MOST_PEOPLE = 1_000_000_000
Days = Annotated[int, within(0, MOST_DAYS, "a whole number of days")]
Horizon = Annotated[int, within(1, 9_999_999, "a whole number of days")]
People = Annotated[int, within(1, MOST_PEOPLE, "a whole number")]
Share = Annotated[float, within(0, 1, "a number", ends=False)]


def a_level(value: Any) -> str | None:
    """A level of intervals: at least one half. Who writes less means the part that is left out."""
    if 0.5 <= value < 1:
        return None
    return f"a number from 0.5 to below 1, not {number_text(value)} (95% is written 0.95)"


Level = Annotated[float, a_level]


def a_day(value: Any) -> str | None:
    """A date, or a whole number where days are numbers."""
    text = str(value)
    fits = is_date(text) or (not isinstance(value, bool) and text.removeprefix("-").isdigit())
    return None if fits else f"a date such as 2015-01-01 (a number where days are numbers), not {value!r}"


Day = Annotated[Any, a_day]


def in_plain_signs(value: Any) -> str | None:
    """A text of which every sign is seen as it stands: it is written on pages, and shown on terminals."""
    sign = hidden_in(value)
    return f"a text without hidden signs that change what is shown; it has {sign}: type it anew" if sign else None


Shown = Annotated[str, in_plain_signs]


def filled(most: int = MOST_DAYS) -> Rule:
    """A text that is not blank, or a list that has at least one value and at most ``most``."""

    def refuse(value: Any) -> str | None:
        if isinstance(value, tuple):
            fits = 1 <= len(value) <= most
            return None if fits else f"a list of at least 1 and at most {count_text(most)} values"
        return None if str(value).strip() else "a name, not blank"

    return refuse


class Wrong(ValueError):
    """A value is not what its declaration asks for; the text says what it must be."""


class Section:
    """A frozen dataclass of keys, which checks and converts its values when it is made. Raises StudyError."""

    section = ""
    prefix = ""
    models: ClassVar[list[type[Section]]] = []

    def __init_subclass__(cls, section: str | None = None, prefix: str | None = None) -> None:
        cls.section = cls.section if section is None else section
        cls.prefix = cls.prefix if prefix is None else prefix
        Section.models.append(cls)

    def __post_init__(self) -> None:
        model: Any = type(self)
        clean, faults = checked(model, {name: getattr(self, name) for name in keys_of(model)})
        if faults:
            raise StudyError("; ".join(faults) + ".")
        for name, value in clean.items():
            object.__setattr__(self, name, value)
        self.check()

    def check(self) -> None:
        """Raise StudyError for values that cannot be together."""


@dataclass(frozen=True)
class StudyKey:
    """A key of the study file, by the class that declares it: its name and section there, and what is declared of it.

    ``flat`` is its name as a keyword and, with dashes, as a flag: of the grid, whose keys others have too, with grid_.
    ``default`` is MISSING where there is none; ``type`` has its range beside it.
    """

    model: type[Section]
    name: str
    section: str
    flat: str
    declared: Key
    type: Any
    default: Any

    @property
    def place(self) -> str:
        """Where it stands in the study file, as messages say it: [courses] gap_days."""
        return f"[{self.section}] {self.name}" if self.section else self.name

    @property
    def is_file(self) -> bool:
        """Whether its value is a path."""
        return "file" in get_args(self.type)

    @property
    def is_table(self) -> bool:
        """Whether its value is a path or, where a database is named, a table of it."""
        return "table" in get_args(self.type)

    def goes_with(self, kind: str) -> bool:
        """Whether it belongs to a kind of records; to any where none is asked for."""
        kinds = self.declared.kinds
        return not kinds or not kind or kind in kinds


def keys_of(model: Any) -> Mapping[str, StudyKey]:
    """The keys that a class declares, by name, in order."""
    return _keys_of(model)


@cache
def _keys_of(model: Any) -> Mapping[str, StudyKey]:
    """The same, looked up once: each section that is made asks."""
    keys = {}
    for each in fields(model):
        if "key" in each.metadata:
            of, kind = each.metadata["key"], _types(model)[each.name]
            default = each.default if each.default_factory is MISSING else each.default_factory()
            section, flat = of.section or model.section, model.prefix + each.name
            keys[each.name] = StudyKey(model, each.name, section, flat, of, kind, default)
    return keys


_types: Callable[[Any], dict[str, Any]] = cache(partial(get_type_hints, include_extras=True))


def checked(model: type[Section], values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The values as they are declared, and a sentence on each that cannot be, is not known or is missing."""
    clean: dict[str, Any] = {}
    keys = keys_of(model)
    faults = [f"{name} is required" for name, each in keys.items() if name not in values and each.default is MISSING]
    for name, value in values.items():
        if name not in keys:
            hint = nearest(name, keys) or "; known: " + ", ".join(keys)
            faults.append(f"unknown key {f'[{model.section}] {name}' if model.section else name}{hint}")
            continue
        try:
            clean[name] = as_declared(value, keys[name].type)
        except Wrong as fault:
            example = keys[name].declared.example
            way = f" (write {name} = {example})" if isinstance(value, Mapping) and example else ""
            faults.append(f"{keys[name].place} {fault}{way}")
    return clean, faults


PLAIN = {bool: "true or false", int: "a whole number", float: "a number", str: "a text", Path: "a path"}


def as_declared(value: Any, kind: Any) -> Any:
    """A value converted to its declared type. Raises :class:`Wrong`.

    >>> as_declared("sex", tuple[str, ...]), as_declared([365, 365, 730], tuple[Horizon, ...])
    (('sex',), (365, 730))
    """
    value = _plain(value)
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _refused_by([rule for rule in parts[1:] if not isinstance(rule, str)], as_declared(value, parts[0]))
    if origin in (Union, types.UnionType):
        return _of_any(value, parts)
    if origin is Literal:
        value = next((part for part in parts if not isinstance(part, str) and str(part) == value), value)
        return _refused_by([one_of(parts)], value)
    if origin is tuple:
        return _list_of(value, parts[0])
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _table_of(value, *parts)
    if kind is Any or type(value) is kind:
        return value
    if isinstance(kind, type) and issubclass(kind, Section):
        return _section(value, kind)
    if kind is float and type(value) is int:
        return float(value)
    if kind is Path and isinstance(value, (str, Path)):
        return Path(value)
    raise Wrong(f"must be {PLAIN[kind]}, not {value!r}")


def _plain(value: Any) -> Any:
    """What numpy and pandas keep, as Python's own: a number, a column as a list, a moment at midnight as its day."""
    library = type(value).__module__.partition(".")[0]
    if library == "numpy" and getattr(getattr(value, "dtype", None), "kind", "") == "M":
        value = value.astype("datetime64[us]").tolist()
    elif library in ("numpy", "pandas", "polars") and hasattr(value, "to_list" if library == "polars" else "tolist"):
        value = value.to_list() if library == "polars" else value.tolist()
    if isinstance(value, datetime) and value == value and value.time() == time():  # what is missing equals nothing
        return value.date()
    return value


def _refused_by(rules: Iterable[Rule], value: Any) -> Any:
    """The value, where no rule refuses it."""
    for must_be in filter(None, (rule(value) for rule in rules)):
        raise Wrong(f"must be {must_be}")
    return value


def _of_any(value: Any, kinds: Iterable[Any]) -> Any:
    """The value as the first of several types that it can be; what the first one asks for is told."""
    if value is None and type(None) in kinds:
        return None
    first, *others = (kind for kind in kinds if kind is not type(None))
    try:
        return as_declared(value, first)
    except Wrong:
        for other in others:
            with suppress(Wrong):
                return as_declared(value, other)
        raise


def _list_of(value: Any, kind: Any) -> tuple[Any, ...]:
    """Values in their order, each once; one alone is a list of one."""
    if isinstance(value, Mapping):
        raise Wrong(f"must be a list, not the table {value!r}")
    listed = list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]
    try:
        return tuple(dict.fromkeys(as_declared(each, kind) for each in listed))
    except TypeError:  # what cannot be told apart from another: a list, a table, or what holds one
        raise Wrong(f"must be a list of plain values, not {value!r}") from None


def _table_of(value: Any, names: Any, values: Any) -> dict[Any, Any]:
    if not isinstance(value, Mapping):
        raise Wrong(f"must be a table of names with values, not {value!r}")
    return {as_declared(name, names): as_declared(each, values) for name, each in value.items()}


def _section(value: Any, kind: type[Section]) -> Section:
    if not isinstance(value, Mapping):
        raise Wrong(f"must be a table with {', '.join(keys_of(kind))}, not {value!r}")
    clean, faults = checked(kind, value)
    if faults:
        raise Wrong(f"cannot be as it is: {'; '.join(faults)}")
    return kind(**clean)


def keyword_values(*models: type, keywords: Mapping[str, Any], kind: str = "") -> list[dict[str, Any]]:
    """Keywords of a function, sorted by the definitions whose keys they are; one that is None is not stated.

    With a ``kind`` of records only the keys that go with it. Raises StudyError for another one, with the nearest known.
    """
    known = [{each.name for each in fields(model)} for model in models]
    for model, names in zip(models, known, strict=True):
        names -= {name for name, each in keys_of(model).items() if not each.goes_with(kind)}
    for name in keywords:
        if not any(name in each for each in known):
            raise StudyError(f"There is no keyword {name!r}{nearest(name, set().union(*known)) or '.'}")
    stated = {name: value for name, value in keywords.items() if value is not None}
    return [{name: value for name, value in stated.items() if name in each} for each in known]


def takes_keys(*models: type, kind: str = "") -> Callable[[Function], Function]:
    """Show the keys of definitions as keywords of a function, in its help and to editors; those of a kind of records.

    The function takes them as ``**keywords`` and sorts them by :func:`keyword_values`.
    """

    def shown(function: Function) -> Function:
        whole = signature(function)
        own = [each for each in whole.parameters.values() if each.kind is not Parameter.VAR_KEYWORD]
        keys = [
            Parameter(name, Parameter.KEYWORD_ONLY, default=each.default, annotation=each.model.__annotations__[name])
            for model in models
            for name, each in keys_of(model).items()
            if each.goes_with(kind) and name != kind
        ]
        function.__signature__ = whole.replace(parameters=[*own, *keys])  # type: ignore[attr-defined]
        return function

    return shown


def study_keys(*sections: type[Section]) -> list[StudyKey]:
    """Every key that the classes declare, in order."""
    return [each for model in sections for each in keys_of(model).values()]


# messages say them as the flag or keyword that the user can type
know_keys(lambda: {
    (each.section, each.name): each.flat
    for each in study_keys(*Section.models) if each.section and each.name not in KINDS
}, lambda: {each.flat: each.declared.off for each in study_keys(*Section.models) if each.declared.off})  # fmt: skip
