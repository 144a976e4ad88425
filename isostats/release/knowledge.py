"""Everything that a release tells of the true counts, as linear bounds: what an attacker would write down.

The unknowns are true counts: how many people each group holds by their response, and how many of them had failed by
each cause, or left, by each day of the grid. Known are the bin of every published count, that counts grow, that
nobody leaves twice, how outcomes nest, which outcomes a first treatment is, and that groups are the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.counting import EventTable
from isostats.release.event_tables import FIRST_TREATMENT, SafeTables, parts_of
from isostats.release.linear_system import Bounds, Indexes, Knowledge, Label, Terms, less
from isostats.release.rounding import bins
from isostats.vocabulary import names as v
from isostats.vocabulary.outcomes import OUTCOMES, is_of_treatments

STRATA = {
    v.EVERYONE: ("clear", "not clear", "unknown"),
    v.WITH_RESPONSE: ("clear", "not clear"),
    v.RESPONDERS: ("clear",),
}
"""Which people, by the response at the end of the course, each population holds."""
EVERYONE = (v.ALL,)


class _Writer(Bounds):
    """Bounds, with the unknowns that they are of and the questions, from the tables of a release."""

    def __init__(self, release: SafeTables) -> None:
        super().__init__()
        self.release = release
        self.days = np.asarray(release.days)
        self.unknowns: dict[tuple[str, ...], Indexes] = {}
        self.width = 0
        populations = {population for _, population, _ in release.tables}
        self.strata = STRATA[v.EVERYONE] if populations != {v.EVERYONE} else EVERYONE
        self.kinds = EVERYONE if self.strata == EVERYONE else (*self.strata, *EVERYONE)
        self.populations = [name for name in STRATA if name in populations]

    def within(self, population: str) -> tuple[str, ...]:
        """The strata of a population."""
        return EVERYONE if self.strata == EVERYONE else STRATA[population]

    def unknown(self, *key: str) -> Indexes:
        """The unknowns of that name: one for each day, or one alone for a number of people."""
        if key not in self.unknowns:
            size = 1 if key[0] == v.N else len(self.days)
            self.unknowns[key] = self.width + np.arange(size)
            self.width += size
        return self.unknowns[key]

    def series(self, part: str, outcome: str, population: str, group: str) -> Terms:
        """The true cumulative count of a published part.

        Where not being clear is a failure of its own, on day 0, only those who were clear are left to fail otherwise.
        """
        clear = population in (v.RESPONDERS, v.WITH_RESPONSE) and self.strata != EVERYONE
        return [(self.unknown(part, group, "clear" if clear else EVERYONE[0], outcome), 1.0)]

    def people(self, population: str, group: str) -> Terms:
        """How many people of a group a population holds."""
        return [(self.unknown(v.N, group, s), 1.0) for s in self.within(population)]

    def ask_for(
        self, terms: Terms, label: tuple[str, str, str, str], *, days: bool = True, published: bool = False
    ) -> None:
        """A count that must not be found out, by what it counts, outcome, population and group."""
        on = tuple(self.days.tolist()) if days else ()
        self.ask(terms, Label(*label, days=on, published=published and label[2] in self.populations))


def knowledge_of(release: SafeTables, *, presumed: bool = False) -> Knowledge:
    """Everything known of the true counts behind a release, and every count that must not be found out.

    With what is ``presumed`` it has to be held against the true counts: :meth:`Knowledge.true_of`.
    """
    writer = _Writer(release)
    for (outcome, population, _), table in release.tables.items():
        if outcome != FIRST_TREATMENT:
            _published(writer, outcome, population, table)
    first = release.tables.get((FIRST_TREATMENT, v.EVERYONE, None))
    if first is not None:
        _first_treatments(writer, first, presumed=presumed)
    groups = _groups(writer)
    outcomes = release.outcomes
    for group in (each for of_one in groups.values() for each in of_one):
        for stratum in writer.kinds:
            _one_timeline(writer, group, stratum, outcomes)
        if writer.strata != EVERYONE:
            _strata_are_everyone(writer, group, outcomes)
    for group_list in groups.values():
        if group_list != [v.ALL]:
            _groups_are_the_whole(writer, group_list, outcomes)
    _questions(writer, groups, outcomes)
    matrix, low, high, presumed_rows = writer.system(writer.width)
    questions = writer.asked.matrix(writer.width)
    rules, asked = release.rules, questions.shape[0]
    least, most = (np.full(asked, each, dtype=np.int64) for each in (rules.least_small, rules.most_small))
    return Knowledge(
        matrix, low, high, questions, tuple(writer.labels), tuple(writer.sizes), writer.unknowns, least, most,
        presumed_rows,
    )  # fmt: skip


def _groups(writer: _Writer) -> dict[str | None, list[str]]:
    """The groups of each column that people are split by."""
    counts_of: dict[str | None, list[str]] = {}
    for (outcome, _, by), table in writer.release.tables.items():
        if outcome != FIRST_TREATMENT:
            known = counts_of.setdefault(by, [])
            known += [group for group in table.groups if group not in known]
    return counts_of


def cumulative(table: EventTable) -> dict[str, NDArray[np.int64]]:
    """The published cumulative counts of each part, (G, days of the grid)."""
    return {name: np.rint(np.cumsum(each[:, :-1], axis=1)).astype(np.int64) for name, each in parts_of(table).items()}


def _published(writer: _Writer, outcome: str, population: str, table: EventTable) -> None:
    """The bins of one table's counts."""
    rules = writer.release.rules
    parts, n = cumulative(table), np.rint(table.n).astype(np.int64)
    for g, group in enumerate(table.groups):
        writer.know(writer.people(population, group), *bins(n[[g]], rules))
        for part, counts in parts.items():
            if part == v.NOT_CLEAR:  # a number of people, the same on every day
                terms: Terms = [(writer.unknown(v.N, group, "not clear"), 1.0)]
                writer.know(terms, *bins(counts[g, :1], rules))
            else:
                writer.know(writer.series(part, outcome, population, group), *bins(counts[g], rules))


