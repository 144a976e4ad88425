"""Two releases of some of the same people are attacked in one system."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from isostats.errors import StudyError
from isostats.release.attacking import Attack, attack
from isostats.release.disclosure_control import climb, true_counts
from isostats.release.earlier_releases import Earlier, together
from isostats.release.event_tables import SafeTables, Scope, safe_tables
from isostats.release.knowledge import knowledge_of
from isostats.release.ledger_entry import Entry, exact_counts, side_of
from isostats.release.linear_system import Knowledge
from isostats.release.rounding import grid_days
from isostats.release.tied_groups import Side
from isostats.study.release_rules import ReleaseRules
from isostats.vocabulary import names as v
from tests.release.cohorts import WHO, RandomCohort

DAYS = grid_days(365)
FIVE, TEN = ReleaseRules(5, preset="darwin"), ReleaseRules(10)


class Some(RandomCohort):
    """Some of the people of a random cohort, each with an id."""

    def __init__(self, whole: RandomCohort, kept: NDArray[np.bool_]) -> None:
        self.ids = np.flatnonzero(kept).astype(np.uint64)
        self.response, self.kind = whole.response[kept], whole.kind[kept]
        self.exit, self.death = whole.exit[kept], whole.death[kept]
        self.day = {name: days[kept] for name, days in whole.day.items()}
        self.labels = {by: labels[kept] for by, labels in whole.labels.items()}
        self.outcomes, self.groupings = whole.outcomes, tuple(self.labels)

    def people(self, tables: SafeTables) -> dict[str, NDArray[np.uint64]]:
        """Who is in each group."""
        groups = {v.ALL: self.ids}
        for by, small in tables.joined.items():
            named = np.array([f"{by}={label}" for label in self.labels[by]])
            named = np.where(np.isin(named, small), f"{by}=other", named)
            groups |= {str(name): self.ids[named == name] for name in np.unique(named)}
        return groups


def published(cohort: Some, scope: Scope, rules: ReleaseRules) -> Side:
    """A release as the ledger keeps it."""
    tables = safe_tables(cohort, scope, rules=rules)  # type: ignore[arg-type]
    among = {p: cohort.ids[np.isin(cohort.response, WHO[p])] for p in scope.populations}
    groups = cohort.people(tables).items()
    people = {(p, g): np.intersect1d(ids, within) for g, ids in groups for p, within in among.items()}
    counts = exact_counts(cohort, scope, rules)  # type: ignore[arg-type]
    return side_of(Entry("2026-11-28", rules, tables.days, people, counts))


def beside(
    new: Some, scope: Scope, rules: ReleaseRules, before: Side
) -> tuple[SafeTables, Knowledge, NDArray[np.float64]]:
    """A further release: its tables, and what is known of both."""
    tables = safe_tables(new, scope, rules=rules)  # type: ignore[arg-type]
    known = knowledge_of(tables)
    truth = true_counts(new, tables, known)  # type: ignore[arg-type]
    return tables, *together(Side("", tables.days, known, truth, new.people(tables)), [before], rules.few)


def a_site_joins() -> tuple[Some, Some]:
    """270 people of six sites, then 30 of a seventh: 10 have a second course, 6 of insurance A, one of the new site."""
    whole, never = RandomCohort(0, 300, 2), np.full(300, 9_000)
    second = never.copy()
    second[[*range(9), 299]] = 100
    whole.day = dict.fromkeys(whole.day, second)
    whole.death, whole.exit = never, np.minimum(second, 2_000)
    insurance = np.array([*"AAAAAABCD", *(["A", "B", "C", "D"] * 73)[:291]])
    site = np.array([*"123123123", *(list("123456") * 44)[:261], *["7"] * 30])
    whole.labels = {"insurance": insurance, "site": site}
    return Some(whole, site != "7"), Some(whole, np.ones(300, dtype=bool))


def test_a_site_that_joins_gives_small_counts_away_and_is_refused() -> None:
    """In the first release the insurances are at least 9 together, beside the second the six sites are at most 9."""
    old, new = a_site_joins()
    asked = Scope((v.SECOND_COURSE,), (v.EVERYONE,), ("insurance", "site"), DAYS)
    before = published(old, asked, FIVE)
    by_site = Scope((v.SECOND_COURSE,), (v.EVERYONE,), ("site",), DAYS)
    tables, known, truth = beside(new, by_site, FIVE, before)
    assert attack(tables).safe, "by itself"
    whole = attack(tables, truth=truth, known=known)
    pinned, shares = whole.pinned, list[float]()
    first = attack(tables, truth=truth, known=known, until_pinned=True, shown=shares.append)
    assert first.pinned == pinned[:1], "one is enough to refuse it"
    assert first.programs < whole.programs
    assert shares == sorted(shares)
    assert len(shares) == first.programs
    assert "second course (second course), everyone, site=7 by day 182" in pinned
    then = "second course in the release of 2026-11-28 (second course), everyone"
    for insurance in "BCD":
        assert f"{then}, insurance={insurance} by day 182" in pinned
    passed = climb(new, by_site, rules=FIVE, earlier=Earlier((), (before,), new.people))  # type: ignore[arg-type]
    assert len(passed.measures) > 1
    assert not passed.tables.joined, "sites are given up"


def test_the_new_people_of_each_site_are_asked_for() -> None:
    """Ten sites of 40 had at most 10 second courses each, have at least 11 with ten new people, who had at most 10."""
    whole, never = RandomCohort(0, 500, 2), np.full(500, 9_000)
    site, new = np.repeat(np.arange(10), 50), np.tile(np.arange(50) >= 40, 10)
    place = np.tile(np.arange(50), 10)
    second = np.where((place < 10) | (place == 40), 100, never)
    whole.day = dict.fromkeys(whole.day, second)
    whole.death, whole.exit = never, np.minimum(second, 2_000)
    whole.labels = {"site": site.astype(str), "wave": np.where(new, "new", "old")}
    by_site = Scope((v.SECOND_COURSE,), (v.EVERYONE,), ("site",), DAYS)
    both = replace(by_site, groupings=("site", "wave"))
    before = published(Some(whole, ~new), by_site, TEN)
    now = Some(whole, np.ones(500, dtype=bool))
    assert climb(now, both, rules=TEN).measures[0].startswith("as asked: 0 small"), "by itself"  # type: ignore[arg-type]
    passed = climb(now, both, rules=TEN, earlier=Earlier((), (before,), now.people))  # type: ignore[arg-type]
    assert not passed.measures[0].startswith("as asked: 0 small")


@pytest.mark.parametrize(
    ("alone", "advice"),
    [
        (Attack((), (), 1, 0), "By itself this release gives none of them away: beside .* of 2026-11-28 .* it does"),
        (Attack(("people",), (), 1, 0), "at least 10 of them new in every group.*a larger min_cell alone is refused"),
    ],
)
def test_where_every_rung_is_refused_it_is_said_whether_the_earlier_release_is_why(
    alone: Attack, advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = a_site_joins()
    asked = Scope((v.SECOND_COURSE,), (v.EVERYONE,), ("site",), DAYS)
    earlier = Earlier((), (published(old, asked, TEN),), new.people, named=("2026-11-28 (0001.npz)",))

    def attacked(tables: SafeTables, *, known: Knowledge, **_: object) -> Attack:
        together = any("the release of 2026-11-28" in unknown for unknown in known.unknowns)
        return Attack(("people",), (), 1, 0) if together else alone

    monkeypatch.setattr("isostats.release.disclosure_control.attack", attacked)
    with pytest.raises(StudyError, match=advice):
        climb(new, asked, rules=TEN, earlier=earlier)  # type: ignore[arg-type]


@pytest.mark.parametrize("populations", [(v.EVERYONE,), tuple(WHO)])
def test_a_thousand_new_people_give_nothing_away(populations: tuple[str, ...]) -> None:
    whole = RandomCohort(1, 1_300, 2)
    old, new = Some(whole, np.arange(1_300) < 300), Some(whole, np.ones(1_300, dtype=bool))
    scope = Scope((v.ANY_TREATMENT, v.SYSTEMIC_TREATMENT), populations, ("sex",), DAYS, first_treatment=True)
    before = published(old, scope, TEN)
    assert np.isnan(before.truth).any() == (len(populations) > 1), "of those not clear the ledger has no outcomes"
    passed = climb(new, scope, rules=TEN, earlier=Earlier((), (before,), new.people))  # type: ignore[arg-type]
    assert len(passed.measures) == 1, "as asked"
    assert "nor from it and what was released before" in passed.words


def test_a_part_that_is_counted_in_everyone_alone_is_left_out_of_groups() -> None:
    """Where nobody died, death is a part of any treatment in everyone alone: by the table of first treatments."""
    whole = RandomCohort(1, 330, 2)
    old, new = Some(whole, np.arange(330) < 300), Some(whole, np.ones(330, dtype=bool))
    scope = Scope((v.ANY_TREATMENT,), tuple(WHO), ("sex",), DAYS, first_treatment=True)
    before = published(old, scope, TEN)
    in_everyone = {key: at for key, at in before.known.unknowns.items() if key[0] != v.DEATH or key[1] == v.ALL}
    before = replace(before, known=replace(before.known, unknowns=in_everyone))
    _, known, _ = beside(new, scope, TEN, before)
    assert known.matrix.shape[0] > before.known.matrix.shape[0]


@pytest.mark.parametrize("seed", range(6))
def test_what_two_releases_tell_together_is_true_of_the_people(seed: int) -> None:
    """Also of other groups, days, rules and outcomes, and where the one holds women alone."""
    rng = np.random.default_rng(seed)
    whole = RandomCohort(seed, 200, 3)
    kept = whole.labels["sex"] == "f" if seed % 2 else rng.random(200) < 0.7
    few, many = Some(whole, kept), Some(whole, np.ones(200, dtype=bool))
    old, new = (few, many) if seed % 3 else (many, few)
    half_years = grid_days(730, steps_a_year=2)
    one = Scope((v.ANY_TREATMENT, v.SECOND_COURSE), tuple(WHO), ("sex", "site"), half_years, first_treatment=True)
    other = Scope((v.SYSTEMIC_TREATMENT, v.ANY_TREATMENT), tuple(WHO), ("site", "sex"), DAYS, first_treatment=True)
    _, known, truth = beside(new, other, TEN, published(old, one, FIVE))
    alone = sum(knowledge_of(safe_tables(c, s, rules=r), presumed=p).matrix.shape[0]  # type: ignore[arg-type]
                for c, s, r, p in ((new, other, TEN, False), (old, one, FIVE, True)))  # fmt: skip
    assert known.matrix.shape[0] > alone + 100, "tied"
    kept_counts = known.matrix[:, np.isnan(truth)].getnnz(axis=1) == 0
    sums = (known.matrix @ np.nan_to_num(truth))[kept_counts]
    assert (sums >= known.low[kept_counts]).all()
    assert (sums <= known.high[kept_counts]).all()


def test_where_records_were_changed_the_ties_that_are_broken_are_left_out() -> None:
    old, new = a_site_joins()
    scope = Scope((v.SECOND_COURSE,), (v.EVERYONE,), ("site",), DAYS)
    before = published(old, scope, FIVE)
    new.day = {name: np.where(new.ids == 0, 9_000, days) for name, days in new.day.items()}
    tables, known, truth = beside(new, scope, FIVE, before)
    sums = known.matrix @ truth
    assert ((sums >= known.low) & (sums <= known.high)).all()
    attack(tables, truth=truth, known=known)


def test_women_before_are_the_women_of_everyone_now() -> None:
    whole = RandomCohort(3, 400, 2)
    women = Some(whole, whole.labels["sex"] == "f")
    scope = Scope((v.SECOND_COURSE,), (v.EVERYONE,), ("sex",), DAYS)
    before = published(women, Scope((v.SECOND_COURSE,), (v.EVERYONE,), ("band",), DAYS), TEN)
    _, known, truth = beside(Some(whole, np.ones(400, dtype=bool)), scope, TEN, before)
    now = known.unknowns[v.SECOND_COURSE, "sex=f", v.ALL, v.SECOND_COURSE]
    then = known.unknowns[v.SECOND_COURSE, v.ALL, v.ALL, v.SECOND_COURSE, before.name]
    same = [row for row in known.matrix if set(row.indices) == {now[2], then[2]}]
    assert any(row.sum() == 0 for row in same)
    assert truth[now[2]] == truth[then[2]]


def test_people_in_both_without_any_group_in_common_are_refused() -> None:
    whole = RandomCohort(4, 300, 2)
    old, new = Some(whole, np.arange(300) < 200), Some(whole, np.arange(300) > 100)
    scope = Scope((v.SECOND_COURSE,), (v.EVERYONE,), (), DAYS)
    with pytest.raises(StudyError, match="no group of the one holds a group of the other"):
        climb(new, scope, rules=TEN, earlier=Earlier((), (published(old, scope, TEN),), new.people))  # type: ignore[arg-type]


def ten_clinics() -> RandomCohort:
    """Ten clinics of 30 people in two regions; one person of each has a second course."""
    whole, never = RandomCohort(0, 300, 2), np.full(300, 9_000)
    second = np.where(np.arange(300) % 30 == 0, 100, never)
    whole.day = dict.fromkeys(whole.day, second)
    whole.death, whole.exit = never, np.minimum(second, 2_000)
    clinic = np.arange(300) // 30
    whole.labels = {"clinic": clinic.astype(str), "half": np.where(np.arange(300) % 2, "one", "other")}
    return whole


@pytest.mark.parametrize("whole_first", [False, True])
def test_a_whole_and_its_parts_released_apart_are_attacked_together(whole_first: bool) -> None:
    """Each clinic has at least one, all have at most ten: so each has one, though no two releases tell it."""
    whole = ten_clinics()
    people = np.arange(300)
    regions = [Some(whole, people < 150), Some(whole, people >= 150)]
    by_clinic = Scope((v.SECOND_COURSE,), (v.EVERYONE,), ("clinic",), DAYS)
    by_half = replace(by_clinic, groupings=("half",))
    north, south = (replace(published(each, by_clinic, TEN), name=name)
                    for each, name in zip(regions, ("north", "south"), strict=True))  # fmt: skip
    every = Some(whole, people >= 0)
    if whole_first:
        new, scope, before = regions[1], by_clinic, [replace(published(every, by_half, TEN), name="all"), north]
    else:
        new, scope, before = every, by_half, [north, south]
    tables = safe_tables(new, scope, rules=TEN)  # type: ignore[arg-type]
    known = knowledge_of(tables)
    truth = true_counts(new, tables, known)  # type: ignore[arg-type]
    side = Side("", tables.days, known, truth, new.people(tables))
    for one in before:
        assert attack(tables, truth=(two := together(side, [one], 10))[1], known=two[0]).safe, "no two tell it"
    known, truth = together(side, before, 10)
    held = known.matrix @ truth
    assert ((held >= known.low) & (held <= known.high)).all()
    assert attack(tables, truth=truth, known=known).pinned
