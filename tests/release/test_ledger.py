"""Two releases that differ by few people are not both made, though each is safe by itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import isostats as iso
from isostats.errors import DataError, OutputError, StudyError
from isostats.release.attacking import Attack
from isostats.release.event_tables import SafeTables, Scope, safe_tables
from isostats.release.ledger import KEY, keep, key_of, released_of, require_apart
from isostats.release.ledger_entry import Entry, entry_of
from isostats.release.record_linkage import TRAITS, WITHOUT_DAYS, HashedPeople, hashed_people
from isostats.release.rounding import bins, grid_days, midpoints
from isostats.report.release import Released, ledger_folder, write_release
from isostats.study.release_rules import ReleaseRules
from isostats.vocabulary import names as v

DAYS = grid_days(730)
SCOPE = Scope((v.SYSTEMIC_TREATMENT,), (v.EVERYONE, v.WITH_RESPONSE, v.RESPONDERS), ("sex",), DAYS)
SIMULATED = iso.simulate_courses(400, seed=12)


def written(
    folder: Path, patients: int, *, without: int = 0, relapsed: bool = False,
    ids_are: Callable[[str], str] = str, days_moved: bool = False,
) -> Path:
    """The files of the first ``patients``, the first ``without`` of them left out; ``relapsed``: one fails earlier;
    ``ids_are`` what the extract calls people, and each one's days may be moved."""
    ids = [*dict.fromkeys(SIMULATED.courses["patient_id"])][without:patients]
    courses = SIMULATED.courses[SIMULATED.courses["patient_id"].isin(ids)]
    events = SIMULATED.events[SIMULATED.events["patient_id"].isin(ids)]
    if relapsed:
        columns = {"end": ("course_end", "first"), "seen": ("last_contact", "last"), "n": ("course_end", "size")}
        ends = courses.groupby("patient_id").agg(**columns)
        observed = pd.to_datetime(ends["seen"]) - pd.to_datetime(ends["end"])
        ends = ends[(ends["n"] == 1) & (observed > pd.Timedelta(days=400))]
        later = events.merge(ends, left_on="patient_id", right_index=True)
        free = [p for p in ends.index if p not in set(later[later["date"] > later["end"]]["patient_id"])]
        day = (pd.to_datetime(ends["end"][free[0]]) + pd.Timedelta(days=30)).date().isoformat()
        more = {"patient_id": free[0], "date": day, "kind": "antiandrogen", "days_supply": 90}
        events = pd.concat([events, pd.DataFrame([more])])
    folder.mkdir(exist_ok=True)
    for name, table in (("courses", courses.copy()), ("events", events.copy())):
        if days_moved:
            moved = pd.to_timedelta(table["patient_id"].map(lambda each: int(each[1:]) % 90), unit="D")
            for day in [each for each in table if each.endswith(("date", "start", "end", "contact"))]:
                table[day] = (pd.to_datetime(table[day]) - moved).dt.date
        table.assign(patient_id=table["patient_id"].map(ids_are)).to_csv(folder / f"{name}.csv", index=False)
    return folder / "courses.csv"


@cache
def entry(patients: int, *, base: int = 10, ids: str = "as_written", **how: Any) -> Entry:
    """The entry of what is :func:`written` so: made once for all tests."""
    with TemporaryDirectory() as place:
        courses = written(Path(place), patients, **how)
        records = iso.read_courses(courses, events=courses.with_name("events.csv"), ids=ids)
        cohort = iso.first_courses(records, prevention_rules=False)
        tables = safe_tables(cohort, SCOPE, rules=base)
        return entry_of(cohort, hashed_people(cohort, records, ""), tables, "2026-11-28T12:00:00+00:00")


def test_a_release_is_kept_and_made_again_but_not_with_few_people_more_or_less(tmp_path: Path) -> None:
    ledger, first = tmp_path / "ledger", entry(300)
    require_apart(first, ledger)
    keep(first, ledger)
    keep(first, ledger)
    assert len(list(ledger.glob("*.npz"))) == 1, "the same release is kept once"
    require_apart(entry.__wrapped__(300), ledger)
    with pytest.raises(StudyError, match=r"In .* only 1 person is new.*at least 10 new people in every group"):
        require_apart(entry(301), ledger)
    with pytest.raises(StudyError, match="are gone"):
        require_apart(entry(300, without=7), ledger)
    require_apart(entry(400), ledger)
    with pytest.raises(StudyError, match="rounded to 10"):
        require_apart(entry(300, base=11), ledger)
    assert "stays beside the records" in (ledger / "README.md").read_text(encoding="utf-8")
    for file in ledger.glob("*.npz"):
        assert file.stat().st_mode & 0o077 == 0, "for this user alone"
        assert b"S00001" not in file.read_bytes()


