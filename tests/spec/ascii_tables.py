"""Worked patients as readable tables: a table of text in, a frame out."""

from __future__ import annotations

import pandas as pd

from isostats.cohort.counting import EventTable


def rows(text: str) -> pd.DataFrame:
    """A table drawn with bars; an empty cell is missing.

    | patient_id | course_start_day |
    | a          | 0                |
    """
    lines = [line.strip().strip("|") for line in text.strip().splitlines() if line.strip()]
    header, *body = [[cell.strip() for cell in line.split("|")] for line in lines]
    assert all(len(cells) == len(header) for cells in body), f"ragged table:\n{text}"
    return pd.DataFrame(body, columns=header)


def people_in(table: EventTable) -> dict[tuple[int, str], int]:
    """(day, what) -> people, what being a cause or censored; of a table of one group."""
    found = {}
    for d, day in enumerate(table.days):
        for c, cause in enumerate(table.causes):
            found[int(day), cause] = int(table.events[0, c, d])
        found[int(day), "censored"] = int(table.censored[0, d])
    return {key: people for key, people in found.items() if people}
