"""Who the people are and what their first courses were, as counts and moments by group: nothing of one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil, log10, nan, sqrt
from typing import TYPE_CHECKING

from isostats.cohort.columns import OF_COURSES, Fact, as_text
from isostats.cohort.groupings import MISSING_LEVEL, GroupedBy
from isostats.engines.embedded import literal
from isostats.records.input_tables.course_details import DETAILS
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    import pandas as pd

    from isostats.cohort.following import Cohort

MOST_LEVELS = 12
"""A column of texts with more levels than this is no line of a table."""
LOOKED_AT = 2_000
"""So many people show whether a column has many values."""
FEW_VALUES = 6
"""A number of the user's own with no more values than this may be a code, and is shown by its values."""
NOT_INTERRUPTED = "no_interruption"
"""The level of people without an interruption, of whom no reason for one is lacking."""
QUARTILES = ("lower_quartile", "median", "upper_quartile")
MEASURES = (v.N, "missing", "mean", "deviation", *QUARTILES)
GROUP = '"group"'


def described_facts(
    cohort: Cohort, *, but: Sequence[str] = (), only: Sequence[str] | None = None
) -> tuple[list[Fact], list[Fact], list[str]]:
    """The columns that are numbers, those that have levels, and the names of those with too many levels."""
    left_out = {*but, *(("birth_year",) if "age" in cohort.facts else ())}
    known = cohort.facts
    asked = [name for name in known if name not in left_out and (only is None or name in only)]
    facts = [_without_interruption(known[name], known) for name in asked]
    # whatever has many values among a few people has many: of a million, only the others are counted
    values = _distinct(cohort, facts, f"(SELECT * FROM first_courses LIMIT {LOOKED_AT}) AS a_few")
    values |= _distinct(cohort, [fact for fact in facts if values[fact.name] <= MOST_LEVELS], "first_courses")
    facts = [each for each in facts if values[each.name]]
    facts.sort(key=lambda each: (each.at_the_end, each.name != "age"))
    numbers = [each for each in facts if each.numbers and (values[each.name] > FEW_VALUES or _declared(each.name))]
    levels = [fact for fact in facts if fact not in numbers and values[fact.name] <= MOST_LEVELS]
    return numbers, levels, [fact.name for fact in facts if fact not in numbers and fact not in levels]


def _declared(name: str) -> bool:
    """Whether a column is said to be a measure: with few values it is one still."""
    return name in OF_COURSES or (name in DETAILS and not DETAILS[name].codes)


def _without_interruption(fact: Fact, facts: Mapping[str, Fact]) -> Fact:
    """A fact as Table 1 counts it: who had no interruption has no reason for one, and none is missing."""
    if fact.name != "interruption_reason" or "interruption_days" not in facts:
        return fact
    nothing = f"{fact.sql} IS NULL AND {facts['interruption_days'].sql} = 0"
    return replace(fact, sql=f"CASE WHEN {nothing} THEN '{NOT_INTERRUPTED}' ELSE {fact.sql} END")


def _distinct(cohort: Cohort, facts: Sequence[Fact], source: str) -> dict[str, int]:
    asked = ", ".join(f"COUNT(DISTINCT {fact.sql})" for fact in facts)
    counts = cohort.query(f"SELECT {asked} FROM {source}").iloc[0] if facts else []
    return {fact.name: int(n) for fact, n in zip(facts, counts, strict=True)}


def group_sizes(cohort: Cohort, by: GroupedBy | None = None) -> dict[str, int]:
    """How many people there are, and in each group, in the order of the groups."""
    if by is None:
        return {v.ALL: cohort.people}
    counts = cohort.query(f"SELECT {_group(by)} AS category, COUNT(*) AS n FROM first_courses GROUP BY 1 ORDER BY 1")
    sizes = {str(row["category"]): int(row[v.N]) for row in counts.to_dict("records")}
    names = list(sizes)
    return {v.ALL: cohort.people, **{names[place]: sizes[names[place]] for place in by.in_order(names)}}


