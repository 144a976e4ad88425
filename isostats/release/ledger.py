"""What was released before, kept beside the records: two releases that differ by few people give these away together.

Each release may be safe by itself. One more patient, known to the reader, can carry a count over the edge of its bin,
and the two midpoints then tell the count itself. So a release must have, in each group that was published before, just
the same people and counts, or at least ``min_cell`` new people; and it is attacked together with all that was released
before of any of its people.

People are known by their ids in the normal form, however a study or an extract spells them, and, where an extract gave
them new ids, by their first course: what a pseudonym does not change.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from isostats.cohort.following import WHOLE
from isostats.errors import DataError, IsostatsError, OutputError, StudyError
from isostats.release.earlier_releases import CLEAR, Earlier, Ids, Side
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
from isostats.release.knowledge import Knowledge, knowledge_of
from isostats.scratch import PARTIAL
from isostats.study.release_rules import ReleaseRules, rules_read
from isostats.vocabulary import names as v
from isostats.words.numbers import agreed, count_text, counted
from isostats.writing import whole_files

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort
    from isostats.records import Records

FOLDER = "release_ledger"
"""The name of the ledger where none is stated: a folder beside the records."""
FORMAT = 3
KEY = "key.txt"
"""What is put before ids and first courses when they are hashed: who has a release's file alone can try no ids."""
README = """# Ledger of releases

Each file here is one release: who was in each published group (as hashes of ids, and of the first courses by which
people are known again under new ids) and the exact counts behind it. The next release is held against all of them,
since two that differ by few people give these away together. key.txt is what was hashed with them.

codes.json says which site, prescriber and the like has which number in a release.

It stays beside the records, and is never sent. Of a release that was never sent, delete the file.
"""
Group = tuple[str, str]
"""Population and group."""
PRINTS = (
    ("start_day", "day0", "by_sex", "by_birth_year"),
    ("start_day", "day0"),
    ("start_day", "by_sex", "by_birth_year"),
    ("day0 - start_day", "dose_mg", "by_sex", "by_birth_year"),
)
"""What tells a person's first course apart under any id, the most telling first. One is enough: another gap rule moves
an end, a sex or year of birth may be corrected, an extract may move all days of a person, but seldom all of these."""
TELLING = 0.8
"""Of the people of a release this share has a print of their own, or that print tells nobody apart there."""


_NOBODY: Ids = np.zeros(0, dtype=np.uint64)


@dataclass(frozen=True, eq=False)
class Prints:
    """Who was in a release, and what tells each one's first course: a row of hashes by :data:`PRINTS`, 0 for none."""

    ids: Ids
    firsts: NDArray[np.uint64]

    def renamed_in(self, later: Prints) -> tuple[Ids, Ids]:
        """Whose first course stands in a later release under an id that is new there: the ids of before, and of now."""
        lost, fresh = ~np.isin(self.ids, later.ids), ~np.isin(later.ids, self.ids)
        before, now = [_NOBODY], [_NOBODY]
        for place in range(len(PRINTS)):
            mine, its = self.firsts[:, place], later.firsts[:, place]
            if not (_telling(mine) and _telling(its)):
                continue
            left, right = (np.flatnonzero(each) for each in (lost & (mine > 0), fresh & (its > 0)))
            _, first, second = np.intersect1d(_apart_from_twins(mine[left]), _apart_from_twins(its[right]),
                                              return_indices=True)  # fmt: skip
            left, right = left[first], right[second]
            before.append(self.ids[left])
            now.append(later.ids[right])
            lost[left], fresh[right] = False, False
        return np.concatenate(before), np.concatenate(now)


def _telling(prints: NDArray[np.uint64]) -> bool:
    """Whether nearly everybody has a print of their own."""
    known = prints[prints > 0]
    return len(np.unique(known)) > TELLING * len(known)


