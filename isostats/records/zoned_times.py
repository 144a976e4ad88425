"""Timestamps with a time zone as dates of a database: an instant has another day in another zone; none is guessed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from isostats.records.column_names import Layout
from isostats.records.raw import unusable
from isostats.records.schema import Column

ZONED = "TIMESTAMP WITH TIME ZONE"
"""The own engine's name of the type."""

VIEWS = {
    "spark": "in a session whose spark.sql.session.timeZone is the zone of the data, hand over a view with "
    "CAST({column} AS DATE)",
    "": "name a view with CAST({column} AT TIME ZONE 'Europe/Berlin' AS DATE), in the zone of the data",
}


def refuse_zoned(
    zoned: Collection[str],
    names: Sequence[str],
    layout: Layout,
    schema: Mapping[str, Column],
    source: str,
    dialect: str = "",
) -> None:
    """Raise Unusable where a date of ours is one of the columns that hold instants (``zoned``)."""
    for name, position in layout.positions.items():
        column = names[position]
        if schema[name].type == "date" and column in zoned:
            raise unusable(
                "unknown_zone",
                f"{column} of {source} holds timestamps with a time zone, and their day depends on the zone",
                "The zone in which the days were written is not told, and none is guessed: "
                + VIEWS.get(dialect, VIEWS[""]).format(column=column) + ".",
            )  # fmt: skip