def _first_treatments(writer: _Writer, table: EventTable, *, presumed: bool) -> None:
    """Each kind of first treatment: together they are any treatment; those who die or leave do so in both tables.

    Whoever begins with a kind that another outcome counts has that outcome by the same day, and those who have it after
    a first treatment of another kind are never fewer than before.
    """
    kinds: dict[str, Terms] = {}
    for part, counts in cumulative(table).items():
        if part in (v.LEFT, v.DEATH):
            terms = writer.series(part, v.ANY_TREATMENT, v.EVERYONE, v.ALL)
        else:
            terms = kinds[part] = [(writer.unknown(part, v.ALL, EVERYONE[0], FIRST_TREATMENT), 1.0)]
            writer.never_fewer(terms)
            _ask_series(writer, terms, (part, FIRST_TREATMENT, v.EVERYONE, v.ALL))
        writer.know(terms, *bins(counts[0], writer.release.rules))
    whole = writer.series(v.ANY_TREATMENT, v.ANY_TREATMENT, v.EVERYONE, v.ALL)
    writer.know([*whole, *(term for each in kinds.values() for term in less(each))], 0, 0)
    for outcome in writer.release.outcomes:
        if outcome != v.ANY_TREATMENT:
            counted = writer.series(outcome, outcome, v.EVERYONE, v.ALL)
            for begun, sure in _first_kinds(outcome, kinds):
                if sure or presumed:
                    after: Terms = [*counted, *(term for kind in begun for term in less(kinds[kind]))]
                    writer.know(after, 0, np.inf, presumed=not sure)
                    writer.never_fewer(after, presumed=not sure)


def _first_kinds(outcome: str, kinds: Iterable[str]) -> Iterator[tuple[list[str], bool]]:
    """Kinds of first treatment that are the outcome as well, and whether they surely are.

    Contraceptives are among the kinds only where they count, and then as every treatment does. Isotretinoin is a second
    course, and so each outcome, unless it was too short to be counted as one.
    """
    of = OUTCOMES[outcome]
    counted = {*of.kinds, *([v.CONTRACEPTIVE] if is_of_treatments(of) else [])}
    if sure := [kind for kind in kinds if kind in counted]:
        yield sure, True
    if v.ISOTRETINOIN in kinds and v.ISOTRETINOIN not in counted:
        yield [v.ISOTRETINOIN], False


def _parts(writer: _Writer, outcome: str) -> list[str]:
    """The parts of an outcome's tables that have unknowns: the outcome itself, death where it is one, and leaving."""
    tables = [table for (name, _, _), table in writer.release.tables.items() if name == outcome]
    causes = {cause: None for table in tables for cause in table.causes if cause != v.NOT_CLEAR}
    return [*causes, v.LEFT]


def _one_timeline(writer: _Writer, group: str, stratum: str, outcomes: tuple[str, ...]) -> None:
    """What is true of the people of a group by their response."""
    people: Terms = [(writer.unknown(v.N, group, stratum), 1.0)]
    parts = {outcome: _parts(writer, outcome) for outcome in outcomes}
    timeline_rules(writer, people, {
        outcome: {part: [(writer.unknown(part, group, stratum, outcome), 1.0)] for part in parts[outcome]}
        for outcome in outcomes
    })  # fmt: skip


