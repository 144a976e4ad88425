"""How steadily the first course was taken, as counts: days within it that no supply covers, and its longest gap.

Of dispensings gaps are placed by their fills; a clinic writes down how many days were without the drug, and not when.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isostats.cohort.columns import LENGTH
from isostats.engines.embedded import Engine, quoted
from isostats.records.stitching.kernel import gaps_within
from isostats.records.stitching.streaming import of_whole_people, sorted_batches
from isostats.study.definitions import CourseDefinition
from isostats.study.season import read_season

if TYPE_CHECKING:
    import pandas as pd

    from isostats.cohort.following import Cohort
    from isostats.records import Records

RECORDED = "interruption_days"
MOST_QUARTERS = 8
"""Courses begun within so many quarters are told by quarter of their start, others by its year."""
BEGUN = "(DATE '1970-01-01' + CAST(start_day AS INTEGER))"
YEAR = f"CAST(EXTRACT(YEAR FROM {BEGUN}) AS VARCHAR)"
QUARTER = f"({YEAR} || '-Q' || CAST(EXTRACT(QUARTER FROM {BEGUN}) AS VARCHAR))"

# Without days that a rule adds after the last supply.
OF_FILLS = """SELECT person_id, start_day, day0, length, GREATEST(length - days_covered, 0) AS uncovered
FROM (
    SELECT f.person_id, f.start_day, f.day0, c.days_covered,
        GREATEST(f.day0 - f.start_day + 1 - {added}, c.days_covered) AS length
    FROM {first} AS f JOIN {schema}.courses AS c ON c.person_id = f.person_id AND c.course = 1
) AS taken"""
OF_RECORDS = f"""SELECT person_id, start_day, day0, {LENGTH} AS length, by_{RECORDED} AS uncovered
FROM {{first}} WHERE by_{RECORDED} IS NOT NULL"""
FILLS = """(SELECT supplied.person AS key, supplied.day, supplied.supply AS days_supply, supplied.dose_mg{strength}
FROM (SELECT row, person, day, supply, dose_mg FROM supplied ANTI JOIN fates USING (row)) AS supplied
JOIN {taken} AS taken ON taken.person_id = supplied.person AND taken.uncovered > 0
    AND supplied.day BETWEEN taken.start_day AND taken.day0{joined})"""
OF_STAYING = """INSERT INTO {gaps} SELECT taken.person_id, g.longest_gap, g.planned_days, g.longest_other
FROM gaps_there AS g JOIN {taken} AS taken ON taken.person_id = g.person AND taken.start_day = g.first_day"""
COUNTS = """SELECT {period} AS period, length, uncovered, COALESCE(planned, 0) AS planned,
    COALESCE(longest, 0) AS longest, COALESCE(other, 0) AS other, COUNT(*) AS people
FROM {taken} LEFT JOIN {gaps} USING (person_id) GROUP BY ALL ORDER BY ALL"""


@dataclass(frozen=True, eq=False)
class Steadiness:
    """How many first courses (``people``) have so many days (``length``), and of these so many ``uncovered``.

    ``counts`` has the columns period, length, uncovered, planned (uncovered days in gaps that lie in the low season),
    longest (days of the longest gap), other (of the longest gap that does not lie in it), people. Gaps are known only
    where they are ``placed``. ``period`` is the quarter or the year of the start, empty where days are no dates.
    """

    counts: pd.DataFrame
    placed: bool

    @property
    def people(self) -> int:
        """The first courses."""
        return int(self.counts["people"].sum())


def steadiness(cohort: Cohort, records: Records) -> Steadiness | None:
    """First courses by days without the drug within them; None where nobody recorded them and there are no fills.

    ``records`` are those of the cohort. Length is from the first to the last covered day. A gap lies in the low season
    of the study if all its days do. Of fills that stayed in the database that holds them it placed the gaps.
    """
    if cohort.stitched_by is None and RECORDED not in cohort.groupings:
        return None
    names = {name: f"{quoted(cohort.tables.name)}.{name}" for name in ("first_courses", "taken", "gaps")}
    rule, text = cohort.stitched_by, OF_RECORDS.format(first=names["first_courses"])
    if rule is not None:
        text = OF_FILLS.format(added=rule.last_fill_days, first=names["first_courses"], schema=records.schema)
    connection = records.connection
    connection.execute(f"CREATE OR REPLACE TABLE {names['taken']} AS {text}")
    connection.execute(
        f"CREATE OR REPLACE TABLE {names['gaps']} (person_id BIGINT, longest BIGINT, planned BIGINT, other BIGINT)"
    )
    if rule is not None:
        if getattr(records, "staying", 0):
            connection.execute(OF_STAYING.format(**names))
        for gaps in _longest_gaps(records.connection, names["taken"], rule):
            connection.register("longest_gaps", gaps)
            connection.execute(f"INSERT INTO {names['gaps']} SELECT key, longest, planned, other FROM longest_gaps")
            connection.unregister("longest_gaps")
    period = _period(connection, names["taken"]) if cohort.calendar == "dates" else "''"
    counts = connection.execute(COUNTS.format(period=period, taken=names["taken"], gaps=names["gaps"])).df()
    return Steadiness(counts, rule is not None) if len(counts) else None


def _longest_gaps(connection: Engine, taken: str, rule: CourseDefinition) -> Iterator[pd.DataFrame]:
    """By person with a gap: key, the days of the longest one, those in gaps of the low season, and of the longest other
    one."""
    import pandas as pd

    sums, season = rule.same_day == "sum", read_season(rule.low_season) if rule.low_season else None
    strength, joined = (", fills.strength_mg", " JOIN fills ON fills.row = supplied.row") if sums else ("", "")
    fills = FILLS.format(taken=taken, strength=strength, joined=joined)
    for key, day, supply, dose, *strengths in of_whole_people(sorted_batches(connection, fills, strengths=sums)):
        who, start, days = gaps_within(key, day, supply, dose, rule, *strengths)
        if not len(who):
            continue
        at = np.flatnonzero(np.append(True, who[1:] != who[:-1]))
        planned = season.holds(start, days) if season is not None else np.zeros(len(days), dtype=bool)
        yield pd.DataFrame({
            "key": who[at],
            "longest": np.maximum.reduceat(days, at),
            "planned": np.add.reduceat(np.where(planned, days, 0), at),
            "other": np.maximum.reduceat(np.where(planned, 0, days), at),
        })


def _period(connection: Engine, taken: str) -> str:
    """SQL for the period in which a course began: its quarter where all began within few of these, else its year."""
    spread = f"MAX({{0}}) - MIN({{0}}) < {MOST_QUARTERS}".format(
        f"(4 * EXTRACT(YEAR FROM {BEGUN}) + EXTRACT(QUARTER FROM {BEGUN}))"
    )
    ((short,),) = connection.execute(f"SELECT {spread} FROM {taken}").fetchall()
    return QUARTER if short else YEAR


def restarts_in_season(cohort: Cohort) -> int:
    """How many second courses began after a gap that lies in the low season of the study."""
    if cohort.stitched_by is None or not cohort.stitched_by.low_season:
        return 0
    gaps = cohort.query(
        "SELECT day0 + 1 AS start, drug_free_days AS days, COUNT(*) AS people FROM first_courses "
        "WHERE drug_free_days > 0 GROUP BY ALL"
    )
    season = read_season(cohort.stitched_by.low_season)
    within = season.holds(gaps["start"].to_numpy(), gaps["days"].to_numpy())
    return int(gaps["people"].to_numpy()[within].sum())
