"""Fills stitched in the database that holds them give what reading them all gives; and only SELECTs are asked."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from isostats.cohort.following import first_courses
from isostats.cohort.uncovered_days import steadiness
from isostats.engines.duckdb import AttachedFile, OpenConnection
from isostats.engines.embedded import open_engine
from isostats.engines.postgres import PostgresDatabase
from isostats.engines.registry import open_database
from isostats.engines.spark import SparkTables
from isostats.errors import DataError, StudyError
from isostats.records.dispensings import (
    prepare_dispensings,
    read_dispensings,
    remote_fills,
    stitch_file,
    write_courses,
)
from isostats.records.input_tables.dispensings import WRONG_LEAST
from isostats.simulate import simulate_dispensings
from isostats.simulate.histories import CLEAN, Habits
from isostats.study.definitions import CourseDefinition
from tests.databases.both_ways import (
    BESIDE,
    RULES,
    Here,
    hold,
    people,
    random_claims,
    read_of,
    same,
    same_by_every_rule,
    without_rows,
)
from tests.databases.holders import HOLDERS, SERVERS, Holder, open_holder
from tests.stitching.test_front_door import random_fills
from tests.sweeps import WHOLE


def hold_claims(engine: duckdb.DuckDBPyConnection) -> None:
    """Simulated claims with every habit and some without any, and fills with every kind of fault."""
    simulation = simulate_dispensings(200, seed=8, habits=Habits(missing_supply=0.01, holes=0.15))
    for name in ("dispensings", "observation", "people", "treatments", "weights"):
        hold(engine, name, getattr(simulation, name))
    hold(engine, "deaths", simulation.deaths.rename(columns={"date": "death_date"}))
    clean = simulate_dispensings(60, seed=9, habits=CLEAN).dispensings
    hold(engine, "clean", clean)
    hold(engine, "blanks", clean.replace({"patient_id": {"S00003": " S00003 ", "S00004": "S00004\u00a0"}}))
    faulty = random_fills(60, seed=4)
    faulty.loc[faulty["patient_id"] == "p007", "patient_id"] = " p007 "
    faulty.loc[[3, 4], "patient_id"] = ["p008 ", "O'\\n"]
    hold(engine, "faulty", faulty, days_supply="DOUBLE", quantity="DOUBLE")
    for name, frame in random_claims(17).items():
        kinds = {"days_supply": "DOUBLE", "quantity": "DOUBLE"} if name == "dispensings" else {}
        hold(engine, f"random_{name}", frame, **kinds)
    numbered = faulty.assign(patient_id=faulty["patient_id"].str.extract(r"(\d+)")[0].fillna(900).astype(int) - 7)
    numbered["dispense_day"] = (pd.to_datetime(numbered.pop("dispense_date")) - pd.Timestamp("2015-01-01")).dt.days
    numbered.loc[numbered.index % 7 > 0, ["days_supply", "quantity"]] = [30, 60]
    hold(engine, "numbered", numbered, days_supply="DOUBLE", quantity="DOUBLE")
    hold(engine, "twice", pd.concat([simulation.dispensings.assign(quantity=12)] * 2))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("there") / "claims.duckdb"
    with duckdb.connect(str(path)) as engine:
        hold_claims(engine)
    return path


@pytest.fixture(scope="module", params=HOLDERS)
def holder(request: pytest.FixtureRequest, path: Path) -> Iterator[Holder]:
    with open_holder(request.param, path) as holder:
        holder.hold(path)
        yield holder


@pytest.fixture(scope="module")
def here(path: Path) -> Here:
    """What reading gives, of the file: that every place is read alike is for test_flat_tables to show."""
    return read_of(f"duckdb:///{path}")


def some_rules(holder: Holder, *, every: bool = WHOLE) -> list[CourseDefinition]:
    """Every rule of an open connection where ``every`` one is asked for; of Spark, which takes seconds for each, the
    one that asks most, and elsewhere the two that differ most: tests/spec runs all of them on every engine."""
    if holder.kind == "connection" and every:
        return RULES
    return RULES[4:5] if holder.kind == "spark" else [RULES[0], RULES[4]]


SWEPT_ON_SPARK = pytest.param("spark", marks=pytest.mark.validation)
"""Spark takes seconds for each: what differs least from the others is left to the sweep."""


@pytest.mark.parametrize("holder", [*HOLDERS[:-1], SWEPT_ON_SPARK], indirect=True)
def test_claims_stitched_there_are_those_stitched_here(holder: Holder, here: Here) -> None:
    claims_are_the_same(holder, here, BESIDE, some_rules(holder, every=True))


@pytest.mark.parametrize("holder", [*SERVERS[:-1], SWEPT_ON_SPARK], indirect=True)
def test_claims_without_observation_likewise(holder: Holder, here: Here) -> None:
    claims_are_the_same(holder, here, [name for name in BESIDE if name != "observation"], some_rules(holder))


def claims_are_the_same(holder: Holder, here: Here, beside: Sequence[str], rules: Sequence[CourseDefinition]) -> None:
    tables = {name: name for name in beside}
    there = same_by_every_rule("dispensings", holder.database, rules, here=here, **tables)
    staying, all_people = people(there)
    assert all_people == 200
    assert 100 < staying < 190
    there.tidy()


@pytest.mark.parametrize("holder", [*SERVERS[:-1], SWEPT_ON_SPARK], indirect=True)
@pytest.mark.parametrize(("source", "least", "most"), [("faulty", 1, 30), ("numbered", 5, 50)])
def test_nearly_everybody_needs_cleaning(holder: Holder, here: Here, source: str, least: int, most: int) -> None:
    stitched_alike(holder, here, source, some_rules(holder), least, most)


@pytest.mark.parametrize("holder", [*SERVERS[:-1], SWEPT_ON_SPARK], indirect=True)
@pytest.mark.parametrize(("source", "least", "most"), [("clean", 60, 60), ("blanks", 58, 58), ("twice", 0, 0)])
def test_nobody_or_everybody_needs_cleaning(holder: Holder, here: Here, source: str, least: int, most: int) -> None:
    stitched_alike(holder, here, source, RULES[-1:], least, most)


def stitched_alike(
    holder: Holder, here: Here, source: str, rules: Sequence[CourseDefinition], least: int, most: int
) -> None:
    there = same_by_every_rule(source, holder.database, rules, here=here, equal_rows="copies")
    assert least <= people(there)[0] <= most
    there.tidy()


@pytest.mark.parametrize("holder", SERVERS, indirect=True)
def test_every_fault_in_every_place(holder: Holder, here: Here) -> None:
    beside = {name: f"random_{name}" for name in ("observation", "people", "treatments")}
    aside: dict[str, Any] = {"on_invalid": "set_aside", **beside}
    there = same_by_every_rule("random_dispensings", holder.database, some_rules(holder), here=here, **aside)
    staying, all_people = people(there)
    assert 10 < staying < all_people - 10
    there.tidy()


@pytest.mark.parametrize("text", ["plain", "it's", "back\\slash", "\\'; SELECT 1", "E'\\n'", "a\nb", "ü\t%s {0}", '"'])
def test_a_text_arrives_in_the_database_as_it_is(holder: Holder, text: str) -> None:
    database = open_database(holder.database, open_engine())
    assert database.ask(f"SELECT {database.dialect.literal(text)}") == [(text,)]
    database.close()


def judged_plainly(fills: pd.DataFrame, aside: set[str]) -> set[str]:
    """The people whose fills stay, told row by row in Python."""
    plain = set()
    for person, own in fills.groupby("patient_id"):
        values = own[["dispense_date", "days_supply", "strength_mg", "quantity"]].astype(object)
        odd = values.isna().any(axis=1) | values.duplicated() | (values[["days_supply", "quantity"]] <= 0).any(axis=1)
        if not odd.any() and person not in aside:
            plain.add(str(person))
    return plain


def remembering(asked: list[str], method: Any) -> Any:
    """The method, with what it is asked written down."""

    def seen(self: Any, sql: str, *rest: Any, **keywords: Any) -> Any:
        asked.append(sql)
        return method(self, sql, *rest, **keywords)

    return seen


def test_only_select_is_asked_and_only_odd_fills_are_read(
    holder: Holder, path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what is answered is what reading gives: of Spark, this is where claims with every table beside are held."""
    asked: list[str] = []
    for kind in (AttachedFile, OpenConnection, PostgresDatabase, SparkTables):
        for method in ("ask", "copy"):
            monkeypatch.setattr(kind, method, remembering(asked, getattr(kind, method)))
    monkeypatch.setattr(remote_fills, "PIECE", 3)  # ids are sent in several conditions
    beside = {name: name for name in BESIDE}
    records = read_dispensings("dispensings", database=holder.database, stitch_there=True, **beside)
    wrong = [sql for sql in asked if not re.match(r"(SELECT|WITH|SHOW|DESCRIBE)\b", sql.strip())]
    assert wrong == []
    assert sum("covered_to" in sql for sql in asked) == 1
    with duckdb.connect(str(path), read_only=True) as engine:
        fills = engine.execute("SELECT * FROM dispensings").df()
        several = """SELECT patient_id FROM dispensings LEFT JOIN observation USING (patient_id)
            GROUP BY patient_id, start, "end" HAVING min(dispense_date) >= start AND max(dispense_date) <= "end\""""
        within = {str(name) for (name,) in engine.execute(several).fetchall()}
    plain = judged_plainly(fills, set(fills["patient_id"]) - within)
    read = records.lineage
    assert sorted(set(read["person_id"])) == sorted(set(fills["patient_id"]) - plain)
    assert len(read) == (~fills["patient_id"].isin(plain)).sum() == len(fills) - records.staying
    assert sum(f"IN ('{name}'" in sql or f", '{name}'" in sql for name in plain for sql in asked) == 0
    assert f"fills of {len(plain)} of 200 people were stitched where they are" in records.about_rows[1]
    assert f"only the {len(read):,} fills that were read" in records.about_rows[1]
    same(records, here("dispensings", CourseDefinition(), tuple(beside.items())))


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(k, marks=pytest.mark.validation) for k in (2, 3))])
def test_random_claims_with_every_fault_are_set_aside_alike(seed: int) -> None:
    claims = random_claims(seed)
    with duckdb.connect() as engine:
        for name, frame in claims.items():
            kinds = {"days_supply": "DOUBLE", "quantity": "DOUBLE"} if name == "dispensings" else {}
            hold(engine, name, frame, **kinds)
        fewer = ("people", "treatments") if seed % 2 else ()
        for beside in (fewer, ("observation", "people", "treatments")) if WHOLE else (fewer,):
            given = {name: name for name in beside}
            rules = RULES if len(beside) == 3 else [RULES[seed % 2], RULES[4]]
            there = same_by_every_rule("dispensings", engine, rules, on_invalid="set_aside", **given)
            staying, all_people = people(there)
            assert 10 < staying < all_people - 10
            there.tidy()
            texts = []
            for chosen in ({}, {"stitch_there": True}):
                with pytest.raises(DataError) as caught:
                    read_dispensings("dispensings", database=engine, **given, **chosen)
                texts.append([without_rows(line) for line in str(caught.value).splitlines() if "first:" not in line])
            assert texts[0] == texts[1]


