"""A time with a zone is the day of the clock there, wherever it is read; of an unknown zone it is refused."""

from __future__ import annotations

import base64
import datetime
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from isostats import records
from isostats.engines.embedded import open_engine
from isostats.errors import DataError
from isostats.records.dispensings import read_dispensings
from isostats.records.formats.parquet import zones_of
from tests.records.course_files import course, written

CASE = Path(__file__).parent / "05_timestamps_with_zone" / "fills_berlin.parquet"
DAYS = ["2015-03-10", "2015-05-08"]
SCRIPT = """
import sys
from isostats.records.dispensings import read_dispensings
courses = read_dispensings(sys.argv[1]).table("courses")
print(courses[["start", "end"]].values.tolist())
"""


def days(read: Any) -> list[str]:
    (row,) = read.table("courses")[["start", "end"]].to_numpy().tolist()
    return [(datetime.date(1970, 1, 1) + datetime.timedelta(days=day)).isoformat() for day in row]


def rules(read: Any) -> set[str]:
    return {finding.rule for finding in read.findings}


def refused(read: Any, *arguments: Any, **more: Any) -> Any:
    with pytest.raises(DataError) as error:
        read(*arguments, on_invalid="set_aside", **more)
    return next(finding for finding in error.value.findings.errors if finding.rule == "unknown_zone")


def test_the_case() -> None:
    read = read_dispensings(CASE)
    assert days(read) == DAYS
    (finding,) = [one for one in read.findings if one.rule == "zoned_dates"]
    assert finding.message == (
        "1 column of fills_berlin.parquet holds times with their zone: dispense_date (Europe/Berlin)"
    )


@pytest.mark.parametrize("unit", ["ns", "us", "ms"])
def test_midnight_is_of_its_day_in_each_precision(unit: str, tmp_path: Path) -> None:
    frame = pd.read_parquet(CASE)
    frame["dispense_date"] = frame["dispense_date"].dt.as_unit(unit).dt.normalize()
    frame.to_parquet(tmp_path / "fills.parquet")
    assert days(read_dispensings(tmp_path / "fills.parquet")) == days(read_dispensings(frame)) == DAYS


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_the_machine_s_zone_moves_nothing(zone: str) -> None:
    environment = os.environ | {"TZ": zone, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", SCRIPT, str(CASE)]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[[16504, 16563]]"


def test_the_engine_s_zone_is_pinned() -> None:
    with open_engine() as engine:
        for one in (engine, engine.cursor()):
            assert one.execute("SELECT current_setting('TimeZone')").fetchall() == [("UTC",)]


COURSE = {
    "patient_id": "a", "course_start": "2015-03-10", "course_end": "2015-07-01", "last_contact": "2019-01-01",
}  # fmt: skip
HOURS = [("Europe/Berlin", "00:00"), ("Asia/Tokyo", "00:00"), ("America/New_York", "23:30"), ("Asia/Kolkata", "05:00")]


def zoned_parquet(path: Path, zone: str, hour: str, *, told: str | None = None) -> Path:
    """Courses whose dates are times in UTC; the zone beside them as pandas notes it, where it is ``told``."""
    import json

    dates = {name: day for name, day in COURSE.items() if name != "patient_id"}
    columns = ", ".join(f"timezone('{zone}', TIMESTAMP '{day} {hour}') AS {name}" for name, day in dates.items())
    notes = {"columns": [{"name": name, "metadata": {"timezone": told}} for name in dates]}
    extra = f", KV_METADATA {{pandas: '{json.dumps(notes)}'}}" if told else ""
    with duckdb.connect() as engine:
        engine.execute(f"COPY (SELECT 'a' AS patient_id, {columns}) TO '{path}' (FORMAT parquet{extra})")
    return path


@pytest.mark.parametrize(("zone", "hour"), HOURS)
def test_course_records_as_dispensings(zone: str, hour: str, tmp_path: Path) -> None:
    read = records.read_courses(zoned_parquet(tmp_path / "x.parquet", zone, hour, told=zone))
    assert days(read) == ["2015-03-10", "2015-07-01"]
    assert "zoned_dates" in rules(read)


@pytest.mark.parametrize(("zone", "hour"), HOURS)
def test_a_zone_that_is_not_told_is_refused_with_the_way_out(zone: str, hour: str, tmp_path: Path) -> None:
    finding = refused(records.read_courses, zoned_parquet(tmp_path / "x.parquet", zone, hour))
    assert "x.parquet does not tell of which zone" in finding.message
    assert "AT TIME ZONE" in finding.advice


def test_midnights_in_utc_are_dates(tmp_path: Path) -> None:
    read = records.read_courses(zoned_parquet(tmp_path / "x.parquet", "UTC", "00:00"))
    assert days(read) == ["2015-03-10", "2015-07-01"]


def fills(path: Path, sql: str) -> Path:
    with duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'Asia/Tokyo'")
        engine.execute(
            f"COPY (SELECT 'a' AS patient_id, {sql} AS dispense_date, 30 AS days_supply, 20 AS strength_mg, "
            f"60 AS quantity) TO '{path}' (FORMAT parquet)"
        )
    return path


def test_dispensings_without_a_zone_are_refused(tmp_path: Path) -> None:
    path = fills(tmp_path / "x.parquet", "TIMESTAMPTZ '2015-03-09 23:00:00+00'")
    assert refused(read_dispensings, path).message.startswith("1 value of dispense_date is a time in UTC")
    (tmp_path / "many").mkdir()
    fills(tmp_path / "many" / "1.parquet", "TIMESTAMPTZ '2015-03-09 23:00:00+00'")
    fills(tmp_path / "many" / "2.parquet", "TIMESTAMP '2015-03-09 23:00:00'")
    assert refused(read_dispensings, tmp_path / "many").rule == "unknown_zone"
    assert days(read_dispensings(fills(path, "TIMESTAMP '2015-03-09 23:00:00'"))) == ["2015-03-09", "2015-04-07"]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "UTC", "America/New_York"])
