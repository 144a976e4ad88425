"""Presets of a release: how each rounds and writes, and that what it wrote is read back and stands the attack."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.cohort.counting import EventTable
from isostats.errors import StudyError
from isostats.estimate import kaplan_meier
from isostats.release.attacking import tables_in
from isostats.release.counts_files import RULES, cut_long_tables, read_counts, write_counts
from isostats.release.disclosure_control import true_counts
from isostats.release.event_tables import SafeTables, Scope, few_of, published_counts, safe_tables
from isostats.release.knowledge import knowledge_of
from isostats.release.ledger_entry import Entry
from isostats.release.pooling import counts_within, pool_tables
from isostats.release.rounding import bins, grid_days, midpoints
from isostats.release.rounding_error import bounds_of, remission_range
from isostats.release.safe_cohort import SafeCohort
from isostats.release.witnesses import propagated
from isostats.report.about_releases import preset_words
from isostats.study.definitions import OutcomeDefinition
from isostats.study.release_choices import ReleaseChoices
from isostats.study.release_rules import PRESETS, ReleaseRules
from isostats.vocabulary import names as v
from isostats.words.numbers import people_text
from isostats.words.small_counts import few_written
from tests.release.cohorts import RandomCohort

DAYS = grid_days(1095)
SCOPE = Scope((v.ANY_TREATMENT, v.SYSTEMIC_TREATMENT), (v.EVERYONE, v.RESPONDERS), ("sex",), DAYS)
every_preset = pytest.mark.parametrize("preset", PRESETS)


def tables_of(rules: ReleaseRules | int, people: int = 90, seed: int = 3) -> SafeTables:
    return safe_tables(RandomCohort(seed, people, 3), SCOPE, rules=rules)  # type: ignore[arg-type]


class NobodyDies(RandomCohort):
    """People of whom none dies, counted as a cohort does: death is then no cause."""

    def count(self, outcome: str, population: str = v.EVERYONE, by: str | None = None) -> EventTable:
        return super().count(outcome, population, by).only(outcome)


@every_preset
@given(st.lists(st.integers(0, 60), min_size=1, max_size=30), st.integers(2, 15))
@settings(max_examples=30)
def test_a_bin_holds_just_the_counts_that_are_written_so(preset: str, counts: list[int], base: int) -> None:
    for rules in (PRESETS[preset].rules, replace(PRESETS[preset].rules, min_cell=base)):
        rounded = midpoints(counts, rules)
        low, high = bins(rounded, rules)
        assert ((low <= counts) & (counts <= high)).all()
        assert (midpoints(low, rules) == rounded).all()
        assert (midpoints(high, rules) == rounded).all()
        assert (np.diff(midpoints(sorted(counts), rules)) >= 0).all(), "a count that grows never shrinks"
        with few_written(few_of(rules)):
            texts = [people_text(each) for each in rounded]
        for count, text in zip(counts, texts, strict=True):
            is_few = (0 if rules.zeros == "hidden" else 1) <= count <= rules.few
            assert (text == rules.label) == is_few, "few, and only few, are written as words"
            assert is_few or int(text) == 0 or int(text) > rules.most_small - rules.min_cell // 2


@pytest.mark.parametrize(
    ("preset", "written"),
    [
        ("acro", {0: "[suppressed]", 1: "[suppressed]", 10: "[suppressed]", 11: "15", 21: "25"}),
        ("uk_llc", {0: "<= 10", 9: "<= 10", 10: "<= 10", 11: "15"}),
        ("opensafely", {0: "0", 1: "[REDACTED]", 7: "[REDACTED]", 8: "9", 12: "9", 13: "15"}),
        ("cms", {0: "0", 1: "<= 11", 11: "<= 11", 12: "17"}),
        ("darwin", {0: "0", 1: "<= 5", 5: "<= 5", 6: "8"}),
    ],
)
def test_what_each_preset_writes_at_the_edges(preset: str, written: dict[int, str]) -> None:
    rules = PRESETS[preset].rules
    with few_written(few_of(rules)):
        assert {n: people_text(int(midpoints([n], rules)[0])) for n in written} == written


def test_single_keys_make_a_preset_stricter_and_what_cannot_be_is_refused() -> None:
    rules = ReleaseChoices(preset="uk_llc", min_cell=15).rules
    assert (rules.label, rules.few, rules.preset) == ("<= 15", 15, "uk_llc")
    assert ReleaseChoices().rules == ReleaseRules()
    assert ReleaseChoices(preset="opensafely", min_cell=8).rules.column_suffix == "_midpoint8", "named after its base"
    with pytest.raises(StudyError, match="nobody sees that it may be none"):
        ReleaseChoices(zeros="hidden")
    with pytest.raises(StudyError, match="must be one of 'acro'"):
        ReleaseChoices(preset="acroo")
    with pytest.raises(StudyError) as twice:
        ReleaseChoices(min_cell=1)
    assert str(twice.value).count("from 2 to 1,000") == 1


@given(
    st.sampled_from(sorted(PRESETS)),
    st.fixed_dictionaries({}, optional={
        "min_cell": st.integers(2, 25), "zeros": st.sampled_from(["shown", "hidden"]),
        "redacted_up_to": st.integers(0, 25), "few_written": st.sampled_from(["", "few", "<= {few}"]),
        "column_suffix": st.sampled_from(["", "_rounded"]), "underlying_counts": st.booleans(),
    }),
)  # fmt: skip
@settings(max_examples=300)
def test_whatever_stands_beside_a_preset_it_keeps_at_least_what_its_name_promises(
    preset: str, keys: dict[str, Any]
) -> None:
    promised = PRESETS[preset].rules
    try:
        ReleaseChoices(preset=preset, **keys)
    except StudyError as error:
        words = str(error)
    else:
        words = ""
    if words:
        assert any(key in words for key in keys), "the key at fault is named"
        return
    rules = ReleaseChoices(preset=preset, **keys).rules
    counts = range(60)
    kept, least = ({n for n in counts if each.least_small <= n <= each.most_small} for each in (rules, promised))
    assert kept >= least, "every count that the custodian means stays open"
    assert rules.few >= promised.few
    labelled = {n for n in counts if promised.label and promised.least_small <= n <= promised.few}
    few = few_of(rules)
    assert all(few.holds(float(midpoints([n], rules)[0])) for n in labelled), "few are never a number"
    if not keys:
        assert rules == promised


def test_a_key_that_loosens_a_preset_is_named_with_what_to_do() -> None:
    with pytest.raises(StudyError) as refused:
        ReleaseChoices(preset="uk_llc", min_cell=2, zeros="shown", few_written="")
    words = str(refused.value)
    assert "min_cell is 2, and its least is 10; zeros are shown, and it hides them; few_written is empty" in words
    assert "or leave out the preset: then no custodian is named" in words


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("5", "reads as a count"), ("1,000", "reads as a count"), ("nan", "reads as a count"), ("{most}", "only {few}"),
        ("{few:>9999999999}", "only {few}"), ("{0}{", "only {few}"), ("-", "as a formula"), ("=cmd|x", "as a formula"),
        ("=< {few}", "as a formula"), ("@few", "as a formula"), ("few\nof them", "one line"), ("few\x00", "one line"),
        (" ", "one line"), ("few ", "one line"), ("x" * 41, "of 41 signs"), ("x" * 5_000, "of 5,000 signs"),
    ],
)  # fmt: skip
def test_words_for_few_that_cannot_be_written_or_read_back_are_refused(written: str, why: str) -> None:
    with pytest.raises(StudyError) as refused:
        ReleaseChoices(few_written=written)
    words = str(refused.value)
    assert why in words
    assert "Write it as" in words
    assert len(words) < 250


@pytest.mark.parametrize("suffix", ["/../x", "a,b\n", "_a b", "_<b>", "_", "x", "_é", "_" + "a" * 30, "_x" * 5_000])
def test_endings_that_no_file_or_column_should_have_are_refused(suffix: str) -> None:
    with pytest.raises(StudyError, match=r"column_suffix .* an underscore, then letters") as refused:
        ReleaseChoices(column_suffix=suffix)
    assert len(str(refused.value)) < 300


@given(st.text(max_size=12))
@settings(max_examples=60, deadline=None)
def test_whatever_words_for_few_are_taken_are_read_back(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    try:
        rules = ReleaseChoices(few_written=words).rules
    except StudyError:
        return
    tables, folder = tables_of(rules, 40), tmp_path_factory.mktemp("words")
    write_counts(tables, folder)
    manifest = {RULES: json.loads(json.dumps(vars(rules)))}
    pd.testing.assert_frame_equal(read_counts(folder, manifest), published_counts(tables), check_dtype=False)


@every_preset
def test_what_a_preset_rests_on_is_said_in_short_sentences_with_source_and_day(preset: str) -> None:
    words = " ".join(preset_words(PRESETS[preset].rules))
    assert max(len(sentence.split()) for sentence in re.split(r"(?<=[.:]) ", words)) <= 30
    assert re.search(r"Source: .+, read on 20\d\d-\d\d-\d\d\.", words)
    assert "stricter" not in words
    assert "The study made it stricter: min_cell is 30." in " ".join(
        preset_words(replace(PRESETS[preset].rules, min_cell=30))
    )
    other = " ".join(preset_words(replace(PRESETS[preset].rules, few_written="few", site_names=True)))
    assert "stricter" not in other, "another word for few is no stricter rule"
    assert "The study writes it in its own way: few_written is few." in other
    assert "stand by name, as the study decided (site_names = true)." in other


def test_a_suffix_of_the_preset_and_words_for_few_that_are_not_so_are_refused() -> None:
    with pytest.raises(StudyError, match="column_suffix is _exact, and it writes _midpoint6"):
        ReleaseChoices(preset="opensafely", column_suffix="_exact")
    with pytest.raises(StudyError, match="it writes _midpoint12"):
        ReleaseChoices(preset="opensafely", min_cell=12, column_suffix="_midpoint6")
    for words in ("none to {few}", "0 to {few}", "keine bis {few}"):
        with pytest.raises(StudyError, match="nobody is among them, and nobody is written 0"):
            ReleaseChoices(preset="cms", few_written=words)
        assert ReleaseChoices(zeros="hidden", few_written=words).rules.label
    assert ReleaseChoices(preset="cms", few_written="1 to {few}").rules.label == "1 to 11"


def test_small_counts_are_those_that_the_custodian_means() -> None:
    assert {name: each.rules.small_words for name, each in PRESETS.items()} == {
        "acro": "from 0 to 9", "uk_llc": "from 0 to 9", "opensafely": "from 1 to 7", "cms": "from 1 to 10",
        "darwin": "from 1 to 4",
    }  # fmt: skip
    assert ReleaseRules(5).small_words == "from 1 to 9", "without a preset what is small does not rest on the base"


@every_preset
def test_what_was_written_is_read_back_and_no_small_count_stands_in_it(preset: str, tmp_path: Path) -> None:
    rules = replace(PRESETS[preset].rules, most_rows=100 if preset == "opensafely" else 0)
    tables = tables_of(rules)
    write_counts(tables, tmp_path)
    cut_long_tables(tmp_path, rules)
    counts = published_counts(tables)
    pieces = range(1, -(-len(counts) // 100) + 1)
    assert len(pieces) > 1
    cut = {f"safe_counts_midpoint6_{number}.csv" for number in pieces}
    assert {path.name for path in tmp_path.iterdir()} == (cut if preset == "opensafely" else {"safe_counts.csv"})
    manifest = {RULES: json.loads(json.dumps(vars(rules)))}
    pd.testing.assert_frame_equal(read_counts(tmp_path, manifest), counts, check_dtype=False)
    held = pd.concat(pd.read_csv(path, dtype=str, keep_default_na=False) for path in tmp_path.iterdir())
    numbers = pd.to_numeric(held[f"people{rules.column_suffix}"], errors="coerce").dropna()
    assert not numbers.between(rules.least_small, rules.most_small - rules.min_cell // 2).any()
    assert (held[f"people{rules.column_suffix}"] == rules.label).any()
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert tables_in(tmp_path).rules == rules


@every_preset
def test_the_true_counts_agree_with_what_is_known_and_no_bound_pins_a_small_one(preset: str) -> None:
    """Propagation alone; the whole system is solved in the validation."""
    rules, cohort = PRESETS[preset].rules, RandomCohort(11, 240, 3)
    tables = safe_tables(cohort, SCOPE, rules=rules)  # type: ignore[arg-type]
    known = knowledge_of(tables)
    truth = true_counts(cohort, tables, known)  # type: ignore[arg-type]
    sums = known.matrix @ truth
    assert ((known.low <= sums) & (sums <= known.high)).all()
    low, high = propagated(known).of(known.questions)
    answers = known.questions @ truth
    assert ((low <= answers) & (answers <= high)).all()
    small = (answers >= 1) & (answers <= rules.most_small)
    small |= known.published & (answers == 0) & (rules.zeros == "hidden")
    assert small.any()
    assert not (small & (low == high)).any()


def test_where_zeros_are_hidden_a_release_without_deaths_looks_like_one_with_few() -> None:
    cohort = NobodyDies(5, 90, 2)
    hidden, shown = (
        safe_tables(cohort, SCOPE, rules=PRESETS[name].rules)  # type: ignore[arg-type]
        for name in ("acro", "cms")
    )
    counts = published_counts(hidden)
    assert (counts.loc[counts["part"] == v.DEATH, "people"] <= hidden.rules.middle_of_few).all()
    assert v.DEATH in hidden.count(v.ANY_TREATMENT).definition.competing
    first = counts[(counts["time_days"] == 0) & (counts["part"] == v.ANY_TREATMENT)]["people"]
    assert (first == 0).all(), "curves begin at 100%"
    low, high = bins(first, hidden.rules)
    assert (low == 0).all() and (high == 10).all(), "and yet nobody knows that it is nobody"  # noqa: PT018
    assert v.DEATH not in set(published_counts(shown)["part"])


@every_preset
def test_no_share_of_few_is_quoted_and_ranges_hold_the_exact_one(preset: str) -> None:
    rules, cohort = PRESETS[preset].rules, RandomCohort(7, 200, 2)
    tables = safe_tables(cohort, SCOPE, rules=rules)  # type: ignore[arg-type]
    safe = SafeCohort(tables, OutcomeDefinition(), "dates")
    for outcome in SCOPE.outcomes:
        at = kaplan_meier(safe.count(outcome, by="sex")).at(DAYS, min_at_risk=1)
        few = (at[v.EVENTS] <= rules.middle_of_few) & (at[v.EVENTS] >= rules.least_small)
        assert few.any()
        assert (at.loc[few, v.STATUS] != v.OK).all()
        assert at.loc[few, v.ESTIMATE].isna().all()
        assert (at.loc[~few, v.STATUS] == v.OK).any()
    exact = safe_tables(cohort, SCOPE, rules=1, least_group=rules.few)  # type: ignore[arg-type]
    within = remission_range(bounds_of(tables.count(v.ANY_TREATMENT), rules))
    estimate = kaplan_meier(exact.count(v.ANY_TREATMENT)).at(DAYS, min_at_risk=0)[v.ESTIMATE].to_numpy()
    assert ((within.low[0] <= estimate) & (estimate <= within.high[0])).all()


def test_sites_of_different_presets_are_added_up_within_their_bins() -> None:
    sites = {name: tables_of(each.rules, 200, seed) for seed, (name, each) in enumerate(PRESETS.items())}
    sites = {name: each for name, each in sites.items() if name not in ("acro", "uk_llc")}
    exact = pool_tables({name: tables_of(1, 200, list(PRESETS).index(name)) for name in sites})
    pooled = pool_tables(sites)
    address = (v.ANY_TREATMENT, v.EVERYONE, None)
    within = counts_within(pooled, address)
    people = exact.tables[address].n
    assert (within.people.low <= people).all() and (people <= within.people.high).all()  # noqa: PT018


def test_the_same_people_by_another_preset_are_refused_by_the_ledger() -> None:
    group = {(v.EVERYONE, v.ALL): np.arange(50, dtype=np.uint64)}
    first, *others = (Entry("2027", each.rules, DAYS, group, {}) for each in PRESETS.values())
    same = dict(first.between(Entry("2028", replace(first.rules, few_written="..."), DAYS, group, {})))
    assert same == {}, "other words tell nothing more"
    assert dict(first.between(others[0])) == {}, "nor does another preset of the same bins"
    for other in others[1:]:
        assert "were rounded to 10, with nobody among the few (preset acro)" in dict(first.between(other))[v.ALL]


@every_preset
def test_pooled_counts_have_few_as_few_and_the_truth_within_every_end(preset: str) -> None:
    rules, seeds = PRESETS[preset].rules, {"a": 1, "b": 2}
    pooled = pool_tables({name: tables_of(rules, 120, seed) for name, seed in seeds.items()})
    exact = pool_tables({
        name: safe_tables(RandomCohort(seed, 120, 3), SCOPE, rules=1, least_group=rules.few)  # type: ignore[arg-type]
        for name, seed in seeds.items()
    })  # fmt: skip
    both = pooled.few.label_of(2 * rules.middle_of_few)
    assert both == rules.few_written.format(few=2 * rules.few)
    address = (v.ANY_TREATMENT, v.EVERYONE, None)
    within, truth = counts_within(pooled, address), counts_within(exact, address)
    for part, ends in truth.parts.items():
        assert (within.parts[part].low <= ends.low).all(), part
        assert (ends.high <= within.parts[part].high).all(), part
    share, ends = remission_range(truth), remission_range(within)
    assert (ends.low <= share.low + 1e-8).all()
    assert (share.high - 1e-8 <= ends.high).all()
    safe = SafeCohort(pooled, OutcomeDefinition(), "dates")
    asked = [safe.count(outcome, population=each) for outcome in SCOPE.outcomes for each in SCOPE.populations]
    asked += [safe.count(v.SYSTEMIC_TREATMENT, by=by) for by in ("site",)]
    at = pd.concat([kaplan_meier(each).at(DAYS, min_at_risk=1) for each in asked], ignore_index=True)
    few = at[v.EVENTS].isin(pooled.few.counts)
    assert few.any()
    assert (at.loc[few, v.STATUS] != v.OK).all()
    assert at.loc[few, v.ESTIMATE].isna().all()
