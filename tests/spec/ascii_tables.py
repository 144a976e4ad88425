"""Worked patients as readable tables: a table of text in, a frame out."""

from __future__ import annotations

import pandas as pd


def rows(text: str) -> pd.DataFrame:
    """A table drawn with bars; an empty cell is missing.

    | patient_id | course_start_day |
    | a          | 0                |
    """
    lines = [line.strip().strip("|") for line in text.strip().splitlines() if line.strip()]
    header, *body = [[cell.strip() for cell in line.split("|")] for line in lines]
    assert all(len(cells) == len(header) for cells in body), f"ragged table:\n{text}"
    return pd.DataFrame(body, columns=header)