def pseudonym(patient: str) -> str:
    """What another extract calls a person."""
    return hashlib.sha256(patient.encode()).hexdigest()[:12]


def test_people_are_known_again_however_their_ids_are_spelt(tmp_path: Path) -> None:
    """One man more is refused under ids that a study normalises, and that an extract writes otherwise."""
    ledger = tmp_path / "ledger"
    keep(entry(120), ledger)
    for spelt in (str.lower, lambda each: f" s{int(each[1:])}"):
        require_apart(entry(120, ids_are=spelt, ids="normalise"), ledger)
        with pytest.raises(StudyError, match="only 1 person is new"):
            require_apart(entry(121, ids_are=spelt, ids="normalise"), ledger)
    with pytest.raises(StudyError, match="only 1 person is new"):
        require_apart(entry(121, ids_are=str.lower), ledger)


def test_people_are_known_again_under_new_pseudonyms(tmp_path: Path) -> None:
    ledger, first = tmp_path / "ledger", entry(120)
    keep(first, ledger)
    renamed = entry(120, ids_are=pseudonym)
    assert not np.isin(renamed.everybody.ids, first.everybody.ids).any()
    require_apart(renamed, ledger)
    keep(renamed, ledger)
    assert len(list(ledger.glob("*.npz"))) == 1, "it is the same release"
    with pytest.raises(StudyError, match=r"only 1 person is new.*120 people came under other ids, and were known by"):
        require_apart(entry(121, ids_are=pseudonym), ledger)
    with pytest.raises(StudyError, match=r"111 people of it came under other ids, and 9 people cannot"):
        require_apart(entry(121, ids_are=pseudonym, days_moved=True), ledger)
    with pytest.raises(StudyError, match="the same people were rounded to 10"):
        require_apart(entry(120, base=11, ids_are=pseudonym), ledger)
    require_apart(entry(240, ids_are=pseudonym), ledger)
    with pytest.raises(StudyError, match=r"105 people of it came under other ids, and 15 people cannot be found"):
        require_apart(entry(240, without=15, ids_are=pseudonym), ledger)
    half = entry(121, ids_are=lambda each: pseudonym(each) if int(each[1:]) % 2 else each)
    with pytest.raises(StudyError, match="only 1 person is new"):
        require_apart(half, ledger)


def test_ids_that_are_numbered_anew_are_no_ids(tmp_path: Path) -> None:
    """Each number but the middle one is somebody else's: one man more is refused as under the ids of then."""
    ledger, numbers = tmp_path / "ledger", [*map(str, range(1, 122))]
    keep(entry(120, ids_are=lambda each: numbers[int(each[1:]) - 1]), ledger)
    with pytest.raises(StudyError, match=r"only 1 person is new.*119 people came under other ids"):
        require_apart(entry(121, ids_are=lambda each: numbers[-int(each[1:])]), ledger)


