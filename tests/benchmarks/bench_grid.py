"""The grid of definitions: what one costs, what fifty and five hundred cost together, and peak memory.

    python tests/benchmarks/bench_grid.py [--patients 1e5] [--fills 1e6] [--out results.json]

Course records of so many simulated patients, and so many simulated dispensings in folders of Parquet with enrolment,
people and later treatments. Each grid runs in a process of its own, from files to rows. The ratio is the time of a
grid over that of as many single definitions run one by one: small where definitions share work. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FILLS_PER_PATIENT = 9.15
PIECE = 100_000  # patients simulated at a time

MANY_HORIZONS = [182 * half for half in range(1, 15)]
ONE = {
    "outcomes": ["systemic_treatment"],
    "horizons_days": [730],
    "populations": ["everyone"],
    "denominators": ["censoring_aware"],
}
RULE = {"gap_days": [60], "carry_over": [True], "last_fill_days": [0], "washout_days": [365], "antibiotic_days": [28]}
COURSES: dict[str, dict[str, Any]] = {
    "one": ONE,
    "fifty": {"horizons_days": [365, 730, 1095, 1826], "populations": ["everyone"]},
    "five hundred": {"horizons_days": MANY_HORIZONS, "populations": ["everyone", "responders"]},
}
DISPENSINGS: dict[str, dict[str, Any]] = {
    "one": ONE | RULE,
    "fifty": ONE
    | RULE
    | {"outcomes": ["any_treatment", "systemic_treatment", "second_course"], "horizons_days": [365, 730, 1095]}
    | {"gap_days": [30, 60, 180], "carry_over": [True, False]},
    "five hundred": ONE
    | RULE
    | {"outcomes": ["any_treatment", "systemic_treatment", "second_course"], "horizons_days": MANY_HORIZONS[:7]}
    | {"gap_days": [30, 45, 60, 90, 120, 180], "carry_over": [True, False], "antibiotic_days": [0, 28]},
}
GRIDS = {"courses": COURSES, "dispensings": DISPENSINGS}


def make_dispensings(folder: Path, fills: int) -> dict[str, str]:
    """Simulated claims of about so many fills, a Parquet file a piece."""
    import duckdb

    from isostats.simulate import simulate_dispensings

    left, names = round(fills / FILLS_PER_PATIENT), ("dispensings", "observation", "people", "treatments")
    for name in names:
        (folder / f"simulated_{name}").mkdir(parents=True)
    for piece in range(-(-left // PIECE)):
        simulation = simulate_dispensings(min(PIECE, left), seed=piece + 1)
        left -= PIECE
        for name in names:
            frame = getattr(simulation, name)
            frame["patient_id"] = f"{piece}" + frame["patient_id"]
            with duckdb.connect() as engine:
                engine.register("frame", frame)
                days = [day for day in ("dispense_date", "date", "start", "end", "death_date") if day in frame]
                typed = ", ".join(f'CAST("{day}" AS DATE) AS "{day}"' for day in days)
                path = folder / f"simulated_{name}" / f"{piece:03}.parquet"
                engine.execute(f"COPY (SELECT * REPLACE ({typed}) FROM frame) TO '{path}' (FORMAT parquet)")
    return {name: f"simulated_{name}" for name in names}


def make_courses(folder: Path, patients: int) -> dict[str, str]:
    """Simulated course records."""
    from isostats.simulate import simulate_courses, write_simulation

    write_simulation(simulate_courses(patients, seed=1), folder)
    return {"courses": "simulated_courses.csv"}


def run_case(folder: Path, data: dict[str, str], asked: dict[str, Any]) -> dict[str, Any]:
    """One grid in this process: seconds in all and of reading, definitions, peak memory."""
    from isostats.report.answer_folders import grid
    from isostats.study.study_file import make_study

    study = make_study({"data": data, "grid": asked}, folder=folder)
    began, steps = time.perf_counter(), []
    made = grid(study, step=lambda text: steps.append(time.perf_counter() - began))
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "reading": steps[1], "definitions": len(made.frame), "peak_mb": round(peak)}


def in_a_process(folder: Path, data: dict[str, str], asked: dict[str, Any]) -> dict[str, Any]:
    """The same in a process of its own."""
    case = json.dumps([str(folder), data, asked])
    done = subprocess.run([sys.executable, __file__, "--case", case], capture_output=True, text=True)
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1][:200]}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def told(kind: str, size: int, found: Iterable[dict[str, Any]]) -> None:
    """The table of one kind of records."""
    one = None
    for each in found:
        if "failed" in each:
            print(f"{kind:<12} {size:>11,} {each['grid']:<13} failed: {each['failed']}", flush=True)
            continue
        one = one or each["seconds"]
        ratio = each["seconds"] / (one * each["definitions"])
        print(
            f"{kind:<12} {size:>11,} {each['definitions']:>5} definitions {each['seconds']:8.1f} s "
            f"(reading {each['reading']:6.1f} s)  {ratio:6.3f} of one by one  {each['peak_mb']:>6,} MB",
            flush=True,
        )


def main() -> None:
    """Make the records, run the grids, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patients", type=lambda text: int(float(text)), default=100_000)
    parser.add_argument("--fills", type=lambda text: int(float(text)), default=1_000_000)
    parser.add_argument("--out", type=Path, help="write the figures to this JSON file as well")
    parser.add_argument("--case", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.case:
        folder, data, asked = json.loads(given.case)
        print(json.dumps(run_case(Path(folder), data, asked)))
        return
    results = []
    for kind, size in (("courses", given.patients), ("dispensings", given.fills)):
        if not size:
            continue
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "data"
            data = (make_courses if kind == "courses" else make_dispensings)(folder, size)
            found = [{"grid": name} | in_a_process(folder, data, asked) for name, asked in GRIDS[kind].items()]
        told(kind, size, found)
        results += [{"records": kind, "size": size} | each for each in found]
    if given.out:
        given.out.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
