"""A call whose arguments are not what a function takes is answered by the right call, and not by what broke inside.

Public functions say in their annotations what they take. Where one breaks, and an argument is something else, that is
what is wrong; where every argument is as declared, the fault is ours, and its own error is seen.

>>> import isostats as iso
>>> try:
...     iso.proportion(["3"], 10)
... except iso.EstimateError as error:
...     print(error)
iso.proportion: events must be a number, not ['3'].
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from numbers import Integral, Real
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from isostats.errors import CallError, IsostatsError, unknown_keyword

Function = TypeVar("Function", bound=Callable[..., Any])


TAKEN = {
    "EventTable": ("an event table", "Make one: cohort.count('systemic_treatment'), or iso.event_table(days, events)."),
    "Curve": ("a curve", "Make one: iso.kaplan_meier(cohort.count('systemic_treatment'))."),
    "Cohort": ("a cohort", "Make one: iso.first_courses(iso.read_courses('courses.csv'))."),
    "Records": ("records", "Read them: iso.read_courses('courses.csv')."),
    "FurtherCourses": ("further courses", "Count them: iso.count_courses(cohort)."),
    "Stays": ("stays", "Count them: iso.count_stays(cohort, records)."),
    "CoxResult": ("a Cox model", "Fit one: iso.cox(frame, covariates=['age'])."),
    "LogRank": ("a log-rank test", "Make one: iso.logrank(cohort.count('systemic_treatment', by='sex'))."),
    "StudyResults": ("the results of a study", "Make them: iso.analyse_study('study.toml')."),
    "Study": ("a study", "Read one: iso.read_study('study.toml')."),
    "Table": ("a table", "Make one: iso.table_one(cohort)."),
    "MeanCourses": ("mean courses", "Make them: iso.mean_courses(iso.count_courses(cohort))."),
    "LossScenarios": ("scenarios of loss", "Make them: iso.remission_if_lost(iso.count_with_loss(cohort, outcome), "
                      "days=[730])."),
    "StateOccupation": ("shares of states", "Make them: iso.state_occupation(iso.count_stays(cohort, records))."),
    "ConditionalRemission": ("remission given remission", "Make it: iso.conditional_remission(table)."),
    "Permanence": ("an answer on permanence", "Make it: iso.permanence(table)."),
    "DoseHazard": ("a hazard by dose", "Make it: iso.dose_hazard(frame)."),
    "CourseDefinition": ("a definition of courses", "Or state its keys: iso.first_courses(records, gap_days=90)."),
    "OutcomeDefinition": ("a definition of outcomes", "Or state its keys: iso.first_courses(records, break_days=90)."),
    "Eligibility": ("rules of eligibility", "Or state them: iso.first_courses(records, age_from=12)."),
    "DataFrame": ("a data frame", ""),
    "str": ("a text", ""),
    "Path": ("a path", ""),
    "bool": ("True or False", ""),
    "int": ("a whole number", ""),
    "float": ("a number", ""),
}
"""What a function may take, by the name of its type: how it is called, and where it comes from."""
LISTS = ("Sequence", "list", "tuple", "Iterable")
COLUMN = "ArrayLike"
LARGEST = 10**12
SHOWN = 60


def answering(function: Function, called: str) -> Function:
    """The same function, which answers a mistaken call by what it takes; ``called`` as a user calls it."""

    @wraps(function)
    def call(*args: Any, **keywords: Any) -> Any:
        try:
            return function(*args, **keywords)
        except IsostatsError:
            raise
        except Exception as error:
            fault = fault_of_call(function, called, args, keywords)
            if not fault:
                raise
            raise CallError(fault) from error

    return call  # type: ignore[return-value]


def fault_of_call(
    function: Callable[..., Any], called: str, args: Sequence[Any], keywords: Mapping[str, Any]
) -> str:
    """What is wrong with a call; empty where every argument is what the function takes."""
    signature = inspect.signature(function)
    parameters = signature.parameters.values()
    known = [each.name for each in parameters if each.kind in (each.KEYWORD_ONLY, each.POSITIONAL_OR_KEYWORD)]
    own = [each.name for each in parameters if each.kind is each.KEYWORD_ONLY]
    if not any(each.kind is each.VAR_KEYWORD for each in parameters):
        for name in keywords:
            if name not in known:
                return str(unknown_keyword(called, name, own or known))
    try:
        bound = signature.bind(*args, **keywords).arguments
    except TypeError as error:
        needed = ", ".join(
            each.name for each in parameters if each.default is each.empty and "VAR" not in each.kind.name
        )
        by_name = ""
        places = [each for each in parameters if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
        if own and len(args) > len(places):
            example = f"{own[0]}={shown(args[len(places)])}"
            by_name = f" By keyword alone: {', '.join(own)}; so write {example}."
        return f"{called}: {error}. It needs {needed or 'nothing'}.{by_name}"
    for name, value in bound.items():
        parameter = signature.parameters[name]
        asked = function.__annotations__.get(name, "")
        several = value if parameter.kind is parameter.VAR_POSITIONAL else [value]
        if not isinstance(asked, str) or parameter.kind is parameter.VAR_KEYWORD:
            continue
        for each in several:
            if words := _refused(each, asked, vars(inspect.getmodule(inspect.unwrap(function)))):
                return f"{called}: {name} must be {words[0]}, not {shown(each)}. {words[1]}".rstrip()
            if isinstance(each, Real) and abs(float(each)) > LARGEST:
                return f"{called}: {name} is too large: {each!r}."
    return ""


def _refused(value: Any, asked: str, names: Mapping[str, Any]) -> tuple[str, str] | None:
    """What a value must be that is none of what is asked for, and where that comes from; None where it is."""
    parts = [*_parts(asked, names)]
    if not parts or any(_is(value, part) for part in parts):
        return None
    words = [_words(part) for part in parts if part != "None"]
    return " or ".join(dict.fromkeys(word for word, _ in words)), next((way for _, way in words if way), "")


def _parts(asked: str, names: Mapping[str, Any]) -> Iterator[str]:
    """The names of the types of which a value must be one; those that are not known take anything."""
    depth, begun = 0, 0
    for at, sign in enumerate(f"{asked}|"):
        depth += (sign == "[") - (sign == "]")
        if sign == "|" and not depth:
            yield from _resolved(asked[begun:at].strip(), names)
            begun = at + 1


def _resolved(part: str, names: Mapping[str, Any]) -> Iterator[str]:
    outer = part.partition("[")[0].rpartition(".")[2]
    alias = names.get(part)
    if outer in (*TAKEN, *LISTS, COLUMN, "None", "Mapping", "Literal") or isinstance(alias, type):
        yield part
        return
    if get_origin(alias) is Literal:
        yield f"Literal[{', '.join(map(repr, get_args(alias)))}]"
    elif get_origin(alias) in (Union, UnionType):
        for each in get_args(alias):
            yield from _resolved(str(getattr(each, "__name__", each)) if each is not type(None) else "None", names)
    else:
        yield "object"


def _is(value: Any, part: str) -> bool:
    """Whether a value is of a type, by the type's name."""
    outer, _, inner = part.partition("[")
    outer, inner = outer.rpartition(".")[2], inner.removesuffix("]").partition(", ...")[0]
    if outer in ("object", "Any", "None"):
        return outer != "None" or value is None
    if outer == "Literal":
        return isinstance(value, str) and repr(value) in inner
    if outer == COLUMN:
        return _is_column(value)
    if outer == "bool":
        return isinstance(value, bool)
    if outer == "int":
        return isinstance(value, Integral) and not isinstance(value, bool)
    if outer == "float":
        return isinstance(value, Real) and not isinstance(value, bool) and abs(float(value)) < float("inf")
    if outer in LISTS:
        if isinstance(value, (str, bytes, Mapping)) or not hasattr(value, "__iter__") or hasattr(value, "columns"):
            return False
        if outer == "tuple" and "..." not in part and len(list(value)) != part.count(",") + 1:
            return False
        return all(_is(each, inner.partition(",")[0] or "object") for each in value)
    if outer == "Mapping":
        return isinstance(value, Mapping)
    return any(each.__name__ == outer for each in type(value).__mro__)


