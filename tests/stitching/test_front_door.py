"""Dispensings as files of several kinds, in any order, cut short: the same courses, and no end confirmed too early."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from isostats.cohort.following import first_courses
from isostats.errors import DataError, StudyError
from isostats.records.dispensings import StitchedRecords, prepare_dispensings, read_dispensings
from isostats.records.stitching import stitch_table
from isostats.study.definitions import CourseDefinition
from tests.sweeps import swept_values

COLUMNS = ["person_id", "course", "start", "end", "end_status", "days_covered", "fills", "dose_mg"]


def random_fills(people: int, seed: int) -> pd.DataFrame:
    """Monthly fills with early, late, doubled, reversed and faulty ones."""
    random = np.random.default_rng(seed)
    n = people * 8
    frame = pd.DataFrame({"patient_id": [f"p{person:03}" for person in random.integers(0, people, n)]})
    frame["dispense_date"] = pd.Timestamp("2015-01-01") + pd.to_timedelta(random.integers(0, 1500, n), unit="D")
    frame["days_supply"] = random.choice([28, 30, 0, 365], n, p=[0.3, 0.6, 0.08, 0.02]).astype(float)
    frame["strength_mg"] = random.choice([10.0, 20.0], n)
    frame["quantity"] = random.choice([30.0, 60.0, 60.0, np.nan], n)
    refunds = frame.sample(people, random_state=seed).assign(quantity=lambda rows: -rows["quantity"])
    frame = pd.concat([frame, frame.sample(people, random_state=seed + 1), refunds], ignore_index=True)
    return frame.sample(frac=1, random_state=seed).reset_index(drop=True)


def found(records: StitchedRecords) -> list[tuple[Any, ...]]:
    return list(records.table("courses")[COLUMNS].fillna(-1).itertuples(index=False, name=None))


def lineage(records: StitchedRecords) -> list[tuple[Any, ...]]:
    return list(records.lineage.astype(object).fillna(-1).itertuples(index=False, name=None))


@pytest.mark.parametrize("kind", ["date", "timestamp", "text", "folder", "folder of texts"])
def test_a_file_of_any_kind_gives_what_its_csv_gives(kind: str, tmp_path: Path) -> None:
    frame = random_fills(40, seed=1)
    frame.to_csv(tmp_path / "fills.csv", index=False)
    expected = read_dispensings(tmp_path / "fills.csv", equal_rows="copies")
    with duckdb.connect() as engine:
        engine.register("frame", frame)
        sql_type = {"timestamp": "TIMESTAMP", "text": "VARCHAR", "folder of texts": "VARCHAR"}.get(kind, "DATE")
        cast = "strftime(dispense_date, '%Y-%m-%d')" if sql_type == "VARCHAR" else f"CAST(dispense_date AS {sql_type})"
        rows = f"SELECT * REPLACE ({cast} AS dispense_date) FROM frame"
        source = tmp_path / "fills.parquet"
        if kind.startswith("folder"):
            source.mkdir()
            for part, (first, last) in enumerate([(0, 100), (100, 101), (101, 10_000)]):
                cut = f"SELECT * FROM ({rows} LIMIT {last - first} OFFSET {first})"
                engine.execute(f"COPY ({cut}) TO '{source}/part{part}.parquet' (FORMAT parquet)")
        else:
            engine.execute(f"COPY ({rows}) TO '{source}' (FORMAT parquet)")
    records = read_dispensings(source, equal_rows="copies")
    assert found(records) == found(expected)
    assert lineage(records) == lineage(expected)
    assert [str(finding) for finding in records.findings] == [str(finding) for finding in expected.findings]
    assert records.flow == expected.flow
    assert {"duplicate_fill", "reversal", "absurd_supply"} <= {finding.rule for finding in records.findings}


def test_numbers_as_ids_are_told_apart_as_texts(tmp_path: Path) -> None:
    frame = random_fills(12, seed=3).assign(patient_id=lambda rows: rows["patient_id"].str[1:].astype(int))
    duckdb.connect().sql("SELECT * FROM frame").write_parquet(str(tmp_path / "fills.parquet"))
    frame.assign(dispense_date=frame["dispense_date"].astype(str)).to_csv(tmp_path / "fills.csv", index=False)
    assert found(read_dispensings(tmp_path / "fills.parquet", equal_rows="copies")) == found(
        read_dispensings(tmp_path / "fills.csv", equal_rows="copies")
    )


def test_a_folder_without_parquet_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=f"the folder {tmp_path.name} holds no Parquet file"):
        read_dispensings(tmp_path)


def test_the_order_of_rows_means_nothing() -> None:
    frame = random_fills(30, seed=5)
    ordered = frame.sort_values(["dispense_date", "patient_id"])
    assert found(read_dispensings(frame, equal_rows="copies")) == found(
        read_dispensings(ordered, equal_rows="copies")
    )


@pytest.mark.parametrize("seed", [0, *swept_values(1, 2, 3)])
def test_a_data_cut_never_confirms_an_end(seed: int) -> None:
    """A course whose end is confirmed in data that stop at some day is the same course in all the data."""
    frame = random_fills(60, seed=seed)
    frame = frame[(frame["quantity"] > 0) | frame["quantity"].isna()].drop_duplicates()
    frame["days_supply"] = 30.0  # a supply taken from later fills would be another matter
    everything = {row[0:1] + row[2:4] for row in found(read_dispensings(frame))}
    days = frame["dispense_date"]
    for share in (0.3, 0.6, 0.9):
        cut = read_dispensings(frame[days <= days.min() + (days.max() - days.min()) * share])
        confirmed = {row[0:1] + row[2:4] for row in found(cut) if row[4] == "confirmed"}
        assert confirmed
        assert confirmed <= everything


@pytest.mark.parametrize("batch_rows", [1, 2, 2048])
def test_a_promise_of_order_that_does_not_hold_is_seen(batch_rows: int) -> None:
    with duckdb.connect() as engine:
        for fills in ("(1, 0), (1, 100), (2, 5)", "(1, 100), (1, 0), (2, 5)", "(2, 5), (1, 0), (1, 100)",
                      "(1, 0), (2, 5), (1, 100)"):  # fmt: skip
            engine.execute(
                "CREATE OR REPLACE TABLE fills AS SELECT key, day, 30 AS days_supply, NULL::DOUBLE AS dose_mg "
                f"FROM (VALUES {fills}) AS v(key, day)"
            )
            assert stitch_table(engine, "fills", CourseDefinition(), batch_rows=batch_rows, presorted=True) == 3
            rows = engine.execute("SELECT key, course, start FROM stitched ORDER BY ALL").fetchall()
            assert rows == [(1, 1, 0), (1, 2, 100), (2, 1, 5)]


@pytest.mark.parametrize(
    "wrong", [{"washout_days": -1}, {"bridge_days": 1.5}, {"gap_days": "60"}, {"dates": "iso8601"}]
)
def test_a_keyword_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(StudyError, match=next(iter(wrong))):
        read_dispensings(random_fills(3, seed=1), **wrong)


FILLS = pd.DataFrame(
    [(who, day, 30, 20, 60) for who in ("a", "b", "c") for day in ("2019-01-01", "2019-01-31", "2020-01-01")],
    columns=["patient_id", "dispense_date", "days_supply", "strength_mg", "quantity"],
)


def test_covariates_may_be_called_like_columns_of_ours() -> None:
    people = pd.DataFrame({"patient_id": ["a", "b", "c"], "sex": "f", "death": [0, 1, 0], "person": ["x", "y", "x"]})
    records = read_dispensings(FILLS, people=people)
    frame = records.table("people")
    assert frame[["person_id", "death", "person"]].values.tolist() == [["a", 0, "x"], ["b", 1, "y"], ["c", 0, "x"]]
    assert len(records.table("courses")) == 6
    assert first_courses(records).count("second_course", by="person").groups == ("person=x", "person=y")


@pytest.mark.parametrize("doubled", [1, 2])
def test_a_fill_that_is_taken_back_and_billed_again_on_its_day_is_one_whatever_the_order(doubled: int) -> None:
    """One fill where more rows of a day give it than take it back, else none; nothing that a file says twice counts
    twice. A fill of the month before, which none of them is about, stays. Each person has other rows of the day."""
    people = {f"{paid}{back}": [30] * paid + [-30] * back for paid, back in product(range(4), repeat=2)}
    rows, expected = [], {}
    for person, billed in people.items():
        before = [("2018-06-01", 60), *[("2019-01-01", 30)] * (30 in billed)]
        rows += [(person, *row) for row in before] + [(person, "2019-02-01", quantity) for quantity in billed]
        expected[person] = len(before) + (billed.count(30) > billed.count(-30))
    frame = pd.DataFrame(rows * doubled, columns=["patient_id", "dispense_date", "quantity"])
    frame = frame.assign(drug="isotretinoin", strength_mg=20, days_supply=frame["quantity"])
    for seed in range(3):
        records = read_dispensings(frame.sample(frac=1, random_state=seed), equal_rows="copies")
        kept = records.table("courses").groupby("person_id")["fills"].sum()
        assert kept.astype(int).to_dict() == expected


BILLED: dict[str, tuple[list[tuple[int, int]], list[int], int]] = {
    "billed and taken back again": ([(400, 30), (403, -30), (403, 30), (403, -30)], [], 1),
    "two fills taken back on a day": ([(400, 30), (430, 30), (435, -30), (435, -30)], [], 1),
    "two of three": ([(400, 30), (430, 30), (460, 30), (465, -30), (465, -30)], [400], 1),
    "a reversal in a copy": ([(400, 30), (400, -30), (400, -30)], [], 0),
    "a copy, and the month before": ([(400, 30), (431, 30), (431, -30), (431, -30)], [400], 0),
    "a copy, and a course before": ([(400, 30), (405, -30), (405, -30)], [], 0),
    "a fill and its copy": ([(400, 30), (400, 30), (405, -30)], [], 0),
}
"""Days and supplies of rows, the days of fills that stand after all, and how many reversals are none of their day."""


@pytest.mark.parametrize("doubled", [1, 2])
def test_how_many_reversals_alike_are_real_is_asked_of_all_fills_that_stand(doubled: int) -> None:
    """Each person has a course that ended 280 days before; a table exported twice says nothing else."""
    before = [(day, 30) for day in (0, 30, 60, 90)]
    rows = [(name, *row) for name, (billed, _, _) in BILLED.items() for row in before + billed] * doubled
    frame = pd.DataFrame(rows, columns=["patient_id", "dispense_day", "days_supply"])
    frame = frame.assign(drug="isotretinoin", strength_mg=20, quantity=frame["days_supply"])
    for seed in range(2):
        records = read_dispensings(frame.sample(frac=1, random_state=seed), equal_rows="copies")
        lineage = records.lineage
        kept = lineage[lineage["reason"] == "in_course"].groupby("person_id")["day"].apply(sorted)
        assert kept.to_dict() == {name: [0, 30, 60, 90, *stand] for name, (_, stand, _) in BILLED.items()}
        repeated = lineage[lineage["reason"] == "repeated_reversal"].groupby("person_id").size()
        assert repeated.to_dict() == {name: own for name, (*_, own) in BILLED.items() if own}
        (warning,) = [each for each in records.findings if each.rule == "repeated_reversal"]
        assert (warning.count, "If they are copies" in warning.advice) == (3, True)


def test_an_absurd_supply_on_a_row_that_is_left_out_is_counted_and_no_more() -> None:
    odd = FILLS.iloc[[0, 0]].assign(days_supply=99999999999)
    records = read_dispensings(pd.concat([FILLS, odd], ignore_index=True))
    (left,) = [step for step in records.flow if step.reason == "duplicate_fill"]
    assert (left.rows, left.days) == (1, 180)


def test_a_day_that_cannot_be_is_said_in_words(tmp_path: Path) -> None:
    with duckdb.connect() as engine:
        engine.execute(
            f"COPY (SELECT 'a' AS patient_id, i AS dispense_day, 30 AS days_supply, 20 AS strength_mg, 60 AS quantity "
            f"FROM (VALUES (1::BIGINT), (99999999999)) AS t(i)) TO '{tmp_path / 'fills.parquet'}'"
        )
    with pytest.raises(DataError, match="1 of 2 values of dispense_date is not a whole number of days"):
        read_dispensings(tmp_path / "fills.parquet")


def test_a_failed_reading_lets_go_of_its_database(tmp_path: Path) -> None:
    path = tmp_path / "claims.duckdb"
    with duckdb.connect(str(path)) as engine:
        engine.execute("CREATE TABLE fills AS SELECT 1 AS patient_id")
    with pytest.raises(DataError) as kept:
        read_dispensings("fill", database=f"duckdb:///{path.name}", folder=tmp_path)
    with duckdb.connect(str(path)) as engine:  # though the error is still at hand
        assert engine.execute("SELECT count(*) FROM fills").fetchone() == (1,)
    assert "fills" in str(kept.value)


def test_records_that_are_not_accounted_for_print() -> None:
    assert "not accounted for" in repr(prepare_dispensings(FILLS).records(account=False))
