"""`isostats init` of several files of course records: one study, in which each file keeps its own names."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from isostats.cli import main
from isostats.errors import StudyError
from isostats.records import read_courses
from isostats.records.guessing.drafts import draft_study
from isostats.simulate import simulate_courses, write_as_kept, write_simulation
from isostats.study.study_file import read_study

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
    records = read_courses(read_study(out).data)
    assert records.table("people")["sex"].tolist() == ["female", "male"] * 2
    asked = [each for each in records.findings if each.rule == "guessed"]
    assert len(asked) == bool(draft.unconfirmed)


def test_files_that_are_not_written_alike_are_refused(tmp_path: Path) -> None:
    write_simulation(simulate_courses(12, seed=1), tmp_path / "plain")
    plain, sheet = tmp_path / "plain" / "simulated_courses.csv", _sheet(tmp_path, "sheet", 2, "de")
    with pytest.raises(StudyError, match=r"are both course records, and not written alike: .* Make a study of each"):
        draft_study([sheet, plain])
    events = tmp_path / "plain" / "simulated_events.csv"
    with pytest.raises(StudyError, match="list them in a study file"):
        draft_study([plain, sheet, events])


def test_check_of_several_files_says_that_init_mends_them(tmp_path: Path) -> None:
    north, south = (_sheet(tmp_path, name, seed, "en") for name, seed in (("north", 1), ("south", 2)))
    done = CliRunner().invoke(main, ["check", str(north), str(south)])
    assert done.exit_code == 1
    told = " ".join(done.output.split())
    assert f"isostats init {north} {south} mends it." in told
    assert "the files can be read otherwise than they were" in told
    refused = CliRunner().invoke(main, ["report", str(north), str(south), "--out", str(tmp_path / "out")])
    assert f"Next: isostats check {north} {south}: it says which of these isostats init mends." in refused.output