def _apart_from_twins(prints: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Prints of which the second of two equal ones is another, and the same other one in every release.

    >>> twins = _apart_from_twins(np.array([7, 9, 7], dtype=np.uint64))
    >>> len(set(twins.tolist())), np.isin(_apart_from_twins(np.array([7], dtype=np.uint64)), twins).all()
    (3, np.True_)
    """
    order = np.argsort(prints, kind="stable")
    sorted_, places = prints[order], np.arange(len(prints))
    starts = np.r_[True, sorted_[1:] != sorted_[:-1]][: len(prints)]
    twin = places - np.maximum.accumulate(np.where(starts, places, 0))
    apart = np.empty_like(prints)
    apart[order] = sorted_ + twin.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return apart


@dataclass(frozen=True, eq=False)
class Entry:
    """One release: when, by which rules, who was in each group, and the exact cumulative counts on its days.

    ``people`` holds sorted hashes of ids by population and group; ``counts`` are by outcome, population, group, part.
    ``prints`` are the first courses of everybody, ``key`` is what all was hashed with (of a release that is read, it is
    in the ledger), and ``renamed`` how many people stand here by the ids that they have in a later release.
    """

    made_at: str
    rules: ReleaseRules
    days: tuple[int, ...]
    people: Mapping[Group, Ids]
    counts: Mapping[tuple[str, str, str, str], NDArray[np.int64]]
    prints: Prints = field(default_factory=lambda: Prints(_NOBODY, np.zeros((0, len(PRINTS)), np.uint64)))
    key: str = ""
    renamed: int = 0

    def by_ids_of(self, later: Prints) -> Entry:
        """This release with people by the ids of a later one, where they came under new ids there.

        Raises StudyError where most have new ids and a few cannot be told: nobody knows who of them is new.
        """
        before, now = self.prints.renamed_in(later)
        if not len(before):
            return self
        fresh, lost = _apart(later.ids, self.prints.ids)
        if lost / 2 < len(before) < min(lost, fresh):
            unknown = counted(lost - len(before), "person", "people")
            renamed = counted(len(before), "person", "people")
            raise StudyError(
                f"Nothing was released: {renamed} of the release of {self.made_at} came under other ids, and {unknown} "
                "of it cannot be found by a first course. So nobody knows how many are new. Give people the ids of "
                "then. Other people altogether need a ledger of their own (--ledger)."
            )
        order = np.argsort(before)
        before, now = before[order], now[order]

        def of_now(ids: Ids) -> Ids:
            at = np.minimum(np.searchsorted(before, ids), len(before) - 1)
            return np.where(before[at] == ids, now[at], ids)

        people = {group: np.sort(of_now(ids)) for group, ids in self.people.items()}
        prints = Prints(of_now(self.prints.ids), self.prints.firsts)
        return replace(self, people=people, prints=prints, renamed=len(before))

    def between(self, other: Entry) -> Iterator[tuple[str, str]]:
        """What of ``other``, a later release, would give people away beside this one: the group, and why in words.

        Groups of one name are compared, and groups of any names that hold nearly the same people, such as bands of age
        that were cut a year apart.
        """
        least = max(self.rules.few, other.rules.few)
        for group, now in other.people.items():
            before = self.people.get(group)
            if before is not None and (why := self._of_one_group(other, group, *_apart(now, before), least)):
                yield _named(group), why
            if before is not None and np.array_equal(now, before):
                continue  # what it tells beside the other groups was attacked in that release
            for name, people in self.people.items():
                if name != group and abs(len(people) - len(now)) < least:
                    new, gone = _apart(now, people)
                    if 0 < max(new, gone) < least:
                        other_words = counted(new + gone, "other person", "other people")
                        yield _named(group), f"nearly everybody is in {_named(name)} ({other_words})"

    @property
    def scope(self) -> Scope:
        """What it counted."""
        outcomes = dict.fromkeys(outcome for outcome, *_ in self.counts)
        columns = dict.fromkeys(group.partition("=")[0] for _, group in self.people if group != v.ALL)
        populations = dict.fromkeys(population for population, _ in self.people)
        first = outcomes.pop(FIRST_TREATMENT, 0) is None
        return Scope(tuple(outcomes), tuple(populations), tuple(columns), self.days, first_treatment=first)

    def _of_one_group(self, other: Entry, group: Group, new: int, gone: int, least: int) -> str:
        """Why the group of one name would give people away; empty where it does not."""
        if 0 < new < least:
            return f"only {counted(new, 'person', 'people')} {agreed(new, 'is')} new"
        if 0 < gone < least:
            return f"only {counted(gone, 'person', 'people')} {agreed(gone, 'is')} gone"
        if new or gone:
            return ""
        if self.rules.binning != other.rules.binning:
            return f"the same people were rounded {_rounding_words(self.rules)}"
        shared = [day for day in self.days if day in other.days]
        mine, its = ([each.days.index(day) for day in shared] for each in (self, other))
        both = [address for address in self.counts.keys() & other.counts.keys() if address[1:3] == group]
        changed = any((self.counts[each][mine] != other.counts[each][its]).any() for each in both)
        return "the people are the same, and counts have changed" if changed else ""


def _apart(now: Ids, before: Ids) -> tuple[int, int]:
    """How many people are new, and how many are gone."""
    return len(np.setdiff1d(now, before)), len(np.setdiff1d(before, now))


def _named(group: Group) -> str:
    population, name = group
    return name if population == v.EVERYONE else f"{name} ({population.replace('_', ' ')})"


def entry_of(cohort: Cohort, records: Records, tables: SafeTables, made_at: str, key: str = "") -> Entry:
    """What the ledger keeps of a release, hashed with its ``key``."""
    prints = prints_of(cohort, records, key)
    people = dict(_members(cohort, prints, tables))
    populations = tuple(dict.fromkeys(population for _, population, _ in tables.tables))
    first = (FIRST_TREATMENT, v.EVERYONE, None) in tables.tables
    scope = Scope(tables.outcomes, populations, tuple(tables.joined), tables.days, first_treatment=first)
    counts = exact_counts(cohort, scope, tables.rules)
    return Entry(made_at, tables.rules, tables.days, people, counts, prints, key)


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


def _members(cohort: Cohort, prints: Prints, tables: SafeTables) -> Iterator[tuple[Group, Ids]]:
    """Who is in each published group, as sorted hashes of ids."""
    splits = {by: cohort.split_by(by) for by in tables.joined}
    columns = "".join(
        f", COALESCE(CAST(({split.sql}) AS VARCHAR), 'missing') AS g{place}"
        for place, split in enumerate(splits.values())
        if split is not None
    )
    known = "response IS NOT NULL AS known, COALESCE(responded, FALSE) AS clear"
    rows = cohort.query(f"SELECT person_id, {known}{columns} FROM first_courses ORDER BY person_id")
    person = prints.ids
    among = {v.EVERYONE: np.ones(len(rows), bool), v.WITH_RESPONSE: rows["known"].to_numpy(bool),
             v.RESPONDERS: rows["clear"].to_numpy(bool)}  # fmt: skip
    for population in dict.fromkeys(each for _, each, _ in tables.tables):
        yield (population, v.ALL), np.sort(person[among[population]])
        for place, (by, small) in enumerate(tables.joined.items()):
            names = f"{by}=" + rows[f"g{place}"].astype(str).str.replace(WHOLE, r"\1", regex=True)
            names = names.where(~names.isin(small), f"{by}={OTHER}").to_numpy()
            for name in dict.fromkeys(names):
                yield (population, str(name)), np.sort(person[among[population] & (names == name)])


def prints_of(cohort: Cohort, records: Records, key: str) -> Prints:
    """Everybody in a cohort, in order of their numbers: hashes of ids in their normal form, and of first courses."""
    from isostats.engines.embedded import literal

    there = set(cohort.query("SELECT * FROM first_courses LIMIT 0").columns)
    hashed = []
    for place, facts in enumerate(PRINTS):
        known = [fact if not fact.startswith("by_") or fact in there else "NULL" for fact in facts]
        text = " || ' ' || ".join([literal(f"{key} {place}"), *(f"CAST({fact} AS VARCHAR)" for fact in known)])
        hashed.append(f"COALESCE(md5_number_lower({text}), 0) AS p{place}")
    rows = cohort.query(f"SELECT person_id, {', '.join(hashed)} FROM first_courses ORDER BY person_id")
    firsts = np.column_stack([rows[f"p{place}"].to_numpy(np.uint64) for place in range(len(PRINTS))])
    return Prints(_hashed(records, key)[rows["person_id"].to_numpy(np.int64)], firsts)


def _hashed(records: Records, key: str) -> Ids:
    """The hash of each person's id, by number: in its normal form, whichever form the study takes."""
    from isostats.engines.embedded import literal
    from isostats.records.four_tables import PERSON_IDS
    from isostats.records.person_ids import normal_form
    from isostats.records.several_sources import SOURCE
    from isostats.study.several import MARK

    own = "CAST(person_id AS VARCHAR)"
    if SOURCE in records.covariates:  # a source's name stands before the id, and files are renamed from year to year
        own = f"COALESCE(NULLIF(split_part(person_id, {literal(MARK)}, 2), ''), person_id)"
    text = f"SELECT person, md5_number_lower({literal(key)} || {normal_form(own)}) AS id FROM {PERSON_IDS}"
    numbered = records.connection.execute(text).fetchnumpy()
    ids = np.zeros(int(numbered["person"].max()) + 1, dtype=np.uint64)
    ids[np.asarray(numbered["person"], dtype=np.int64)] = np.asarray(numbered["id"], dtype=np.uint64)
    return ids


def key_of(folder: Path) -> str:
    """What the ledger hashes with: a new one, where nothing was released before. It is written with the release.

    Raises DataError where it is gone, though there are releases.
    """
    file = folder / KEY
    if file.exists():
        return file.read_text(encoding="utf-8").strip()
    if any(folder.glob("*.npz")):
        raise DataError(
            f"{file} is gone, so that nobody knows who was in the releases of this ledger. Put it back from a copy; "
            "without it no release is made."
        )
    return secrets.token_hex(16)


def released_of(cohort: Cohort, records: Records, folder: Path) -> Earlier:
    """What was released before of these people, or of some of them: beside a further release it is known as well."""
    files = sorted(folder.glob("*.npz"))
    if not files:
        return Earlier()
    now = prints_of(cohort, records, key_of(folder))
    people = np.sort(now.ids)
    entries = [_read(file).by_ids_of(now) for file in files]
    everyone = [each.people.get((v.EVERYONE, v.ALL), _NOBODY) for each in entries]
    same = [np.array_equal(each, people) for each in everyone]
    some = [not alike and len(np.intersect1d(each, people)) > 0 for alike, each in zip(same, everyone, strict=True)]

    def members(tables: SafeTables) -> Mapping[str, Ids]:
        return _of_everyone(dict(_members(cohort, now, tables)))

    return Earlier(
        tuple(_counted_again(cohort, each) for each, alike in zip(entries, same, strict=True) if alike),
        tuple(side_of(each) for each, shares in zip(entries, some, strict=True) if shares),
        members,
    )


def _of_everyone(people: Mapping[Group, Ids]) -> dict[str, Ids]:
    return {group: ids for (population, group), ids in people.items() if population == v.EVERYONE}


def side_of(entry: Entry) -> Side:
    """An earlier release as it was published, with the true counts that the ledger kept."""
    series: dict[Address, dict[str, dict[str, NDArray[np.int64]]]] = {}
    for (outcome, population, group, part), counts in entry.counts.items():
        by = None if group == v.ALL else group.partition("=")[0]
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
    return Side(f"the release of {entry.made_at}", entry.days, known.true_of(truth), truth, _of_everyone(entry.people))


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


def _counted_again(cohort: Cohort, entry: Entry) -> Scope:
    """What an entry counted, as far as this cohort can count it: its outcomes, and columns with groups of its names."""
    scope, columns = entry.scope, []
    outcomes = tuple(outcome for outcome in scope.outcomes if outcome in cohort.outcomes)
    for column in scope.groupings:
        names = {group for _, group in entry.people if group.partition("=")[0] == column} - {f"{column}={OTHER}"}
        with suppress(IsostatsError):  # a column that this study does not have
            columns += [column] if names <= set(cohort.count(cohort.outcomes[0], by=column).groups) else []
    return replace(scope, outcomes=outcomes, groupings=tuple(columns))


def require_apart(entry: Entry, folder: Path) -> int:
    """How many releases the ledger has. Raises StudyError where this one would give people away beside any of them."""
    files = sorted(folder.glob("*.npz"))
    for file in files:
        before = _read(file).by_ids_of(entry.prints)
        faults = dict(before.between(entry))
        if faults:
            group, why = next(iter(faults.items()))
            more = f" (and so in {counted(len(faults) - 1, 'further group')})" if len(faults) > 1 else ""
            renamed = counted(before.renamed, "person", "people")
            known = f" {renamed} came under other ids, and were known by their first course." * (before.renamed > 0)
            raise StudyError(
                f"Nothing was released: beside the release of {before.made_at} this one would give people away. In "
                f"{group} {why}{more}.{known} A release needs the same people and counts as before, or at least "
                f"{count_text(entry.rules.few)} new people in every group: wait for more, or send that release again. "
                f"If it was never sent, delete its file, {file}."
            )
    return len(files)


def keep(entry: Entry, folder: Path) -> None:
    """Write a release into the ledger, where it is not there already, once more held against what came meanwhile.

    Files are numbered, and a number is taken once: of two releases made at a time the second is held against the first.
    Raises OutputError where the folder cannot be written, StudyError as :func:`require_apart`.
    """
    try:
        readme = folder / "README.md"
        if not readme.exists():
            with whole_files(readme, ours=lambda path: True) as (file,):
                file.write_text(README, encoding="utf-8")
        while True:
            files = sorted(folder.glob("*.npz"))  # listed first: what comes after them takes the number that is next
            require_apart(entry, folder)
            if any(_same(_read(file).by_ids_of(entry.prints), entry) for file in files):
                return
            _keep_key(entry.key, folder)
            number = max((int(file.stem) for file in files if file.stem.isdigit()), default=0) + 1
            if _taken(_packed(entry), folder / f"{number:04d}.npz"):
                return
    except (OutputError, OSError) as error:
        raise OutputError(
            f"The ledger of releases cannot be kept in {folder}: {error} Name another folder with --ledger; it must "
            "stay the same from release to release."
        ) from error


def _keep_key(key: str, folder: Path) -> None:
    """Write the key of a first release. Raises StudyError where another release took another one meanwhile."""
    if key and not _taken(f"{key}\n".encode(), folder / KEY) and key_of(folder) != key:
        raise StudyError("Nothing was released: another first release was made meanwhile. Make this one again.")


def _rounding_words(rules: ReleaseRules) -> str:
    """How a release was rounded, where the next one rounds otherwise."""
    few = f", up to {count_text(rules.few)} together" if rules.few != rules.min_cell else ""
    hidden = ", with nobody among the few" if rules.zeros == "hidden" else ""
    by = f" (preset {rules.preset})" if rules.preset else ""
    return f"to {count_text(rules.min_cell)}{few}{hidden}{by}"


def _rules(about: Mapping[str, Any]) -> ReleaseRules:
    """The rules of an entry; those of before presets were known by their base alone."""
    return rules_read(about["rules"]) if "rules" in about else ReleaseRules(int(about["base"]))


def _packed(entry: Entry) -> bytes:
    groups = list(entry.people)
    about = {
        "format": FORMAT, "made_at": entry.made_at, "rules": asdict(entry.rules), "days": entry.days, "groups": groups,
        "counts": [[*address, each.tolist()] for address, each in entry.counts.items()],
    }  # fmt: skip
    held = BytesIO()
    people: dict[str, Any] = {f"g{i}": entry.people[group] for i, group in enumerate(groups)}
    people |= {"ids": entry.prints.ids, "firsts": entry.prints.firsts}
    np.savez_compressed(held, about=np.array(json.dumps(about)), **people)
    return held.getvalue()


def _taken(content: bytes, place: Path) -> bool:
    """Whether the file could be made, whole and for this user; not so where another release has taken its name."""
    partial = place.with_name(f".{place.stem}.{os.getpid()}{PARTIAL}")
    try:
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        os.link(partial, place)
    except FileExistsError:
        return False
    finally:
        partial.unlink(missing_ok=True)
    return True


def _same(one: Entry, other: Entry) -> bool:
    alike = one.rules.binning == other.rules.binning and one.days == other.days
    return (
        alike
        and one.people.keys() == other.people.keys()
        and all(np.array_equal(ids, other.people[group]) for group, ids in one.people.items())
        and one.counts.keys() == other.counts.keys()
        and all(np.array_equal(each, other.counts[address]) for address, each in one.counts.items())
    )


def _read(file: Path) -> Entry:
    try:
        with np.load(file, allow_pickle=False) as held:
            about: dict[str, Any] = json.loads(str(held["about"]))
            if about["format"] < FORMAT:
                raise DataError(
                    f"{file} in the ledger of releases was written by an earlier version, which did not know people "
                    "again under new ids. Make that release again, from the records of then and with a new ledger "
                    "(--ledger); that one goes on."
                )
            people = {(str(p), str(g)): held[f"g{i}"] for i, (p, g) in enumerate(about["groups"])}
            prints = Prints(held["ids"], held["firsts"])
        counts = {(o, p, g, part): np.array(each, dtype=np.int64) for o, p, g, part, each in about["counts"]}
        return Entry(about["made_at"], _rules(about), tuple(about["days"]), people, counts, prints)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{file} in the ledger of releases cannot be read, so that nobody knows what was released then. Put it "
            "back from a copy; without it no release is made."
        ) from error
