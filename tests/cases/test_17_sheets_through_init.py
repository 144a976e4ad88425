"""Case 17: sheets as people keep them go through `isostats init` as they are, and are read as their clean twin."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import isostats as iso
from isostats.cli import main
from isostats.records import Records, read_courses
from isostats.report.job import read_records
from isostats.study.study_file import read_study

SHEETS = Path(__file__).parent / "17_sheets"
TABLES = ("people", "observation", "courses", "events")
DOXY = {"relapse_treatment": {"doxycycline": "oral_antibiotic"}}
DATES = ["course_start", "course_end", "last_contact", "relapse_date"]


@cache
def twin() -> pd.DataFrame:
    """The same patients, cleanly kept."""
    return pd.read_csv(SHEETS / "clean.csv", dtype=str, keep_default_na=False)


def study_of(tmp_path: Path, *files: str | Path) -> Path:
    """The study that isostats init writes for a file of the case, and further ones."""
    out = tmp_path / "study.toml"
    done = CliRunner().invoke(main, ["init", *(str(SHEETS / file) for file in files), "--out", str(out)])
    assert done.exit_code == 0, done.output
    return out


def read(tmp_path: Path, *files: str | Path) -> Records:
    """The records of that study."""
    records: Records = read_records(read_study(study_of(tmp_path, *files)))
    return records


def assert_same(records: Records, frame: pd.DataFrame) -> None:
    """The tables, and the curve of second courses, are those of a clean frame; further columns do not count."""
    clean = read_courses(frame, values=DOXY)
    for table in TABLES:
        read = records.table(table)
        pd.testing.assert_frame_equal(read[clean.table(table).columns], clean.table(table))
    one, other = (iso.kaplan_meier(iso.first_courses(each).count("second_course")) for each in (records, clean))
    pd.testing.assert_frame_equal(one.at([365, 730, 1826], min_at_risk=1), other.at([365, 730, 1826], min_at_risk=1))


@pytest.mark.parametrize("sheet", ["d_units.xlsx", "e_serial.xlsx", "t_2digit_text.xlsx"])
def test_units_serial_days_and_years_of_two_digits(sheet: str, tmp_path: Path) -> None:
    assert_same(read(tmp_path, sheet), twin())


def test_japanese(tmp_path: Path) -> None:
    assert_same(read(tmp_path, "n_japanese.xlsx"), twin()[[*twin().columns[:5], "weight_kg"]])


def test_months_alone(tmp_path: Path) -> None:
    frame = twin().copy()
    for column in DATES:
        frame[column] = frame[column].str.replace(r"-\d\d$", "-15", regex=True)
    assert_same(read(tmp_path, "s_monthyear.xlsx"), frame)


def test_a_missing_last_contact(tmp_path: Path) -> None:
    frame, sheet = twin().copy(), pd.read_excel(SHEETS / "f_lastmissing.xlsx", engine="calamine")
    missing = sheet["last_contact"].isna()
    assert missing.sum() == 6
    latest = frame[["course_end", "relapse_date"]].max(axis="columns")  # ISO days sort as texts do
    frame.loc[missing, "last_contact"] = latest[missing]
    assert_same(read(tmp_path, "f_lastmissing.xlsx"), frame)


def test_dates_that_were_shifted(tmp_path: Path) -> None:
    courses = read(tmp_path, "shifted_into_the_future.csv").table("courses")
    assert len(courses) == 1
    assert (courses["end"] - courses["start"]).tolist() == [98]


def test_german_under_a_title(tmp_path: Path) -> None:
    frame = twin().drop(columns=["birth_year", "response"])
    frame.loc[frame["relapse_treatment"] != "", "relapse_treatment"] = "oral_antibiotic"  # Doxy, all of them
    missing = frame["patient_id"].isin(["1004", "1024"])
    latest = frame[["course_end", "relapse_date"]].max(axis="columns")
    frame.loc[missing, "last_contact"] = latest[missing]
    assert_same(read(tmp_path, "a_german_title.xlsx"), frame)


def test_ids_merged_over_the_courses_of_a_patient(tmp_path: Path) -> None:
    rows = [("1", "2016-01-01", "2016-06-01", "2019-01-01"), ("1", "2017-06-01", "2017-12-01", "2019-01-01"),
            ("2", "2016-02-01", "2016-07-01", "2019-01-01")]  # fmt: skip
    assert_same(read(tmp_path, "m_merged_ids.xlsx"), pd.DataFrame(rows, columns=list(twin().columns[:4])))


def test_courses_side_by_side(tmp_path: Path) -> None:
    assert_same(read(tmp_path, "q_wide.csv"), twin()[list(twin().columns[:4])])
    sheet = pd.read_csv(SHEETS / "wide2.csv", dtype=str)
    names = ["patient_id", "course_start", "course_end", "last_contact"]
    parts = [sheet[["patient_id", f"course{at}_start", f"course{at}_end", "last_contact"]] for at in (1, 2)]
    frame = pd.concat([part.set_axis(names, axis="columns") for part in parts])
    (tmp_path / "other").mkdir()
    assert_same(read(tmp_path / "other", "wide2.csv"), frame)


def test_a_redcap_export_with_its_dictionary(tmp_path: Path) -> None:
    frame = twin().drop(columns="response")
    frame.loc[frame["relapse_treatment"] != "", "relapse_treatment"] = "oral_antibiotic"  # 3, all of them
    assert_same(read(tmp_path, "p_redcap.csv", "p_redcap_dictionary.csv"), frame)


def test_a_redcap_export_without_its_dictionary_is_asked_for_it(tmp_path: Path) -> None:
    out = study_of(tmp_path, "p_redcap.csv")
    assert "# open: what the codes of a REDCap export mean stands in its data dictionary" in out.read_text()
    assert "redcap_dictionary" in CliRunner().invoke(main, ["check", str(out)]).output


def test_claims_with_a_table_of_products(tmp_path: Path) -> None:
    courses = read(tmp_path, "claims_without_strength.csv", "products.csv").table("courses")
    assert courses[["dose_mg", "daily_dose_mg"]].to_numpy().tolist() == [[4800.0, 80.0]]
    assert (courses["end"] - courses["start"] + 1).tolist() == [60]
    written = tmp_path / "courses.csv"
    done = CliRunner().invoke(main, ["courses", str(tmp_path / "study.toml"), "--out", str(written)])
    assert "2 dispensings of 1 patient; 1 course of 1 patient" in done.output
    assert pd.read_csv(written)["dose_mg"].tolist() == [4800.0]