def timeline_rules(writer: Bounds, people: Terms, counts: Mapping[str, Mapping[str, Terms]]) -> None:
    """What is true of any people: counts grow, nobody leaves twice, and a wider outcome comes no later.

    ``counts`` are cumulative, by outcome and part. All outcomes have one timeline, so whoever leaves free of one leaves
    free of any other, or had that before.
    """
    for of_outcome in counts.values():
        for each in of_outcome.values():
            writer.never_fewer(each)
        gone = [(each[-1:], value) for terms in of_outcome.values() for each, value in terms]
        writer.know([*people, *less(gone)], 0, np.inf)
    nested = list(_nested(tuple(counts)))
    for wide, narrow in nested:
        others = [part for part in counts[narrow] if part != narrow and part in counts[wide]]
        more: Terms = [*counts[wide][wide], *less(counts[narrow][narrow])]
        writer.know(more, 0, np.inf)
        for part in others:  # whoever leaves free of the wider outcome leaves free of the narrower
            fewer: Terms = [*counts[narrow][part], *less(counts[wide][part])]
            writer.know(fewer, 0, np.inf)
            writer.never_fewer(fewer)  # those who leave so after the wider outcome are never fewer than before
            writer.know([*more, *less(fewer)], 0, np.inf)
        if len(others) > 1:
            of_both = [(counts[wide][part], counts[narrow][part]) for part in others]
            writer.know([*more, *(term for wider, own in of_both for term in (*wider, *less(own)))], 0, np.inf)
    for one, other in permutations(counts, 2):
        if (one, other) not in nested and (other, one) not in nested:
            exits = [part for part in counts[one] if part != one and part in counts[other]]
            for parts in dict.fromkeys([tuple(exits), *((part,) for part in exits)]):
                free: Terms = [term for part in parts for term in (*counts[other][part], *less(counts[one][part]))]
                writer.know([*counts[other][other], *free], 0, np.inf)


def _nested(outcomes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Pairs of outcomes of which the first comes no later: a second course is each of them, kinds may hold others."""
    for wide in outcomes:
        for narrow in outcomes:
            kinds = set(OUTCOMES[narrow].kinds)
            if wide != narrow and (narrow == v.SECOND_COURSE or (kinds and kinds < set(OUTCOMES[wide].kinds))):
                yield wide, narrow


def _addresses(writer: _Writer, outcomes: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The part and outcome of every series, and of the number of people."""
    return [(v.N,), *((part, outcome) for outcome in outcomes for part in _parts(writer, outcome))]


def _strata_are_everyone(writer: _Writer, group: str, outcomes: tuple[str, ...]) -> None:
    """Everyone as unknowns of their own, so that bounds go from row to row through what was published of them."""
    for part, *outcome in _addresses(writer, outcomes):
        terms: Terms = [(writer.unknown(part, group, EVERYONE[0], *outcome), 1.0)]
        terms += [(writer.unknown(part, group, stratum, *outcome), -1.0) for stratum in writer.strata]
        writer.know(terms, 0, 0)


def _groups_are_the_whole(writer: _Writer, groups: list[str], outcomes: tuple[str, ...]) -> None:
    for stratum in writer.kinds:
        for part, *outcome in _addresses(writer, outcomes):
            terms: Terms = [(writer.unknown(part, v.ALL, stratum, *outcome), 1.0)]
            terms += [(writer.unknown(part, group, stratum, *outcome), -1.0) for group in groups]
            writer.know(terms, 0, 0)


def _ask_series(writer: _Writer, terms: Terms, label: tuple[str, str, str, str]) -> None:
    """A count by each day, and what each interval adds to it."""
    writer.ask_for(terms, label, published=True)
    steps = [(each[1:], value) for each, value in terms] + [(each[:-1], -value) for each, value in terms]
    writer.ask_for(steps, (f"{label[0]} within the interval after", *label[1:]))


def _questions(writer: _Writer, groups: dict[str | None, list[str]], outcomes: tuple[str, ...]) -> None:
    """Every count of people that must not be found out: published sums, strata, steps, and those still at risk."""
    whom = {name: writer.within(name) for name in writer.populations}
    if len(writer.strata) > 1:  # strata by themselves, and those whom one population holds and another does not
        whom |= {"not clear": ("not clear",), "unknown response": ("unknown",)}
        whom["not responders"] = STRATA[v.EVERYONE][1:]
    for group in (each for of_one in groups.values() for each in of_one):
        for population, strata in whom.items():
            people: Terms = [(writer.unknown(v.N, group, s), 1.0) for s in strata]
            writer.ask_for(people, ("people", "", population, group), days=False, published=True)
            for outcome in outcomes:
                gone: Terms = []
                for part in _parts(writer, outcome):
                    terms: Terms = [(writer.unknown(part, group, s, outcome), 1.0) for s in strata]
                    _ask_series(writer, terms, (part, outcome, population, group))
                    gone += terms
                all_days: Terms = [(np.repeat(each, len(writer.days)), value) for each, value in people]
                at_risk = all_days + [(each, -value) for each, value in gone]
                writer.ask_for(at_risk, ("at risk", outcome, population, group))
            for wide, narrow in _nested(outcomes):
                between: Terms = [(writer.unknown(wide, group, s, wide), 1.0) for s in strata]
                between += [(writer.unknown(narrow, group, s, narrow), -1.0) for s in strata]
                writer.ask_for(between, (f"{wide} without {narrow}", "", population, group))
