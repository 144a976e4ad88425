"""Setting faulty patients aside: whole, with the reason, and with a flow that adds up."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from isostats import records
from isostats.errors import DataError
from tests.records.course_files import as_text, course, written
from tests.sweeps import swept

SECOND = {"course_start": "2020-01-01", "course_end": "2020-05-31"}
BAD_CELLS = [
    {},
    {"course_end": "2018-01-01"},
    {"course_end": "soon"},
    {"weight_kg": "-1"},
    {"sex": "?"},
    {"patient_id": ""},
    {"last_contact": ""},
    {"death_date": "2030"},
    {"relapse_treatment": "topical"},
]


def flow(read: records.Records) -> list[tuple[str, str, int, int]]:
    return [(step.step, step.reason, step.rows, step.patients) for step in read.flow]


def test_a_patient_goes_with_all_rows_and_once(tmp_path) -> None:
    rows = [
        course("a"),
        course("b", course_end="2018-01-01", weight_kg="0"),
        course("b", **SECOND),
        course("c", weight_kg="-1"),
        course("", **SECOND),
    ]
    text = as_text(rows) + "d,2019-01-01\nd,2019-01-01,2019-05-31,2021-06-30,70\n,,x\n"
    read = records.read_courses(written(tmp_path, text), on_invalid="set_aside")
    assert flow(read) == [
        ("rows read", "", 8, 4),
        ("set aside", "ragged_row", 3, 1),
        ("set aside", "empty_id", 1, 0),
        ("set aside", "end_before_start", 2, 1),
        ("set aside", "impossible_value", 1, 1),
        ("kept", "", 1, 1),
    ]
    aside = read.set_aside
    assert aside["row"].tolist() == [3, 4, 5, 6, 7, 8, 9]
    assert aside["patient_id"].fillna("").tolist() == ["b", "b", "c", "", "d", "d", ""]
    reasons = dict(zip(aside["row"], aside["reason"], strict=True))
    assert reasons[3] == "end_before_start: ends before it starts; impossible_value: has an impossible weight_kg"
    assert reasons[4] == "same patient as row 3"
    assert reasons[8] == "same patient as row 7"
    assert reasons[9].startswith("ragged_row")
    assert aside.set_index("row").loc[3, "weight_kg"] == "0"
    assert read.table("people")["person_id"].tolist() == ["a"]
    assert not read.findings.ok


def test_events_of_nobody_and_of_the_set_aside(tmp_path) -> None:
    events = "patient_id,date,kind\na,2020-01-01,topical\n"
    events += "z,2020-01-01,topical\nb,2020-01-01,topical\nc,2031-01-01,topical\na\n"
    read = records.read_courses(
        written(tmp_path, [course("a"), course("b", weight_kg="0"), course("c"), course("k")]),
        events=written(tmp_path, events, "events.csv"),
        on_invalid="set_aside",
    )
    assert flow(read) == [
        ("rows read", "", 4, 4),
        ("set aside", "future_date", 1, 1),
        ("set aside", "impossible_value", 1, 1),
        ("set aside", "ragged_event", 1, 1),
        ("kept", "", 1, 1),
        ("events read", "", 5, 3),
        ("events set aside", "future_date", 1, 1),
        ("events set aside", "impossible_value", 1, 1),
        ("events set aside", "ragged_event", 2, 1),
        ("events set aside", "event_unknown_patient", 1, 0),
        ("events kept", "", 0, 0),
    ]
    courses = read.set_aside[read.set_aside["file"] == "courses"]
    assert dict(zip(courses["row"], courses["reason"], strict=True)) == {
        2: "same patient as events row 6",
        3: "impossible_value: has an impossible weight_kg",
        4: "same patient as events row 5",
    }


def test_what_was_taken_back_is_no_event(tmp_path) -> None:
    """Returned on the same day, by its quantity alone; the one of another quantity stays, and so does what a return
    finds nothing for but itself."""
    events = "patient_id,date,kind,quantity\na,2020-01-01,topical,28 g\na,2020-01-01,topical,-28\n"
    events += "b,2020-01-01,isotretinoin,30\nb,2020-02-01,isotretinoin,56\nb,2020-02-03,isotretinoin,-56\n"
    events += "c,2020-01-01,topical,\nc,2019-12-31,topical,-28\n"
    read = records.read_courses(
        written(tmp_path, [course("a"), course("b"), course("c")]), events=written(tmp_path, events, "events.csv")
    )
    left = [(each.person_id, str(each.date), each.kind) for each in read.table("events").itertuples()]
    assert sorted((who, kind) for who, _, kind in left) == [("b", "isotretinoin"), ("c", "topical")]
    assert {each.rule: each.count for each in read.findings if each.severity == "warning"} == {
        "treatment_reversal": 2, "unmatched_treatment_reversal": 1,
    }
    assert flow(read)[2:] == [
        ("events read", "", 7, 3), ("events left out", "taken back", 5, 3), ("events kept", "", 2, 2),
    ]


def test_nothing_is_set_aside_where_nothing_is_wrong(tmp_path) -> None:
    read = records.read_courses(written(tmp_path, [course()]), on_invalid="set_aside")
    assert flow(read) == [("rows read", "", 1, 1), ("kept", "", 1, 1)]
    assert read.set_aside.empty
    assert list(read.set_aside.columns[:3]) == ["file", "row", "reason"]


def test_nobody_left_is_an_error(tmp_path) -> None:
    with pytest.raises(DataError, match=r"Nobody is left: every patient of courses\.csv has an impossible row"):
        records.read_courses(written(tmp_path, [course(weight_kg="0")]), on_invalid="set_aside")


def test_a_file_with_its_own_row_column(tmp_path) -> None:
    rows = [course("a", row="x"), course("b", row="y", weight_kg="0")]
    read = records.read_courses(written(tmp_path, rows), on_invalid="set_aside")
    assert read.set_aside["row (of the file)"].tolist() == ["y"]


ROWS = st.lists(
    st.tuples(st.sampled_from("abcde"), st.sampled_from(BAD_CELLS), st.booleans()), min_size=1, max_size=8
).map(lambda drawn: [course(p, **(SECOND if later else {})) | cells for p, cells, later in drawn])


@swept(21, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, random=st.randoms(use_true_random=False))
def test_the_flow_adds_up_and_row_order_changes_nothing(rows, random, tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("law")
    shuffled = list(rows)
    random.shuffle(shuffled)
    rows = [course("kept"), *rows]
    first, second = written(folder, as_text(rows), "1.csv"), folder / "2.csv"
    names = list(dict.fromkeys(name for row in rows for name in row))
    padded = [{name: row.get(name, "") for name in names} for row in [*shuffled, rows[0]]]
    second.write_text(as_text(padded))
    one, two = (records.read_courses(path, on_invalid="set_aside") for path in (first, second))
    assert flow(one) == flow(two)
    steps = flow(one)
    assert steps[0][2] == sum(step[2] for step in steps[1:]) == len(rows)
    assert steps[0][3] == sum(step[3] for step in steps[1:])
    assert len(one.set_aside) == steps[0][2] - steps[-1][2]
    counts = [[(finding.rule, finding.column, finding.count) for finding in read.findings] for read in (one, two)]
    assert counts[0] == counts[1]
    for table in ("people", "observation", "courses", "events"):
        assert one.table(table).equals(two.table(table))


def test_nobody_is_set_aside_for_a_relapse_that_cannot_be_read(tmp_path) -> None:
    well = [course(f"well{n}") for n in range(8)]
    relapsed = [course(f"ill{n}", relapse_date="2020-01-01", relapse_treatment="Doxy") for n in range(3)]
    path = written(tmp_path, [*well, *relapsed, course("z", weight_kg="0")])
    with pytest.raises(DataError, match="nothing was computed") as refused:
        records.read_courses(path, on_invalid="set_aside")
    assert "3 of 12 values of relapse_treatment are not known codes" in str(refused.value)
    assert "no setting aside helps" in str(refused.value)
    followed = {"relapse_treatment": {"Doxy": "oral_antibiotic"}}
    read = records.read_courses(path, on_invalid="set_aside", values=followed)
    assert (len(read.table("people")), len(read.set_aside)) == (11, 1)
    unknown = records.read_courses(path, on_invalid="set_aside", values={"relapse_treatment": {"Doxy": ""}})
    assert unknown.table("events")["kind"].tolist() == ["recorded_relapse", "treatment_unknown"] * 3


def test_nor_for_a_later_treatment_of_no_known_kind(tmp_path) -> None:
    events = written(tmp_path, [{"patient_id": "a", "date": "2020-01-01", "kind": "Doxy"}], "events.csv")
    path = written(tmp_path, [course("a"), course("b")])
    with pytest.raises(DataError, match="1 of 1 value of kind is not a known code"):
        records.read_courses(path, events=events, on_invalid="set_aside")
