"""What the attack finds in releases of random studies, in a sweep with fixed seeds: none was left out.

    python -m tests.validation.release_sweep [data/validation [STUDIES WHOLE]]

Two sets: from row to row on so many ``STUDIES`` (10,000), which shows what leaks at once; and with every program on the
first ``WHOLE`` (200) of up to 300 people, which shows that nothing does. What is taken for known is held against the
true counts each time.

Written: ``simulated_releases.csv``, one row for each way, base and size of studies: releases, counts, how many of them
are small, pinned and undecided (from row to row: all that is not pinned), and the seconds of work.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from isostats.release.attacking import attack
from isostats.release.witnesses import propagated
from tests.release.random_studies import RandomStudy

STUDIES, WHOLE = 10_000, 200
SIZES = (0, 50, 300, 10_000)
EVERY = 20
"""Rows are written after so many studies of the whole system, and a hundred times as many from row to row."""
ROW_TO_ROW, PROGRAMS = "row to row", "whole system"


def from_row_to_row(seed: int) -> tuple[RandomStudy, dict[str, int]]:
    """What bounds of one row at a time tell of a study's release."""
    study = RandomStudy.made(seed)
    tables, known, truth = study.released()
    low, high = propagated(known).of(known.questions)
    answers = known.questions @ truth
    if (answers < low).any() or (answers > high).any():
        raise AssertionError(f"Seed {seed}: what is taken for known is not true of the people.")
    small = (answers > 0) & (answers <= tables.rules.most_small)
    pinned = small & (low == high)
    counts = {"counts": len(low), "small": int(small.sum()), "pinned": int(pinned.sum())}
    return study, counts | {"undecided": counts["small"] - counts["pinned"]}


def of_whole_system(seed: int) -> tuple[RandomStudy, dict[str, int]]:
    """What every program tells of it."""
    study = RandomStudy.made(seed, most=300)
    tables, known, truth = study.released()
    answer = attack(tables, truth=truth, known=known)
    counts = {"counts": known.questions.shape[0], "small": answer.asked}
    return study, counts | {"pinned": len(answer.pinned), "undecided": len(answer.undecided)}


def rows(studies: int, whole: int) -> Iterator[dict[str, object]]:
    """Each study of the sweep."""
    for way, tried, last in ((ROW_TO_ROW, from_row_to_row, studies), (PROGRAMS, of_whole_system, whole)):
        for seed in range(last):
            begun = time.process_time()
            study, counts = tried(seed)
            size = max(least for least in SIZES if study.people >= least)
            yield {
                "way": way, "base": study.base, "people_from": size, "releases": 1, **counts,
                "seconds_of_work": time.process_time() - begun,
            }  # fmt: skip


def main(folder: Path, studies: int = STUDIES, whole: int = WHOLE) -> None:
    """Write the table, again and again as it grows."""
    seen: list[dict[str, object]] = []
    for row in rows(studies, whole):
        seen.append(row)
        if len(seen) % (EVERY * (100 if row["way"] == ROW_TO_ROW else 1)) == 0 or len(seen) == studies + whole:
            by = pd.DataFrame(seen).groupby(["way", "base", "people_from"], as_index=False).sum()
            by.round().astype({name: int for name in by if name != "way"}).to_csv(
                folder / "simulated_releases.csv", index=False
            )
            print(len(seen), *by[["releases", "small", "pinned", "undecided"]].sum().astype(int), flush=True)


if __name__ == "__main__":
    main(*([Path(sys.argv[1])] if len(sys.argv) > 1 else [Path("data/validation")]), *map(int, sys.argv[2:4]))
