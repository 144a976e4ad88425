"""The same records in every format give the same four tables."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from isostats import records
from isostats.errors import DataError
from isostats.records.schema import TABLES
from tests.records.course_files import as_text, course

FULL = {
    "course_number": "1",
    "sex": "female",
    "birth_year": "1999",
    "weight_kg": "70.5",
    "daily_dose_mg": "40",
    "cumulative_dose_mg": "6000",
    "indication": "resistant_moderate",
    "response": "almost_clear",
    "relapse_date": "2020-02-13",
    "relapse_treatment": "oral_antibiotic",
    "death_date": "",
    "site": "Zürich, north",
    "severity": "3",
}
ROWS = [
    course("1", **FULL),
    course("1", **FULL | {"course_number": "2", "relapse_date": "", "relapse_treatment": ""})
    | {"course_start": "2020-03-01", "course_end": "2020-07-28"},
    course("2", **FULL | {"sex": "male", "weight_kg": "", "relapse_treatment": "none"}),
    course(
        "3", **FULL | {"death_date": "2021-06-30", "relapse_date": "2021-03-15", "relapse_treatment": "antiandrogen"}
    ),
]
DATES = ("course_start", "course_end", "last_contact", "relapse_date", "death_date")
NUMBERS = ("course_number", "birth_year", "weight_kg", "daily_dose_mg", "cumulative_dose_mg", "severity")


def tables(read: records.Records) -> dict[str, list[dict[str, Any]]]:
    return {
        table.name: [
            {name: None if pd.isna(value) else value for name, value in row.items()}
            for row in read.table(table.name).to_dict("records")
        ]
        for table in TABLES
    }


def in_cells(change: Callable[[str, str], str]) -> list[dict[str, str]]:
    return [{name: change(name, value) for name, value in row.items()} for row in ROWS]


def day_first(sign: str) -> list[dict[str, str]]:
    def change(name: str, value: str) -> str:
        if name in DATES and value:
            year, month, day = value.split("-")
            return f"{int(day)}{sign}{int(month)}{sign}{year}"
        return value.replace(".", ",") if name in NUMBERS else value

    return in_cells(change)


def typed_frame() -> pd.DataFrame:
    frame = pd.DataFrame(ROWS)
    for name in DATES:
        frame[name] = pd.to_datetime(frame[name].replace("", None))
    for name in NUMBERS:
        frame[name] = pd.to_numeric(frame[name].replace("", None))
    return frame.replace({"": None})


def write_text(text: str, encoding: str = "utf-8", name: str = "x.csv") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(text.encode(encoding))
        return folder / name

    return make


def excel(folder: Path) -> Path:
    typed_frame().to_excel(folder / "x.xlsx", index=False)
    return folder / "x.xlsx"


def excel_of_texts(folder: Path) -> Path:
    pd.DataFrame(ROWS).to_excel(folder / "x.xlsx", index=False)
    return folder / "x.xlsx"


def parquet(folder: Path) -> Path:
    frame = typed_frame()  # noqa: F841 - the engine finds it by its name
    duckdb.connect().sql("SELECT * FROM frame").write_parquet(str(folder / "x.parquet"))
    return folder / "x.parquet"


def json_lines(folder: Path) -> Path:
    pd.DataFrame(ROWS).to_json(folder / "x.jsonl", orient="records", lines=True)
    return folder / "x.jsonl"


def json(folder: Path) -> Path:
    pd.DataFrame(ROWS).to_json(folder / "x.json", orient="records")
    return folder / "x.json"


def spss(folder: Path) -> Path:
    import pyreadstat

    frame = typed_frame()
    frame["sex"] = frame["sex"].map({"male": 1.0, "female": 2.0})
    for name in DATES:
        frame[name] = frame[name].dt.date
    pyreadstat.write_sav(frame, str(folder / "x.sav"), variable_value_labels={"sex": {1.0: "Male", 2.0: "Female"}})
    return folder / "x.sav"


def stata(folder: Path) -> Path:
    frame = typed_frame()
    text = [name for name in frame if name not in (*DATES, *NUMBERS)]
    frame[text] = frame[text].fillna("")
    frame.to_stata(folder / "x.dta", write_index=False, version=118, convert_dates=dict.fromkeys(DATES, "td"))
    return folder / "x.dta"


def upper_and_spaced(name: str, value: str) -> str:
    return value if name in ("patient_id", "site") else f"  {value.upper().replace('_', ' ')} "


FILES: dict[str, Callable[[Path], Any]] = {
    "tsv": write_text(as_text(ROWS, delimiter="\t"), name="x.tsv"),
    "bars": write_text(as_text(ROWS, delimiter="|"), name="x.txt"),
    "windows line ends": write_text(as_text(ROWS, newline="\r\n")),
    "old Mac line ends": write_text(as_text(ROWS, newline="\r")),
    "byte order mark": write_text(as_text(ROWS), "utf-8-sig"),
    "utf-16": write_text(as_text(ROWS), "utf-16"),
    "cp1252": write_text(as_text(ROWS), "cp1252"),
    "semicolons, decimal commas, day first with dots": write_text(as_text(day_first("."), delimiter=";")),
    "semicolons, decimal commas, day first with slashes": write_text(as_text(day_first("/"), delimiter=";")),
    "named months": write_text(
        as_text(in_cells(lambda n, v: pd.Timestamp(v).strftime("%d%b%Y") if n in DATES and v else v))
    ),
    "compact dates": write_text(as_text(in_cells(lambda n, v: v.replace("-", "") if n in DATES else v))),
    "with a time": write_text(as_text(in_cells(lambda n, v: f"{v}T00:00:00" if n in DATES and v else v))),
    "upper case and stray spaces": write_text(as_text(in_cells(upper_and_spaced))),
    "names as a person writes them": write_text(as_text(ROWS).replace("course_start", " Course Start ")),
    "tokens for missing": write_text(as_text(in_cells(lambda n, v: v or "N/A"))),
    "blank lines": write_text(as_text(ROWS).replace("\n", "\n\n")),
    "a sign that the engine would expand": write_text(as_text(ROWS), name="x[1]*.csv"),
    "Excel": excel,
    "Excel of texts": excel_of_texts,
    "Parquet": parquet,
    "JSON": json,
    "JSON lines": json_lines,
    "SPSS": spss,
    "Stata": stata,
    "frame of texts": lambda folder: pd.DataFrame(ROWS),
    "frame of types": lambda folder: typed_frame(),
}


@pytest.fixture(scope="module")
def expected(tmp_path_factory) -> dict[str, list[dict[str, Any]]]:
    path = write_text(as_text(ROWS))(tmp_path_factory.mktemp("csv"))
    return tables(records.read_courses(path))


def test_the_tables_themselves(expected) -> None:
    assert expected["people"] == [
        {"person_id": "1", "sex": "female", "birth_year": 1999, "site": "Zürich, north", "severity": 3.0},
        {"person_id": "2", "sex": "male", "birth_year": 1999, "site": "Zürich, north", "severity": 3.0},
        {"person_id": "3", "sex": "female", "birth_year": 1999, "site": "Zürich, north", "severity": 3.0},
    ]
    assert expected["observation"][0] == {
        "person_id": "1", "start": 17897, "end": 18808, "last_contact_type": None, "lost_reason": None,
    }  # fmt: skip
    assert expected["courses"][1] == {
        "person_id": "1", "course": 2, "start": 18322, "end": 18471, "end_status": "confirmed", "dose_mg": 6000.0,
        "daily_dose_mg": 40.0, "weight_kg": 70.5, "weight_source": "recorded", "dose_mg_per_kg": 6000 / 70.5,
        "daily_mg_per_kg": 40 / 70.5, "indication": "resistant_moderate", "response": "almost_clear",
        "formulation": None, "dose_conventional_mg": 6000.0,
    }  # fmt: skip
    assert [expected["courses"][2][name] for name in ("weight_kg", "weight_source", "dose_mg_per_kg")] == [None] * 3
    assert all(row["days_supply"] is None for row in expected["events"])
    assert [tuple(row.values())[:3] for row in expected["events"]] == [
        ("1", 18305, "oral_antibiotic"),
        ("1", 18305, "recorded_relapse"),
        ("1", 18471, "seen_clear"),
        ("2", 18305, "recorded_relapse"),
        ("3", 18701, "antiandrogen"),
        ("3", 18701, "recorded_relapse"),
        ("3", 18808, "death"),
    ]


@pytest.mark.parametrize("form", FILES)
def test_every_format_gives_the_same_tables(form: str, expected, tmp_path) -> None:
    read = records.read_courses(FILES[form](tmp_path))
    assert tables(read) == expected
    assert (read.rows, read.calendar, read.covariates) == (4, "dates", {"severity": "number"})
    assert {finding.rule for finding in read.findings} <= {
        "guessed_encoding",
        "many_missing",
        "signs_of_missing",
    }


def test_integer_days_give_the_same_intervals(expected, tmp_path) -> None:
    day_zero = pd.Timestamp("2019-01-01")
    rows = in_cells(lambda n, v: str((pd.Timestamp(v) - day_zero).days) if n in DATES and v else v)
    text = as_text(rows)
    for name in DATES:
        text = text.replace(name, f"{name}_day", 1)
    read = records.read_courses(write_text(text)(tmp_path))
    assert read.calendar == "days"
    found = tables(read)
    for table, names in {"observation": ("start", "end"), "courses": ("start", "end"), "events": ("date",)}.items():
        for row, dated in zip(found[table], expected[table], strict=True):
            assert [row[name] + 17897 for name in names] == [dated[name] for name in names]


def test_own_names_and_own_codes(expected, tmp_path) -> None:
    text = as_text(
        in_cells(lambda n, v: "Doxy" if v == "oral_antibiotic" else "999" if n == "weight_kg" and not v else v)
    )
    path = write_text(text.replace("patient_id", "MRN").replace("weight_kg", "Wt"))(tmp_path)
    read = records.read_courses(
        path,
        columns={"patient_id": "mrn", "weight_kg": "Wt"},
        values={"relapse_treatment": {"doxy": "oral_antibiotic"}, "weight_kg": {"999": ""}},
    )
    assert tables(read) == expected


def test_a_second_file_of_treatments(tmp_path) -> None:
    events = write_text("MRN;when;what\n1;1.8.2020;topical\n1;01.08.2020;TOPICAL\n2;3.3.2020;Spiro\n", name="e.csv")(
        tmp_path
    )
    read = records.read_courses(
        write_text(as_text(ROWS).replace("patient_id", "MRN"))(tmp_path),
        events=events,
        columns={"patient_id": "MRN", "date": "when", "kind": "what"},
        values={"kind": {"Spiro": "antiandrogen"}},
    )
    found = read.table("events").drop(columns="days_supply")
    assert ("1", 18475, "topical") in set(found.itertuples(index=False, name=None))
    assert ("2", 18324, "antiandrogen") in set(found.itertuples(index=False, name=None))
    assert [(step.step, step.reason, step.rows) for step in read.flow if step.step.startswith("events")] == [
        ("events read", "", 3),
        ("events left out", "duplicate_event", 1),
        ("events kept", "", 2),
    ]


def test_covariates_are_numbers_only_if_all_values_are(tmp_path) -> None:
    rows = [
        course("a", postcode="01234", score="1,5", note="x", dose="7"),
        course("b", postcode="99", score="", note="3", dose="NA"),
    ]
    read = records.read_courses(write_text(as_text(rows))(tmp_path))
    assert read.covariates == {"postcode": "text", "score": "number", "note": "text", "dose": "number"}
    people = read.table("people")
    assert people["postcode"].tolist() == ["01234", "99"]
    assert people["score"].tolist()[0] == 1.5
    assert people["score"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("cells", "decimal", "expected"),
    [
        (["1,200", "70,5"], None, [1.2, 70.5]),
        (["1,200", "70.5"], None, [1200, 70.5]),
        (["1,200", "70"], ".", [1200, 70]),
        (["1,200", "70"], ",", [1.2, 70]),
        (["1.200", "70"], ",", [1200, 70]),
        (["1.200,5", "70"], None, [1200.5, 70]),
        (["1,200,000", "70"], None, [1_200_000, 70]),
        (["+7", "1e2"], None, [7, 100]),
    ],
)
def test_decimal_marks(cells: list[str], decimal: Any, expected: list[float], tmp_path) -> None:
    rows = [course(str(number), score=cell) for number, cell in enumerate(cells)]
    read = records.read_courses(write_text(as_text(rows))(tmp_path), decimal=decimal)
    assert read.table("people")["score"].tolist() == expected


def test_the_fingerprint_is_of_the_bytes(tmp_path) -> None:
    import hashlib

    path = write_text(as_text(ROWS))(tmp_path)
    assert records.read_courses(path).fingerprint == hashlib.sha256(path.read_bytes()).hexdigest()
    frame = pd.DataFrame(ROWS)
    assert records.read_courses(frame).fingerprint == records.read_courses(frame.copy()).fingerprint
    changed = frame.assign(site="south")
    assert records.read_courses(changed).fingerprint != records.read_courses(frame).fingerprint


def test_the_real_records_read_clean() -> None:
    path = Path(__file__).parents[2] / "data" / "real" / "bladder_courses.csv"
    read = records.read_courses(path)
    assert ([finding.rule for finding in read.findings], read.rows) == (["one_row_each"], 116)
    assert (read.table("events")["kind"] == "recorded_relapse").sum() == 62


def test_what_is_missing_is_counted(tmp_path) -> None:
    missing = records.read_courses(write_text(as_text(ROWS))(tmp_path)).missing.set_index("column")
    assert missing.loc["weight_kg"].tolist() == [1, 4, 0.25]
    assert missing.loc["severity"].tolist() == [0, 4, 0.0]


def test_excel_errors_are_not_taken_for_missing_values(tmp_path: Path) -> None:
    """A relapse date of #VALUE! is no remission; only #N/A is Excel's word for not recorded."""
    from openpyxl import Workbook

    book = Workbook()
    book.create_sheet("Other").append(["#REF!"])
    sheet = book.active
    sheet.append(["patient_id", "course_start", "course_end", "last_contact", "relapse_date", "weight_kg"])
    sheet.append(["a", "2019-01-01", "2019-05-01", "2020-01-01", None, "#N/A"])
    book.save(tmp_path / "fine.xlsx")
    assert records.read_courses(tmp_path / "fine.xlsx").rows == 1
    sheet["E2"], sheet["F2"] = "#VALUE!", "#DIV/0!"
    book.save(tmp_path / "faulty.xlsx")
    with pytest.raises(DataError) as error:
        records.read_courses(tmp_path / "faulty.xlsx")
    (finding,) = error.value.findings.errors
    assert finding.message.startswith(
        "2 cells of the sheet 'Sheet' of faulty.xlsx hold Excel errors (first: E2, #VALUE!)"
    )