def test_frames_of_pandas_with_a_zone(zone: str) -> None:
    frame = pd.DataFrame([COURSE])
    for name in ("course_start", "course_end", "last_contact"):
        frame[name] = pd.to_datetime(frame[name] + " 00:30").dt.tz_localize(zone)
    read = records.read_courses(frame)
    assert days(read) == ["2015-03-10", "2015-07-01"]
    (finding,) = [one for one in read.findings if one.rule == "zoned_dates"]
    assert ("only how times are stored" in finding.advice) == (zone == "UTC")
    fills = pd.DataFrame({"patient_id": ["a"], "dispense_date": frame["course_start"], "days_supply": [30],
                          "strength_mg": [20], "quantity": [60]})  # fmt: skip
    assert days(read_dispensings(fills)) == ["2015-03-10", "2015-04-08"]


@pytest.mark.parametrize("zone", ["+01:00", " +0100", "+09", "Z", "-05:00"])
def test_texts_with_a_zone_are_the_day_that_is_written(zone: str, tmp_path: Path) -> None:
    read = records.read_courses(written(tmp_path, [course(course_start=f"2019-01-01T00:30:00{zone}")]))
    assert days(read)[0] == "2019-01-01"
    assert "zoned_dates" in rules(read)


def test_arrow_s_own_description_is_understood() -> None:
    """The file of the case has it; cut short anywhere, it tells nothing and harms nothing."""
    from isostats.records.formats.parquet import _of_arrow

    with open_engine() as engine:
        assert zones_of(engine, CASE, {"dispense_date": "TIMESTAMP WITH TIME ZONE"}) == {
            "dispense_date": "Europe/Berlin"
        }
        notes = engine.execute("SELECT key, value FROM parquet_kv_metadata([?])", [str(CASE)]).fetchall()
    note = base64.b64decode({bytes(key): bytes(value) for key, value in notes}[b"ARROW:schema"])
    assert _of_arrow(base64.b64encode(note)) == {"dispense_date": "Europe/Berlin"}
    for end in range(len(note)):
        assert _of_arrow(base64.b64encode(note[:end])).keys() <= {"dispense_date"}