def test_other_people_are_no_old_acquaintances(tmp_path: Path) -> None:
    """Of the next 180, none were there. Where no dose would tell so had days been moved, nobody knows."""
    ledger, first = tmp_path / "ledger", entry(120)
    keep(first, ledger)
    later = entry(300, without=120, ids_are=pseudonym)
    known = first.everybody.known_again_in(later.everybody)
    assert (known.by_id, known.renamed, known.corrected, known.new) == (0, 0, 0, 180)
    require_apart(later, ledger)
    alike, undosed = ([replace(each, everybody=replace(each.everybody, traits=traits)) for each, traits in pairs]
        for pairs in (
            [(each, each.everybody.traits // np.uint64(2**62)) for each in (first, later)],
            [(each, np.where(np.isin(np.arange(len(TRAITS)), WITHOUT_DAYS), 0, each.everybody.traits))
             for each in (first, later)]))  # fmt: skip
    for before, now in (alike, undosed):
        assert before.everybody.known_again_in(now.everybody).renamed == 0
        with pytest.raises(StudyError, match="nobody of it stands here by id, and first courses have no doses"):
            before.by_ids_of(now.everybody)


PEOPLE = st.integers(20, 60).flatmap(
    lambda n: st.tuples(st.just(n), st.integers(0, 20), st.permutations(range(n)), st.integers(1, 10**6)))  # fmt: skip


@given(PEOPLE, st.sampled_from(["ids", "numbers", "pseudonyms"]), st.sets(st.integers(0, len(TRAITS) - 2)))
def test_everybody_is_known_again_by_any_telling_trait(
    people: tuple[int, int, list[int], int], ids_are: str, changed: set[int]
) -> None:
    """Whatever ids an extract gives, in whatever order, and whichever traits it changes of all but one."""
    n, more, order, seed = people
    hashes = np.random.default_rng(seed).integers(1, 2**60, (n + more, len(TRAITS) + 2), dtype=np.uint64)
    ids, traits = hashes[:, 0], hashes[:, 1:-1]
    later = np.r_[order, np.arange(n, n + more)].astype(int)
    now = {"ids": ids[later], "numbers": np.r_[ids[:n], hashes[n:, -1]], "pseudonyms": hashes[later, -1]}[ids_are]
    shown = traits[later].copy()
    shown[:, [*changed]] += np.uint64(1)
    before, after = HashedPeople(ids[:n], ids[:n], traits[:n]), HashedPeople(now, now, shown)
    known = before.known_again_in(after)
    assert (known.by_id + known.renamed, known.unknown, known.new) == (n, 0, more)
    assert np.array_equal(later[known.place], np.arange(n)), "each as who they are"
    assert np.array_equal(known.ids_in(before, after), now[known.place])


def test_ids_that_nothing_bears_out_are_not_trusted() -> None:
    """The same numbers with other courses, none of which stands under another: days were moved, or all are others."""
    hashes = np.random.default_rng(1).integers(1, 2**60, (40, 2 * len(TRAITS)), dtype=np.uint64)
    ids = np.arange(1, 41, dtype=np.uint64)
    one, other = (HashedPeople(ids, ids, each) for each in np.hsplit(hashes, 2))
    before = Entry("2027", ReleaseRules(), (), {(v.EVERYONE, v.ALL): ids}, {}, one)
    with pytest.raises(StudyError, match="40 ids of it stand here with another first course"):
        before.by_ids_of(other)
    few = replace(other, traits=np.vstack([other.traits[:5], one.traits[5:]]))
    assert np.array_equal(before.by_ids_of(few).people[v.EVERYONE, v.ALL], ids), "a few were corrected"


def test_the_key_of_a_ledger_is_needed_and_an_entry_without_first_courses_is_not_taken(tmp_path: Path) -> None:
    key = key_of(tmp_path)
    assert key != key_of(tmp_path), "a new one until a release is kept"
    keep(replace(entry(60), key=key), tmp_path)
    assert key_of(tmp_path) == key
    with pytest.raises(StudyError, match="another first release was made meanwhile"):
        keep(replace(entry(110), key="another"), tmp_path)
    (tmp_path / KEY).unlink()
    with pytest.raises(DataError, match="is gone, so that nobody knows who was in them"):
        key_of(tmp_path)
    (file,) = tmp_path.glob("*.npz")
    for other in (b"", b"another", b"\xff\xfe\x00"):
        (tmp_path / KEY).write_bytes(other)
        with pytest.raises(DataError, match="is not the key of the releases in this ledger"):
            key_of(tmp_path)
    with np.load(file) as held:
        about = json.loads(str(held["about"])) | {"format": 2}
    np.savez(file, about=np.array(json.dumps(about)))
    with pytest.raises(DataError, match="written by an earlier version"):
        require_apart(entry(60), tmp_path)


def test_groups_of_other_names_with_nearly_the_same_people_are_told(tmp_path: Path) -> None:
    first = entry(300)
    cut = dict(first.people)
    women = cut.pop((v.EVERYONE, "sex=female"))
    by_age = Entry("2027", ReleaseRules(), first.days, {(v.EVERYONE, "age=<18"): women[:-3]}, {})
    assert dict(first.between(by_age)) == {"age=<18": "nearly everybody is in sex=female (3 other people)"}
    far = Entry("2027", ReleaseRules(), first.days, {(v.EVERYONE, "age=<18"): women[:-12]}, {})
    assert dict(first.between(far)) == {}
    assert dict(first.between(Entry("2027", ReleaseRules(), first.days, {(v.EVERYONE, "again"): women}, {}))) == {}


def test_the_same_people_under_another_name_with_another_count_are_told() -> None:
    """A site is renamed, or was released alone before: that the names differ hides nobody."""
    first, population = entry(300), v.EVERYONE
    women, name = first.people[population, "sex=female"], "sex=women"
    more = np.sort(np.r_[first.people[population, v.ALL], np.arange(1, 20, dtype=np.uint64)])
    counts = {(o, p, name, part): each + 1 for (o, p, g, part), each in first.counts.items()
              if (p, g) == (population, "sex=female")}  # fmt: skip
    later = {"people": {(population, v.ALL): more, (population, name): women}}
    why = "the people are the same, and counts have changed since sex=female of then"
    assert dict(first.between(replace(first, **later, counts=counts))) == {name: why}
    same = {address: each - 1 for address, each in counts.items()}
    assert dict(first.between(replace(first, **later, counts=same))) == {}


def test_several_files_have_one_ledger_wherever_one_stands_and_however_they_are_called(tmp_path: Path) -> None:
    held = {}
    for names in (("n_2025", "s_2025"), ("n_2026", "s_2026")):
        for name, part in zip(names, (slice(0, 100), slice(100, 200)), strict=True):
            ids = [*dict.fromkeys(SIMULATED.courses["patient_id"])][part]
            SIMULATED.courses[SIMULATED.courses["patient_id"].isin(ids)].to_csv(tmp_path / f"{name}.csv", index=False)
        records = iso.read_courses([tmp_path / f"{name}.csv" for name in names])
        cohort = iso.first_courses(records)
        held[names] = entry_of(cohort, hashed_people(cohort, records, ""), safe_tables(cohort, SCOPE, rules=10), "2027")
        (tmp_path / "study.toml").write_text(
            f'[data]\ncourses = ["{names[0]}.csv", "{names[1]}.csv"]\n', encoding="utf-8"
        )
        assert ledger_folder(iso.read_study(tmp_path / "study.toml"), None) == tmp_path / "release_ledger"
    one, other = held.values()
    one = one.by_ids_of(other.everybody)
    assert one.renamed == 0, "known by their ids"
    assert one.people.keys() == other.people.keys()
    assert all(np.array_equal(ids, other.people[group]) for group, ids in one.people.items())


def test_ids_that_several_files_share_are_of_different_people(tmp_path: Path) -> None:
    """Both sites number from 1: each grows, and their people are told apart, under other names of the files too."""
    held = {}
    for year, size in (("2025", 60), ("2026", 80)):
        for site, start in (("n", 0), ("s", 80)):
            ids = [*dict.fromkeys(SIMULATED.courses["patient_id"])][start : start + size]
            of_site = SIMULATED.courses[SIMULATED.courses["patient_id"].isin(ids)]
            numbered = {each: f"2019:{place}" for place, each in enumerate(ids, 1)}
            of_site.assign(patient_id=of_site["patient_id"].map(numbered)).to_csv(
                tmp_path / f"{site}_{year}.csv", index=False
            )
        records = iso.read_courses([tmp_path / f"{site}_{year}.csv" for site in "ns"])
        cohort = iso.first_courses(records)
        held[year] = entry_of(cohort, hashed_people(cohort, records, ""), safe_tables(cohort, SCOPE, rules=10), year)
    assert len(np.unique(held["2025"].everybody.ids)) == 120
    known = held["2025"].everybody.known_again_in(held["2026"].everybody)
    assert (known.renamed, known.unknown, known.new) == (120, 0, 40)


def test_the_same_people_with_another_count_are_told(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    keep(entry(300), ledger)
    with pytest.raises(StudyError, match="the people are the same, and counts have changed"):
        require_apart(entry(300, relapsed=True), ledger)


@given(st.integers(1, 60), st.integers(1, 9), st.sampled_from([5, 10]))
def test_what_the_rule_is_for(count: int, known: int, base: int) -> None:
    """An attacker who knows the people added one by one reads the count off the release at which its bin changes."""
    released = [int(midpoints([count + more], base)[0]) for more in range(base + 1)]
    edges = [more for more in range(1, base + 1) if released[more] != released[more - 1]]
    assert len(edges) == 1
    low, _ = bins([released[edges[0]]], base)
    assert int(low[0]) - edges[0] == count, "pinned, though no single release tells it"
    low, high = bins([released[0]], base)
    assert int(high[0] - low[0]) == base - 1 or count == 0


def test_of_two_releases_made_at_a_time_the_second_is_held_against_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, one, other = tmp_path / "ledger", entry(300), entry(301)
    require_apart(one, ledger)
    require_apart(other, ledger)  # both looked before either was kept
    keep(one, ledger)
    with pytest.raises(StudyError, match="only 1 person is new"):
        keep(other, ledger)
    looks = iter([0])
    looked = require_apart

    def late(entry: Entry, folder: Path) -> int:
        """The other release is kept just after this one was last held against the ledger."""
        seen = looked(entry, folder)
        if next(looks, None) is not None:
            keep(many, folder)
        return seen

    many, more = entry(340), entry(341)
    monkeypatch.setattr("isostats.release.ledger.require_apart", late)
    with pytest.raises(StudyError, match="only 1 person is new"):
        keep(more, ledger)
    assert sorted(file.name for file in ledger.iterdir()) == ["0001.npz", "0002.npz", "README.md"]


def test_what_was_released_meanwhile_was_not_attacked_and_a_first_release_takes_the_key(tmp_path: Path) -> None:
    """Both releases could be kept one after the other; made at a time, nobody knows what they tell together."""
    ledger, one = tmp_path / "ledger", entry(300)
    by_site = replace(one, people={group: ids for group, ids in one.people.items() if group[1] == v.ALL})
    keep(one, ledger, frozenset())
    with pytest.raises(StudyError, match=r"another release was made meanwhile.*Make this one again"):
        keep(by_site, ledger, frozenset())
    keep(by_site, ledger, {"0001.npz"})
    keep(by_site, ledger, frozenset())  # the same once more tells nothing new
    first = tmp_path / "first"
    keep(replace(one, key="one"), first, frozenset())
    with pytest.raises(StudyError, match="another first release was made meanwhile"):
        require_apart(replace(one, key="other"), first)


def test_a_ledger_that_cannot_be_read_or_kept_stops_a_release(tmp_path: Path) -> None:
    ledger, first = tmp_path / "ledger", entry(300)
    keep(first, ledger)
    (file,) = ledger.glob("*.npz")
    whole = file.read_bytes()
    for broken in (b"not a release", b"", whole[:300], whole[:-400], whole[:200] + bytes(200) + whole[400:]):
        file.write_bytes(broken)
        with pytest.raises(DataError, match="cannot be read, so that nobody knows"):
            require_apart(first, ledger)
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="Name another folder with --ledger"):
        keep(first, tmp_path / "file")


@pytest.mark.usefixtures("without_pictures")
def test_real_records_have_a_ledger_and_one_patient_more_or_fewer_is_refused_before_any_attack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of any min_cell: one that is wider would hide the one no better, and has the same answer."""
    records = tmp_path / "records"
    written(records, 120)
    choices = {"events": records / "events.csv", "outcomes": ["systemic_treatment"], "horizons_days": [365, 730],
               "groups": ["sex"], "formats": ["png"], "follow_up": "linked"}  # fmt: skip
    study = iso.read_study(records / "courses.csv", **choices)
    assert ledger_folder(study, None) == records / "release_ledger"
    done = write_release(study, out=tmp_path / "out")
    assert "release_ledger: new, no earlier release is known there" in repr(done)
    assert not any("ledger" in path.name for path in (tmp_path / "out").rglob("*"))
    monkeypatch.setattr("isostats.release.disclosure_control.attack", lambda *_, **__: pytest.fail("attacked"))
    for patients, changed, min_cell in ((121, "new", 10), (119, "gone", 10), (119, "gone", 50)):
        written(records, patients)
        study = iso.read_study(records / "courses.csv", **choices, min_cell=min_cell)
        with pytest.raises(StudyError, match=rf"beside the release of .* In all only 1 person is {changed}"):
            write_release(study, out=tmp_path / "second")
    assert not (tmp_path / "second").exists()


@pytest.mark.usefixtures("without_pictures")
def test_who_moved_between_groups_is_told_and_the_release_without_the_split_is_made(tmp_path: Path) -> None:
    courses = written(tmp_path / "records", 120)
    choices = {"outcomes": ["second_course"], "horizons_days": [365], "formats": ["png"], "follow_up": "linked"}
    write_release(courses, out=tmp_path / "one", groups=["sex"], **choices)
    text = courses.read_text(encoding="utf-8")
    courses.write_text(text.replace(",male,", ",female,", 1), encoding="utf-8")
    advice = r"In sex=.* only 1 person is (new|gone).*leave sex out of groups"
    with pytest.raises(StudyError, match=advice):
        write_release(courses, out=tmp_path / "two", groups=["sex"], **choices)
    write_release(courses, out=tmp_path / "two", groups=[], **choices)


@pytest.mark.usefixtures("without_pictures")
def test_what_was_released_of_the_same_people_is_attacked_with_a_further_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By site, whose names are numbers, then by sex and another outcome: each may be safe by itself."""
    records = tmp_path / "records"
    written(records, 300)
    choices = {"events": records / "events.csv", "horizons_days": [365], "formats": ["png"], "follow_up": "linked"}
    by_sex = choices | {"outcomes": ["systemic_treatment"], "groups": ["sex"]}
    by_site = choices | {"outcomes": ["any_treatment"], "groups": ["site"]}
    write_release(records / "courses.csv", out=tmp_path / "one", **by_site)
    asked = []

    def attacked(release: SafeTables, **further: object) -> Attack:
        asked.append(release)
        return Attack((), (), 1, 0)

    def now(courses: iso.Records, ledger: Path) -> tuple[iso.Cohort, HashedPeople]:
        cohort = iso.first_courses(courses)
        return cohort, hashed_people(cohort, courses, key_of(ledger))

    monkeypatch.setattr("isostats.release.disclosure_control.attack", attacked)
    write_release(records / "courses.csv", out=tmp_path / "again", **by_site)
    assert set(asked[0].joined) == {"site"}, "the same release once more tells nothing new"
    write_release(records / "courses.csv", out=tmp_path / "other", **by_sex)
    assert set(asked[1].joined) == {"site", "sex"}
    assert {v.SYSTEMIC_TREATMENT, v.ANY_TREATMENT} <= set(asked[1].outcomes)
    assert (v.ANY_TREATMENT, v.EVERYONE, "site") in asked[1].tables
    ledger, courses = records / "release_ledger", iso.read_courses(records / "courses.csv")
    before = released_of(*now(courses, ledger), ledger)
    assert [each.groupings for each in before.scopes] == [(), ("sex",)], "of sites by name nobody was told"
    written(records, 301)
    courses = iso.read_courses(records / "courses.csv")
    of_others = released_of(*now(courses, ledger), ledger)
    assert not of_others.scopes, "of other people"
    assert [set(each.columns) for each in of_others.sides] == [{v.ALL, "site"}, {v.ALL, "sex"}], "but of some of them"


@pytest.mark.usefixtures("without_pictures")
def test_bands_of_then_are_known_beside_other_bands_of_the_same_people(tmp_path: Path) -> None:
    """Ten bands with a second course each lie in one of a further release with at most ten: each would be known."""
    people = [(11 + 2 * band, place == 0) for band in range(10) for place in range(12)]
    people += [(32, False)] * 30 + [(40, place < 25) for place in range(60)]
    first = pd.DataFrame(people, columns=["age", "again"]).assign(course_start="2015-01-01", course_end="2015-06-30")
    first["patient_id"] = [f"P{number:03}" for number in range(len(first))]
    second = first[first["again"]].assign(course_start="2016-01-01", course_end="2016-06-30")
    courses = pd.concat([first, second]).drop(columns="again").assign(last_contact="2020-07-01")
    courses.to_csv(tmp_path / "courses.csv", index=False)
    narrow = f"age: <13, {', '.join(f'{age}-{age + 1}' for age in range(13, 31, 2))}, >=31"

    def released(name: str, *bands: str) -> Released:
        choices = {"outcomes": ["second_course"], "horizons_days": [365, 730], "formats": ["png"], "groups": [*bands]}
        return write_release(tmp_path / "courses.csv", out=tmp_path / name, **choices)  # type: ignore[arg-type]

    assert released("one", narrow).measures[0].startswith("as asked: 0 small")
    other = released("other", "age: <31, 31-39, >=40").measures
    assert not other[0].startswith("as asked: 0 small")
    counts = pd.read_csv(tmp_path / "other" / "safe_counts.csv")
    assert counts["group"].unique().tolist() == ["all"]
    assert len(released("again", narrow).measures) == 1, "the same bands once more tell nothing new"


def test_simulated_people_need_no_ledger(tmp_path: Path) -> None:
    study = iso.read_study(written(tmp_path / "a", 50), simulated=True)
    assert ledger_folder(study, tmp_path / "ledger") is None
