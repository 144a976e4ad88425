"""A kit for sites: one study file, a test that fails on a wrong program, and a release that says it was passed."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

import isostats as iso
from isostats.cli import main
from isostats.release.sent_releases import read_release
from isostats.report.network import checks, kits
from isostats.report.network.checks import Checked, check_kit, run_kit
from isostats.report.network.definitions_text import definitions_of, site_study_text
from isostats.report.network.kit_folders import SITES_OWN
from isostats.report.network.kits import COUNTS, EXPECTED, Kit, pinned, write_kit
from isostats.study.study_file import make_study, read_study
from isostats.vocabulary import names as v
from isostats.words.hidden_signs import without_hidden
from isostats.writing import whole_folder

OWN = """\
[data]
courses = "/secret/place/our_courses.csv"
columns = {{ patient_id = "MRN" }}
[study]
title = "Relapse in our region"
outcomes = ["systemic_treatment", "second_course"]
groups = ["sex", "clinic"]
covariates = ["insurance"]
[outcomes]
maintenance_days = 45
[eligibility]
age_from = 10
{further}
[release]
custodian = "Dr. Example"
"""
Altered = Callable[[pd.DataFrame, pd.DataFrame], None]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    folder = tmp_path_factory.mktemp("coordinator")
    (folder / "study.toml").write_text(OWN.format(further=""))
    return write_kit(folder / "kit", study=folder / "study.toml", patients=80)


@pytest.fixture
def kit(made: Kit, tmp_path: Path) -> Path:
    """A site's copy of it."""
    return Path(shutil.copytree(made.folder, tmp_path / "kit"))


def answers(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    frames = [pd.read_csv(folder / name, float_precision="round_trip") for name in (EXPECTED, COUNTS)]
    return frames[0].fillna({v.GROUP: "all"}), frames[1]


@pytest.fixture
def checked(kit: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Checked]:
    """Checks the copy with a program that comes to the expected answer, altered."""

    def check(alter: Altered = lambda results, counts: None) -> Checked:
        results, counts = answers(kit)
        alter(results, counts)
        monkeypatch.setattr(checks, "answers_of", lambda test, step: (results, counts))
        return check_kit(kit)

    return check


def test_the_study_file_has_the_definitions_and_nothing_of_where_the_records_are(made: Kit) -> None:
    text = (made.folder / "study.toml").read_text("utf-8")
    assert 'courses = "YOUR_COURSES.csv"' in text
    assert "maintenance_days = 45" in text
    assert "age_from = 10" in text
    assert "gap_days = 60" in text, "a default is stated, for it may change"
    for path in made.folder.rglob("*"):
        if path.is_file():
            held = path.read_text("utf-8")
            held = held.replace('# columns = { patient_id = "MRN" }', "")  # the example
            assert not re.search(r"secret|our_courses|MRN|Dr\. Example|/tmp|/home|/root", held), path.name


@pytest.mark.parametrize("kind", ["courses", "dispensings", "omop"])
def test_a_site_reads_back_what_was_decided(kind: str, tmp_path: Path) -> None:
    sections: dict[str, Any] = {
        "data": {kind: "duckdb:///ours.duckdb" if kind == "omop" else "ours.csv"},
        "study": {"horizons_days": [365, 730], "primary": {"outcome": "second_course", "horizon_days": 365}},
        "eligibility": {"start_from": "2015-01-01", "only": {"site": ["A", "B"]}},
        "claims": [{"id": "half", "statement": "Half = \"enough\"", "quantity": "remission", "value": 0.5,
                    "outcome": "any_treatment", "population": "everyone", "horizon_days": 365}],
        "subsets": [{"name": "adults", "rule": {"age_from": 18, "site": ["A"]}}],
        "release": {"min_cell": 20},
    }  # fmt: skip
    study = make_study(sections)
    (tmp_path / "study.toml").write_text(site_study_text(study, 'A "network"'))
    again = read_study(tmp_path / "study.toml")
    assert definitions_of(again) == definitions_of(study)
    assert again.study.title == 'A "network"'


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(str.strip))
@example("A study\nof B")
@example('"]\r\n[release]\nmin_cell = 2 # \\ \x07')
@example("x" * 5_000)
def test_whatever_its_texts_hold_a_site_reads_them_back(text: str) -> None:
    """Line breaks, quotes, backslashes, signs that nobody sees: in title, rules, names of subsets and columns. A title
    holds none of the signs that a terminal obeys."""
    title = without_hidden(text).strip() or "a study"
    study = make_study({
        "data": {"courses": "ours.csv"}, "study": {"title": title, "groups": [text]},
        "eligibility": {"only": {text: [text]}}, "subsets": [{"name": text, "rule": {text: [text]}}],
    })  # fmt: skip
    again = make_study(tomllib.loads(site_study_text(study, title)))
    assert definitions_of(again) == definitions_of(study)
    assert again.study.title == title


