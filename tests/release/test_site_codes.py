"""Who treated is a number in a release: the same number in the next one, and a name nowhere in the folder."""

from __future__ import annotations

import json
import re
import stat
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import isostats as iso
from isostats.analyses.choices import groups_of as groups_asked
from isostats.errors import DataError, StudyError
from isostats.records.guessing.synonyms import all_synonyms
from isostats.records.several_sources import SOURCE
from isostats.records.who_treated import tells_who_treated
from isostats.release.event_tables import Scope, safe_tables
from isostats.release.pooling import pool_tables
from isostats.release.rounding import grid_days
from isostats.release.site_codes import FILE, keep_codes, numbered, with_codes
from isostats.report.job import followed, read_records
from isostats.report.release import write_release
from isostats.vocabulary import names as v
from tests.release.cohorts import RandomCohort

SITES = ("Harbour Clinic", "Old Mill Practice", "Zealand General")
SIMULATED = iso.simulate_courses(420, seed=21)


def study_in(folder: Path, sites: tuple[str, ...] = SITES, **choices: object) -> iso.Study:
    """Records of these sites, as a study of them."""
    folder.mkdir(exist_ok=True)
    courses = SIMULATED.courses.copy()
    place = {patient: number % len(sites) for number, patient in enumerate(dict.fromkeys(courses["patient_id"]))}
    courses["site"] = [sites[place[patient]] for patient in courses["patient_id"]]
    courses.to_csv(folder / "courses.csv", index=False)
    SIMULATED.events.to_csv(folder / "events.csv", index=False)
    usual = {"events": folder / "events.csv", "outcomes": ["systemic_treatment"], "horizons_days": [365, 730],
             "groups": ["site"], "formats": ["png"], "follow_up": "linked"}  # fmt: skip
    return iso.read_study(folder / "courses.csv", **(usual | choices))  # type: ignore[arg-type]


def groups_of(folder: Path) -> list[str]:
    return [group for group in pd.read_csv(folder / "safe_counts.csv")["group"].unique() if group != v.ALL]


def test_a_release_has_codes_for_sites_and_no_name_in_any_file(tmp_path: Path) -> None:
    study = study_in(tmp_path / "records", references=[f"site={SITES[1]}"])
    done = write_release(study, out=tmp_path / "out")
    assert len(groups := groups_of(tmp_path / "out")) == 3
    assert all(re.fullmatch(r"site=site \d{3}", each) for each in groups)
    names = 'Groups: coded: site (by name with [release] named_groups = ["site"]); by name: none.'
    assert names in repr(done)
    readme = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert names in readme
    assert f"  - [study] title: {study.study.title}" in readme
    for path in (tmp_path / "out").rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            assert not [name for name in SITES if name.encode() in held], path
    file = tmp_path / "records" / "release_ledger" / FILE
    codes = json.loads(file.read_text(encoding="utf-8"))["site"]
    assert sorted(codes) == sorted(SITES)
    assert sorted(codes.values()) == sorted(int(each.rpartition(" ")[2]) for each in groups)
    assert not stat.S_IMODE(file.stat().st_mode) & 0o077, "for this user alone"
    measures = pd.read_csv(tmp_path / "out" / "disclosure.csv")["measure"]
    assert "site: coded, in a random order" in set(measures.str.lower())
    assert json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["coded"] == ["site"]


def test_groups_of_any_column_of_texts_are_coded_unless_the_study_names_them(tmp_path: Path) -> None:
    """Whatever a further column is called: only the study knows whether its texts name a person."""
    folder = tmp_path / "records"
    study_in(folder)
    courses = pd.read_csv(folder / "courses.csv")
    person = courses["patient_id"].str[1:].astype(int) % 2
    told = person.map({0: "Dr Quillfeather", 1: "Dr Zedlane"})
    own = {"Kuerzel": told, "ClinicName": told, "CentreNo": person + 7, "severe": person.map({0: "no", 1: "yes"}),
           "grade": person, "insurance": person.map({0: "public", 1: "private"}),
           "batch": person + 123_456_780, "lot": person.map({0: "12-3456", 1: "12-3457"})}  # fmt: skip
    courses.assign(**own).to_csv(folder / "courses.csv", index=False)
    groups = ["sex", *map(str.lower, own), "indication", "age: <18, >=18"]
    choices = {"covariates": list(own), "groups": groups, "events": folder / "events.csv", "simulated": True}
    study = iso.read_study(folder / "courses.csv", **choices)
    cohort = followed(study, read_records(study))

    def coded(**named: object) -> tuple[str, ...]:
        return with_codes(iso.read_study(folder / "courses.csv", **choices, **named), cohort, groups_by, None).columns

    groups_by = groups_asked(study, cohort)
    assert len(groups_by) == len(groups)
    assert coded() == ("kuerzel", "clinicname", "centreno", "insurance", "batch", "lot"), "and numbers as long as an id"
    assert coded(named_groups=["insurance"]) == ("kuerzel", "clinicname", "centreno", "batch", "lot")
    assert coded(site_names=True) == ("kuerzel", "insurance", "batch", "lot")
    assert coded(named_groups=["insurance", "Kuerzel", "batch", "lot"], site_names=True) == ()
    with pytest.raises(StudyError, match="nothing is split by 'insurence'; did you mean 'insurance'"):
        coded(named_groups=["insurence"])


