"""CPU of a referee's questions of a million people: counting apart from estimating, with other tools in the same run.

    python tests/benchmarks/bench_questions.py [--patients 1e6 | --study FOLDER] [--replicates 1000] [--out FILE.json]

One process reads the records, follows them, and answers every question as the report does, once and in its order.
*Counting* is the CPU of the engine and of event tables made of its answers; *beyond* is the rest: estimators, rows,
tables and words. Item 10 is one curve's limits by as many draws, by both methods, and bands of the primary outcome's
curves. The bar: items 1, 2, 3, 6, 7 and 10 beyond counting in 2 s together; models 4 and 5 in 10 s each, all in all.
Other tools start from columns in memory, each in a process of its own, its start and imports not in the figures; what
they do of a question is said, and is less than it. R is run where it is installed. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

ITEMS = {
    "1 lost": ("lost",),
    "2 differences": ("differences",),
    "3 adjusted": ("adjusted", "balance"),
    "6 repeated courses": ("repeated-courses",),
    "7 still and current remission": ("still-in-remission", "yearly-hazard", "current-remission"),
    "10 bootstrap": ("bootstrap",),
    "10 simultaneous bands": ("bands",),
    "4 dose": ("dose",),
    "5 models": ("predictors", "modified-effects"),
}
MODELS = ("4 dose", "5 models")
LIMIT_SECONDS = 300
CHOICES = 'confounders = ["age", "indication"]\n'
Columns = dict[str, np.ndarray]


class Clock:
    """CPU of this process in all and within counting, which may be entered more than once."""

    def __init__(self) -> None:
        self.counting, self._depth = 0.0, 0

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **keywords: Any) -> Any:
            self._depth += 1
            begun = time.process_time()
            try:
                return function(*args, **keywords)
            finally:
                self._depth -= 1
                self.counting += 0.0 if self._depth else time.process_time() - begun

        return counted


def ours(folder: Path, replicates: int) -> dict[str, Any]:
    """Every question once: its CPU, and how much of it was counting."""
    import duckdb

    from isostats import kaplan_meier
    from isostats.analyses.catalogue import ANALYSES
    from isostats.analyses.choices import basis_of
    from isostats.analyses.protocol import answered
    from isostats.cohort.following import Cohort
    from isostats.estimate.resampled_limits import limits_by
    from isostats.report.job import followed, read_records, study_of

    clock, cpu = Clock(), dict[str, dict[str, float]]()
    for name in ("execute", "fetchall", "fetchnumpy", "df", "register"):
        setattr(duckdb.DuckDBPyConnection, name, clock.around(getattr(duckdb.DuckDBPyConnection, name)))
    Cohort.tabulate = clock.around(Cohort.tabulate)  # type: ignore[method-assign]

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any) -> Any:
            begun, counting = time.process_time(), clock.counting
            answer = function(*args)
            cpu[name] = {"cpu": time.process_time() - begun, "counting": clock.counting - counting}
            return answer

        return run

    text = (folder / "study.toml").read_text().replace("[study]\n", "[study]\n" + CHOICES)
    written = folder / "questions.toml"
    written.write_text(text)
    study = study_of(written)
    records = timed("reading", read_records)(study)
    cohort = timed("following", followed)(study, records)
    basis = basis_of(study, records, cohort, grid=None, set_aside="set_aside.csv")
    answered([replace(each, estimate=timed(each.id, each.estimate), of_people=False) for each in ANALYSES], basis)
    tables = [cohort.count(basis.outcome, by=by) for by in (None, *basis.groups)]
    kinds: Any = ("hall_wellner", "nair")
    timed("bands", lambda: [kaplan_meier(table).with_band(kind) for table in tables for kind in kinds])()
    timed("bootstrap", lambda: limits_by(
        ("percentile", "bca"), tables[0], "kaplan_meier", horizons_days=study.horizons, seed=1, level=0.95,
        replicates=replicates, min_at_risk=10,
    ))()  # fmt: skip
    people = cohort.query(
        "SELECT LEAST(COALESCE(systemic_treatment_day, exit_day), exit_day) AS days, "
        "CAST(COALESCE(systemic_treatment_day <= exit_day, FALSE) AS INTEGER) AS event, "
        "CAST(COALESCE(by_sex = 'female', FALSE) AS INTEGER) AS female, COALESCE(by_birth_year, 1990) AS born, "
        "COALESCE(dose_mg_per_kg, 120) AS dose FROM first_courses"
    )
    people["days"] = people["days"].clip(lower=1)
    for name in people:
        people[name].to_numpy(float).tofile(folder / f"{name}.f64")
    return cpu


def read_columns(folder: Path) -> Columns:
    return {name: np.fromfile(folder / f"{name}.f64") for name in ("days", "event", "female", "born", "dose")}


def lifelines_differences(c: Columns) -> None:
    """Two groups: curves with limits, log-rank, restricted means."""
    from lifelines import KaplanMeierFitter
    from lifelines.statistics import logrank_test
    from lifelines.utils import restricted_mean_survival_time

    of = c["female"] == 1
    curves = [KaplanMeierFitter().fit(c["days"][part], c["event"][part]) for part in (of, ~of)]
    logrank_test(c["days"][of], c["days"][~of], c["event"][of], c["event"][~of])
    [restricted_mean_survival_time(curve, t=730) for curve in curves]


def statsmodels_differences(c: Columns) -> None:
    """Two groups: curves with errors, log-rank."""
    from statsmodels.duration.survfunc import SurvfuncRight, survdiff

    for part in (c["female"] == 1, c["female"] == 0):
        _ = SurvfuncRight(c["days"][part], c["event"][part]).surv_prob_se
    survdiff(c["days"], c["event"], c["female"])


def lifelines_adjusted(c: Columns) -> None:
    """A logistic model of the group by statsmodels, two weighted curves (their errors are not robust)."""
    from lifelines import KaplanMeierFitter
    from statsmodels.api import Logit

    design = np.column_stack([np.ones(len(c["born"])), c["born"] - c["born"].mean(), c["dose"] / 100])
    chance = Logit(c["female"], design).fit(disp=0).predict()
    for level in (0, 1):
        part = c["female"] == level
        weights = 1 / (chance if level else 1 - chance)[part]
        KaplanMeierFitter().fit(c["days"][part], c["event"][part], weights=weights)


def lifelines_bootstrap(c: Columns) -> None:
    """Two draws of a curve; by a thousand draws 500 times as long."""
    from lifelines import KaplanMeierFitter

    random = np.random.default_rng(1)
    for _ in range(2):
        row = random.integers(0, len(c["days"]), len(c["days"]))
        KaplanMeierFitter().fit(c["days"][row], c["event"][row])


def lifelines_models(c: Columns) -> None:
    """A Cox model of three columns, without robust errors or a test of proportionality."""
    import pandas as pd
    from lifelines import CoxPHFitter

    CoxPHFitter().fit(pd.DataFrame({**c, "dose": c["dose"] / 100, "born": c["born"] - 1990}), "days", "event")


PYTHON: dict[str, tuple[str, Callable[[Columns], None]]] = {
    "lifelines differences": ("2 differences", lifelines_differences),
    "statsmodels differences": ("2 differences", statsmodels_differences),
    "lifelines adjusted": ("3 adjusted", lifelines_adjusted),
    "lifelines bootstrap": ("10 bootstrap", lifelines_bootstrap),
    "lifelines models": ("5 models", lifelines_models),
}
R_READ = """suppressMessages({library(survival); library(splines)})
read <- function(name) readBin(file.path("%s", paste0(name, ".f64")), "double", 1e8)
days <- read("days"); event <- read("event"); female <- read("female"); born <- read("born") - 1990
dose <- read("dose") / 100; gc(); begun <- proc.time()
%s
cat(sum((proc.time() - begun)[c(1, 2)]))"""
R = {
    "2 differences": (
        "two groups: curves with limits, log-rank, restricted means",
        "made <- survfit(Surv(days, event) ~ female); survdiff(Surv(days, event) ~ female); "
        "print(summary(made, times = 730, rmean = 730)$table, file = nullfile()) -> x",
    ),
    "3 adjusted": (
        "a logistic model of the group, two weighted curves (errors not robust)",
        "p <- fitted(glm(female ~ born + dose, binomial)); "
        "survfit(Surv(days, event) ~ female, weights = ifelse(female == 1, 1 / p, 1 / (1 - p)), robust = FALSE)",
    ),
    "7 still and current remission": (
        "remission of those free at one, two and three years",
        "for (day in c(365, 730, 1095)) survfit(Surv(days, event) ~ 1, start.time = day)",
    ),
    "4 dose": ("a Cox model with a natural spline of dose", "coxph(Surv(days, event) ~ ns(dose, df = 3) + female)"),
    "5 models": (
        "a Cox model of three columns with robust errors, proportionality tested",
        "fit <- coxph(Surv(days, event) ~ female + born + dose, robust = TRUE); cox.zph(fit)",
    ),
}


def rivals(folder: Path) -> list[dict[str, Any]]:
    """Each in a process of its own; one that takes too long is said to."""
    asked = [
        (tool.partition(" ")[0], item, (work.__doc__ or "").strip(),
         [sys.executable, __file__, "--rival", tool, "--study", str(folder)])
        for tool, (item, work) in PYTHON.items()
    ]  # fmt: skip
    if shutil.which("Rscript"):
        asked += [("R", item, about, ["Rscript", "-e", R_READ % (folder, code)]) for item, (about, code) in R.items()]
    made = []
    for tool, item, about, command in asked:
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=True)
            seconds: float | None = float(done.stdout.split()[-1])
        except subprocess.TimeoutExpired:
            seconds = None
        except subprocess.CalledProcessError as error:
            print(f"{tool} {item}: {error.stderr[-300:]}", file=sys.stderr)
            continue
        made.append({"tool": tool, "item": item, "about": about, "cpu": seconds})
        print(f"{tool:12s} {item:30s} {seconds}", file=sys.stderr)
    return made


def rival(name: str, folder: Path) -> float:
    """CPU of one rival in this process, after a small call that takes its imports out."""
    columns, work = read_columns(folder), PYTHON[name][1]
    work({key: values[:2000] for key, values in columns.items()})
    begun = time.process_time()
    work(columns)
    return time.process_time() - begun


def as_table(cpu: dict[str, dict[str, float]], others: list[dict[str, Any]]) -> str:
    """CPU by item as a Markdown table, with the sum that the bar is on."""
    lines = ["| item | in all | counting | beyond | others |", "|---|---|---|---|---|"]
    sums = np.zeros(3)
    for item, names in ITEMS.items():
        whole, counting = (sum(cpu[name][key] for name in names) for key in ("cpu", "counting"))
        sums += 0 if item in MODELS else np.array([whole, counting, whole - counting])
        beside = [
            f"{each['tool']} " + (f"over {LIMIT_SECONDS} s of wall" if each["cpu"] is None else f"{each['cpu']:.1f} s")
            for each in others
            if each["item"] == item
        ]
        shown = ", ".join(beside) or "none has it"
        lines.append(f"| {item} | {whole:.2f} s | {counting:.2f} s | {whole - counting:.2f} s | {shown} |")
    lines.append(f"| 1, 2, 3, 6, 7, 10 | {sums[0]:.2f} s | {sums[1]:.2f} s | **{sums[2]:.2f} s** | bar 2 s |")
    about = dict.fromkeys(f"{each['tool']}, {each['item']}: {each['about']}" for each in others)
    return "\n".join([*lines, "", *(f"- {text.rstrip('.')}." for text in about)])


def main() -> None:
    """Measure and print, or be the process of one rival or of ours."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patients", type=lambda text: int(float(text)), default=1_000_000)
    parser.add_argument("--study", type=Path, help="a folder that `isostats simulate` has written")
    parser.add_argument("--replicates", type=int, default=1000)
    parser.add_argument("--out", type=Path, help="write the figures to this JSON file as well")
    parser.add_argument("--rival", choices=PYTHON, help=argparse.SUPPRESS)
    parser.add_argument("--ours", action="store_true", help=argparse.SUPPRESS)
    choices = parser.parse_args()
    if choices.rival:
        print(rival(choices.rival, choices.study))
        return
    if choices.ours:
        print(json.dumps(ours(choices.study, choices.replicates)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        if choices.study:
            for file in choices.study.iterdir():
                if file.is_file():
                    (folder / file.name).symlink_to(file.resolve())
        else:
            from isostats.simulate import simulate_courses, write_simulation

            write_simulation(simulate_courses(choices.patients, seed=1), folder / "data")
            folder /= "data"
        command = [sys.executable, __file__, "--ours", "--study", str(folder), "--replicates", str(choices.replicates)]
        alone = os.environ | {"OPENBLAS_NUM_THREADS": "1"}  # as the command line has it
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=alone)
        cpu = json.loads(done.stdout.splitlines()[-1])
        others = rivals(folder)
    print(as_table(cpu, others))
    if choices.out:
        choices.out.write_text(json.dumps({"ours": cpu, "others": others}, indent=1) + "\n")


if __name__ == "__main__":
    main()
