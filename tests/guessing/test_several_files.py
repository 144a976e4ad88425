"""`isostats init` of several files of course records: one study, in which each file keeps its own names."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from isostats.cli import main
from isostats.doors import through
from isostats.errors import StudyError
from isostats.records import read_courses
from isostats.records.dispensings import read_dispensings
from isostats.records.guessing.drafts import draft_study
from isostats.simulate import (
    simulate_courses,
    simulate_dispensings,
    write_as_kept,
    write_omop,
    write_simulation,
)
from isostats.study.study_file import make_study, read_study

ROWS = "{id},{sex},course_start,course_end,last_visit\n{rows}"


def _sheet(folder: Path, name: str, seed: int, language: str) -> Path:
    made, path = folder / name, folder / f"{name}.csv"
    write_as_kept(simulate_courses(12, seed=seed), made, "sheet", language=language)
    return (made / "simulated_sheet.csv").rename(path)


def test_two_sheets_of_one_clinic_make_one_study(tmp_path: Path) -> None:
    north, south = (_sheet(tmp_path, name, seed, "de") for name, seed in (("north", 1), ("south", 2)))
    out = tmp_path / "study.toml"
    done = CliRunner().invoke(main, ["init", str(north), str(south), "--out", str(out), "--no-ask"])
    assert done.exit_code == 0, done.output
    assert f"{south}: courses, with" in done.output
    data = read_study(out).data
    assert data.courses == ["north.csv", "south.csv"]
    both = read_courses(data)
    plain = read_courses({name: simulate_courses(12, seed=seed).courses for name, seed in (("north", 1), ("south", 2))})
    for table in ("courses", "observation", "events"):
        assert both.table(table).equals(plain.table(table))


def test_each_file_keeps_its_own_names_and_guesses(tmp_path: Path) -> None:
    rows = "{0},{1},2018-01-01,2018-06-01,2021-01-01\n"
    for name, header, cells in (("north", ("MRN", "Geschlecht"), [("1", "w"), ("2", "m")]),
                                ("south", ("patid", "sex"), [("1", "F"), ("2", "M")])):  # fmt: skip
        text = ROWS.format(id=header[0], sex=header[1], rows="".join(rows.format(*each) for each in cells))
        (tmp_path / f"{name}.csv").write_text(text.replace("2018-06-01", f"2018-06-0{len(name) + len(text) % 3}"))
    draft = draft_study([tmp_path / "north.csv", tmp_path / "south.csv"])
    out = tmp_path / "study.toml"
    assert draft.data(tmp_path)["columns"]["north.patient_id"] == "MRN"
    assert draft.data(tmp_path)["columns"]["last_contact"] == "last_visit"  # said once
    assert CliRunner().invoke(main, ["init", *draft.sources["courses"], "--out", str(out), "--no-ask"]).exit_code == 0
    records = read_courses(read_study(out).data, ids_apart=True)
    assert records.table("people")["sex"].tolist() == ["female", "male"] * 2
    asked = [each for each in records.findings if each.rule == "guessed"]
    assert len(asked) == bool(draft.unconfirmed)


def test_files_that_are_not_written_alike_are_refused(tmp_path: Path) -> None:
    write_simulation(simulate_courses(12, seed=1), tmp_path / "plain")
    plain, sheet = tmp_path / "plain" / "simulated_courses.csv", _sheet(tmp_path, "sheet", 2, "de")
    with pytest.raises(StudyError, match=r"are both course records, and not written alike: .* Make a study of each"):
        draft_study([sheet, plain])


def test_check_of_several_files_says_that_init_mends_them(tmp_path: Path) -> None:
    north, south = (_sheet(tmp_path, name, seed, "en") for name, seed in (("north", 1), ("south", 2)))
    done = CliRunner().invoke(main, ["check", str(north), str(south)])
    assert done.exit_code == 1
    told = " ".join(done.output.split())
    assert f"isostats init {north} {south} mends it." in told
    assert "the files can be read otherwise than they were" in told
    refused = CliRunner().invoke(main, ["report", str(north), str(south), "--out", str(tmp_path / "out")])
    assert f"Next: isostats check {north} {south}: it says which of these isostats init mends." in refused.output


def _clinic(folder: Path, name: str, most: int, ids: str = "") -> tuple[Path, Path]:
    """The courses of a clinic and what followed, by files of that name; ids run from 1 on."""
    folder.mkdir(exist_ok=True)
    people = [f"{ids}{number:03}" for number in range(1, most)]
    courses, later = folder / f"{name}_courses.csv", folder / f"{name}_later.csv"
    lines = [f"{who},2016-01-05,2016-07-{most},2019-05-01" for who in people]
    courses.write_text("\n".join(["MRN,Start,Stop,last_visit", *lines]))
    later.write_text("\n".join(["MRN,date,treatment", *(f"{who},2017-02-03,Isotretinoin" for who in people[::3])]))
    return courses, later


@pytest.mark.parametrize("by", ["names", "ids"])
def test_files_of_several_clinics_are_paired_by_their_names_or_their_ids(tmp_path: Path, by: str) -> None:
    north, south = (_clinic(tmp_path, name, most, name * (by == "ids")) for name, most in (("n", 12), ("s", 25)))
    if by == "ids":
        north, south = (north[0], north[1].rename(tmp_path / "x.csv")), (south[0], south[1].rename(tmp_path / "y.csv"))
    draft = draft_study([south[1], north[0], north[1], south[0]])
    pairs = set(zip(draft.sources["courses"], draft.sources["events"], strict=True))
    assert pairs == {(str(courses), str(later)) for courses, later in (north, south)}
    out = tmp_path / "study.toml"
    assert CliRunner().invoke(main, ["init", *map(str, (*north, *south)), "--out", str(out)]).exit_code == 0
    assert len(read_courses(read_study(out).data, ids_apart=True).table("events")) == 4 + 8


def test_a_clinic_without_a_file_that_another_has_is_asked_whether_there_was_nothing(tmp_path: Path) -> None:
    """And the line that is offered is one that check takes; without it check says the same."""
    north, south = (_clinic(tmp_path, name, most) for name, most in (("n", 12), ("s", 25)))
    out = tmp_path / "study.toml"
    files = [str(north[0]), str(south[0]), str(north[1])]
    done = CliRunner().invoke(main, ["init", "--no-ask", *files, "--out", str(out)])
    assert "s_courses.csv has no file of later treatments, and another clinic has" in " ".join(done.output.split())
    text = out.read_text()
    assert 'events = ["n_later.csv", ""]' in text
    refused = CliRunner().invoke(main, ["check", str(out)]).output
    assert 'none_occurred = ["s_courses.events"]' in " ".join(refused.split())
    out.write_text(text.replace("# none_occurred = ", "none_occurred = "))
    done = CliRunner().invoke(main, ["check", str(out), "--ids-apart"])
    assert done.exit_code == 0, done.output
    assert "events is empty since the study says that there was none" in " ".join(done.output.split())


def test_a_file_of_the_patients_of_two_is_of_neither(tmp_path: Path) -> None:
    north, south = (_clinic(tmp_path, name, most, name) for name, most in (("n", 12), ("s", 25)))
    both = tmp_path / "later.csv"
    both.write_text(north[1].read_text() + "\n" + "\n".join(south[1].read_text().splitlines()[1:]))
    with pytest.raises(StudyError, match=r"later.csv holds patients of 'n_courses.csv' and 's_courses.csv'. .* below"):
        draft_study([north[0], south[0], both])
    with pytest.raises(StudyError, match=r"later.csv is named twice, beside two files of courses. .* below the other"):
        read_courses([north[0], south[0]], events=[both, both])


def test_what_cannot_be_paired_is_asked_with_the_lines_to_write(tmp_path: Path) -> None:
    north, south = (_clinic(tmp_path, name, most) for name, most in (("n", 12), ("s", 25)))
    loose = north[1].rename(tmp_path / "x.csv")
    with pytest.raises(StudyError, match=r"(?s)x.csv belongs to one of .*events=\[") as refused:
        draft_study([north[0], south[0], loose, south[1]])
    lines = tomllib.loads("\n".join(line for line in str(refused.value).splitlines() if "=[" in line))
    assert lines == {  # which no order fills by chance: the ids of both begin with 1
        "courses": [str(north[0]), str(south[0])], "events": ["the file of n_courses.csv", str(south[1])],
    }  # fmt: skip
    with pytest.raises(StudyError, match="Join them into one file"):
        draft_study([north[0], south[0], south[1], loose.rename(tmp_path / "s_x.csv")])


FILLS_AND_HISTORY = {
    "afleveringen.csv": "patientnummer;afleverdatum;ATC;artikelnaam;sterkte;aantal;dagen\n"
    "1;25-07-2015;D10BA01;ISOTRETINOINE CAPSULE 40MG;40;30,0;30\n"
    "2;25-08-2016;D10BA01;ISOTRETINOINE CAPSULE 40MG;40;30,0;30\n",
    "historie.csv": "patientnummer;begindatum;einddatum;geslacht;geboortejaar;overlijdensdatum\n"
    "1;29-06-2013;31-12-2022;vrouw;1993;\n2;13-04-2013;31-12-2022;man;1986;13-04-2022\n",
}  # fmt: skip


def test_a_file_of_enrolment_and_people_beside_dispensings_is_named_as_both(tmp_path: Path) -> None:
    """It was taken for course records, and the advice lost the enrolment, the washout and the deaths."""
    for name, text in FILLS_AND_HISTORY.items():
        (tmp_path / name).write_text(text)
    with through("key"), pytest.raises(StudyError, match="If its days say when people were observed") as refused:
        draft_study(sorted(tmp_path.glob("*.csv")))
    said = str(refused.value)
    assert 'write observation = "historie.csv" and people = "historie.csv" under [data]' in said
    columns = dict(re.findall(r'"((?:observation|people)\.\w+)" = "(\w+)"', said))
    assert columns == {
        "observation.start": "begindatum", "observation.end": "einddatum", "people.sex": "geslacht",
        "people.birth_year": "geboortejaar", "people.death_date": "overlijdensdatum",
    }  # fmt: skip
    drafted = draft_study([tmp_path / "afleveringen.csv"]).data(tmp_path)
    both = dict.fromkeys(("observation", "people"), str(tmp_path / "historie.csv"))
    data = {**drafted, "dispensings": str(tmp_path / "afleveringen.csv"), **both}
    data |= {"columns": {**drafted["columns"], **columns}, "values": {"sex": {"vrouw": "female", "man": "male"}}}
    records = read_dispensings(make_study({"data": data}).data)
    assert records.table("people")["birth_year"].tolist() == [1993, 1986]
    assert len(records.table("events")) == 1, "the death is known"


def test_the_tables_of_an_omop_database_as_files_are_told_as_such(tmp_path: Path) -> None:
    """The command that is named makes a database of them, which isostats reads."""
    database = write_omop(simulate_dispensings(20, seed=1), tmp_path / "cdm.duckdb")
    (tmp_path / "csv").mkdir()
    with duckdb.connect(str(database), read_only=True) as engine:
        for (name,) in engine.execute("SELECT table_name FROM information_schema.tables").fetchall():
            engine.execute(f"COPY {name} TO '{tmp_path / 'csv' / name}.csv' (HEADER)")
    for sources in ([tmp_path / "csv"], sorted((tmp_path / "csv").glob("*.csv"))):
        with pytest.raises(StudyError, match=r"These are tables of an OMOP Common Data Model \(.*person") as refused:
            draft_study(sources)
    (command,) = re.findall(r'`python -c "(.*?)"`', str(refused.value))
    subprocess.run([sys.executable, "-c", command], cwd=tmp_path / "csv", check=True)
    assert "omop" in draft_study([tmp_path / "csv" / "cdm.duckdb"]).data(tmp_path)


def test_a_column_that_may_say_which_rows_were_not_taken_is_named(tmp_path: Path) -> None:
    header = "patient_id,dispense_date,days_supply,strength_mg,quantity,drug,claim_status\n"
    rows = "".join(f"{one},2019-01-0{one},30,20,60,isotretinoin,{'PR'[one % 2]}\n" for one in range(1, 9))
    (tmp_path / "fills.csv").write_text(header + rows)
    summary = draft_study([tmp_path / "fills.csv"]).summary()
    (line_of_it,) = [line for line in summary if line.startswith("claim_status")]
    assert "may say which rows were returned, cancelled or rejected" in line_of_it
