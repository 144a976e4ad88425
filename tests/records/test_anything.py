"""Whatever is in a file, it is read or refused in words; nothing else escapes."""

from __future__ import annotations

import pandas as pd
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from isostats import records
from isostats.records.findings import Findings
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.input_tables.later_treatments import EVENT_COLUMNS
from tests.records.course_files import as_text, course, written
from tests.sweeps import swept

QUIET = swept(30, suppress_health_check=[HealthCheck.function_scoped_fixture])
NAMES = st.sampled_from(
    [*COURSE_COLUMNS, *EVENT_COLUMNS, "relapse_day", "day", "Person ID", "row", "", "a b", 'q"uote']
)
CELLS = st.one_of(
    st.text(max_size=6),
    st.sampled_from(["2019-01-01", "1/2/2019", "13.1.2019", "1e400", "-0", "1_0", "NaN", "none", "１２", "2019-13-01",
                     "1,200", "inf", "99999999999", "'; DROP TABLE x; --", "{}", "%s", "31DEC9999", "0001-01-01"]),
)  # fmt: skip


@QUIET
@given(content=st.binary(max_size=200))
def test_any_bytes(content: bytes, tmp_path_factory) -> None:
    path = tmp_path_factory.mktemp("bytes") / "x.csv"
    path.write_bytes(content)
    assert not records.check_courses(path).ok


@QUIET
@given(names=st.lists(NAMES, min_size=1, max_size=6), rows=st.lists(st.lists(CELLS, max_size=6), max_size=4))
def test_any_table(names: list[str], rows: list[list[str]], tmp_path_factory) -> None:
    text = "\n".join(",".join(row) for row in [names, *rows])
    path = tmp_path_factory.mktemp("table") / "x.csv"
    path.write_text(text, encoding="utf-8", errors="replace", newline="")
    assert isinstance(records.check_courses(path), Findings)


@QUIET
@given(cells=st.dictionaries(st.sampled_from([*COURSE_COLUMNS, "extra", "kind"]), CELLS, min_size=1, max_size=4))
def test_any_cell_in_a_good_file(cells: dict[str, str], tmp_path_factory) -> None:
    rows = [course("b"), course("a") | cells]
    assert isinstance(records.check_courses(pd.DataFrame(rows)), Findings)
    path = written(tmp_path_factory.mktemp("cell"), "")
    path.write_text(as_text(rows), encoding="utf-8", errors="replace", newline="")
    found = records.check_courses(path)
    assert str(found)


@QUIET
@given(cells=st.dictionaries(st.sampled_from([*EVENT_COLUMNS, "extra"]), CELLS, min_size=1, max_size=3))
def test_any_cell_in_an_events_file(cells: dict[str, str]) -> None:
    events = pd.DataFrame([{"patient_id": "a", "date": "2020-01-01", "kind": "topical"} | cells])
    assert isinstance(records.check_courses(pd.DataFrame([course("a")]), events=events), Findings)
