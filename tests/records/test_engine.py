"""The engine spills where only this user can read, and leaves nothing behind."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from isostats.engines import embedded
from isostats.engines.embedded import open_engine
from isostats.errors import StudyError
from isostats.records import loaded, small_inputs
from isostats.records.reader import _examine, read_courses
from isostats.study.inputs import Inputs


def setting(engine: object, name: str) -> str:
    return answer(engine, f"SELECT current_setting('{name}')")


def answer(engine: object, sql: str) -> str:
    return str(engine.execute(sql).fetchone()[0])  # type: ignore[attr-defined]


def test_what_does_not_fit_is_spilled_and_goes_with_the_engine() -> None:
    engine = open_engine("64MB")
    folder = Path(setting(engine, "temp_directory"))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    engine.execute("CREATE TABLE fills AS SELECT hash(i) AS a, hash(i + 1) AS b FROM range(8000000) AS t(i)")  # 128 MB
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) > 3e7
    whole = engine.execute("SELECT count(*), bit_xor(hash(i)) FROM range(8000000) AS t(i)").fetchall()
    assert engine.execute("SELECT count(*), bit_xor(a) FROM fills").fetchall() == whole
    del engine
    assert not folder.exists()


def courses(patient: str) -> pd.DataFrame:
    days = {"course_start": ["2019-01-01"], "course_end": ["2019-06-01"], "last_contact": ["2021-01-01"]}
    return pd.DataFrame({"patient_id": [patient], **days})


def test_small_inputs_share_an_engine_in_which_each_sees_its_own_and_goes_when_nobody_holds_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = read_courses(courses("a")), read_courses(courses("b"))
    assert [each.connection.execute("SELECT person_id FROM people").fetchall() for each in (first, second)] == [
        [("a",)], [("b",)]
    ]  # fmt: skip
    name = answer(cursor := first.connection, "SELECT current_database()")
    listed = f"SELECT count(*) FROM duckdb_databases() WHERE database_name = '{name}'"
    del first
    second = read_courses(courses("c"))
    assert cursor.execute("SELECT person_id FROM people").fetchall() == [("a",)]  # who looks into it holds it
    del cursor
    third = read_courses(courses("d"))
    assert answer(third.connection, listed) == "0"
    assert "join_order" in setting(second.connection, "disabled_optimizers")
    monkeypatch.setattr(small_inputs, "SMALL", 0)
    assert not setting(read_courses(courses("e")).connection, "disabled_optimizers")


def test_a_shared_engine_that_has_ended_is_opened_anew() -> None:
    read_courses(courses("a"))
    embedded._shared(None, os.getpid()).engine.close()
    assert read_courses(courses("b")).table("people")["person_id"].tolist() == ["b"]


FORKED = """
import os, signal
from isostats.engines.embedded import one_row, open_engine

held = open_engine(small=True)
folder = one_row(held, "SELECT current_setting('temp_directory')")[0]
child = os.fork()
if not child:
    signal.alarm(20)
    raise SystemExit(one_row(open_engine(small=True), "SELECT 3")[0])
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), os.path.isdir(folder), one_row(held, "SELECT 7")[0])
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system forks no process")
def test_a_process_forked_beside_small_inputs_ends_and_leaves_them_alone() -> None:
    made = subprocess.run([sys.executable, "-c", FORKED], capture_output=True, text=True, timeout=60, check=False)
    assert made.stdout.split() == ["3", "True", "7"], made.stderr


def test_the_environment_says_how_much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISOSTATS_MEMORY", "100MiB")
    assert setting(open_engine("2GB"), "memory_limit") == "100.0 MiB"
    monkeypatch.setenv("ISOSTATS_MEMORY", "plenty")
    with pytest.raises(StudyError, match=r"ISOSTATS_MEMORY is 'plenty', which is not an amount of memory\."):
        open_engine()


def test_a_column_that_a_file_of_many_rows_lacks_is_asked_for_and_takes_no_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(loaded, "FEW_ROWS", 0)
    frame = pd.DataFrame(
        {"patient_id": ["a"], "course_start": ["2019-01-01"], "course_end": ["2019-06-01"], "sex": ["female"]}
    )
    with open_engine() as engine:
        _examine(engine, Inputs(courses=frame))
        rows = engine.execute("SELECT sex, response, prior_isotretinoin FROM courses_file_typed").fetchall()
        asked = "SELECT DISTINCT column_name FROM pragma_storage_info('courses_file_typed')"
        stored = {name for (name,) in engine.execute(asked).fetchall()}
    assert rows == [("female", None, None)]
    assert {"sex", "response", "last_contact"} <= stored  # the last two may be filled in from elsewhere
    assert not stored & {"dlqi_end", "prior_isotretinoin", "reason_ended"}
