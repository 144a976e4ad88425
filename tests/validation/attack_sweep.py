"""What the attack finds in releases of simulated cohorts, in a sweep with fixed seeds: none was left out.

    python -m tests.validation.attack_sweep [data/validation]

Written: ``simulated_attack.csv``, one row a cohort: its seed, people and sites, the base of the midpoints, how many
counts were attacked, how many of them were pinned and undecided, and the linear programs and seconds of work it took.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from isostats.release.attacking import attack
from tests.release.cohorts import RandomCohort, released

SEEDS = range(20)
Case = tuple[str, int, int, int, int]
"""Set, seed, people, sites, base."""


def cases() -> Iterator[Case]:
    """Every cohort of the sweep."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        yield "random cohort", seed, int(rng.integers(25, 150)), int(rng.integers(2, 6)), 10
    yield "six sites", 0, 300, 6, 10
    yield "many people", 0, 3_000, 6, 10
    for base in (1, 5):
        for seed in SEEDS:
            yield "forty people", seed, 40, 3, base


def attacked(case: Case) -> dict[str, object]:
    """The row of one cohort."""
    kind, seed, people, sites, base = case
    tables, known, truth = released(RandomCohort(seed, people, sites), base)
    begun = time.process_time()
    answer = attack(tables, truth=truth, known=known)
    return {
        "set": kind,
        "seed": seed,
        "people": people,
        "sites": sites,
        "base": base,
        "counts": answer.asked,
        "pinned": len(answer.pinned),
        "undecided": len(answer.undecided),
        "programs": answer.programs,
        "seconds_of_work": round(time.process_time() - begun),
    }


def main(folder: Path) -> None:
    """Write the table, a row as soon as it is there."""
    rows = []
    for case in cases():
        rows.append(attacked(case))
        print(*rows[-1].values(), flush=True)
        pd.DataFrame(rows).to_csv(folder / "simulated_attack.csv", index=False)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "data/validation"))