@pytest.mark.usefixtures("without_pictures")
def test_names_are_kept_where_the_study_says_so(tmp_path: Path) -> None:
    study = study_in(tmp_path / "records", site_names=True, simulated=True)
    write_release(study, out=tmp_path / "out")
    assert groups_of(tmp_path / "out") == [f"site={name}" for name in SITES]


def test_a_later_release_keeps_the_codes_and_no_number_tells_how_many_there_are() -> None:
    before = numbered(SITES, {}, secret=True)
    gaps, orders = set(), set()
    for _ in range(20):
        later = numbered([*SITES, "Another", "One more"], before, secret=True)
        assert {name: later[name] for name in SITES} == before
        assert len({*later.values()}) == len(later)
        gaps.add(max(later.values()) - min(later.values()) > len(later))
        orders.add(tuple(sorted("abcdef", key=numbered("abcdef", {}, secret=True).get)))  # type: ignore[arg-type]
    assert gaps == {True}, "numbers that are missing are no sites"
    assert len(orders) > 1, "chance decides, not the alphabet"
    assert min(numbered(map(str, range(100)), {}, secret=True).values()) >= 1_000
    assert numbered("abcdef", {}, secret=False) == numbered("fedcba", {}, secret=False)


def test_codes_are_of_every_column_that_says_who_treated(tmp_path: Path) -> None:
    named = ("care_site", "Prescriber", "treating doctor", "hospital_id", "centre", "ClinicName", "ProviderID",
             "Praxis", "CentreNo", "trust", "consultant", "site2", "SITEID", "klinikname", "Arztnr", "Ärztin",
             "NHSTrust", "npi", "PRVDR_NUM", "prscrbr_id", "ccn", "ods_code", "RPPS", "finess", "lanr", "BSNR", "plz",
             "postcode", "zip5", "ZIPCode", "Postleitzahl", "home postal code", SOURCE,
             *(each.word for each in all_synonyms()
               if each.what == "name" and {"site", "courses.prescriber"} & set(each.columns)))  # fmt: skip
    assert [name for name in named if not tells_who_treated(name)] == []
    plain = ("sex", "age", "website", "indication", "practical", "severity", "insurance", "ethnicity", "response")
    assert not any(map(tells_who_treated, plain))
    study = study_in(tmp_path / "records", groups=["sex"], cluster="sex")
    records = iso.read_courses(tmp_path / "records" / "courses.csv")
    cohort = iso.first_courses(records)
    made = with_codes(study, cohort, ["sex", "site"], None)
    assert made.columns == ("sex", "site"), "what errors are robust by are people who treated, too"
    groups = made.cohort.count(v.SECOND_COURSE, by="sex").groups
    assert len(groups) == 2
    assert all(re.fullmatch(r"sex=sex \d{3}", each) for each in groups)
    plain = np.sort(cohort.count(v.SECOND_COURSE, by="site").n)
    np.testing.assert_array_equal(np.sort(made.cohort.count(v.SECOND_COURSE, by="site").n), plain)


def test_codes_that_cannot_be_read_or_were_given_otherwise_stop_a_release(tmp_path: Path) -> None:
    keep_codes({"site": {"a": 1, "b": 2}}, tmp_path)
    keep_codes({"site": {"c": 3}}, tmp_path)
    assert json.loads((tmp_path / FILE).read_text(encoding="utf-8")) == {"site": {"a": 1, "b": 2, "c": 3}}
    with pytest.raises(StudyError, match="another release was made meanwhile, in which b has another code"):
        keep_codes({"site": {"b": 3}}, tmp_path)
    (tmp_path / FILE).write_text("[]", encoding="utf-8")
    with pytest.raises(DataError, match="nobody knows which site had which code"):
        keep_codes({"site": {"b": 2}}, tmp_path)


def test_codes_of_two_sites_are_not_added_up() -> None:
    scope = Scope((v.SYSTEMIC_TREATMENT,), (v.EVERYONE,), ("sex", "band"), grid_days(730))
    sites = {
        name: safe_tables(RandomCohort(seed, 300, 2), scope, rules=10)  # type: ignore[arg-type]
        for seed, name in enumerate(("north", "south"))
    }
    sites["south"] = replace(sites["south"], coded=("band",))
    pooled = pool_tables(sites)
    assert pooled.not_pooled["band"] == "its groups are coded at south, and a code there is another one elsewhere"
