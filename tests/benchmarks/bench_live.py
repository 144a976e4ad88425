"""The explorer on many patients: what making it costs, and how long a change takes until its answer is there.

    python tests/benchmarks/bench_live.py [--patients 1e5] [--kind courses | dispensings] [--changes 50]

Simulated records are read and explored, and so many choices drawn by chance are asked one after the other, each of
them a choice that was not asked before. The time is that of the answer and of its JSON, as the widget sends it.
Nothing is asserted: the bar is 200 ms.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import time
from itertools import product
from typing import Any

import isostats as iso


def records_of(kind: str, patients: int) -> Any:
    """Simulated records; dispensings by four gaps."""
    if kind == "courses":
        simulated = iso.simulate_courses(patients, seed=1)
        return iso.read_courses(simulated.courses, events=simulated.events)
    claims = iso.simulate_dispensings(patients, seed=1)
    beside = {"observation": claims.observation, "people": claims.people, "treatments": claims.treatments}
    gaps = (30, 60, 90, 180)
    return {gap: iso.read_dispensings(claims.dispensings, gap_days=gap, **beside) for gap in gaps}


def main() -> None:
    """Make records, explore them, ask, print a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patients", type=lambda text: int(float(text)), default=100_000)
    parser.add_argument("--kind", choices=("courses", "dispensings"), default="courses")
    parser.add_argument("--changes", type=int, default=50)
    asked = parser.parse_args()
    records = records_of(asked.kind, asked.patients)
    began = time.perf_counter()
    explorer = iso.explore(records, simulated=True)
    widget = explorer.widget()
    making = time.perf_counter() - began
    names = [control.name for control in explorer.controls]
    every = list(product(*([value for value, _ in control.levels] for control in explorer.controls)))
    taken, longest = [], 0
    for levels in random.Random(1).sample(every, min(asked.changes, len(every))):
        began = time.perf_counter()
        widget.choice = dict(zip(names, levels, strict=True))
        text = json.dumps(widget.answer)
        taken.append(time.perf_counter() - began)
        longest = max(longest, len(text))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{asked.kind} of {asked.patients:,} patients, {len(explorer.bases)} rules: made in {making:.1f} s; "
        f"{len(taken)} changes: median {1000 * statistics.median(taken):.0f} ms, worst {1000 * max(taken):.0f} ms, "
        f"JSON at most {longest / 1000:.0f} kB; peak {peak:,} MB"
    )


if __name__ == "__main__":
    main()