def test_decimal_commas_of_one_column_leave_the_dots_of_another_open(tmp_path: Path) -> None:
    """A German sheet: 7.500 beside 62,5 is seven thousand five hundred, and never seven and a half in silence."""
    rows = [course(str(i), weight_kg="62,5", cumulative_dose_mg="7.500") for i in range(3)]
    path = write_text(as_text(rows, delimiter=";"))(tmp_path)
    with pytest.raises(DataError, match="cumulative_dose_mg could be read in two ways"):
        records.read_courses(path)
    read = records.read_courses(path, decimal=",").table("courses")
    assert set(read["dose_mg"]) == {7500.0}
    assert set(read["weight_kg"]) == {62.5}


@pytest.mark.parametrize("cells", [("62.5", "7.500"), ("62,5", "7500.25"), ("62,5", "7500")])
def test_nothing_is_open_where_no_comma_or_no_group_of_three_speaks_for_it(cells: tuple[str, str], tmp_path) -> None:
    rows = [course(str(i), weight_kg=cells[0], cumulative_dose_mg=cells[1]) for i in range(3)]
    read = records.read_courses(write_text(as_text(rows, delimiter=";"))(tmp_path)).table("courses")
    assert set(read["dose_mg"]) == {float(cells[1])}


def test_a_workbook_that_unpacks_to_far_more_than_a_table_is_not_read(tmp_path: Path) -> None:
    """Its reader would take twice as much memory: it is told before it is opened."""
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book, book.open(
        "xl/worksheets/sheet1.xml", "w", force_zip64=True
    ) as sheet:
        for _ in range(51):
            sheet.write(b"<c/>" * 2_500_000)
    (fault,) = records.check_courses(path).errors
    assert fault.rule == "unreadable_file"
    assert "bomb.xlsx holds 510 MB in 2 MB, which no table does" in str(fault)
