"""What the values of a figure's own keywords may be: one that is none is refused in words, with one that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from numbers import Real
from typing import TYPE_CHECKING, Any

from isostats.errors import EstimateError, nearest
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of, level_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def require_values(values: Mapping[str, Any]) -> None:
    """Raise EstimateError for a claim, margin, number of people, p value or horizons that are none."""
    for name, what in (("claim", "0.85, not 85"), ("margin", "0.05 for 5 points"), (v.P_VALUE, "0.03")):
        value = values.get(name)
        if name == v.P_VALUE and value != value:
            continue  # a test that could not be made: the figure says so
        if value is not None and not isinstance(value, bool) and not _is_share(value, open_ends=name == "claim"):
            raise EstimateError(f"{name} is a share between 0 and 1: {what}; {value!r} is none.")
    people = values.get("min_at_risk", 0)
    if not is_number(people) or people < 0 or people != int(people):
        raise EstimateError(f"min_at_risk is a whole number of people, as 10; {people!r} is none.")
    if values.get("horizons_days") is not None:
        require_days(values["horizons_days"], "horizons_days")


def is_number(value: object) -> bool:
    """Whether a value is a number that is neither infinite nor missing."""
    return isinstance(value, Real) and not isinstance(value, bool) and isfinite(value)


def _is_share(value: Any, *, open_ends: bool) -> bool:
    return is_number(value) and (0 < value < 1 if open_ends else 0 <= value <= 1)


def require_days(days: object, name: str) -> tuple[Any, ...]:
    """The days as they were given; raises EstimateError for what is not several days from 0 on."""
    listed = tuple(days) if isinstance(days, Iterable) and not isinstance(days, str | Mapping) else None
    if listed is None or not all(is_number(day) and day >= 0 for day in listed):
        raise EstimateError(f"{name} are several days from 0 on, as (365, 730), not {days!r}.")
    return listed


def require_names(names: object, name: str, example: str) -> tuple[str, ...]:
    """Several names, each once; raises EstimateError for anything else."""
    if isinstance(names, str) or not isinstance(names, Iterable):
        raise EstimateError(f"{name} takes several names, as {example}, not {names!r}.")
    listed = tuple(str(each) for each in names)
    twice = next((each for each in listed if listed.count(each) > 1), None)
    if twice is not None:
        raise EstimateError(f"{name} names {twice!r} more than once. Name each once.")
    return listed


def rows_of_table(rows: object) -> tuple[str, ...]:
    """The rows of the at-risk table that were asked for; raises EstimateError for what is none."""
    known = (v.AT_RISK, v.EVENTS, v.CENSORED)
    names = (rows,) if isinstance(rows, str) else require_names(rows, v.AT_RISK, "('at_risk', 'events')")
    for row in names:
        if row not in known:
            raise EstimateError(
                f"No row of the at-risk table {row!r}{nearest(row, known) or '.'} It is one of: {', '.join(known)}."
            )
    return names


def require_labels(labels: object, levels: Iterable[str]) -> dict[str, str]:
    """A text by level; raises EstimateError where one is empty, or two groups would have one name."""
    if not isinstance(labels, Mapping):
        raise EstimateError(f"labels is a name by level, as {{'female': 'Women'}}, not {labels!r}.")
    for level, text in labels.items():
        if not isinstance(text, str) or not text.strip():
            raise EstimateError(f"labels gives {level!r} no name: {text!r}. Give a text, or leave the level out.")
    named = {str(level): str(text) for level, text in labels.items()}
    shown: dict[tuple[str, str], str] = {}
    for level in levels:
        by, short = column_of(level), level_of(level)
        text = named.get(level, named.get(short, short))
        other = shown.setdefault((by, text.strip().casefold()), short)
        if other != short and {other, short, level} & set(named):
            raise EstimateError(f"labels would call both {other!r} and {short!r} {text!r}. Give each its own name.")
    return named


def require_axes(ax: object) -> Axes:
    """Axes to draw into; raises EstimateError for an array of them, axes of another kind or those taken out."""
    from matplotlib.axes import Axes

    if not isinstance(ax, Axes):
        several = hasattr(ax, "shape") or isinstance(ax, list | tuple)
        mend = "Name one of them, as axes.flat[0]." if several else "Make some: plt.subplots()[1]."
        raise EstimateError(f"ax is one pair of axes, not a {type(ax).__name__}. {mend}")
    if ax.name != "rectilinear":
        raise EstimateError(f"ax is of the kind {ax.name}; a curve needs plain axes: plt.subplots()[1].")
    if ax.get_figure() is None:
        raise EstimateError("ax was taken out of its figure. Make new axes: plt.subplots()[1].")
    return ax
