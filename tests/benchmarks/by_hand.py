"""What a careful user would write without isostats: pandas reads, lifelines estimates, seaborn and matplotlib draw.

    python tests/benchmarks/by_hand.py FOLDER OUT

FOLDER holds simulated_courses.csv and simulated_events.csv as `isostats simulate` writes them. The script reads both
and parses their dates, finds first and second courses, takes four outcomes, draws their curves in all and by sex and by
site with limits and log-rank tests, fits two Cox models by strata of site, and saves five PNGs at 300 dpi and three
tables. It checks nothing of the data, knows no populations, competing risks, maintenance or claims, and writes no page.
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.plotting import add_at_risk_counts
from lifelines.statistics import multivariate_logrank_test

SYSTEMIC = ["oral_antibiotic", "antiandrogen", "isotretinoin"]
DATES = ["course_start", "course_end", "last_contact", "relapse_date", "death_date"]
HORIZONS = [182, 365, 730, 1095, 1826]
OUTCOMES = ("any_treatment", "systemic_treatment", "second_course", "recorded_relapse")
GROUPS = ("sex", "site")


def first_courses(folder: Path) -> pd.DataFrame:
    """One row per patient: the first course, and the days to each outcome and to the end of follow-up."""
    courses = pd.read_csv(folder / "simulated_courses.csv", parse_dates=DATES)
    later = pd.read_csv(folder / "simulated_events.csv", parse_dates=["date"])
    courses = courses.sort_values(["patient_id", "course_start"])
    first = courses.drop_duplicates("patient_id").set_index("patient_id")
    second = courses[courses.duplicated("patient_id")].drop_duplicates("patient_id").set_index("patient_id")
    last = courses.groupby("patient_id")["last_contact"].max()
    later = later.merge(first["course_end"], left_on="patient_id", right_index=True)
    later = later[later["date"] > later["course_end"]]

    def after(dates: pd.Series) -> pd.Series:
        return (dates.reindex(first.index) - first["course_end"]).dt.days

    def earliest(kinds: list[str] | None) -> pd.Series:
        events = later if kinds is None else later[later["kind"].isin(kinds)]
        inside = first if kinds is None else first[first["relapse_treatment"].isin(kinds)]
        treated = inside["relapse_date"].where(inside["relapse_treatment"] != "none")
        return np.fmin(after(events.groupby("patient_id")["date"].min()), after(treated))

    again = after(second["course_start"])
    first = first.assign(
        any_treatment=np.fmin(earliest(None), again),
        systemic_treatment=np.fmin(earliest(SYSTEMIC), again),
        second_course=again,
        recorded_relapse=np.fmin(after(first["relapse_date"]), again),
        followed=np.fmin(after(last), after(first["death_date"])),
        days=(first["course_end"] - first["course_start"]).dt.days + 1,
        age=first["course_start"].dt.year - first["birth_year"],
        dose=first["cumulative_dose_mg"] / first["weight_kg"],
        daily=first["daily_dose_mg"] / first["weight_kg"],
    )
    return first[first["followed"] > 0]


def seen(people: pd.DataFrame, outcome: str) -> tuple[pd.Series, pd.Series]:
    """Time and event of an outcome."""
    happened = people[outcome] <= people["followed"]
    return people[outcome].where(happened, people["followed"]).clip(lower=0), happened


def curves(people: pd.DataFrame, outcome: str, by: str | None) -> dict[str, KaplanMeierFitter]:
    """Kaplan-Meier with limits, in all or by group."""
    groups = [("all", people)] if by is None else list(people.groupby(by))
    return {str(name): KaplanMeierFitter(label=str(name)).fit(*seen(part, outcome)) for name, part in groups}


def draw_curves(fitted: dict[tuple[str, str | None], dict[str, KaplanMeierFitter]], by: str | None, path: Path) -> None:
    """The four outcomes in panels: curves with bands and numbers at risk."""
    figure, panels = plt.subplots(2, 2, figsize=(11, 13))
    for outcome, axes in zip(OUTCOMES, panels.flat, strict=True):
        groups = fitted[outcome, by]
        for each in groups.values():
            each.plot_survival_function(ax=axes)
        axes.set(title=outcome.replace("_", " "), xlabel="days since the course", ylabel="free of it", ylim=(0, 1))
        axes.axhline(0.85, ls="--", color="grey")
        add_at_risk_counts(*groups.values(), ax=axes, fig=figure, rows_to_show=["At risk"])
    figure.subplots_adjust(left=0.12, right=0.97, top=0.96, bottom=0.2, hspace=0.62, wspace=0.35)
    figure.savefig(path, dpi=300)
    plt.close(figure)


def cox(people: pd.DataFrame, outcome: str) -> CoxPHFitter:
    """Hazard ratios of sex, age, doses and indication, by strata of site."""
    time, event = seen(people, outcome)
    model = people[["sex", "age", "dose", "daily", "indication", "site"]].assign(time=time, event=event).dropna()
    model = pd.get_dummies(model, columns=["sex", "indication"], drop_first=True, dtype=float)
    return CoxPHFitter().fit(model, "time", "event", strata=["site"])


def main(folder: Path, out: Path) -> None:
    """Read, estimate, draw, write."""
    out.mkdir(parents=True, exist_ok=True)
    sns.set_theme(style="ticks")
    people = first_courses(folder)
    at, tests = [], []
    fitted = {(outcome, by): curves(people, outcome, by) for outcome in OUTCOMES for by in (None, *GROUPS)}
    for (outcome, by), groups in fitted.items():
        for name, each in groups.items():
            limits = each.confidence_interval_survival_function_.reindex(HORIZONS, method="ffill")
            rows = limits.set_axis(["lower", "upper"], axis=1)
            rows = rows.assign(estimate=each.survival_function_at_times(HORIZONS))
            at.append(rows.assign(outcome=outcome, by=by, group=name))
        if by is not None:
            time, event = seen(people, outcome)
            test = multivariate_logrank_test(time, people[by], event)
            tests.append({"outcome": outcome, "by": by, "chi_square": test.test_statistic, "p_value": test.p_value})
    for by in (None, *GROUPS):
        draw_curves(fitted, by, out / f"remission_by_{by or 'all'}.png")
    models = {outcome: cox(people, outcome) for outcome in ("systemic_treatment", "second_course")}
    figure, panels = plt.subplots(1, 2, figsize=(7.2, 3.5))
    for axes, (outcome, model) in zip(panels, models.items(), strict=True):
        model.plot(hazard_ratios=True, ax=axes)
        axes.set_title(outcome.replace("_", " "))
    figure.tight_layout()
    figure.savefig(out / "predictors.png", dpi=300)
    plt.close(figure)
    figure, panels = plt.subplots(1, 2, figsize=(7.2, 3.5))
    sns.histplot(people, x="days", bins=40, ax=panels[0])
    sns.histplot(people, x="dose", bins=40, ax=panels[1])
    figure.tight_layout()
    figure.savefig(out / "courses.png", dpi=300)
    plt.close(figure)
    pd.concat(at).to_csv(out / "remission.csv")
    pd.DataFrame(tests).to_csv(out / "logrank.csv", index=False)
    pd.concat({outcome: model.summary for outcome, model in models.items()}).to_csv(out / "predictors.csv")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