def moments(cohort: Cohort, facts: list[Fact], by: GroupedBy | None = None) -> pd.DataFrame:
    """Of everybody and of each group, a row for each column that is a number.

    Columns: column, group, n, missing, mean, deviation (n - 1), median and quartiles (linear between two people).
    """
    import pandas as pd

    if not facts:
        return pd.DataFrame(columns=["column", v.GROUP, *MEASURES])
    parts = _parts_of(cohort, facts)
    asked = ", ".join(
        f"COUNT(x{i}) AS n{i}, {_whole_sum(f'x{i}', each)} AS sum{i}, {_whole_sum(f'x{i}', each, 2)} AS squares{i}, "
        f"QUANTILE_CONT(x{i}, [0.25, 0.5, 0.75]) AS quartiles{i}"
        for i, each in enumerate(parts)
    )
    numbers = ", ".join(f"CAST({fact.sql} AS DOUBLE) AS x{i}" for i, fact in enumerate(facts))
    sets = "" if by is None else f" GROUP BY GROUPING SETS ((), ({GROUP}))"
    everybody = literal(v.ALL)
    whose = everybody if by is None else f"COALESCE({GROUP}, {everybody})"  # the whole has no group
    rows = cohort.query(
        f"SELECT {whose} AS category, COUNT(*) AS people, {asked} FROM "
        f"(SELECT {_group(by)} AS {GROUP}, {numbers} FROM first_courses){sets}"
    )
    return pd.DataFrame(
        {
            "column": fact.name, v.GROUP: str(row["category"]), v.N: row[f"n{i}"],
            "missing": row["people"] - row[f"n{i}"],
            **dict(zip(("mean", "deviation"), _moments(row[f"n{i}"], row[f"sum{i}"], row[f"squares{i}"], parts[i]),
                       strict=True)),
            **dict(zip(QUARTILES, _three(row[f"quartiles{i}"]), strict=True)),
        }
        for i, fact in enumerate(facts) for row in rows.to_dict("records")
    )  # fmt: skip


PARTS, MOST_PARTS = 10**9, 14
"""Values are summed as whole numbers of billionths, so that no order of adding and no thread count moves a sum. Of
numbers too large for that, or tiny, the largest has fourteen digits before the point."""


def _parts_of(cohort: Cohort, facts: list[Fact]) -> list[float]:
    """Of each column into how many parts a unit is cut, so that the sum of squares of everybody is no overflow."""
    row = cohort.query(
        f"SELECT {', '.join(f'MAX(ABS(CAST({fact.sql} AS DOUBLE))) AS x{i}' for i, fact in enumerate(facts))} "
        "FROM first_courses"
    ).iloc[0]
    largest = [float(row[f"x{i}"]) for i in range(len(facts))]
    usual = 10.0 ** (MOST_PARTS - 9)
    return [
        PARTS if not each > 0 or 1 / usual <= each <= usual else 10.0 ** min(MOST_PARTS - ceil(log10(each)), 300)
        for each in largest
    ]


def _whole_sum(value: str, parts: float, power: int = 1) -> str:
    """SQL of the exact sum of a column or of its squares, as text; sums of fractions hang on their order."""
    whole = f"CAST(ROUND({value} * {parts!r}) AS HUGEINT)"
    return f"CAST(SUM({' * '.join([whole] * power)}) AS VARCHAR)"


def _moments(n: int, total: str | None, squares: str | None, parts: float) -> tuple[float, float]:
    """The mean and the standard deviation (n - 1) from exact sums."""
    if not n or total is None or squares is None:
        return nan, nan
    about_mean = int(squares) * int(n) - int(total) ** 2  # n times the sum of squares about the mean
    return int(total) / int(n) / parts, sqrt(about_mean / (n * (n - 1))) / parts if n > 1 else nan


def _three(quartiles: object) -> list[float]:
    return [nan] * 3 if quartiles is None or isinstance(quartiles, float) else [float(x) for x in quartiles]  # type: ignore[attr-defined]


def level_counts(cohort: Cohort, facts: list[Fact], by: GroupedBy | None = None) -> pd.DataFrame:
    """Columns: column, category (None where it is not recorded), group (everybody too), n."""
    import pandas as pd

    if not facts:
        return pd.DataFrame(columns=["column", "category", v.GROUP, v.N])
    parts = [
        f"SELECT {literal(fact.name)} AS \"column\", {as_text('category')} AS category, \"group\", n FROM "
        f"(SELECT {fact.sql} AS category, {_group(by)} AS \"group\", COUNT(*) AS n FROM first_courses GROUP BY 1, 2)"
        for fact in facts
    ]
    of_groups = cohort.query("\nUNION ALL ".join(parts))
    if by is None:
        return of_groups
    everybody = of_groups.groupby(["column", "category"], dropna=False, as_index=False, sort=False)[v.N].sum()
    return pd.concat([everybody.assign(**{v.GROUP: v.ALL}), of_groups], ignore_index=True)


def _group(by: GroupedBy | None) -> str:
    """SQL for each person's group; one that is called as everybody is has its column before it."""
    if by is None:
        return literal(v.ALL)
    return f"CASE {by.sql} WHEN {literal(v.ALL)} THEN {literal(f'{by.name}={v.ALL}')} " + (
        f"ELSE COALESCE({by.sql}, {literal(MISSING_LEVEL)}) END"
    )
