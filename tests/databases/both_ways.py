"""Dispensings stitched in the database and dispensings read from it, held against each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from isostats.records.database_tables import ROWS
from isostats.records.dispensings import PreparedDispensings, StitchedRecords, prepare_dispensings
from isostats.study.definitions import CourseDefinition

Here = Callable[[str, CourseDefinition, tuple[tuple[str, Any], ...]], StitchedRecords]
TABLES = ("people", "observation", "courses", "events")
BESIDE = ("observation", "people", "treatments", "weights", "deaths")
TYPES = {
    "dispense_date": "DATE", "days_supply": "INTEGER", "quantity": "INTEGER", "start": "DATE", "end": "DATE",
    "death_date": "DATE", "date": "DATE", "birth_year": "INTEGER",
}  # fmt: skip
RULES = [
    CourseDefinition(),
    CourseDefinition(30, washout_days=0),
    CourseDefinition(60, carry_over=False, bridge_days=0),
    CourseDefinition(60, last_fill_days=15, bridge_days=90),
    CourseDefinition(
        30, carry_over=False, last_fill_days=30, convention="supply_end_difference", washout_days=180
    ),
    CourseDefinition(45, same_day="sum"),
]


def hold(engine: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame, **types: str) -> None:
    """A table of a frame, whose columns have the types of claims."""
    engine.register("given", frame)
    kinds = {column: kind for column, kind in {**TYPES, **types}.items() if column in frame}
    casts = ", ".join(f'CAST("{column}" AS {kind}) AS "{column}"' for column, kind in kinds.items())
    engine.execute(f"CREATE TABLE {name} AS SELECT * {f'REPLACE ({casts})' if casts else ''} FROM given")
    engine.unregister("given")


def without_rows(text: str) -> str:
    """A text without the numbers of rows, which count the rows that were read."""
    return " ".join(re.sub(r",? ?\brow [\d,]+", "", text.replace(ROWS, "")).split())


def one_name(value: Any) -> Any:
    """With one name for the place of a table, whichever database it is in or whether it is handed over as a frame."""
    if not isinstance(value, str):
        return value
    of_place = r" of (\S+ on (DuckDB|PostgreSQL|Spark)|\S+\.duckdb)\b"
    # of fills that were stitched there not every pause is known
    value = re.sub(r"(of )(?:at least )?[\d,]+( who have one in all)", r"\1some\2", value)
    return re.sub("the data frame of dispensings|a data frame", "fills", re.sub(of_place, "", value))


def same(ours: StitchedRecords, theirs: StitchedRecords, *, exact: bool = True) -> None:
    """Tables, flow and findings; the example of a finding is another where its row was not read."""
    for name in TABLES:
        pd.testing.assert_frame_equal(
            ours.table(name), theirs.table(name), check_exact=exact, **({} if exact else {"rtol": 1e-9})
        )
    assert ours.flow == theirs.flow
    told = [
        {name: one_name(value) for name, value in asdict(found).items() if name not in ("row", "example")}
        for records in (ours, theirs)
        for found in records.findings
    ]
    assert told[: len(ours.findings)] == told[len(ours.findings) :]
    assert (ours.rows, ours.present, ours.calendar) == (theirs.rows, theirs.present, theirs.calendar)
    pd.testing.assert_frame_equal(ours.missing, theirs.missing)


def same_by_every_rule(
    source: str, database: Any, rules: Sequence[CourseDefinition] = RULES, *, here: Here | None = None, **beside: Any
) -> PreparedDispensings:
    """Hold both ways equal rule by rule, and return what was prepared there; ``here`` is what was read before."""
    there = prepare_dispensings(source, database=database, stitch_there=True, **beside)
    read = here or read_of(database)
    for rule in rules:
        theirs = read(source, rule, tuple(beside.items()))
        same(there.records(rule), theirs)
        assert len(theirs.table("courses")) > 10
    return there


def read_of(database: Any) -> Here:
    """Dispensings of a database as reading them gives, each set of tables prepared and each rule stitched once."""
    prepared = cache(lambda source, beside: prepare_dispensings(source, database=database, **dict(beside)))
    return cache(lambda source, rule, beside: prepared(source, beside).records(rule))


def people(prepared: PreparedDispensings) -> tuple[int, int]:
    """How many people's fills stayed, and how many people there are."""
    sql = "SELECT (SELECT count(*) FROM staying), (SELECT count(*) FROM dispensings_file_ids)"
    (found,) = prepared.connection.execute(sql).fetchall()
    return found