@pytest.mark.swept
@pytest.mark.parametrize("below_nothing", [False, True])
def test_days_and_numbers_as_ids(below_nothing: bool) -> None:
    frame = random_fills(30, seed=int(below_nothing))
    number = frame["patient_id"].str[1:].astype(int)
    frame["patient_id"] = 7 - number if below_nothing else number
    frame["dispense_day"] = (frame.pop("dispense_date") - pd.Timestamp("2015-01-01")).dt.days
    frame.loc[frame.sample(frac=0.8, random_state=1).index, "days_supply"] = 30
    frame["quantity"] = frame["quantity"].fillna(60).abs()
    with duckdb.connect() as engine:
        hold(engine, "fills", frame.drop_duplicates(), days_supply="DOUBLE", quantity="DOUBLE")
        there = same_by_every_rule("fills", engine, RULES[1:] if WHOLE else RULES[1::3])
        assert 0 < people(there)[0] < 30


OTHERS = ("doxycycline", "minocycline", "azithromycin", "spironolactone", "tretinoin", "adapalene", "lisinopril")


def test_other_products_are_found_by_the_texts_that_occur() -> None:
    """One person for each text: the clean-up itself tells which of them are other products."""
    words = [
        *OTHERS,
        "topical",
        "isotretinoin gel",
        "isotretinoin cream",
        "isotretinoin",
        "Accutane gelatine",
        "Isotretinoin capsule",
        "Absorica LD",
    ]
    drugs = [*words, *(word.upper() for word in words), *(f"x{word}" for word in words), "oral\\gel", "it's cream"]
    day = datetime.date(2019, 1, 1)
    frame = pd.DataFrame(
        {
            "patient_id": [f"p{at:03}" for at in range(len(drugs))],
            "dispense_date": day,
            "days_supply": 30,
            "strength_mg": 20.0,
            "quantity": 30,
            "drug": drugs,
        }
    )
    with duckdb.connect() as engine:
        hold(engine, "fills", frame)
        here = read_dispensings("fills", database=engine)
        there = read_dispensings("fills", database=engine, stitch_there=True)
    same(there, here)
    others = here.lineage.query("reason == 'other_product'")["person_id"]
    assert len(others) > 2 * len(OTHERS)
    special = here.table("courses").query("formulation == 'micronised'")["person_id"]
    assert len(special) == 2
    assert sorted(there.lineage["person_id"]) == sorted([*others, *special])