def test_a_kit_that_no_site_could_read_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(iso.StudyError, match=r"could read its study file\. study\.toml is not a valid .* one can see"):
        write_kit(tmp_path / "kit", title="\udcff", patients=60)
    monkeypatch.setattr(kits, "site_study_text", lambda study, title: site_study_text(study, f"{title}!"))
    with pytest.raises(iso.StudyError, match=r"a site would read another title than"):
        write_kit(tmp_path / "kit", title="ours", patients=60)
    assert list(tmp_path.iterdir()) == []


def test_constraints_are_names_and_versions_and_nothing_else(made: Kit) -> None:
    lines = (made.folder / "constraints.txt").read_text("utf-8").splitlines()
    assert lines == pinned() == sorted(lines)
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.+!]+", line) for line in lines)
    assert {"isostats", "duckdb", "numpy", "python-dateutil"} <= {line.partition("==")[0] for line in lines}


def test_what_simulated_patients_cannot_hold_is_left_out_of_the_test_and_said(made: Kit) -> None:
    assert made.left_out == ("the split by clinic", "covariates")
    assert "leaves out the split by clinic, covariates" in (made.folder / "README.md").read_text("utf-8")
    assert set(answers(made.folder)[0][v.GROUP]) >= {"all", "sex=female", "sex=male"}


def test_follow_up_that_is_not_stated_is_told_to_the_coordinator(made: Kit) -> None:
    assert "[study] follow_up is not stated." in repr(made)
    assert "follow_up" not in repr(replace(made, follow_up_stated=True))


def test_the_page_is_one_page_and_names_each_command(made: Kit) -> None:
    page = (made.folder / "README.md").read_text("utf-8")
    assert len(page.splitlines()) < 65
    commands = re.findall(r"isostats ((?:network )?[a-z]+)", page)
    assert [each for each in commands if each in ("network check", "init", "check", "network run")] == [
        "network check", "init", "check", "network run",
    ]  # fmt: skip
    assert "## What leaves, and what does not" in page
    assert made.fingerprint in page


def test_a_site_with_the_same_program_passes(kit: Path, made: Kit) -> None:
    done = CliRunner().invoke(main, ["network", "check", str(kit)])
    assert done.exit_code == 0, done.output
    assert f"network kit {made.fingerprint[:12]} was passed: {made.numbers:,} numbers" in done.output


def test_a_number_that_differs_fails_and_is_named(checked: Callable[..., Checked]) -> None:
    assert checked().passed

    def move(column: str, by: float) -> Altered:
        def alter(results: pd.DataFrame, counts: pd.DataFrame) -> None:
            rows = (results[v.QUANTITY] == v.REMISSION) & results[v.ESTIMATE].notna()
            results.loc[results.index[rows][0], column] += by

        return alter

    within = checked(move(v.ESTIMATE, 2e-7))
    assert within.passed
    assert within.proof is not None
    assert within.proof.largest == pytest.approx(2e-7, rel=1e-3)
    apart = checked(move(v.ESTIMATE, 2e-6))
    assert not apart.passed
    assert re.search(r"^1 number of [\d,]+ differs by more than one part in a million \(first: estimate of remission, ",
                     apart.faults[0])  # fmt: skip
    assert checked(move(v.EVENTS, 1)).faults[0].startswith("1 number of")


