"""The figure to hold the records against, and claims of one's own: the sections [claim] and [[claims]]."""

from __future__ import annotations

from dataclasses import MISSING, dataclass

from isostats.study.keys import Section, Share, key


@dataclass(frozen=True)
class ClaimChoices(Section, section="claim"):
    """The figure to hold the records against."""

    remission: Share = key(0.85, "the claimed share in remission")
    margin: Share = key(0.05, "how far from the claim still counts as agreeing with it")
    level: Share = key(0.95, "level of every interval and test")


@dataclass(frozen=True)
class Claim(Section):
    """One checkable statement with one reading of it.

    It is held against ``value``, agreement being within ``margin``, or against the range from ``low`` to ``high``, of
    which either may be left out, or against nothing where it is only ``described``. Shares are from 0 to 1.
    ``outcome``, ``population`` and ``horizon_days`` belong to the quantity and are there where it needs them;
    ``how_read`` says in words what was decided to read it so. Whether its quantity is known and all fits together is
    checked where claims are held against records. Raises StudyError for a value of another type.
    """

    id: str = key(MISSING, "a short name of its own", example='"half_free_of_treatment"')
    statement: str = key(
        MISSING, "the claim as it is stated", example='"Half of our patients need no treatment for five years."'
    )
    quantity: str = key(
        MISSING, "what it speaks of, such as remission, cumulative_incidence, course_share (data/claims.md has all)",
        example='"remission"',
    )  # fmt: skip
    outcome: str = key("", "where the quantity has one", example='"any_treatment"')
    population: str = key("", "everyone or responders, where the quantity has one", example='"everyone"')
    value: float | None = key(None, "the claimed figure; shares are from 0 to 1", example="0.5")
    low: float | None = key(None, "instead of a value: at least so much")
    high: float | None = key(None, "instead of a value: at most so much")
    margin: float | None = key(None, "how far from the value still counts as agreeing with it", example="0.05")
    horizon_days: int | None = key(None, "days after the course, where the quantity needs them", example="1826")
    described: bool = key(False, "true: only described, held against nothing", example="false")
    how_read: str = key(
        "", "in words, what was decided to read the statement so", example='"no treatment at all, topicals included"'
    )
    source: str = key("", "where it is stated", example='"our leaflet of 2019"')
