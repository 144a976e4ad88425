"""What a figure is asked of: a result that it cannot carry is refused in a sentence that names the right call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from isostats.errors import EstimateError, nearest
from isostats.vocabulary import names as v
from isostats.words.numbers import counted

if TYPE_CHECKING:
    from isostats.estimate.results import Curve

FOLLOWUP = "followup"
CURVES = {
    FOLLOWUP: ("followup_curve", FOLLOWUP),
    v.REMISSION: (v.KAPLAN_MEIER, "remission or remission_by_group"),
    v.CUMULATIVE_INCIDENCE: (v.AALEN_JOHANSEN, "first_treatment or second_course"),
}
"""By kind of curve: the estimator that makes it, and the figures that draw it."""

RESULTS = "the results: iso.analyse_study(study).results"
PER_PERSON = "a count of people by number of courses"


def require_curve(curve: object, call: str, kind: str) -> None:
    """Raise EstimateError for anything but a curve of that kind (remission or cumulative_incidence)."""
    estimator, _ = CURVES[kind]
    if not all(hasattr(curve, name) for name in ("frame", "kind", "groups", "definition")):
        raise EstimateError(
            f"figures.{call} draws a curve, not {_what(curve)}. Make one: iso.{estimator}(cohort.count(outcome))."
        )
    drawn = str(curve.kind)  # type: ignore[attr-defined]
    if drawn != kind and drawn in CURVES:
        raise EstimateError(
            f"figures.{call} draws a curve of iso.{estimator}, and this one is a curve of {drawn.replace('_', ' ')}. "
            f"Draw it with figures.{CURVES[drawn][1]}."
        )


def require_group(curve: Curve, group: str, call: str, *, together: str = "") -> None:
    """Raise EstimateError where the curve has no such group; ``together`` is the figure that draws all of them."""
    if group in curve.groups:
        return
    names = [str(each) for each in curve.groups]
    listed = ", ".join(names[:6]) + (", ..." if len(names) > 6 else "")
    if group == v.ALL:
        first = names[0] if names else v.ALL
        ways = f"Draw them together with figures.{together}(curve), or name" if together else "Name"
        raise EstimateError(
            f"figures.{call} draws one group, and this curve has {counted(len(names), 'group')} ({listed}). "
            f"{ways} one: figures.{call}(curve, group={first!r})."
        )
    raise EstimateError(f"This curve has no group {group!r}{nearest(group, names) or '.'} It has: {listed}.")


def require_cause(curve: Curve, cause: str, call: str) -> None:
    """Raise EstimateError where the curve tells causes, and that one is none of them."""
    causes = [str(each) for each in dict.fromkeys(curve.frame["cause"])] if "cause" in curve.frame else [cause]
    if cause not in causes:
        known = ", ".join(causes)
        raise EstimateError(
            f"figures.{call} draws the cause {cause!r}, which this curve does not tell{nearest(cause, causes) or '.'} "
            f"It tells: {known}. Name one of them as cause, or count another outcome."
        )


def require_frame(frame: object, columns: Iterable[str], call: str, source: str) -> None:
    """Raise EstimateError for anything but a frame with these columns; ``source`` says what makes one."""
    if not (hasattr(frame, "columns") and hasattr(frame, "iloc")):
        raise EstimateError(f"figures.{call} draws a frame, not {_what(frame)}. Give {source}.")
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise EstimateError(
            f"figures.{call} needs {counted(len(missing), 'column')} that this frame does not have: "
            f"{', '.join(missing)}. Give {source}."
        )


def require_result(result: object, attributes: Iterable[str], call: str, source: str) -> None:
    """Raise EstimateError for a result without what is drawn; ``source`` says what has it."""
    if not all(hasattr(result, name) for name in attributes):
        raise EstimateError(f"figures.{call} does not draw {_what(result)}. Give {source}.")


def _what(value: Any) -> str:
    kind = type(value).__name__
    return f"{'an' if kind[:1] in 'AEIOUaeiou' else 'a'} {kind}"