def test_doses_with_fractions_agree_but_for_the_order_of_adding(path: Path) -> None:
    with duckdb.connect() as engine:
        engine.execute(f"ATTACH '{path}' AS kept (READ_ONLY)")
        engine.execute("CREATE TABLE fills AS SELECT * REPLACE (strength_mg / 0.9 AS strength_mg) FROM kept.clean")
        here = read_dispensings("fills", database=engine)
        there = read_dispensings("fills", database=engine, stitch_there=True)
    assert there.staying == there.rows
    same(there, here, exact=False)
    (example,) = {each.example for each in there.findings if each.rule == "strength_of_another"}
    assert example == "'isotretinoin 10 MG oral capsule' and 11.1111 mg"  # no row of it was read


def test_gaps_are_placed_where_fills_are_as_they_are_placed_here(path: Path) -> None:
    """In no season, in one, and in one over the new year: asked of one set of tables in turn."""
    address, beside = f"duckdb:///{path}", {name: name for name in BESIDE}
    here = prepare_dispensings("dispensings", database=address, **beside)
    there = prepare_dispensings("dispensings", database=address, stitch_there=True, **beside)
    planned = []
    for season in ("", "06-01 to 08-31", "11-15 to 02-29"):
        counts = []
        for prepared in (here, there):
            records = prepared.records(CourseDefinition(low_season=season))
            steady = steadiness(first_courses(records), records)
            assert steady is not None
            counts.append(steady.counts)
        pd.testing.assert_frame_equal(*counts)
        planned.append(int((counts[0]["planned"] * counts[0]["people"]).sum()))
        assert (counts[0]["longest"] > 0).sum() > 20
    assert planned[0] == 0
    assert min(planned[1:]) > 50
    there.tidy()


