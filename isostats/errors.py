"""Errors that speak to a user: what is wrong, how often, where it was first seen, and what to do.

Every error that a user can cause is an :class:`IsostatsError`. Anything else that escapes is a defect of isostats.

>>> import isostats as iso
>>> try:
...     iso.proportion(3, 10, level=95)
... except iso.EstimateError as error:
...     print(error)
level must be a number between 0 and 1, not 95 (85% is written 0.85).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import wraps
from typing import ParamSpec, TypeVar

from isostats.doors import in_words_of_the_door

P = ParamSpec("P")
R = TypeVar("R")


class IsostatsError(Exception):
    """An error that the user can mend; its text says how, in the words of the door in use (:mod:`isostats.doors`).

    >>> import isostats as iso
    >>> try:
    ...     iso.proportion(11, 10)
    ... except iso.IsostatsError as error:
    ...     print(type(error).__name__)
    EstimateError
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(in_words_of_the_door(message))


class DataError(IsostatsError):
    """The records cannot be used as they are. ``findings`` lists every fault, not only the first.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> try:
    ...     iso.read_courses(pd.DataFrame({"patient_id": ["a"]}))
    ... except iso.DataError as error:
    ...     print(len(error.findings.errors))
    3
    """

    def __init__(self, message: str, findings: object = None) -> None:
        super().__init__(message)
        self.findings = findings


class NobodyLeft(DataError):
    """The records are sound, but hold nobody to study.

    >>> import pandas as pd
    >>> import isostats as iso
    >>> course = {"course_start": "2019-01-01", "course_end": "2019-06-30", "last_contact": "2021-06-30"}
    >>> records = iso.read_courses(pd.DataFrame([{"patient_id": "a", "birth_year": 2000, **course}]))
    >>> try:
    ...     iso.first_courses(records, age_from=40)
    ... except iso.NobodyLeft as error:
    ...     print(str(error).partition(". ")[0])
    Nobody is eligible: age_from leaves nobody
    """


class StudyError(IsostatsError):
    """The study file, or a keyword of the same name, asks for something that cannot be.

    >>> import isostats as iso
    >>> try:
    ...     iso.first_courses("courses.csv")
    ... except iso.StudyError as error:
    ...     print(str(error).partition(". ")[0])
    First courses are those of records, not of str
    """


class NoColumn(StudyError):
    """A rule asks about a ``column`` that the records do not have."""

    def __init__(self, text: str, *, column: str = "") -> None:
        super().__init__(text)
        self.column = column


class OutputError(IsostatsError):
    """The output cannot be written; nothing half-written is left behind.

    >>> import isostats as iso
    >>> try:
    ...     iso.figures.render(None, "bmp")
    ... except iso.OutputError as error:
    ...     print(error)
    Figures are written as svg, pdf, png, tiff, eps, not 'bmp'.
    """


class HandleError(IsostatsError, TypeError):
    """Records or a cohort, which live in an engine of one process, were asked for in another one.

    >>> import pickle
    >>> import pandas as pd
    >>> import isostats as iso
    >>> course = {"course_start": "2019-01-01", "course_end": "2019-06-30", "last_contact": "2021-06-30"}
    >>> records = iso.read_courses(pd.DataFrame([{"patient_id": "a", **course}]))
    >>> try:
    ...     pickle.dumps(records)
    ... except iso.HandleError as error:
    ...     print(str(error).partition(", ")[0])
    Records and cohorts hold their tables in an engine inside this process
    """


class EstimateError(IsostatsError, ValueError):
    """An estimator was given counts or times that cannot be.

    >>> import isostats as iso
    >>> try:
    ...     iso.proportion(11, 10)
    ... except iso.EstimateError as error:
    ...     print(error)
    events must lie between 0 and n, but 11 of 10 were given.
    """


class CallError(EstimateError, TypeError):
    """A call is not what the function takes (:mod:`isostats.calls`)."""


def nearest(name: str, known: Iterable[str], *, likeness: float = 0.6) -> str:
    """A hint that names the nearest known word, or nothing; of more ``likeness`` where the name may well be another.

    >>> nearest("pateint_id", ["patient_id", "site"])
    "; did you mean 'patient_id'?"
    >>> nearest("zzz", ["patient_id"])
    ''
    """
    close = get_close_matches(str(name).lower(), list(known), n=1, cutoff=likeness)
    return f"; did you mean '{close[0]}'?" if close else ""


ELSEWHERE = {
    "risk_table": "at_risk", "group": "by", "groupby": "by", "groups": "by", "strata": "by", "conf_level": "level",
    "alpha": "level", "times": "days", "time": "days", "horizons": "days", "cols": "columns", "include": "columns",
    "colors": "palette", "colours": "palette", "width": "size", "figsize": "size", "xlim": "days", "p_value": "test",
    "ylim": "percent", "color": "palette", "axes": "ax", "legend": "labels", "ticks": "breaks", "xticks": "breaks",
    "break_time_by": "breaks", "probs": "quantile",
}  # fmt: skip
"""What a keyword is called in other programs, and here."""


def unknown_keyword(call: str, name: str, known: Iterable[str]) -> TypeError:
    """The error for a keyword that a call has not: it names the nearest, or all that there are.

    >>> unknown_keyword("iso.table_one", "strata", ["by", "summary"])
    TypeError("iso.table_one has no keyword 'strata'; did you mean 'by'? It has: by, summary.")
    """
    listed = list(known)
    other = ELSEWHERE.get(name, "")
    near = f"; did you mean '{other}'?" if other in listed else nearest(name, listed)
    return TypeError(f"{call} has no keyword {name!r}{near or '.'} It has: {', '.join(listed)}.")


def own_keywords(call: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Have a function say, for a keyword that it has not, which is nearest; it is called so, as ``iso.table_one``."""

    def taking(function: Callable[P, R]) -> Callable[P, R]:
        parameters = inspect.signature(function).parameters.values()
        own = [each.name for each in parameters if each.kind == each.KEYWORD_ONLY]
        known = {each.name for each in parameters}

        @wraps(function)
        def called(*args: P.args, **keywords: P.kwargs) -> R:
            for name in keywords:
                if name not in known:
                    raise unknown_keyword(call, name, own)
            return function(*args, **keywords)

        return called

    return taking


def require_one_of(
    value: object, known: Iterable[str], name: str, *, error: type[IsostatsError] = EstimateError
) -> None:
    """Raise an error that names the nearest where a value is none of those known."""
    listed = list(known)
    if not isinstance(value, str) or value not in listed:
        raise error(f"{name} must be one of {', '.join(listed)}, not {value!r}{nearest(str(value), listed) or '.'}")


def require_probability(value: float, name: str, *, error: type[IsostatsError] = EstimateError) -> float:
    """A number strictly between 0 and 1, or an error that names it."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 1:
        raise error(f"{name} must be a number between 0 and 1, not {value!r} (85% is written 0.85).")
    return float(value)
