"""How far reconstructed curves are from the records behind the figure, as a table for the README beside this file.

python tests/benchmarks/bench_digitising.py --studies 200
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.evidence.digitising import HORIZONS, trials


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=200)
    studies = parser.parse_args().studies
    warnings.simplefilter("ignore")
    print("| clicked | read as | points | 1 year | 2 years | 5 years | median | log hazard ratio |")
    print("|---|---|---|---|---|---|---|---|")
    for corners in (False, True):
        for between in ("steps", "lines"):
            for points in (30, 60, 100):
                errors = trials(studies, points=points, corners=corners, between=between)
                cells = ["corners of steps" if corners else "along the curve", between, str(points)]
                for what in [*map(str, HORIZONS), "median", "log hazard ratio"]:
                    off = errors[[name for name in errors if name.startswith(what)]].to_numpy().ravel()
                    off = off[np.isfinite(off)] * (1 if what.startswith("log") else 100)
                    digits = 3 if what.startswith("log") else 1 if what == "median" else 2
                    told = (off.mean(), np.abs(off).mean(), np.quantile(np.abs(off), 0.95), np.abs(off).max())
                    first = f"{told[0]:+.{digits}f}"
                    cells.append(" / ".join([first, *(f"{x:.{digits}f}" for x in told[1:])]))
                print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
