"""Dispensings in, courses.csv out: whole or not at all, and the summary says what was done."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from isostats.errors import DataError, OutputError, StudyError
from isostats.records.dispensings import stitch_file

FILLS = '''patient_id,dispense_date,days_supply,strength_mg,quantity
007,2019-01-01,30,20,60
007,2019-01-31,30,20,60
"Öz, ""A""",2019-01-01,30,20,60
"Öz, ""A""",2019-06-01,30,20,60
007,2020-03-01,30,20,
'''


@pytest.fixture
def fills(tmp_path: Path) -> Path:
    path = tmp_path / "dispensings.csv"
    path.write_text(FILLS, encoding="utf-8")
    return path


def test_courses_and_lineage_are_written(fills: Path, tmp_path: Path) -> None:
    out, lineage = tmp_path / "new" / "courses.csv", tmp_path / "lineage.csv"
    said = stitch_file(fills, out=out, lineage=lineage)
    courses = pd.read_csv(out, dtype=str, keep_default_na=False)
    assert courses.iloc[:, :9].values.tolist() == [
        ["007", "1", "2019-01-01", "2019-03-01", "confirmed", "60", "2", "2", "2400.0"],
        ["007", "2", "2020-03-01", "2020-03-30", "open", "30", "1", "1", ""],
        ['Öz, "A"', "1", "2019-01-01", "2019-01-30", "confirmed", "30", "1", "1", "1200.0"],
        ['Öz, "A"', "2", "2019-06-01", "2019-06-30", "confirmed", "30", "1", "1", "1200.0"],
    ]
    header = ",".join(courses)
    assert header.startswith("person_id,course,start,end,end_status,days_covered,fills,dispensing_days,dose_mg,")
    assert set(courses["numbering"]) == {"at_least"}
    fates = pd.read_csv(lineage, dtype=str, keep_default_na=False)
    assert fates[["row", "person_id", "dispense_date", "course", "reason"]].values.tolist()[:2] == [
        ["2", "007", "2019-01-01", "1", "in_course"],
        ["3", "007", "2019-01-31", "1", "in_course"],
    ]
    assert "dispensings.csv: 5 dispensings of 2 patients; 4 courses of 2 patients." in said
    assert "Ends: 3 confirmed, 1 open" in said
    assert "a new course begins after more than 60 drug-free days" in said
    assert "the data's last date (2020-03-01) stands for the end of everyone's observation" in said
    assert said.endswith(f"Wrote {out} and {lineage}.")


def test_options_reach_the_rule(fills: Path, tmp_path: Path) -> None:
    out = tmp_path / "courses.csv"
    assert "6 drug-free" not in stitch_file(fills, out=out, gap_days=400, carry_over=False)
    assert len(pd.read_csv(out)) == 2


def test_the_same_input_gives_the_same_bytes(fills: Path, tmp_path: Path) -> None:
    written = []
    for name in ("one.csv", "two.csv"):
        stitch_file(fills, out=tmp_path / name)
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]


def test_nothing_is_half_written(fills: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    fills.write_text(FILLS.replace("2019-06-01", "soon"), encoding="utf-8")
    with pytest.raises(DataError, match="is not a date"):
        stitch_file(fills, out=tmp_path / "courses.csv")
    fills.write_text(FILLS, encoding="utf-8")
    with pytest.raises(OutputError, match=r"is a folder. Name a file in it"):
        stitch_file(fills, out=tmp_path / "courses.csv", lineage=tmp_path)
    with pytest.raises(OutputError, match="Nothing was left behind"):
        stitch_file(fills, out=fills / "courses.csv")
    with pytest.raises(OutputError, match="courses are written as CSV"):
        stitch_file(fills, out=tmp_path / "courses.xlsx")
    with pytest.raises(StudyError, match="Give two names"):
        stitch_file(fills, out=tmp_path / "a.csv", lineage=tmp_path / "a.csv")
    assert sorted(tmp_path.iterdir()) == before


def test_an_older_file_is_replaced_only_by_a_whole_one(fills: Path, tmp_path: Path) -> None:
    out = tmp_path / "courses.csv"
    out.write_text("older")
    with pytest.raises(OutputError, match="isostats did not write it"):
        stitch_file(fills, out=out)
    assert out.read_text() == "older", "a file of the user stays"
    out.write_text("")  # as mktemp makes it
    stitch_file(fills, out=out)
    older = out.read_text()
    with pytest.raises(StudyError, match="gap_days must be a whole number"):
        stitch_file(fills, out=out, gap_days=-1)
    assert out.read_text() == older
    fills.write_text(FILLS.replace("007", "=8"), encoding="utf-8")
    stitch_file(fills, out=out)
    assert "\n'=8,1," in out.read_text(), "an id is never a formula"
    assert out.read_text() != older
    assert out.read_text().startswith("person_id,course,start,end")


def test_parquet_by_the_names_ending(fills: Path, tmp_path: Path) -> None:
    fills.write_text(FILLS.replace("007", "=8"), encoding="utf-8")
    out, lineage, csv = tmp_path / "courses.parquet", tmp_path / "lineage.PARQUET", tmp_path / "courses.csv"
    for _ in range(2):  # an earlier one is replaced
        stitch_file(fills, out=out, lineage=lineage)
    stitch_file(fills, out=csv)
    typed = _parquet(out)
    text = pd.read_csv(csv, dtype={"person_id": str})
    assert list(typed) == list(text)
    assert set(typed["person_id"]) == {"=8", 'Öz, "A"'}, "Parquet keeps ids as they are"
    assert typed["start"].astype(str).tolist() == text["start"].tolist()
    assert len(_parquet(lineage)) == 5
    pd.DataFrame({"a": [1]}).pipe(_write_parquet, out)
    with pytest.raises(OutputError, match="isostats did not write it"):
        stitch_file(fills, out=out)


def _parquet(path: Path) -> pd.DataFrame:
    return duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(path)]).df()


def _write_parquet(frame: pd.DataFrame, path: Path) -> None:
    duckdb.connect().from_df(frame).write_parquet(str(path))


def test_what_is_read_is_not_written_over(tmp_path: Path) -> None:
    fills = tmp_path / "fills.csv"
    text = "patient_id,dispense_date,days_supply,strength_mg,quantity\na,2019-01-01,30,20,60\n"
    fills.write_text(text)
    (tmp_path / "sub").mkdir()
    for outputs in ({"out": fills}, {"out": tmp_path / "c.csv", "lineage": tmp_path / "sub" / ".." / "fills.csv"}):
        with pytest.raises(OutputError, match=r"is what is read \(the dispensings\); it is not written over"):
            stitch_file(fills, **outputs)
    with pytest.raises(StudyError, match="is named for the courses and for the lineage"):
        stitch_file(fills, out=tmp_path / "c.csv", lineage=tmp_path / "sub" / ".." / "c.csv")
    assert fills.read_text() == text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fills.csv", "sub"]


@pytest.mark.parametrize("died", [False, True])
def test_courses_are_in_order_of_persons_without_a_sort(tmp_path: Path, died: bool) -> None:
    """The engine writes rows in the order in which they lie; enough of them that it works on several pieces at once."""
    fills, out, deaths = tmp_path / "fills.parquet", tmp_path / "courses.csv", tmp_path / "deaths.csv"
    with duckdb.connect() as engine:
        engine.execute(f"""COPY (SELECT 'P' || lpad(CAST(i * 7919 % 400000 AS VARCHAR), 6, '0') AS patient_id,
            CAST(i % 1000 AS INTEGER) AS dispense_day, 30 AS days_supply, 20 AS strength_mg, 60 AS quantity
            FROM range(400000) AS t(i)) TO '{fills}' (FORMAT parquet)""")
    deaths.write_text("patient_id,death_day\nP000007,5000\n", encoding="utf-8")
    stitch_file(fills, out=out, **({"deaths": deaths} if died else {}))
    with out.open(encoding="utf-8") as file:
        ids = [line[:7] for line in file][1:]
    assert len(ids) == 400_000
    assert ids == sorted(ids)
