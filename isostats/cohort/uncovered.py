"""How steadily the first course was taken, as counts: days within it that no supply covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isostats.engines.embedded import quoted

if TYPE_CHECKING:
    import pandas as pd

    from isostats.cohort.following import Cohort
    from isostats.records import Records


def uncovered_days(cohort: Cohort, records: Records) -> pd.DataFrame:
    """How many first courses have so many days without supply within them. Columns: uncovered, length, people.

    ``records`` are those of the cohort. Empty where courses were not made of dispensings: a clinic's course has no
    supply. ``length`` is from the first to the last covered day, without days that a rule adds after the last supply.
    """
    rule = records.stitched_by
    if rule is None:
        return _empty()
    added = rule.last_fill_days
    return records.connection.execute(f"""
SELECT GREATEST(length - days_covered, 0) AS uncovered, length, COUNT(*) AS people
FROM (
    SELECT GREATEST(f.day0 - f.start_day + 1 - {added}, c.days_covered) AS length, c.days_covered
    FROM {quoted(cohort.tables.name)}.first_courses f
    JOIN {records.schema}.courses c ON c.person_id = f.person_id AND c.course = 1
) AS taken
GROUP BY 1, 2 ORDER BY 1, 2""").df()


def _empty() -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"uncovered": [], "length": [], "people": []}, dtype=int)
