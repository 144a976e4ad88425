"""A release as the ledger keeps it: who was in each group, the exact counts behind it, and what it tells beside others.

Each release may be safe by itself. One more patient, known to the reader, can carry a count over the edge of its bin,
and the two midpoints then tell the count itself. So a release must have, in each group that was published before, just
the same people and counts, or at least ``min_cell`` new people.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.following import WHOLE
from isostats.errors import DataError, StudyError
from isostats.release.event_tables import (
    FIRST_TREATMENT,
    OTHER,
    Address,
    SafeTables,
    Scope,
    parts_of,
    rounded_table,
    safe_table,
    safe_tables,
)
from isostats.release.knowledge import knowledge_of
from isostats.release.linear_system import Knowledge
from isostats.release.record_linkage import HashedPeople, Ids
from isostats.release.tied_groups import CLEAR, Side
from isostats.study.release_rules import ReleaseRules, rules_read
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import column_of, group_name
from isostats.words.numbers import agreed, count_text, counted

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort

FORMAT = 6
OF_EVERYBODY = tuple(each.name for each in fields(HashedPeople))
UNREADABLE = (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, zlib.error)
"""What reading a file raises that was cut short or changed."""
Group = tuple[str, str]
"""Population and group."""


@dataclass(frozen=True, eq=False)
class Entry:
    """One release: when, by which rules, who was in each group, and the exact cumulative counts on its days.

    ``people`` holds sorted hashes of ids by population and group; ``counts`` are by outcome, population, group, part.
    By ``everybody`` a later release knows people again. ``key`` is what all was hashed with (of a release that is read,
    it is in the ledger), ``renamed`` how many people stand here by the ids that they have in a later release.
    """

    made_at: str
    rules: ReleaseRules
    days: tuple[int, ...]
    people: Mapping[Group, Ids]
    counts: Mapping[tuple[str, str, str, str], NDArray[np.int64]]
    everybody: HashedPeople = field(default_factory=HashedPeople.nobody)
    key: str = ""
    renamed: int = 0

    def by_ids_of(self, later: HashedPeople) -> Entry:
        """This release with people by the ids of a later one, where they came under new ids there.

        Raises StudyError where nobody knows who of them is new: some have new ids and others cannot be found, ids do
        not go with the first courses of then, or nobody is known again, and need not be if ids are new.
        """
        if not len(self.everybody.ids):
            return self
        known = self.everybody.known_again_in(later)
        why = ""
        if known.ids_are_new and known.unknown and known.new:
            renamed, unknown = (counted(each, "person", "people") for each in (known.renamed, known.unknown))
            why = f"{renamed} of it came under other ids, and {unknown} cannot be found by a first course"
        elif known.courses_are_new:
            why = f"{counted(known.corrected, 'id')} of it stand here with another first course"
        elif known.nobody and not self.everybody.would_be_known_in(later):
            why = "nobody of it stands here by id, and first courses have no doses that would tell people with new ids"
        if why:
            raise StudyError(
                f"Nothing was released beside the release of {self.made_at}: {why}. So nobody knows how many people "
                "are new. Make the release from an extract with the ids and days of then. Other people altogether need "
                "a ledger of their own (--ledger)."
            )
        here = known.ids_in(self.everybody, later)
        order = np.argsort(self.everybody.ids)
        before, now = self.everybody.ids[order], here[order]
        people = {group: np.sort(now[np.searchsorted(before, ids)]) for group, ids in self.people.items()}
        everybody = replace(self.everybody, ids=here)
        return replace(self, people=people, everybody=everybody, renamed=known.renamed)

    def between(self, other: Entry) -> Iterator[tuple[str, str]]:
        """What of ``other``, a later release, would give people away beside this one: the group, and why in words.

        Groups of one name are compared, and groups of any names that hold the same people or nearly so: a site may be
        called otherwise, and bands of age be cut a year apart.
        """
        least = max(self.rules.few, other.rules.few)
        for group, now in other.people.items():
            before = self.people.get(group)
            if before is not None and (why := self._of_groups(other, group, group, least)):
                yield _named(group), why
            if before is not None and np.array_equal(now, before):
                continue  # what it tells beside the other groups was attacked in that release
            for name, people in self.people.items():
                if name == group or abs(len(people) - len(now)) >= least:
                    continue
                new, gone = _apart(now, people)
                if 0 < max(new, gone) < least:
                    other_words = counted(new + gone, "other person", "other people")
                    yield _named(group), f"nearly everybody is in {_named(name)} ({other_words})"
                elif not (new or gone) and name[0] == group[0] and (why := self._of_groups(other, name, group, least)):
                    yield _named(group), f"{why} since {_named(name)} of then"

    @property
    def scope(self) -> Scope:
        """What it counted."""
        outcomes = dict.fromkeys(outcome for outcome, *_ in self.counts)
        columns = dict.fromkeys(column_of(group) for _, group in self.people if group != v.ALL)
        populations = dict.fromkeys(population for population, _ in self.people)
        first = outcomes.pop(FIRST_TREATMENT, 0) is None
        return Scope(tuple(outcomes), tuple(populations), tuple(columns), self.days, first_treatment=first)

    def _of_groups(self, other: Entry, mine: Group, its: Group, least: int) -> str:
        """Why two groups, one of each release, would give people away; empty where they do not."""
        new, gone = _apart(other.people[its], self.people[mine])
        if 0 < new < least:
            return f"only {counted(new, 'person', 'people')} {agreed(new, 'is')} new"
        if 0 < gone < least:
            return f"only {counted(gone, 'person', 'people')} {agreed(gone, 'is')} gone"
        if new or gone:
            return ""
        if self.rules.binning != other.rules.binning:
            return f"the same people were rounded {_rounding_words(self.rules)}"
        shared = [day for day in self.days if day in other.days]
        on_mine, on_its = ([each.days.index(day) for day in shared] for each in (self, other))
        changed = any(
            (counts[on_mine] != other.counts[outcome, *its, part][on_its]).any()
            for (outcome, population, group, part), counts in self.counts.items()
            if (population, group) == mine and (outcome, *its, part) in other.counts
        )
        return "the people are the same, and counts have changed" if changed else ""


def _apart(now: Ids, before: Ids) -> tuple[int, int]:
    """How many people are new, and how many are gone."""
    return len(np.setdiff1d(now, before)), len(np.setdiff1d(before, now))


def _named(group: Group) -> str:
    population, name = group
    return name if population == v.EVERYONE else f"{name} ({population.replace('_', ' ')})"


def entry_of(cohort: Cohort, everybody: HashedPeople, tables: SafeTables, made_at: str, key: str = "") -> Entry:
    """What the ledger keeps of a release of ``everybody``, who were hashed with its ``key``."""
    people = dict(members_of(cohort, everybody, tables))
    populations = tuple(dict.fromkeys(population for _, population, _ in tables.tables))
    first = (FIRST_TREATMENT, v.EVERYONE, None) in tables.tables
    scope = Scope(tables.outcomes, populations, tuple(tables.joined), tables.days, first_treatment=first)
    counts = exact_counts(cohort, scope, tables.rules)
    return Entry(made_at, tables.rules, tables.days, people, counts, everybody, key)


def exact_counts(
    cohort: Cohort, scope: Scope, rules: ReleaseRules
) -> dict[tuple[str, str, str, str], NDArray[np.int64]]:
    """The exact cumulative counts behind a release, by outcome, population, group and part."""
    exact = safe_tables(cohort, scope, rules=1, least_group=rules.few)
    counts = {}
    for (outcome, population, _), table in exact.tables.items():
        for g, group in enumerate(table.groups):
            for part, each in parts_of(table).items():
                counts[outcome, population, group, part] = np.rint(np.cumsum(each[g])[:-1]).astype(np.int64)
    return counts


def members_of(cohort: Cohort, everybody: HashedPeople, tables: SafeTables) -> Iterator[tuple[Group, Ids]]:
    """Who is in each published group, as sorted hashes of ids."""
    splits = {by: cohort.split_by(by) for by in tables.joined}
    columns = "".join(
        f", {split.of_person} AS g{place}"
        for place, split in enumerate(splits.values())
        if split is not None
    )
    known = "response IS NOT NULL AS known, COALESCE(responded, FALSE) AS clear"
    rows = cohort.query(f"SELECT person_id, {known}{columns} FROM first_courses ORDER BY person_id")
    person = everybody.ids
    among = {v.EVERYONE: np.ones(len(rows), bool), v.WITH_RESPONSE: rows["known"].to_numpy(bool),
             v.RESPONDERS: rows["clear"].to_numpy(bool)}  # fmt: skip
    for population in dict.fromkeys(each for _, each, _ in tables.tables):
        yield (population, v.ALL), np.sort(person[among[population]])
        for place, (by, small) in enumerate(tables.joined.items()):
            names = group_name(by, "") + rows[f"g{place}"].astype(str).str.replace(WHOLE, r"\1", regex=True)
            names = names.where(~names.isin(small), group_name(by, OTHER)).to_numpy()
            for name in dict.fromkeys(names):
                yield (population, str(name)), np.sort(person[among[population] & (names == name)])


def of_everyone(people: Mapping[Group, Ids]) -> dict[str, Ids]:
    """Who is in each group of everyone."""
    return {group: ids for (population, group), ids in people.items() if population == v.EVERYONE}


def side_of(entry: Entry) -> Side:
    """An earlier release as it was published, with the true counts that the ledger kept."""
    series: dict[Address, dict[str, dict[str, NDArray[np.int64]]]] = {}
    for (outcome, population, group, part), counts in entry.counts.items():
        by = column_of(group) or None
        series.setdefault((outcome, population, by), {}).setdefault(group, {})[part] = counts
    tables, days = {}, np.asarray(entry.days, dtype=np.int64)
    for address, groups in series.items():
        parts = next(iter(groups.values()))
        cumulative = {part: np.stack([each[part] for each in groups.values()]) for part in parts}
        sizes = np.array([len(entry.people[address[1], group]) for group in groups])
        exact = rounded_table(tuple(groups), days, sizes, cumulative)
        tables[address] = safe_table(exact, entry.days, entry.rules)
    joined: dict[str, tuple[str, ...]] = {by: () for _, _, by in tables if by}
    known = knowledge_of(SafeTables(entry.rules, entry.days, tables, joined), presumed=True)
    truth = _true_counts(entry, known)
    return Side(f"the release of {entry.made_at}", entry.days, known.true_of(truth), truth, of_everyone(entry.people))


def _true_counts(entry: Entry, known: Knowledge) -> NDArray[np.float64]:
    """The exact count of each unknown; nan of those who were not clear, whose outcomes the ledger does not have."""
    truth = np.full(known.matrix.shape[1], np.nan)
    held = {population for population, _ in entry.people}
    for (part, group, stratum, *named), places in known.unknowns.items():
        if named and stratum in (v.ALL, CLEAR):
            population = v.EVERYONE if stratum == v.ALL else v.RESPONDERS
            truth[places] = entry.counts.get((named[0], population, group, part), 0)
        elif not named:
            within = [len(entry.people[each, group]) for each in (v.EVERYONE, v.WITH_RESPONSE, v.RESPONDERS)
                      if each in held]  # fmt: skip
            sizes = dict(zip(("unknown", "not clear", CLEAR), -np.diff([*within, 0]), strict=False))
            truth[places] = within[0] if stratum == v.ALL else sizes[stratum]
    return truth


def _rounding_words(rules: ReleaseRules) -> str:
    """How a release was rounded, where the next one rounds otherwise."""
    few = f", up to {count_text(rules.few)} together" if rules.few != rules.min_cell else ""
    hidden = ", with nobody among the few" if rules.zeros == "hidden" else ""
    by = f" (preset {rules.preset})" if rules.preset else ""
    return f"to {count_text(rules.min_cell)}{few}{hidden}{by}"


def _rules(about: Mapping[str, Any]) -> ReleaseRules:
    """The rules of an entry; those of before presets were known by their base alone."""
    return rules_read(about["rules"]) if "rules" in about else ReleaseRules(int(about["base"]))


def packed(entry: Entry) -> bytes:
    """An entry as its file in the ledger holds it."""
    groups = list(entry.people)
    about = {
        "format": FORMAT, "key": _mark_of(entry.key), "made_at": entry.made_at, "rules": asdict(entry.rules),
        "days": entry.days, "groups": groups,
        "counts": [[*address, each.tolist()] for address, each in entry.counts.items()],
    }  # fmt: skip
    held = BytesIO()
    people: dict[str, Any] = {f"g{i}": entry.people[group] for i, group in enumerate(groups)}
    people |= {name: getattr(entry.everybody, name) for name in OF_EVERYBODY}
    np.savez_compressed(held, about=np.array(json.dumps(about)), **people)
    return held.getvalue()


def same_release(one: Entry, other: Entry) -> bool:
    """Whether two entries are of the same people, counts, days and bins."""
    alike = one.rules.binning == other.rules.binning and one.days == other.days
    return (
        alike
        and one.people.keys() == other.people.keys()
        and all(np.array_equal(ids, other.people[group]) for group, ids in one.people.items())
        and one.counts.keys() == other.counts.keys()
        and all(np.array_equal(each, other.counts[address]) for address, each in one.counts.items())
    )


def is_hashed_with(key: str, file: Path) -> bool:
    """Whether an entry's people were hashed with a key. Raises DataError for one that cannot be read."""
    with _opened(file) as (_, about):
        return bool(about["key"] == _mark_of(key))


