"""A million course records through `isostats report` in one go: time by step and peak memory.

    python tests/benchmarks/bench_report.py [--patients 1000000] [--out results.json]

The rival, in the same run, is what one would write by hand and no more: pandas reads the same file and parses its
dates, and lifelines fits the overall curve of each outcome and the two Cox models, without a check of the data,
populations, groups, competing risks, limits of any difference, figures or page. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def peak_mb() -> float:
    """Peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ours(folder: Path) -> dict[str, object]:
    """The whole report, with the second at which each step began."""
    from isostats.report.job import write_report

    start, steps = time.perf_counter(), []
    write_report(
        folder / "study.toml", out=folder / "report", step=lambda t: steps.append((t, time.perf_counter() - start))
    )
    return {"seconds": time.perf_counter() - start, "peak_mb": peak_mb(), "steps": steps}


def rival(folder: Path) -> dict[str, object]:
    """pandas and lifelines on the same file."""
    import numpy as np
    import pandas as pd
    from lifelines import CoxPHFitter, KaplanMeierFitter

    start = time.perf_counter()
    dates = ["course_start", "course_end", "last_contact", "relapse_date", "death_date"]
    frame = pd.read_csv(folder / "simulated_courses.csv", parse_dates=dates)
    read = time.perf_counter() - start
    frame = frame.sort_values(["patient_id", "course_start"])
    first = frame.drop_duplicates("patient_id").set_index("patient_id")
    second = frame[frame.duplicated("patient_id")].drop_duplicates("patient_id").set_index("patient_id")["course_start"]
    last = frame.groupby("patient_id")["last_contact"].max()
    relapse = (first["relapse_date"] - first["course_end"]).dt.days
    retreated = (second.reindex(first.index) - first["course_end"]).dt.days
    systemic = relapse.where(first["relapse_treatment"].isin(["oral_antibiotic", "antiandrogen", "isotretinoin"]))
    treated = relapse.where(first["relapse_treatment"].notna() & (first["relapse_treatment"] != "none"))
    observed = (last.reindex(first.index) - first["course_end"]).dt.days
    outcomes = {
        "any": treated.combine(retreated, np.fmin),
        "systemic": systemic.combine(retreated, np.fmin),
        "second": retreated,
        "relapse": relapse,
    }
    for day in outcomes.values():
        KaplanMeierFitter().fit(np.fmin(day, observed), day.notna())
    for name in ("systemic", "second"):
        model = pd.DataFrame(
            {
                "time": np.fmin(outcomes[name], observed),
                "event": outcomes[name].notna(),
                "male": (first["sex"] == "male").astype(float),
                "age": first["course_start"].dt.year - first["birth_year"],
                "dose": first["cumulative_dose_mg"] / first["weight_kg"] / 10,
                "daily": first["daily_dose_mg"] / first["weight_kg"],
                **{
                    f"i_{name}": (first["indication"] == name).astype(float)
                    for name in (
                        "frequent_relapse",
                        "patient_preference",
                        "scarring_or_distress",
                        "severe_nodulocystic",
                    )
                },
                "site": first["site"],
            }
        ).dropna()
        CoxPHFitter().fit(model[model["time"] > 0], "time", "event", strata=["site"])
    return {
        "seconds": time.perf_counter() - start,
        "peak_mb": peak_mb(),
        "steps": [("reading", 0.0), ("the rest", read)],
    }


def main() -> None:
    """Simulate once, then run both, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patients", type=lambda text: int(float(text)), default=1_000_000)
    parser.add_argument("--out", type=Path, help="write the figures to this JSON file as well")
    parser.add_argument("--case", choices=("ours", "rival"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.case:
        print(json.dumps({"ours": ours, "rival": rival}[given.case](given.folder)))
        return
    from isostats.simulate import simulate_courses, write_simulation

    with tempfile.TemporaryDirectory() as folder:
        write_simulation(simulate_courses(given.patients, seed=1), Path(folder) / "data")
        found = {}
        for case in ("ours", "rival"):
            command = [sys.executable, __file__, "--case", case, "--folder", str(Path(folder) / "data")]
            found[case] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    whole, other = found["ours"], found["rival"]
    print(f"{given.patients:,} patients: isostats report {whole['seconds']:.1f} s, {whole['peak_mb']:,.0f} MB")
    for (step, begins), (_, ends) in zip(whole["steps"], [*whole["steps"][1:], ("", whole["seconds"])], strict=True):
        print(f"  {ends - begins:6.1f} s  {step}")
    time_ratio, memory_ratio = whole["seconds"] / other["seconds"], whole["peak_mb"] / other["peak_mb"]
    print(f"pandas and lifelines, bare: {other['seconds']:.1f} s, {other['peak_mb']:,.0f} MB")
    print(f"isostats / rival: {time_ratio:.2f} in time, {memory_ratio:.2f} in memory")
    if given.out:
        given.out.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
