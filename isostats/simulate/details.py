"""What a clinic may write of a course besides: why it ended, interruptions, scores, doses, capsules, earlier
courses; and how the last contact came about, and why nobody has seen the person since.

None of it moves an outcome. It is drawn beside the records, with shares that :class:`Notes` states and reasons of the
law's endings, so that the records under it stay what they were and the truth is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from isostats.errors import StudyError
from isostats.simulate.endings import PLANNED, pick_reasons
from isostats.simulate.histories import DATA_CUT, LEFT, days_of, generator, iso_days, pick, require_shares, words
from isostats.simulate.law import true_endings

if TYPE_CHECKING:
    import pandas as pd

    from isostats.simulate.courses import Simulation
    from isostats.simulate.histories import Floats, Integers
    from isostats.simulate.law import Law

FORMULATIONS = {"conventional": 0.78, "lidose": 0.10, "micronised": 0.08, "mixed": 0.04}
RELAPSE_SITES = {"face": 0.5, "trunk": 0.3, "both": 0.2}
CONTACT_TYPES = ("visit", "phone", "letter", "discharge", "linkage")
_TYPE_SHARES = {  # by why follow-up ended
    "data_end": (0.6, 0.25, 0.15, 0.0, 0.0), "lost": (0.8, 0.1, 0.1, 0.0, 0.0), "well": (0.3, 0.0, 0.0, 0.7, 0.0),
    "seen_with_relapse": (1.0, 0.0, 0.0, 0.0, 0.0), "died": (0.0, 0.0, 0.0, 0.0, 1.0),
}  # fmt: skip
LOST_REASONS = ("discharged_well", "moved", "cover_lost", "died", "unknown")
_LOST_SHARES = {
    "lost": (0.0, 0.35, 0.25, 0.0, 0.4), "well": (0.8, 0.0, 0.0, 0.0, 0.2), "died": (0.0, 0.0, 0.0, 1.0, 0.0),
}  # fmt: skip
INTERRUPTED_FOR = {"access": 0.25, "laboratory": 0.25, "adverse_effect": 0.30, "patient_choice": 0.20}
ON_PURPOSE = "summer"
LOW_SEASON = (6, 1), (8, 31)
"""First and last day, as month and day, of the season in which courses are paused on purpose."""
_LEAST_RUN = 14  # covered days before and after an interruption


@dataclass(frozen=True)
class Notes:
    """Shares. Of courses: ``low_season`` of those that run through it pause for it on purpose, and ``interrupted`` of
    all others are interrupted otherwise. Of people: ``prior`` had isotretinoin before these records. Of what would be
    written down: ``missing``. Raises StudyError for what is no share."""

    low_season: float = 0.3
    interrupted: float = 0.1
    prior: float = 0.04
    missing: float = 0.08

    def __post_init__(self) -> None:
        require_shares(self)


class Pauses(NamedTuple):
    """An interruption of each course; of none of its days where ``days`` is 0. Days count from 1970-01-01."""

    first: Integers
    days: Integers
    planned: np.ndarray


def add_details(
    simulation: Simulation, *, seed: int | np.random.Generator, notes: Notes | None = None
) -> Simulation:
    """The same simulation with further columns in its courses, and their truth in ``further_truth``.

    Columns: reason_ended (of the law's endings; as planned where it has none), formulation, interruption_days and
    interruption_reason (summer, if planned), scale and scores of face and trunk at start and end (as the response is),
    scar_grade_start, scar_grade_end, start_dose_mg, max_dose_mg, clear_date, relapse_site; of the person
    prior_isotretinoin, last_contact_type and lost_reason (which tell of people who left because they were well). Doses
    stay those without interruptions. Truth: endings (see :func:`.true_endings`) and interruptions (patient_id,
    course_number, start, end, planned). The records are those without details, but for the columns added.

    Raises StudyError where faults were injected.

    >>> from isostats.simulate import simulate_courses
    >>> detailed = add_details(simulate_courses(30, seed=1), seed=2)
    >>> detailed.courses["reason_ended"].dropna().isin(["target_reached", "cleared"]).all().item()
    True
    """
    if len(simulation.faults):
        raise StudyError("Details are added to records without faults; inject_faults spoils them afterwards.")
    import pandas as pd

    rng, _ = generator(seed)
    notes, courses = notes or Notes(), simulation.courses
    n, people = len(courses), simulation.patients
    start, end = days_of(courses, "course_start", "course_end")
    person = pd.Index(simulation.unseen["patient_id"]).get_indexer(courses["patient_id"])

    def gone() -> np.ndarray:
        return rng.random(n) < notes.missing

    reasons, shares = _reasons(simulation.law, end - start + 1)
    cut = (end == DATA_CUT) | (courses["course_end"] == courses["death_date"]).to_numpy()  # nobody ended it
    pauses = draw_pauses(start, end, rng, notes)
    left = pd.Index(LEFT).get_indexer(simulation.unseen["left"])
    prior = pick(rng, people, (notes.prior, notes.missing, max(1 - notes.prior - notes.missing, 0)))
    otherwise = 1 + pick(rng, n, INTERRUPTED_FOR.values())
    columns = {
        "reason_ended": words(reasons, pick_reasons(shares, rng.random(n)), gone() | cut),
        "formulation": words(FORMULATIONS, pick(rng, n, FORMULATIONS.values()), gone()),
        "interruption_days": pd.arrays.IntegerArray(pauses.days, gone()),
        "interruption_reason": words(
            (ON_PURPOSE, *INTERRUPTED_FOR), np.where(pauses.planned, 0, otherwise), pauses.days == 0
        ),
        **_scores(courses, rng, gone()),
        **_scars(n, rng, gone()),
        **_doses(courses, rng),
        **_days_and_places(courses, rng),
        "prior_isotretinoin": words(("yes", "unknown", "no"), prior)[person],
        "last_contact_type": words(CONTACT_TYPES, _by(left, _TYPE_SHARES, rng))[person],
        "lost_reason": words(LOST_REASONS, _by(left, _LOST_SHARES, rng), ~np.isin(left, _positions(_LOST_SHARES)))[
            person
        ],
    }
    paused = pauses.days > 0
    truth = {"interruptions": pd.DataFrame({
        "patient_id": courses["patient_id"][paused], "course_number": courses["course_number"][paused],
        "start": iso_days(pauses.first[paused]), "end": iso_days((pauses.first + pauses.days - 1)[paused]),
        "planned": pauses.planned[paused],
    })}  # fmt: skip
    if simulation.law.endings is not None:
        truth["endings"] = true_endings(law=simulation.law)
    return replace(
        simulation, courses=courses.assign(**columns), further_truth={**simulation.further_truth, **truth}
    )


def draw_pauses(start: Integers, end: Integers, rng: np.random.Generator, notes: Notes) -> Pauses:
    """One interruption at most of each course, within it: planned ones of 20 to 45 days lie in the low season."""
    n, (first, last) = len(start), LOW_SEASON
    year = start.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    year = year + (start + _LEAST_RUN > _day_in(year, last))  # begun after it: the next year's
    season, season_end = _day_in(year, first), _day_in(year, last)
    length = 20 + np.floor(rng.random(n) * 26).astype(np.int64)
    opens, closes = np.maximum(season, start + _LEAST_RUN), np.minimum(season_end, end - _LEAST_RUN) - length + 1
    chosen = (rng.random(n) < notes.low_season) & (closes >= opens)
    planned = opens + np.floor(rng.random(n) * np.maximum(closes - opens + 1, 1)).astype(np.int64)
    short = 3 + np.floor(rng.random(n) * 19).astype(np.int64)
    room = end - start + 1 - 2 * _LEAST_RUN - short
    other = ~chosen & (rng.random(n) < notes.interrupted) & (room >= 0)
    unplanned = start + _LEAST_RUN + np.floor(rng.random(n) * np.maximum(room + 1, 1)).astype(np.int64)
    days = np.where(chosen, length, np.where(other, short, 0))
    return Pauses(np.where(chosen, planned, unplanned), days, chosen)


def _day_in(year: Integers, when: tuple[int, int]) -> Integers:
    """A month and day of each year, counted from 1970."""
    month, day = when
    return (12 * year + month - 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + day - 1


def _reasons(law: Law, lengths: Integers) -> tuple[tuple[str, ...], Floats]:
    """The reasons, and how likely each is for each course, given how long it was."""
    if law.endings is None:
        return tuple(name for name, _ in PLANNED), np.tile([share for _, share in PLANNED], (len(lengths), 1))
    place = np.clip(lengths - law.durations[0], 0, len(law.durations) - 1)
    return law.endings.reasons, law.reason_shares[place]


def _positions(shares: Mapping[str, Any]) -> list[int]:
    return [LEFT.index(name) for name in shares]


def _by(left: Integers, shares: Mapping[str, tuple[float, ...]], rng: np.random.Generator) -> Integers:
    """A position drawn for everybody by the shares of why they left."""
    uniform, drawn = rng.random(len(left)), np.zeros(len(left), dtype=np.int64)
    for name, of_those in shares.items():
        edges = np.cumsum(of_those)
        place = np.minimum(np.searchsorted(edges, uniform, side="right"), len(edges) - 1)
        drawn = np.where(left == LEFT.index(name), place, drawn)
    return drawn


def _scores(courses: pd.DataFrame, rng: np.random.Generator, gone: np.ndarray) -> dict[str, Any]:
    """Scores on the IGA: 3 or 4 at the start; at the end 0 or 1 of those clear or almost clear, and else 2 or more."""
    import pandas as pd

    n = len(courses)
    response = courses["response"]
    least = np.select([response == "clear", response == "almost_clear"], [0, 1], 2)
    made: dict[str, Any] = {"scale": words(("iga",), np.zeros(n, dtype=np.int64), gone)}
    for site in ("face", "trunk"):
        before = 3 + np.floor(rng.random(n) * 2).astype(np.int64)
        after = np.where(least < 2, least, np.minimum(2 + np.floor(rng.random(n) * 2).astype(np.int64), before))
        made[f"score_{site}_start"] = pd.arrays.IntegerArray(before, gone)
        made[f"score_{site}_end"] = pd.arrays.IntegerArray(after, gone | response.isna().to_numpy())
    return made


def _scars(n: int, rng: np.random.Generator, gone: np.ndarray) -> dict[str, Any]:
    """Grades of scars; one more at the end in a course of twenty."""
    import pandas as pd

    before = np.floor(rng.random(n) ** 2 * 4).astype(np.int64)
    after = before + (rng.random(n) < 0.05)
    grades = {"scar_grade_start": before, "scar_grade_end": after}
    return {name: pd.arrays.IntegerArray(grade, gone) for name, grade in grades.items()}


def _days_and_places(courses: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
    """The first clear day of those clear or almost clear at the end, in the second half of the course; where a relapse
    was."""
    n = len(courses)
    start, end = days_of(courses, "course_start", "course_end")
    clear = start + np.floor((end - start) * (0.5 + rng.random(n) / 2)).astype(np.int64)
    no_relapse = courses["relapse_date"].isna().to_numpy()
    return {
        "clear_date": iso_days(clear, ~courses["response"].isin(["clear", "almost_clear"]).to_numpy()),
        "relapse_site": words(RELAPSE_SITES, pick(rng, n, RELAPSE_SITES.values()), no_relapse),
    }


def _doses(courses: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
    """The daily dose at the start, half of the usual one in half of the courses, and the largest one."""
    n, usual = len(courses), courses["daily_dose_mg"]
    return {
        "start_dose_mg": (usual * np.where(rng.random(n) < 0.5, 0.5, 1.0)).round(1),
        "max_dose_mg": (usual * np.where(rng.random(n) < 0.2, 1.25, 1.0)).round(1),
    }
