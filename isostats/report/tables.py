"""The tables of the report, as they go into a paper: text cells made from the results, nothing computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import TYPE_CHECKING, Any

from isostats.compare.claim import MARGINS_BESIDE
from isostats.report.predictors import LABELS
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import in_words, p_text

if TYPE_CHECKING:
    import pandas as pd

    from isostats.compare.claim import ClaimComparison
    from isostats.report.analysis import Analysis

STATUS = {"beyond_followup": "beyond follow-up", "not_estimable": "not estimable"}


@dataclass(frozen=True)
class Table:
    """A table with the name of its file, a caption that says what it means, its header and its text cells.

    ``stacked`` sets its cells below one another on a narrow screen, for sentences; ``full`` is written to CSV in the
    place of the cells where it says more.
    """

    name: str
    caption: str
    header: tuple[str, ...]
    body: Sequence[Sequence[str]]
    stacked: bool = False
    full: pd.DataFrame | None = field(default=None, compare=False, repr=False)

    def to_frame(self) -> pd.DataFrame:
        """The table as it is written to CSV: the cells, or what says more than they do."""
        import pandas as pd

        if self.full is not None:
            return self.full.copy()
        return pd.DataFrame(self.body, columns=list(self.header))


def share(value: float) -> str:
    """A share as a percentage with one decimal; a limit that does not exist is a dash.

    >>> share(0.7812), share(float("nan"))
    ('78.1', '–')
    """
    return "–" if value is None or isnan(value) else f"{value * 100:.1f}"


def with_interval(row: Any) -> str:
    """Estimate and interval in per cent, or the reason why there is none."""
    if row["status"] != "ok":
        return STATUS[row["status"]]
    if isnan(row["lower"]) or isnan(row["upper"]):
        return f"{share(row['estimate'])} (no limits exist)"
    return f"{share(row['estimate'])} ({share(row['lower'])} to {share(row['upper'])})"


def chosen(results: pd.DataFrame, **address: Any) -> pd.DataFrame:
    """The rows of the tidy table at an address."""
    for name, value in address.items():
        results = results[results[name].isin(value if isinstance(value, (list, tuple)) else [value])]
    return results


def whole(value: Any) -> str:
    """A count with separators, or a dash where there is none."""
    import pandas as pd

    return "–" if pd.isna(value) else f"{int(value):,}"


def remission_table(analysis: Analysis, naive: str = "naive (biased)") -> Table:
    """Remission by outcome and horizon: censoring-aware, with the naive figure and the responders beside it."""
    results = chosen(analysis.results, quantity="remission", group="all")
    responders = "responders" in analysis.cohort.populations
    body = []
    for row in chosen(results, method="kaplan_meier", population="everyone").to_dict("records"):
        same = chosen(results, outcome=row["outcome"], time_days=row["time_days"])
        others = [chosen(same, method="naive", population="everyone")]
        if responders:
            others.append(chosen(same, method="kaplan_meier", population="responders"))
        cells = [with_interval(other.iloc[0]) if len(other) else STATUS["not_estimable"] for other in others]
        counts = (whole(row["at_risk"]), whole(row["events"]), whole(row["n"]))
        body.append((OUTCOMES[row["outcome"]].label, in_words(row["time_days"]), with_interval(row), *cells, *counts))
    level = f"{analysis.study.claim.level:.0%}"
    return Table(
        "remission",
        f"Remission, in % with {level} limits: Kaplan-Meier with log-log limits, and beside it the naive share, "
        "which counts everyone who left the records as still in remission. At risk, events by then and people: of "
        f"everyone. Nothing is quoted where fewer than {analysis.study.study.min_at_risk} are under observation. "
        "results.csv has every population and group.",
        (
            "free of",
            "at",
            "everyone (Kaplan-Meier)",
            naive,
            *(("responders (Kaplan-Meier)",) if responders else ()),
            "at risk",
            "events",
            "people",
        ),
        body,
    )


def _same(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("outcome", "population", "time_days")}


def group_table(analysis: Analysis) -> Table:
    """Remission by group at the primary horizon, mean time in remission, and the log-rank test."""
    results, horizon = analysis.results, analysis.study.study.primary.horizon_days
    body = []
    for outcome in analysis.study.study.outcomes:
        one = chosen(results, outcome=outcome, population="everyone")
        remission = chosen(one, quantity="remission", method="kaplan_meier", time_days=horizon)
        for by in analysis.groups:
            test = chosen(one, quantity="logrank", group=by)
            p_value = p_text(test["p_value"].iloc[0]) if len(test) else "–"
            for row in remission[remission["group"].str.startswith(f"{by}=")].to_dict("records"):
                mean = chosen(one, quantity="rmst", group=row["group"]).iloc[0]
                days = f"{mean['estimate']:.0f} (SE {mean['std_error']:.1f})" if mean["status"] == "ok" else "–"
                group = row["group"].replace("=", ": ").replace("_", " ")
                counts = (whole(row["at_risk"]), whole(row["n"]))
                body.append((OUTCOMES[outcome].label, group, with_interval(row), days, *counts, p_value))
    longest = max(analysis.study.horizons)
    return Table(
        "groups",
        f"Remission at {in_words(horizon)} in % by group, among everyone; mean days in remission within the "
        f"first {longest:,} days (a dash where the follow-up ends before); p of the log-rank test between the groups, "
        "people whose group is not recorded left out of the test.",
        ("free of", "group", "remission (Kaplan-Meier)", "mean days in remission", "at risk", "people", "log-rank p"),
        body,
    )


def second_course_table(analysis: Analysis) -> Table:
    """Second-course frequency: cumulative incidence by horizon and the crude share."""
    results, population = analysis.results, "everyone"
    at = {"outcome": "second_course", "population": population, "group": "all"}
    body = [
        (f"by {in_words(row['time_days'])}", with_interval(row), whole(row["at_risk"]), whole(row["events"]))
        for row in chosen(results, quantity="cumulative_incidence", **at).to_dict("records")
    ]
    for row in chosen(results, quantity="proportion", **at).to_dict("records"):
        bias = "" if analysis.cohort.definition.passive else ", biased low"
        body.append((f"ever within the records (crude{bias})", with_interval(row), "–", whole(row["events"])))
    return Table(
        "second_courses",
        f"Second courses in % of {analysis.cohort.population_words(population)}: cumulative incidence by Aalen-Johansen"
        + (", death competing" if analysis.cohort.deaths else "")
        + "; the crude share (Wilson limits) counts people who left the records as never treated again.",
        ("second course", "% (limits)", "at risk", "events"),
        body,
    )


def gap_table(analysis: Analysis) -> Table:
    """How many recorded second courses begin after more than so many drug-free days."""
    body = [
        (f"more than {row['gap_days']} days", whole(row["second_courses"]))
        for row in analysis.by_gap.to_dict("records")
    ]
    return Table(
        "second_courses_by_gap",
        "Recorded second courses by the gap rule that would call them new. Drug-free days are second start - first "
        "end - 1; the working default is more than 60.",
        ("drug-free days before the second course", "second courses"),
        body,
    )


def facts_table(analysis: Analysis) -> Table:
    """Duration and doses of the first courses, missing values counted."""
    body = []
    for row in analysis.facts.to_dict("records"):
        found = chosen(analysis.results, quantity="proportion", outcome=row["share_id"]).iloc[0]
        digits = 0 if row["quantity"] == "duration_days" else 2 if row["quantity"] == "daily_mg_per_kg" else 1
        numbers = [f"{row[name]:.{digits}f}" for name in ("median", "lower_quartile", "upper_quartile")]
        body.append(
            (
                f"{row['label']}, {row['unit']}",
                "–" if row["n"] == 0 else f"{numbers[0]} ({numbers[1]} to {numbers[2]})",
                row["share_label"],
                with_interval(found),
                whole(row["n"]),
                whole(row["missing"]),
            )
        )
    return Table(
        "courses_and_doses",
        "First courses: median (quartiles), and the share within the stated range in % with Wilson limits, among those "
        "with the value recorded.",
        ("fact", "median (quartiles)", "range", "% within (limits)", "recorded", "missing"),
        body,
    )


def courses_table(analysis: Analysis) -> Table:
    """How many courses people took within the records."""
    body = [
        (str(row["courses"]), whole(row["people"]), share(row["people"] / analysis.cohort.people))
        for row in analysis.courses.to_dict("records")
    ]
    return Table(
        "courses_per_person",
        "Courses per person within the records; people still followed may yet take more.",
        ("courses", "people", "%"),
        body,
    )


def claim_table(analysis: Analysis) -> Table:
    """The difference from the claim by outcome and horizon, with its tests and the verdict in a word."""
    results, claim, beside = analysis.results, analysis.study.claim, MARGINS_BESIDE
    body = []
    for row in chosen(results, quantity="claim_difference", population="everyone").to_dict("records"):
        if row["outcome"] not in analysis.cohort.outcomes:
            continue
        comparison = analysis.comparisons[row["outcome"], row["time_days"]]
        told = row["status"] == "ok"
        equivalence = chosen(results, quantity="claim_equivalence", **_same(row)).iloc[0]
        body.append(
            (
                OUTCOMES[row["outcome"]].label,
                in_words(row["time_days"]),
                _range_of_points(comparison) if comparison.is_range else _points(row),
                p_text(row["p_value"]) if told and not comparison.is_range else "–",
                p_text(equivalence["p_value"]) if told and not comparison.is_range else "–",
                comparison.verdict.replace("_", " ") if told else "–",
                *(_within(comparison, margin) if told else "–" for margin in beside),
            )
        )
    return Table(
        "against_the_claim",
        f"Remission minus the claimed {claim.remission * 100:g}%, in points with {claim.level:.0%} limits, among "
        f"everyone. p: remission equals the claim (log-log scale). p of equivalence: remission lies outside "
        f"±{claim.margin * 100:g} points of the claim (two one-sided tests); a small p shows agreement. Where "
        "nobody, or everybody, has it, limits and p are exact. The last columns give the verdict within other margins.",
        ("free of", "at", "points from the claim", "p", "p of equivalence", "verdict",
         *(f"within {margin * 100:g}" for margin in beside)),
        body,
    )


def _range_of_points(comparison: ClaimComparison) -> str:
    """From the claim to both ends of a range, where people may have left because they were well."""
    low, high = ((end - comparison.claim) * 100 for end in (comparison.estimate, comparison.naive))
    return f"between {low:+.1f} and {high:+.1f}"


def _within(comparison: ClaimComparison, margin: float) -> str:
    """The verdict within another margin than the declared one."""
    return comparison.verdicts_beside.get(margin, comparison.verdict).replace("_", " ")


def _points(row: dict[str, Any]) -> str:
    """A difference in points with its limits, or the reason why there is none."""
    if row["status"] != "ok":
        return STATUS[row["status"]]
    if isnan(row["lower"]) or isnan(row["upper"]):
        return f"{row['estimate'] * 100:+.1f} (no limits exist)"
    return f"{row['estimate'] * 100:+.1f} ({row['lower'] * 100:+.1f} to {row['upper'] * 100:+.1f})"


def scorecard_table(analysis: Analysis) -> Table:
    """The claims, one by one: statement, reading, what the records say, definition and verdict in words."""
    card = analysis.scorecard
    body = [
        (row.claim.statement, row.claim.reading, row.says, row.verdict_cell, row.definition)
        for row in (card.rows if card else ())
    ]
    return Table(
        "scorecard",
        "Each checkable statement with one stated reading of it, what these records say under that reading, and where "
        f"that stands. Against a range a claim agrees where the whole {analysis.study.claim.level:.0%} interval lies "
        "in it; against a figure where two one-sided tests show it within the margin. Where the article gives no "
        "number the bound is our reading of its word, and may be changed in the study file, [[claims]].",
        ("claim", "read as", "these records say (limits)", "verdict", "definition used"),
        body,
        stacked=True,
        full=card.to_frame() if card else None,
    )


def predictor_table(analysis: Analysis) -> Table:
    """Hazard ratios of the Cox models."""
    body = []
    for row in chosen(analysis.results, quantity="hazard_ratio").to_dict("records"):
        name, _, level = row["group"].partition("=")
        level, _, reference = level.partition(" vs ")
        term = LABELS.get(name, name.replace("_", " "))
        term += f": {level.replace('_', ' ')}, against {reference.replace('_', ' ')}" if level else ""
        told = row["status"] == "ok"
        numbers = f"{row['estimate']:.2f} ({row['lower']:.2f} to {row['upper']:.2f})" if told else STATUS[row["status"]]
        body.append((OUTCOMES[row["outcome"]].label, term, numbers, p_text(row["p_value"]) if told else "–"))
    return Table(
        "predictors",
        "Hazard ratios of Cox models (Efron, model-based errors). They describe association in these records; "
        "severity, which decides dose and retreatment alike, is not adjusted for beyond what is shown.",
        ("outcome", "predictor", "hazard ratio (limits)", "p"),
        body,
    )


def published_table(analysis: Analysis, evidence: pd.DataFrame) -> Table:
    """Published cohorts of the outcomes studied, with definition, confidence and source."""
    import pandas as pd

    body = []
    for row in evidence.to_dict("records"):
        known = pd.notna(row["proportion"])
        months = "not stated" if pd.isna(row["follow_up_months"]) else f"{row['follow_up_months']:.0f}"
        body.append(
            (
                OUTCOMES[row["outcome"]].label,
                row["label"],
                f"{row['events']:,} of {row['n']:,}" if known else "no count printed",
                f"{share(1 - row['proportion'])} ({share(1 - row['upper'])} to {share(1 - row['lower'])})"
                if known
                else "–",
                months,
                row["definition"],
                row["count_basis"].replace("_", " "),
                row["url"] if isinstance(row["url"], str) else "–",
            )
        )
    return Table(
        "published",
        "Published cohorts: crude share free of the event (Wilson limits), as printed; follow-up and definition "
        "differ, so rows are comparable only with care. None is corrected for people who left.",
        ("event", "study", "with the event", "% free of it", "months", "definition", "count", "source"),
        body,
    )
