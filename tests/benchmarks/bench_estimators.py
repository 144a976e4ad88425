"""Time and peak memory of the estimators on integer-day columns, beside lifelines and statsmodels in the same run.

    python tests/benchmarks/bench_estimators.py [--sizes 1e5,1e6,1e7] [--out results.json]

Every case runs in a process of its own: it loads the columns, notes its peak memory, runs once (the difference is the
extra memory), then runs again a few times for the median. A rival that takes longer than a minute is not run at larger
sizes. Nothing is asserted: the figures depend on the machine, the ratios less so.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

LIMIT_SECONDS = 60
HORIZONS = [182, 365, 730, 1095, 1826]
REPLICATES = 1000
RIVAL_REPLICATES = 4  # a rival's bootstrap is run for so many replicates and scaled up
Columns = dict[str, np.ndarray]


def make_columns(n: int, folder: Path) -> None:
    """Days over ten years, half censored, a tenth competing, two groups; the truth does not matter here."""
    random = np.random.default_rng(n)
    np.save(folder / "days.npy", random.integers(1, 3651, n, dtype=np.int32))
    np.save(folder / "cause.npy", random.choice(3, n, p=[0.5, 0.4, 0.1]).astype(np.int8))
    np.save(folder / "group.npy", random.integers(0, 2, n, dtype=np.int8))


def ours_kaplan_meier(c: Columns) -> object:
    from isostats.cohort.counting import event_table
    from isostats.estimate import kaplan_meier

    return kaplan_meier(event_table(c["days"], c["cause"] == 1))


def ours_logrank(c: Columns) -> object:
    import pandas as pd

    from isostats.cohort.counting import event_table
    from isostats.estimate import logrank

    group = pd.Categorical.from_codes(c["group"], ["a", "b"])
    return logrank(event_table(c["days"], c["cause"] == 1, group=group))


def ours_aalen_johansen(c: Columns) -> object:
    from isostats.cohort.counting import event_table
    from isostats.estimate import aalen_johansen

    return aalen_johansen(event_table(c["days"], c["cause"], causes=("relapse", "death")))


def ours_bootstrap(c: Columns) -> object:
    from isostats.cohort.counting import event_table
    from isostats.estimate import bootstrap

    table = event_table(c["days"], c["cause"] == 1)
    return bootstrap(table, horizons_days=HORIZONS, replicates=REPLICATES, seed=1)


def ours_cox(c: Columns) -> object:
    from isostats.estimate.efron import fit_efron
    from isostats.estimate.risk_sets import FollowedRows

    return fit_efron(FollowedRows(_covariates(c), c["days"].astype(float), c["cause"] == 1))


def ours_fine_gray(c: Columns) -> object:
    from isostats.estimate.fine_gray import fit_fine_gray, subdistribution_rows

    return fit_fine_gray(subdistribution_rows(_covariates(c), c["days"].astype(float), c["cause"]))


def _covariates(c: Columns) -> np.ndarray:
    """The group, and three numbers of which each person has other ones."""
    return np.column_stack([c["group"], np.random.default_rng(1).normal(size=(len(c["days"]), 3))])


def lifelines_cox(c: Columns) -> object:
    import pandas as pd
    from lifelines import CoxPHFitter

    frame = pd.DataFrame(_covariates(c)).assign(days=c["days"], event=c["cause"] == 1)
    return CoxPHFitter().fit(frame, "days", "event")


def lifelines_kaplan_meier(c: Columns) -> object:
    from lifelines import KaplanMeierFitter

    return KaplanMeierFitter().fit(c["days"], c["cause"] == 1)


def lifelines_logrank(c: Columns) -> object:
    from lifelines.statistics import logrank_test

    a, event = c["group"] == 0, c["cause"] == 1
    return logrank_test(c["days"][a], c["days"][~a], event[a], event[~a])


def lifelines_aalen_johansen(c: Columns) -> object:
    import warnings

    from lifelines import AalenJohansenFitter

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return AalenJohansenFitter(seed=1).fit(c["days"], c["cause"], event_of_interest=1)


def lifelines_bootstrap(c: Columns) -> object:
    random = np.random.default_rng(1)
    drawn = []
    for _ in range(RIVAL_REPLICATES):
        row = random.integers(0, len(c["days"]), len(c["days"]))
        drawn.append(lifelines_kaplan_meier({"days": c["days"][row], "cause": c["cause"][row]}).predict(HORIZONS))  # type: ignore[attr-defined]
    return drawn


def statsmodels_kaplan_meier(c: Columns) -> object:
    from statsmodels.duration.survfunc import SurvfuncRight

    return SurvfuncRight(c["days"], (c["cause"] == 1).astype(int)).surv_prob_se


def statsmodels_logrank(c: Columns) -> object:
    from statsmodels.duration.survfunc import survdiff

    return survdiff(c["days"], (c["cause"] == 1).astype(int), c["group"])


def statsmodels_aalen_johansen(c: Columns) -> object:
    from statsmodels.duration.survfunc import CumIncidenceRight

    return CumIncidenceRight(c["days"], c["cause"].astype(int)).cinc_se


def statsmodels_bootstrap(c: Columns) -> object:
    random = np.random.default_rng(1)
    drawn = []
    for _ in range(RIVAL_REPLICATES):
        row = random.integers(0, len(c["days"]), len(c["days"]))
        drawn.append(statsmodels_kaplan_meier({"days": c["days"][row], "cause": c["cause"][row]}))
    return drawn


WORK = ("kaplan_meier", "logrank", "aalen_johansen", "bootstrap", "cox", "fine_gray")
TOOLS = ("ours", "lifelines", "statsmodels")
CASES: dict[str, Callable[[Columns], object]] = {
    f"{t}_{w}": globals()[f"{t}_{w}"] for w in WORK for t in TOOLS if f"{t}_{w}" in globals()
}


def peak_mb() -> float:
    """The largest memory that this process has held so far, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage's figure on Linux begins at that of the process that started this one
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def forget_peak() -> None:
    """Start the peak at what is held now, where the system can do that."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def run_case(name: str, folder: Path) -> dict[str, float]:
    """One case in this process: median seconds and extra peak memory."""
    case = CASES[name]
    random = np.random.default_rng(0)
    small = {"days": random.integers(1, 20, 90), "cause": random.integers(0, 3, 90), "group": random.integers(0, 2, 90)}
    case(small)  # imports and first calls are not what is measured
    columns = {key: np.load(folder / f"{key}.npy") for key in small}
    forget_peak()
    before, times = peak_mb(), []
    while len(times) < 15 and sum(times) < LIMIT_SECONDS / 3:
        start = time.perf_counter()
        case(columns)
        times.append(time.perf_counter() - start)
        if len(times) == 1:
            after = peak_mb()
    scale = REPLICATES / RIVAL_REPLICATES if name.endswith("bootstrap") and not name.startswith("ours") else 1
    return {"seconds": median(times) * scale, "runs": len(times), "extra_mb": after - before, "scaled": scale}


def measure(sizes: list[int]) -> list[dict[str, Any]]:
    """Every case at every size, each in a process of its own."""
    found, slow = [], set()
    for n in sizes:
        with tempfile.TemporaryDirectory() as folder:
            make_columns(n, Path(folder))
            for name in CASES:
                tool, _, work = name.partition("_")
                if name in slow:
                    continue
                command = [sys.executable, __file__, "--case", name, "--folder", folder]
                try:
                    done = subprocess.run(
                        command, capture_output=True, text=True, timeout=3 * LIMIT_SECONDS, check=True
                    )
                    result = json.loads(done.stdout.splitlines()[-1])
                except subprocess.TimeoutExpired:
                    slow.add(name)
                    continue
                if result["seconds"] / result["scaled"] > LIMIT_SECONDS / 10:
                    slow.add(name)
                found.append({"work": work, "tool": tool, "n": n, **result})
                print(f"{work:16s} {tool:12s} {n:>11,} {result['seconds']:10.4f} s", file=sys.stderr)
    return found


def as_table(found: list[dict[str, Any]]) -> str:
    """Medians, ratios to ours, and extra peak memory, as a Markdown table."""
    lines = ["| work | rows | isostats | lifelines | statsmodels |", "|---|---|---|---|---|"]
    seen = {(f["work"], f["n"], f["tool"]): f for f in found}
    for work in WORK:
        for n in sorted({f["n"] for f in found}):
            ours = seen[work, n, "ours"]
            cells = [f"{_time(ours['seconds'])}, {ours['extra_mb']:.0f} MB"]
            for tool in TOOLS[1:]:
                theirs = seen.get((work, n, tool))
                ratio = theirs["seconds"] / ours["seconds"] if theirs else 0
                told = (
                    f"{_time(theirs['seconds'])} ({ratio:,.{0 if ratio >= 10 else 1}f}x), {theirs['extra_mb']:,.0f} MB"
                    if theirs
                    else "not run"
                )
                cells.append(told)
            lines.append(f"| {work.replace('_', ' ')} | {n:.0e} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _time(seconds: float) -> str:
    return f"{1000 * seconds:,.1f} ms" if seconds < 1 else f"{seconds:,.1f} s"


def main() -> None:
    """Measure and print, or be the process of one case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1e5,1e6,1e7", help="numbers of rows, with commas between")
    parser.add_argument("--out", type=Path, help="write the figures to this JSON file as well")
    parser.add_argument("--case", choices=CASES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.case:
        print(json.dumps(run_case(given.case, given.folder)))
        return
    found = measure([int(float(size)) for size in given.sizes.split(",")])
    print(as_table(found))
    if given.out:
        machine = {"python": platform.python_version(), "numpy": np.__version__, "machine": platform.machine()}
        given.out.write_text(json.dumps({"machine": machine, "results": found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