def test_the_fingerprint_tells_any_change_and_not_the_order(path: Path) -> None:
    seen = []
    with duckdb.connect() as engine:
        engine.execute(f"ATTACH '{path}' AS kept (READ_ONLY)")
        for change in ("quantity", "days_supply", "dispense_date", None):
            engine.execute("CREATE OR REPLACE TABLE fills AS SELECT * FROM kept.clean ORDER BY hash(claim_id)")
            if change:
                engine.execute(f"UPDATE fills SET {change} = {change} + 1 WHERE rowid = 9")
            seen.append(read_dispensings("fills", database=engine, stitch_there=True).fingerprint)
        engine.execute("CREATE OR REPLACE TABLE fills AS SELECT * FROM kept.clean")
        assert read_dispensings("fills", database=engine, stitch_there=True).fingerprint == seen[-1]
    assert len(set(seen)) == 4


@pytest.mark.parametrize("absurd", [WRONG_LEAST, 2 * WRONG_LEAST])
def test_a_column_in_another_unit_is_told_by_the_share_of_all_fills(path: Path, absurd: int) -> None:
    """Of the fills that are read alone, every supply is absurd; of all fills, fewer or more than one in twenty."""
    with duckdb.connect() as engine:
        engine.execute(f"ATTACH '{path}' AS kept (READ_ONLY)")
        engine.execute("CREATE TABLE fills AS SELECT * FROM kept.clean LIMIT 450")
        engine.execute(f"INSERT INTO fills SELECT * REPLACE ('odd' AS patient_id, 365 AS days_supply) FROM kept.clean "
                       f"LIMIT {absurd}")  # fmt: skip
        for choice in (True, False):
            if absurd == WRONG_LEAST:
                records = read_dispensings("fills", database=engine, stitch_there=choice)
                assert "20 of 470 dispensings have a supply of more than 180 days" in str(records.findings)
            else:
                with pytest.raises(DataError, match="40 of 490 supplies are of more than 180 days"):
                    read_dispensings("fills", database=engine, stitch_there=choice)


