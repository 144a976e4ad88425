"""What the README says of further methods, from the rows of the sweep (`python -m tests.validation.coverage_words`)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import isostats as iso
from tests.validation import further_studies

FOLDER = Path(__file__).parents[2] / "data" / "validation"
SHIFT = "visit_shift"
NOMINAL = 0.95


def from_to(rows: pd.DataFrame) -> str:
    """The lowest and the highest share that held the truth, of those that have one."""
    shares = rows["coverage"].dropna()
    if shares.max() == 0:
        return "none"
    low, high = f"{100 * shares.min():.1f}%", f"{100 * shares.max():.1f}%"
    return low if low == high else f"{low} to {high}"


def seen_to_fail(rows: pd.DataFrame) -> bool:
    """Whether so many studies, of all scenarios together, show that fewer than 95% of the intervals hold the truth."""
    number = rows["with_interval"]
    held = round((rows["coverage"].fillna(0) * number).sum())
    return iso.proportion(held, int(number.sum())).upper < NOMINAL


def lines(swept: pd.DataFrame) -> list[str]:
    """A line of the shift between visits, and one of each method that leaves out what it is for."""
    shift = swept[swept["quantity"] == SHIFT]
    few, many = shift[shift["people"] < 200], shift[shift["people"] >= 200]
    made = [
        f"- Limits of the shift between visits held it in {from_to(many)} from 200 people on. With 50 people they held "
        f"it in {from_to(few)}, of the studies that have any{', and fail' * seen_to_fail(few)}."
    ]
    for method in further_studies.WRONG:
        sizes = {int(n): rows for n, rows in swept[swept["method"] == method].groupby("people")}
        failing = [f"{from_to(rows)} with {n:,} people" for n, rows in sizes.items() if seen_to_fail(rows)]
        untold = [f"{n:,}" for n, rows in sizes.items() if not seen_to_fail(rows)]
        rest = f" With {' and '.join(untold)} people these studies do not tell it from 95%." if untold else ""
        made.append(f"- `{method}` held it in {', '.join(failing) or 'about 95%'}.{rest}")
    return made


def renewed(text: str, swept: pd.DataFrame) -> str:
    """The README with each of these lines in place of the one that begins alike."""
    for line in lines(swept):
        start = line.partition(" held it")[0]
        (old,) = (each for each in text.splitlines() if each.startswith(start))
        text = text.replace(old, line)
    return text


if __name__ == "__main__":
    readme = FOLDER / "README.md"
    swept = pd.read_csv(FOLDER / "simulated_coverage.csv")
    readme.write_text(renewed(readme.read_text(encoding="utf-8"), swept), encoding="utf-8")
