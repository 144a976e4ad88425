"""Relapses that clear again: some of them after treatment, dated on the day or at the first visit that shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from isostats.errors import StudyError
from isostats.simulate.histories import generator
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    import pandas as pd

    from isostats.simulate.courses import Simulation

SHARE = 0.6
"""Of the relapses without isotretinoin, those that clear again."""
LEAST_DAYS, MEAN_DAYS = 30, 120
"""Days from a relapse until it is clear again: so many at least, and how many more on the mean."""


def add_returns(
    simulation: Simulation, visits: pd.DataFrame | None = None, *, seed: int | np.random.Generator, share: float = SHARE
) -> tuple[Simulation, pd.DataFrame | None]:
    """The same records with ``clear_again_date``, and the visits with low scores from that day on.

    A ``share`` of the recorded relapses after a first course that were not treated with isotretinoin clear again, 30
    days after the relapse and an exponential time of 120 days on the mean. It is recorded on its day or, with
    ``visits``, at the first visit from then on; not after the last contact, and not from a second course on.
    ``further_truth`` has the true days (returns: patient_id, clear_again_day since the end of the first course). Raises
    StudyError for a share outside 0 to 1.

    >>> from isostats.simulate import simulate_courses
    >>> returned, _ = add_returns(simulate_courses(200, seed=1), seed=2)
    >>> late = returned.courses.dropna(subset=["clear_again_date"])
    >>> (late["clear_again_date"] > late["relapse_date"]).all().item()
    True
    """
    import pandas as pd

    if isinstance(share, bool) or not 0 <= share <= 1:
        raise StudyError(f"share must be a share of relapses, from 0 to 1, not {share!r}.")
    rng, _ = generator(seed)
    courses = simulation.courses
    of_first = courses["course_number"] == 1
    relapse = pd.to_datetime(courses["relapse_date"])
    after = LEAST_DAYS + np.ceil(rng.exponential(MEAN_DAYS, len(courses)))
    clear = relapse + pd.to_timedelta(after, unit="D")
    chosen = of_first & relapse.notna() & (courses["relapse_treatment"] != v.ISOTRETINOIN)
    chosen &= rng.random(len(courses)) < share
    again = courses[courses["course_number"] == 2].set_index("patient_id")["course_start"]
    second = pd.to_datetime(courses["patient_id"].map(again))
    clear = clear.where(chosen & ~(clear >= second))
    days = (clear - pd.to_datetime(courses["course_end"])).dt.days
    known = days.notna()
    truth = pd.DataFrame({"patient_id": courses["patient_id"], "clear_again_day": days.astype("Int64")})[known]
    shown, lower = clear, visits
    if visits is not None:
        people = pd.Series(clear[known].to_numpy(), index=courses["patient_id"][known])
        until = pd.Series(second[known].to_numpy(), index=courses["patient_id"][known])
        when, who = pd.to_datetime(visits["date"]), visits["patient_id"]
        low = (when >= who.map(people)) & ~(when >= who.map(until))
        lower = visits.assign(**{
            name: visits[name].mask(low & visits[name].notna(), 0) for name in ("score_face", "score_trunk")
            if name in visits
        })  # fmt: skip
        shown = courses["patient_id"].map(when[low].groupby(who[low]).min()).where(known)
    shown = shown.where(~(shown > pd.to_datetime(courses["last_contact"])))
    text = shown.dt.strftime("%Y-%m-%d").astype(object).where(shown.notna(), None)
    further = {**simulation.further_truth, "returns": truth.reset_index(drop=True)}
    return replace(simulation, courses=courses.assign(clear_again_date=text), further_truth=further), lower