def test_a_program_that_counts_otherwise_fails(kit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole run, with a rule that no definition tells of: maintenance is taken for relapse."""
    study = kit / "study.toml"
    study.write_text(study.read_text("utf-8").replace("maintenance_days = 45", "maintenance_days = 0"))
    monkeypatch.setattr(checks, "_other_definitions", lambda facts, study: ())
    done = check_kit(kit)
    assert not done.passed
    assert any("by more than one part in a million" in fault for fault in done.faults)
    assert any("rounded count" in fault for fault in done.faults)


def test_a_row_a_status_or_a_count_that_differs_fails(checked: Callable[..., Checked]) -> None:
    def lose(results: pd.DataFrame, counts: pd.DataFrame) -> None:
        results.drop(index=[0, 1], inplace=True)

    def empty(results: pd.DataFrame, counts: pd.DataFrame) -> None:
        row = results.index[results[v.STATUS] == "ok"][0]
        results.loc[row, [*v.NUMBERS]] = np.nan
        results.loc[row, v.STATUS] = v.BEYOND_FOLLOWUP

    def miscount(results: pd.DataFrame, counts: pd.DataFrame) -> None:
        counts.loc[3, "people"] += 10

    assert "2 results are missing here (first: treatment_success, systemic_treatment, " in checked(lose).faults[0]
    assert any("1 result has another status" in fault for fault in checked(empty).faults)
    assert checked(miscount).faults[0].startswith("1 rounded count differs (first: systemic_treatment, everyone, all")


def test_a_changed_definition_is_told_and_a_site_s_own_choice_is_not(kit: Path) -> None:
    study = kit / "study.toml"
    text = study.read_text("utf-8").replace("maintenance_days = 45", "maintenance_days = 60")
    study.write_text(text.replace("age_from = 10", ""))
    done = CliRunner().invoke(main, ["network", "check", str(kit)])
    assert done.exit_code == 1
    assert "The test was NOT passed" in done.output
    assert "- [outcomes] maintenance_days is 45 in the kit and 60 in study.toml. Set it back" in done.output
    assert "[eligibility] age_from is 10 in the kit and not stated in study.toml" in done.output
    before = definitions_of(read_study(kit / "study.toml"))
    own = '[study]\nlanguage = "de"\non_invalid = "set_aside"\n'
    study.write_text(study.read_text("utf-8").replace("[study]  #", f"{own}#").replace('on_invalid = "stop"', ""))
    assert definitions_of(read_study(study)) == before


def test_a_key_that_the_kit_did_not_have_yet_is_no_change_at_its_default(kit: Path) -> None:
    study = read_study(kit / "study.toml")
    facts = json.loads((kit / "manifest.json").read_text("utf-8"))
    del facts["definitions"]["outcomes"]["break_days"]
    assert list(checks._other_definitions(facts, study)) == []
    text = (kit / "study.toml").read_text("utf-8")
    (kit / "study.toml").write_text(text.replace("break_days = 90", "break_days = 1"))
    (fault,) = checks._other_definitions(facts, read_study(kit / "study.toml"))
    assert fault.startswith("[outcomes] break_days is not stated in the kit and 1 in study.toml.")


@pytest.mark.parametrize("name", [EXPECTED, "test/simulated_events.csv", "constraints.txt"])
def test_a_file_of_the_kit_that_was_changed_fails(kit: Path, name: str) -> None:
    with (kit / name).open("a") as file:
        file.write("\n")
    assert check_kit(kit).faults[0].startswith(f"The kit was changed: {name}. Take it again as it was sent;")
    (kit / name).unlink()
    if name == "constraints.txt":
        with pytest.raises(iso.DataError, match=r"is not the whole kit: .*constraints\.txt cannot be read"):
            check_kit(kit)


def test_a_definition_of_the_manifest_cannot_be_changed_with_it(kit: Path) -> None:
    facts = json.loads((kit / "manifest.json").read_text("utf-8"))
    facts["definitions"]["outcomes"]["maintenance_days"] = 60
    (kit / "manifest.json").write_text(json.dumps(facts))
    assert "The kit was changed: manifest.json." in check_kit(kit).faults[0]


def test_other_versions_are_told_and_do_not_fail_where_the_answer_is_the_same(
    checked: Callable[..., Checked], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "version", lambda name: "9.9" if name == "scipy" else checks_version(name))
    done = checked()
    assert done.passed
    assert done.proof is not None
    assert re.fullmatch(r"scipy 9\.9 \(kit: [\d.]+\)", done.proof.other_versions[0])
    assert done.notes[0].startswith("1 package has another version than the kit's: scipy 9.9")


checks_version = checks.version


def own_records(kit: Path) -> None:
    """A site's own records, in place of the placeholders."""
    main(["simulate", "--patients", "120", "--seed", "5", "--out", str(kit / "ours")], standalone_mode=False)
    study = kit / "study.toml"
    text = study.read_text("utf-8").replace("YOUR_COURSES.csv", "ours/simulated_courses.csv")
    study.write_text(text.replace('# events = "YOUR_EVENTS.csv"', 'events = "ours/simulated_events.csv"'))


def test_a_run_proves_itself_first_and_its_release_says_so(
    kit: Path, made: Kit, checked: Callable[..., Checked], without_pictures: None
) -> None:
    own_records(kit)
    study = kit / "study.toml"
    text = study.read_text("utf-8").replace('groups = ["sex", "clinic"]', 'groups = ["sex"]')
    study.write_text(text)
    assert not checked().passed
    with pytest.raises(iso.StudyError, match=r"^Nothing was released\. The test was NOT.*\n- \[study\] groups is"):
        run_kit(kit, out=kit / "to_send")
    assert not (kit / "to_send").exists()
    facts = json.loads((kit / "manifest.json").read_text("utf-8"))  # a kit for what these records hold
    facts["definitions"]["study"] |= {"groups": ["sex"]}
    facts["fingerprint"] = checks.fingerprint(kit, {name: facts[name] for name in checks.OF_KIT})
    (kit / "manifest.json").write_text(json.dumps(facts))
    checked()
    study.write_text(text.replace('covariates = ["insurance"]', ""))
    assert not check_kit(kit).passed
    study.write_text(text)
    passed, released = run_kit(kit, out=kit / "to_send")
    manifest = json.loads((kit / "to_send" / "manifest.json").read_text("utf-8"))
    proof = manifest["network_test"]
    assert proof["passed"] is True
    assert proof["kit"] == facts["fingerprint"] != made.fingerprint
    assert proof["numbers"] == made.numbers
    assert proof["tolerance"] == 1e-6
    assert set(proof) == {"passed", "kit", "numbers", "counts", "largest", "tolerance", "other_versions"}
    assert str(kit) not in json.dumps(manifest)
    assert passed.proof is not None
    assert passed.proof.words in (released.folder / "README.md").read_text("utf-8")
    assert read_release(kit / "to_send").kit == proof["kit"]


def test_records_that_are_not_named_yet_are_asked_for(kit: Path) -> None:
    done = CliRunner().invoke(main, ["network", "run", str(kit), "--out", str(kit / "out")])
    assert done.exit_code == 1
    assert "[data] courses in study.toml is still the placeholder YOUR_COURSES.csv. Name your own file" in done.output
    assert not (kit / "out").exists()


def test_a_folder_that_is_no_kit_is_told(tmp_path: Path) -> None:
    for command in ("check", "run"):
        done = CliRunner().invoke(main, ["network", command, str(tmp_path)])
        assert done.exit_code == 1
        assert "is no network kit. Name the folder that `isostats network init` wrote." in done.output


def test_a_manifest_that_was_left_behind_is_named(kit: Path) -> None:
    (kit / "manifest.json").unlink()
    with pytest.raises(iso.DataError, match=r"is not the whole kit: manifest\.json is missing\."):
        check_kit(kit)


def test_a_folder_of_another_kind_is_said_to_be_ours(kit: Path) -> None:
    refused = pytest.raises(iso.OutputError, match=r"holds what isostats wrote as a network kit, .* for the release\.")
    with refused, whole_folder(kit, kind="release"):
        raise AssertionError


def test_a_wheel_goes_along_and_the_page_installs_from_it(tmp_path: Path, made: Kit) -> None:
    name = f"isostats-{iso.__version__}-py3-none-any.whl"
    other = tmp_path / "isostats-0.0.1-py3-none-any.whl"
    for path in (tmp_path / name, other):
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("isostats/__init__.py", "")
    for wrong, words in ((other, "is no wheel of isostats"), (tmp_path / "none.whl", "There is no file")):
        with pytest.raises(iso.StudyError, match=words):
            write_kit(tmp_path / "kit", wheel=wrong, patients=60)
    one = make_study({"data": {"courses": "courses.csv"}, "study": {"outcomes": ["second_course"], "groups": []}})
    kit = write_kit(tmp_path / "kit", study=one, wheel=tmp_path / name, patients=60)
    assert (kit.folder / name).read_bytes() == (tmp_path / name).read_bytes()
    assert f"pip install ./{name} -c constraints.txt" in (kit.folder / "README.md").read_text("utf-8")
    assert f"pip install ./{name} -c" in next(checks._version_words(kit.folder, ("scipy 9.9 (kit: 1)",)))
    assert "--wheel" not in repr(kit)
    assert "--wheel isostats-" in repr(made)
    assert "pip install isostats -c constraints.txt" in (made.folder / "README.md").read_text("utf-8")


def test_lines_pasted_beside_the_placeholders_are_named(kit: Path) -> None:
    study = kit / "study.toml"
    study.write_text(study.read_text("utf-8").replace("\n# columns", '\ncourses = "mine.csv"\n# columns'))
    with pytest.raises(iso.StudyError, match=r"courses is stated a second time in line \d+\. Keep the line"):
        check_kit(kit)
    study.write_text(study.read_text("utf-8").replace('\ncourses = "mine.csv"\n', '\n[data]\n'))
    with pytest.raises(iso.StudyError, match=r"\[data\] begins a second time in line \d+\. Put its lines"):
        check_kit(kit)


def test_a_check_of_records_in_a_kit_says_which_keys_are_no_site_s_own(kit: Path) -> None:
    own_records(kit)
    for folder, so in ((kit, True), (kit.parent / "elsewhere", False)):
        if not so:
            shutil.copytree(kit, folder, ignore=shutil.ignore_patterns("manifest.json"))
        done = CliRunner().invoke(main, ["check", str(folder / "study.toml")])
        assert (SITES_OWN in done.output) is so, done.output


def test_a_study_of_which_no_release_can_be_made_gets_no_kit(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text('[data]\ncourses = "ours.csv"\n[study]\nhorizons_days = [400]\n')
    done = CliRunner().invoke(main, ["network", "init", str(tmp_path / "kit"), "--study", str(tmp_path / "study.toml")])
    assert done.exit_code == 1
    assert "A release counts by whole quarters" in done.output
    assert not (tmp_path / "kit").exists()


def test_a_kit_that_a_site_has_filled_in_is_not_overwritten(kit: Path) -> None:
    (kit / "study.toml").write_text("mine")
    with pytest.raises(iso.OutputError, match="changed since isostats wrote it"):
        write_kit(kit, patients=60)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [pytest.param("dispensings", marks=pytest.mark.validation), "omop"])
def test_kits_of_claims_pass_their_own_test(kind: str, tmp_path: Path) -> None:
    source = "duckdb:///ours.duckdb" if kind == "omop" else "fills.csv"
    study = make_study({"data": {kind: source}, "study": {"outcomes": ["systemic_treatment"], "groups": []}})
    write_kit(tmp_path / "kit", study=study, patients=60)
    assert check_kit(tmp_path / "kit").passed
