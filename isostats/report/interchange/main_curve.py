"""The main curve for R and lifelines: its people as counts, what it comes to, and a script that makes it anew.

Only an exact report has it: from the rounded counts of a release nobody knows who left on which day.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from isostats.errors import OutputError
from isostats.vocabulary import names as v
from isostats.writing import write_csv

if TYPE_CHECKING:
    from isostats.analyses.results import StudyResults
    from isostats.cohort.counting import EventTable

PEOPLE, EXPECTED, R, PYTHON = "main_curve_people.csv", "main_curve.csv", "main_curve.R", "main_curve.py"
SINCE_BEFORE = -1
"""The entry of those who are observed from the start: at risk on day 0 already."""
COLUMNS = ("entry", v.TIME, v.STATUS, "cause", v.GROUP, "people")
COMPARED = [v.TIME, v.AT_RISK, v.ESTIMATE, v.STD_ERROR, v.LOWER, v.UPPER]
TOLERANCE = 1e-9

R_SCRIPT = """\
# Makes the main curve of this report anew: free of {outcome}, everyone, by Kaplan-Meier.
# Run it from any folder: Rscript {file}; it reads the files beside it. In R: source("{file}", chdir = TRUE)
# Exact counts, for people who may see the records: no release holds them.
library(survival)
here <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))
if (length(here) == 1) setwd(dirname(gsub("~+~", " ", here, fixed = TRUE)))  # so Rscript writes a blank
counts <- read.csv("{people}")
counts <- counts[counts$group == "all", ]
people <- counts[rep(seq_len(nrow(counts)), counts$people), ]
# At risk on a day are those with entry < day <= time; entry is {before} for whoever is observed from the start.
fit <- survfit(Surv(entry, time, status) ~ 1, data = people, conf.type = "log-log", conf.int = {level})
expected <- read.csv("{expected}")
# R has a row for each day on which somebody entered as well; the report reads the same curve on its own days.
made <- summary(fit, times = expected$time, extend = TRUE)
apart <- function(ours, theirs) {{
  theirs[is.nan(theirs)] <- NA
  both <- !is.na(ours) & !is.na(theirs)
  if (any(both)) max(abs(ours[both] - theirs[both])) else 0
}}
largest <- max(
  apart(expected$estimate, made$surv), apart(expected$std_error, made$std.err),
  apart(expected$lower, made$lower), apart(expected$upper, made$upper)
)
cat(sprintf("%d days, largest difference %.1e\\n", nrow(expected), largest))
stopifnot(largest < {tolerance})
"""

PYTHON_SCRIPT = '''\
"""Makes the main curve of this report anew: free of {outcome}, everyone, by lifelines' Kaplan-Meier.

Run it from any folder: python {file}; it reads the files beside it.
Exact counts, for people who may see the records: no release holds them.
"""
from pathlib import Path

import pandas as pd
from lifelines import KaplanMeierFitter

here = Path(__file__).parent
counts = pd.read_csv(here / "{people}").query("group == 'all'")
late = (counts["entry"] > {before}).any()
fit = KaplanMeierFitter(alpha=1 - {level}).fit(
    counts["time"], counts["status"], weights=counts["people"], entry=counts["entry"] if late else None
)
expected = pd.read_csv(here / "{expected}")
made = fit.survival_function_at_times(expected["time"]).to_numpy()
largest = abs(made - expected["estimate"].to_numpy()).max()
print(f"{{len(expected)}} days, largest difference {{largest:.1e}}")
assert largest < {tolerance}
'''


def write_r(results: StudyResults, folder: Path, least: int) -> None:
    """Write the counts, what they come to, and the script for R."""
    _write(results, folder)
    (folder / R).write_text(_filled(R_SCRIPT, R, results), encoding="utf-8")


def write_lifelines(results: StudyResults, folder: Path, least: int) -> None:
    """Write the counts, what they come to, and the script for lifelines."""
    _write(results, folder)
    (folder / PYTHON).write_text(_filled(PYTHON_SCRIPT, PYTHON, results), encoding="utf-8")


def _filled(script: str, file: str, results: StudyResults) -> str:
    it = results.basis
    return script.format(
        outcome=it.outcome, file=file, people=PEOPLE, expected=EXPECTED, before=SINCE_BEFORE, level=repr(it.level),
        tolerance=repr(TOLERANCE),
    )  # fmt: skip


def _write(results: StudyResults, folder: Path) -> None:
    it = results.basis
    curves = [it.curves.remission(it.outcome, by=by) for by in (None, *it.groups)]
    write_csv(pd.concat([people_of(curve.counts) for curve in curves], ignore_index=True), folder / PEOPLE)
    write_csv(curves[0].frame[COMPARED], folder / EXPECTED)


def people_of(table: EventTable) -> pd.DataFrame:
    """The people of an event table, those who are alike in a row: entry, time, status, cause, group, people.

    Status is 1 for the outcome, the table's first cause; whoever died or left by another cause has 0 and the cause. Of
    people who entered late a table knows how many entered and left on each day, not who: those who entered first leave
    first here, which gives the same numbers at risk. Raises OutputError for counts that are no whole people.

    >>> from isostats.cohort.counting import event_table
    >>> people_of(event_table([3, 5, 5], [1, 0, 1], entry=[0, 4, 0])).values.tolist()
    [[0, 3, 1, 'relapse', 'all', 1], [0, 5, 1, 'relapse', 'all', 1], [4, 5, 0, '', 'all', 1]]
    """
    if not table.whole_people or table.by_interval:
        raise OutputError("These are no counts of whole people by day, so that no survival object can be made of them.")
    rows = [row for g in range(len(table.groups)) for row in _of_group(table, g)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _of_group(table: EventTable, g: int) -> Iterator[tuple[int, int, int, str, str, int]]:
    parts = [(cause, table.events[g, c]) for c, cause in enumerate(table.causes)] + [("", table.censored[g])]
    early = int(np.rint(table.n[g] - table.entered[g].sum()))
    waiting = deque([[SINCE_BEFORE, early]] if early else [])
    arrivals = [(int(day), int(people)) for day, people in zip(table.days, table.entered[g], strict=True) if people]
    for place, day in enumerate(int(each) for each in table.days):
        while arrivals and arrivals[0][0] < day:
            waiting.append([*arrivals.pop(0)])
        for number, (cause, counts) in enumerate(parts):
            left = int(counts[place])
            while left:
                entry, people = waiting[0]
                gone = min(left, people)
                yield entry, day, int(number == 0), cause, table.groups[g], gone
                left, waiting[0][1] = left - gone, people - gone
                if not waiting[0][1]:
                    waiting.popleft()