def refused(kind: type[Exception], source: Any, **keywords: Any) -> str:
    with pytest.raises(kind) as caught:
        read_dispensings(source, stitch_there=True, **keywords)
    return str(caught.value)


def test_what_cannot_be_stitched_there_is_refused(path: Path, tmp_path: Path) -> None:
    address = f"duckdb:///{path}"
    assert "none is named. Name it (database), or leave stitch_there out" in refused(StudyError, "clean")
    frame = pd.DataFrame({"patient_id": ["a"]})
    said = refused(StudyError, frame, database=address, observation="observation")
    assert "they are a DataFrame" in said
    assert "Leave out cap_days or stitch_there" in refused(StudyError, "clean", database=address, cap_days=30)
    with pytest.raises(StudyError, match="Leave out cap_days"):
        prepare_dispensings("clean", database=address, stitch_there=True).records(CourseDefinition(cap_days=7))
    values = {"drug": {"Roaccutane": "isotretinoin"}}
    said = refused(StudyError, "clean", database=address, values=values)
    assert said.startswith("values has codes of drug, and these are read here. With stitch_there, name a view of")
    with duckdb.connect() as engine:
        engine.execute(f"ATTACH '{path}' AS kept (READ_ONLY)")
        engine.execute("CREATE VIEW texts AS SELECT * REPLACE (CAST(dispense_date AS VARCHAR) AS dispense_date) "
                       "FROM kept.clean")  # fmt: skip
        engine.execute("CREATE VIEW lacking AS SELECT * EXCLUDE (days_supply) FROM kept.clean")
        engine.execute("CREATE TABLE nothing AS SELECT * FROM kept.clean LIMIT 0")
        said = refused(StudyError, "texts", database=engine)
        assert said.startswith("dispense_date of texts of memory on DuckDB is of type VARCHAR, which is read here.")
        assert "name a view in which it is a date, or leave stitch_there out." in said
        for table, expected in (("lacking", "has no column 'days_supply'"), ("nothing", "has no rows"),
                                ("nothin", "there is no table 'nothin'")):  # fmt: skip
            assert expected in refused(DataError, table, database=engine)
    with pytest.raises(StudyError, match="Leave out lineage or stitch_there"):
        stitch_file("clean", out=tmp_path / "a.csv", lineage=tmp_path / "b.csv", database=address, stitch_there=True)
    records = read_dispensings("clean", database=address, stitch_there=True)
    with pytest.raises(StudyError, match="Leave out lineage or stitch_there"):
        write_courses(records, tmp_path / "a.csv", lineage=tmp_path / "b.csv")
    assert list(tmp_path.iterdir()) == []
    assert len(records.lineage) == 0
    said = stitch_file("clean", out=tmp_path / "a.csv", database=address, stitch_there=True)
    assert "The fills of 60 of 60 people were stitched where they are (clean of claims.duckdb)" in said


def test_a_rule_asked_too_late_and_a_table_that_changes(path: Path) -> None:
    with duckdb.connect() as engine:
        engine.execute(f"ATTACH '{path}' AS kept (READ_ONLY)")
        engine.execute("CREATE TABLE fills AS SELECT * FROM kept.clean")
        prepared = prepare_dispensings("fills", database=engine, stitch_there=True)
        prepared.records()
        engine.execute("DELETE FROM fills WHERE rowid = 5")
        with pytest.raises(DataError, match="fills of memory on DuckDB has changed while it was read"):
            prepared.records(CourseDefinition(30))
        prepared.let_go()
        with pytest.raises(StudyError, match="was let go of, so that no further rule of courses can be asked"):
            prepared.records(CourseDefinition(45))
