"""Sentences against wrong conclusions from right numbers: each where a reader would draw it, and only if called for.

Every number in them is computed from these records. The sections of the page ask for theirs by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from isostats.report.tables import chosen
from isostats.vocabulary.calendar import years
from isostats.words.numbers import few, in_words, percent

if TYPE_CHECKING:
    from isostats.report.analysis import Analysis

SHORT_COURSE_DAYS = 112
"""Sixteen weeks: a first course that ends before them was hardly completed."""
FEWEST_AT_A_SITE = 10
"""Of fewer people no share by site is told."""
WIDE = 0.3
"""An interval as wide as this excludes next to nothing."""


def on_remission(analysis: Analysis) -> tuple[str, ...]:
    """Free of treatment is not free of acne; two years are not for ever; late figures come from early courses."""
    lines = []
    if analysis.primary_outcome != "recorded_relapse":
        lines.append(
            "Free of treatment is not free of acne: people who bought a product, gave up or never came back count as "
            "free."
        )
    lines += [*_later_than_two_years(analysis), *_calendar(analysis)]
    return tuple(lines)


def on_claim(analysis: Analysis) -> tuple[str, ...]:
    """The claim is right or wrong only of a definition; and a wide interval refutes nothing."""
    day, success = analysis.study.study.primary.horizon_days, analysis.success
    compared = {
        "free of new systemic treatment": analysis.comparisons.get(("systemic_treatment", day)),
        "clear at the end and free of it": None if success is None else success.comparisons.get(day),
        "free of a second course": analysis.comparisons.get(("second_course", day)),
    }
    told = [
        " to ".join(dict.fromkeys(percent(end) for end in found.ends)) + f" {name}"
        for name, found in compared.items()
        if found is not None and found.status == "ok"
    ]
    lines = []
    if len(told) > 1:
        lines.append(
            "No share is right or wrong without its definition. "
            f"At {_when(analysis)} it is {', '.join(told)}."
        )
    it = analysis.primary
    if it.status == "ok" and it.upper - it.lower > WIDE:
        lines.append(f"An interval as wide as {percent(it.lower)} to {percent(it.upper)} refutes next to nothing.")
    return tuple(lines)


def on_second_courses(analysis: Analysis) -> tuple[str, ...]:
    """Short first courses and early restarts may be one interrupted treatment; options differ between the sexes."""
    return (*_interrupted(analysis), *_options(analysis))


def on_sites(analysis: Analysis) -> tuple[str, ...]:
    """Sites differ in what they write down."""
    if "site" not in analysis.groups or not analysis.cohort.responses:
        return ()
    found = analysis.cohort.query(
        "SELECT COUNT(response) * 1.0 / COUNT(*) AS share FROM first_courses WHERE by_site IS NOT NULL "
        f"GROUP BY by_site HAVING COUNT(*) >= {FEWEST_AT_A_SITE}"
    )["share"]
    if len(found) < 2 or found.max() - found.min() < 0.005:
        return ()
    return (
        f"Sites write down different things: a response at the end is recorded for {percent(float(found.min()))} to "
        f"{percent(float(found.max()))} of people by site. Differences between sites are not quality.",
    )


def on_predictors(analysis: Analysis) -> tuple[str, ...]:
    """Nobody was allotted a dose."""
    rows = chosen(analysis.results, quantity="hazard_ratio", outcome=analysis.primary_outcome, status="ok")
    rows = rows[rows["group"] == "dose_per_10_mg_per_kg"]
    if rows.empty:
        return ()
    ratio = float(rows["estimate"].iloc[0])
    return (
        "Nobody was allotted a dose: people took less who stopped early, cleared quickly or could not bear it. "
        f"The hazard ratio of {ratio:.2f} per 10 mg/kg is not what a higher dose would do.",
    )


def on_definitions(analysis: Analysis) -> tuple[str, ...]:
    """A grid of definitions is no sample of anything."""
    if analysis.grid is None:
        return ()
    return (
        "Definitions are not votes and none of them is random: how many of them reach a figure is no probability.",
    )


def _later_than_two_years(analysis: Analysis) -> tuple[str, ...]:
    """How many of the relapses seen within five years came after two."""
    two, five = (_estimate(analysis, "remission", analysis.primary_outcome, "everyone", years(n)) for n in (2, 5))
    if two is None:
        return ()
    if five is None or five >= 1:
        return ("Two years is not permanent: these records do not reach five years, and cannot show what came later.",)
    late = (two - five) / (1 - five)
    return (
        f"Two years is not permanent: of the relapses within five years, {percent(late)} came after two years.",
    )


def _calendar(analysis: Analysis) -> tuple[str, ...]:
    """The calendar years of the courses that a late horizon rests on."""
    if analysis.cohort.calendar != "dates":
        return ()
    reached = [day for day in analysis.study.horizons if _estimate(
        analysis, "remission", analysis.primary_outcome, "everyone", day) is not None]  # fmt: skip
    if not reached:
        return ()
    row = analysis.cohort.query(
        "SELECT COUNT(*) AS people, EXTRACT(year FROM DATE '1970-01-01' + CAST(MIN(day0) AS INTEGER)) AS first, "
        "EXTRACT(year FROM DATE '1970-01-01' + CAST(MAX(day0) AS INTEGER)) AS last, "
        "(SELECT EXTRACT(year FROM DATE '1970-01-01' + CAST(MAX(day0) AS INTEGER)) FROM first_courses) AS latest "
        f"FROM first_courses WHERE exit_day >= {reached[-1]}"
    ).iloc[0]
    if row["people"] < 1 or int(row["last"]) >= int(row["latest"]):
        return ()
    return (
        f"Who was still followed at {in_words(reached[-1])} ended the course from {int(row['first'])} to "
        f"{int(row['last'])}; courses in the records end up to {int(row['latest'])}.",
    )


def _interrupted(analysis: Analysis) -> tuple[str, ...]:
    cohort, life = analysis.cohort, analysis.cohort.timeline
    short = int(
        cohort.query(
            f"SELECT COUNT(*) FILTER (day0 - start_day + 1 < {SHORT_COURSE_DAYS}) AS n FROM first_courses"
        )["n"].iloc[0]
    )
    early = life.early_restarts if life is not None else 0
    if not short or not early or life is None:
        return ()
    return (
        f"{few(short, 'first course')} of {cohort.people:,} ended before {SHORT_COURSE_DAYS // 7} weeks: where a "
        "second one began soon after, both may be one interrupted treatment.",
    )


def _options(analysis: Analysis) -> tuple[str, ...]:
    """Where women relapse more and take fewer second courses than men."""
    day = analysis.study.study.primary.horizon_days
    found = {
        (sex, outcome): _estimate(analysis, "remission", outcome, "everyone", day, f"sex={sex}")
        for sex in ("female", "male")
        for outcome in ("systemic_treatment", "second_course")
    }
    values = [value for value in found.values() if value is not None]
    if len(values) < 4:
        return ()
    women, men = ([found[sex, name] or 0.0 for name in ("systemic_treatment", "second_course")]
                  for sex in ("female", "male"))  # fmt: skip
    if not (women[0] < men[0] and women[1] > men[1]):
        return ()
    return (
        f"Women relapse more ({percent(1 - women[0])} against {percent(1 - men[0])}) and take fewer second courses "
        f"({percent(1 - women[1])} against {percent(1 - men[1])}). They are offered antiandrogens and kept from "
        "isotretinoin by pregnancy rules: a second course measures options, not acne.",
    )


def _when(analysis: Analysis) -> str:
    return in_words(analysis.study.study.primary.horizon_days)


def _estimate(
    analysis: Analysis, quantity: str, outcome: str, population: str, day: int | None = None, group: str = "all"
) -> float | None:
    """An estimate of the results where it may be quoted."""
    when = analysis.study.study.primary.horizon_days if day is None else day
    rows = chosen(
        analysis.results, quantity=quantity, outcome=outcome, population=population, method="kaplan_meier", group=group,
        time_days=when, status="ok",
    )  # fmt: skip
    return None if rows.empty else float(rows["estimate"].iloc[0])