def random_claims(seed: int) -> dict[str, pd.DataFrame]:
    """Mostly plain fills of 80 people, and in every table a few of each fault; holes, deaths and births among them."""
    random = np.random.default_rng(seed)
    n = 640
    person = random.integers(0, 80, n)
    fills = pd.DataFrame({"patient_id": [f"p{each:02}" for each in person]})
    fills["dispense_date"] = pd.Timestamp("2016-01-01") + pd.to_timedelta(random.integers(0, 1200, n), unit="D")
    fills["days_supply"] = random.choice([7.0, 28, 30, 90, 180], n)
    fills["strength_mg"] = random.choice([10.0, 20.5, 40.0], n)
    fills["quantity"] = fills["days_supply"] * random.choice([1.0, 2.0], n)  # usual doses: 10 to 82 mg a day
    fills["drug"] = random.choice(["isotretinoin 20 MG", "ISOTRETINOIN", None], n)
    fills["code"] = random.choice(["D10BA01", None], n)
    fills.loc[fills["drug"].isna(), "code"] = "D10BA01"  # a row that names no product leaves where others are named
    fills["weight_kg"] = np.nan
    faults: dict[str, list[Any]] = {
        "days_supply": [0.0, 400.0, np.nan, 30.5, -30.0],
        "quantity": [0.0, np.nan, -60.0, 9000.0],
        "strength_mg": [np.nan, 20.25],
        "drug": ["Tretinoin gel", "doxycycline 100", " TOPICAL ", "isotretinoin gel", "it's\\new"],
        "code": ["D10AD04", " D10AD04 ", "not_for_acne"],
        "weight_kg": [60.0],
        "patient_id": ["", None, " p01", "p02\t"],
    }
    if seed % 2:  # these are read as texts
        fills["claim_id"] = np.arange(n) + 10**10
        faults["dispense_date"] = [pd.Timestamp("1889-01-01"), pd.Timestamp("2100-01-01"), None]
    rows = iter(random.permutation(n))
    for column, values in faults.items():
        for value in values:
            fills.loc[next(rows), column] = value
    fills = pd.concat([fills, fills.iloc[[next(rows), next(rows)]]], ignore_index=True)
    names = [f"p{each:02}" for each in range(80)]
    start = pd.Timestamp("2013-01-01") + pd.to_timedelta(random.integers(0, 1100, 80), unit="D")
    stop = start + pd.to_timedelta(random.integers(700, 2500, 80), unit="D")
    hole = start + (stop - start) * random.random(80)
    wide = pd.to_timedelta(random.choice([1, 2, 20, 32, 100], 80), unit="D")
    observation = pd.concat(
        [
            pd.DataFrame({"patient_id": names, "start": start, "end": hole.normalize()})[:75],
            pd.DataFrame({"patient_id": names, "start": hole.normalize() + wide, "end": stop.normalize()})[:70],
        ]
    )
    observation = observation[observation["start"] <= observation["end"]]
    dead = random.choice([None, "2018-05-05", "2025-01-01"], 80, p=[0.8, 0.1, 0.1])
    facts = pd.DataFrame({"patient_id": names, "birth_year": 1990, "death_date": pd.to_datetime(pd.Series(dead))})
    facts.loc[[5, 6], "birth_year"] = [2017, 1700]
    facts = pd.concat([facts, facts.iloc[[9]]])
    treatments = pd.DataFrame({"patient_id": names, "date": "2019-07-01", "kind": "topical"})
    treatments.loc[3, "kind"] = "death"
    return {"dispensings": fills, "observation": observation, "people": facts, "treatments": treatments}