def read_entry(file: Path) -> Entry:
    """An entry from its file. Raises DataError for one that cannot be read, or is of an earlier version."""
    with _opened(file) as (held, about):
        people = {(str(p), str(g)): held[f"g{i}"] for i, (p, g) in enumerate(about["groups"])}
        everybody = HashedPeople(*(held[name] for name in OF_EVERYBODY))
        counts = {(o, p, g, part): np.array(each, dtype=np.int64) for o, p, g, part, each in about["counts"]}
        return Entry(about["made_at"], _rules(about), tuple(about["days"]), people, counts, everybody)


def _mark_of(key: str) -> str:
    """By which a key is known again that is not told."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


@contextmanager
def _opened(file: Path) -> Iterator[tuple[Any, dict[str, Any]]]:
    """An entry's arrays, and what it says of them; errors as :func:`read_entry` has."""
    try:
        with np.load(file, allow_pickle=False) as held:
            about: dict[str, Any] = json.loads(str(held["about"]))
            if about["format"] < FORMAT:
                raise DataError(
                    f"{file} in the ledger of releases was written by an earlier version, which did not know people "
                    "again so well. Make that release again, from the records of then and with a new ledger "
                    "(--ledger); that one goes on."
                )
            yield held, about
    except UNREADABLE as error:
        raise DataError(
            f"{file} in the ledger of releases cannot be read, so that nobody knows what was released then. Put it "
            "back from a copy; without it no release is made."
        ) from error