def _is_column(value: Any) -> bool:
    import numpy as np

    try:
        column = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return False
    return column.ndim == 1 and bool(np.isfinite(column).all())


def _words(part: str) -> tuple[str, str]:
    outer, _, inner = part.partition("[")
    outer, inner = outer.rpartition(".")[2], inner.removesuffix("]")
    if outer == "Literal":
        return f"one of {inner}", ""
    if outer in LISTS:
        of = {"str": " of names", "int": " of whole numbers", "float": " of numbers"}.get(inner.partition(",")[0], "")
        several = f" of {len(inner.split(','))}" if outer == "tuple" and "..." not in inner else ""
        return f"a {'tuple' if several else 'list'}{several}{of}".replace(" of of", " of"), ""
    others = {"Mapping": "a dict", COLUMN: "a list of numbers", "object": "something else"}
    return TAKEN.get(outer, (others.get(outer, f"one of {outer}"), ""))


def shown(value: Any) -> str:
    """A value in short: what kind of thing it is, where its text is long.

    >>> shown("x"), shown(list(range(100)))
    ("'x'", 'a list')
    """
    for each in type(value).__mro__:
        if each.__name__ in TAKEN and not isinstance(value, (str, bool, int, float)):
            return TAKEN[each.__name__][0]
    if type(value).__module__ == "builtins" and len(text := repr(value)) <= SHOWN:
        return text
    name = type(value).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
