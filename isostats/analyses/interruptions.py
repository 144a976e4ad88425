"""How steadily was the first course taken?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from isostats.analyses.protocol import Analysis, Answer, Basis, Text, table_of
from isostats.analyses.rows import Row, share_row, whole, with_interval
from isostats.cohort.uncovered import uncovered_days
from isostats.vocabulary import names as v
from isostats.words.numbers import percent

BANDS = ((0, 0, "none"), (1, 7, "1 to 7"), (8, 30, "8 to 30"), (31, None, "31 or more"))
"""Days without supply within the first course: from, to, in words."""


def estimate(it: Basis) -> Answer[pd.DataFrame | None]:
    """First courses by how many days within them no supply covers, of records that are made of dispensings."""
    days = None if it.records is None else uncovered_days(it.cohort, it.records)
    if days is None or days.empty:
        return Answer(None)
    people = int(days["people"].sum())
    rows: dict[str, Row] = {}
    for low, high, words in BANDS:
        within = days["uncovered"].between(low, np.inf if high is None else high)
        band = f"uncovered_days={words}"
        rows[words] = share_row(v.PROPORTION, "courses", int(days.loc[within, "people"].sum()), people, it.level,
                                group=band)  # fmt: skip
    shown = table_of(
        "interruptions",
        "First courses by days within them that no supply covers, in % with Wilson limits. Days left over from early "
        "refills count as in the rule of courses; a longer gap than that rule ends the course.",
        rows.items(),
        {
            "days without supply": lambda each: each[0],
            "% (limits)": lambda each: with_interval(each[1]),
            "people": lambda each: whole(each[1][v.EVENTS]),
        },
    )
    return Answer(days, tuple(rows.values()), (Text(_sentence(days)), shown))


def _sentence(days: pd.DataFrame) -> str:
    """The share of days covered, over all courses and in the middle one of those with the lowest."""
    covered = 1 - days["uncovered"] / days["length"]
    order = np.argsort(covered.to_numpy(), kind="stable")
    so_far = days["people"].to_numpy()[order].cumsum()
    lowest: Any = covered.to_numpy()[order][np.searchsorted(so_far, so_far[-1] / 4)]
    of_all = 1 - (days["uncovered"] * days["people"]).sum() / (days["length"] * days["people"]).sum()
    return (
        f"Supply covers {percent(of_all)} of the days of all first courses; in a quarter of them {percent(lowest)} or "
        "less. Supply is not intake, and why it paused is not recorded."
    )


INTERRUPTIONS = Analysis("interruptions", "Interruptions within the first course", estimate, part_of="courses")
