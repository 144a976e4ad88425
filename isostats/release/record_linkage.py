"""People known again in a later release, however a study or an extract spells their ids.

By their ids in the normal form where the first courses bear them out, and else by their first course: what a new
pseudonym does not change. Ids alone prove nothing: an extract that numbers people from 1 gives each id to somebody
else. All is hashed with the ledger's key, so that who has a release's file alone can try no ids.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort
    from isostats.records import Records

Ids = NDArray[np.uint64]
"""Hashes of ids, one a person."""
Places = NDArray[np.int64]
LENGTH, DOSE = "day0 - start_day", "dose_mg"
WHO = ("by_sex", "by_birth_year")
TRAITS = (
    ("start_day", "day0", *WHO),
    ("start_day", "day0"),
    ("start_day", *WHO),
    (LENGTH, DOSE, *WHO),
    (LENGTH, DOSE, "by_sex"),
    (LENGTH, DOSE),
    (DOSE, *WHO),
    (DOSE, "by_sex"),
    (DOSE,),
    ("start_day",),
)
"""What tells a person's first course apart under any id, the most telling first. One is enough: another gap rule moves
an end, a sex or year of birth may be corrected or not be given, an extract may move all days of a person or round them,
but seldom all of these."""
LOOSE = TRAITS.index((DOSE, *WHO))
"""From here on strangers share a trait now and then, so it counts only where most people are known again by it."""
WITHOUT_DAYS = [place for place, columns in enumerate(TRAITS) if not {"start_day", LENGTH} & {*columns}]
"""The traits that stay where an extract moves or rounds days."""
TELLING = 0.8
"""Of the people of a release this share has a trait of their own, or that trait tells nobody apart there."""
LONGEST_ID = 4
"""An id in a text has so many pieces at most, parted by blanks or signs: AB 12-345."""
GLUED = 5
"""So many signs an id has at least that is looked for within words."""
STRANGERS = 0.3
"""Up to this share of people can share a trait with somebody else by chance, where it is just telling."""

NOBODY: Ids = np.zeros(0, dtype=np.uint64)
NOBODYS = np.uint64(0xA5A5A5A5A5A5A5A5)
"""What makes an id that nobody has of one that somebody else has now: the same in every release."""


@dataclass(frozen=True, eq=False)
class HashedPeople:
    """Everybody in a release: hashes of their ids, (n,), of these without the name of their source, (n,), and of the
    :data:`TRAITS` of their first courses, (n, traits), 0 where one is not recorded."""

    ids: Ids
    without_source: Ids
    traits: NDArray[np.uint64]

    @classmethod
    def nobody(cls) -> HashedPeople:
        """An empty release."""
        return cls(NOBODY, NOBODY, np.zeros((0, len(TRAITS)), dtype=np.uint64))

    def known_again_in(self, later: HashedPeople) -> KnownAgain:
        """Who of these people is who in a later release.

        By ids that a telling trait bears out, then by such traits alone, then by what tells less in the same order.
        """
        pairing = _Pairing(self, later)
        by_id = renamed = 0
        for traits in (slice(0, LOOSE), slice(LOOSE, None)):
            by_id += pairing.by_id(self.ids, later.ids, traits)
            if _telling(self.without_source) and _telling(later.without_source):
                by_id += pairing.by_id(self.without_source, later.without_source, traits)
            renamed += sum(pairing.by_trait(at) for at in range(len(TRAITS))[traits])
        corrected = pairing.by_id(self.ids, later.ids, None)
        return KnownAgain(pairing.place, by_id, renamed, corrected, new=int(pairing.free.sum()))

    def would_be_known_in(self, later: HashedPeople) -> bool:
        """Whether people would be known again though all had new ids, and their days had been moved or rounded."""
        traits = [(each.traits[:, at] for each in (self, later)) for at in WITHOUT_DAYS]
        return any(all(_telling(each) and 2 * (each > 0).sum() > len(each) for each in both) for both in traits)


@dataclass(frozen=True, eq=False)
class KnownAgain:
    """Where people stand in a later release: ``place`` (n,), -1 of those who do not, and how many were known ``by_id``.

    ``renamed`` came under other ids, ``corrected`` have their id and another first course, ``new`` are in the later
    release alone.
    """

    place: Places
    by_id: int
    renamed: int
    corrected: int
    new: int

    @property
    def unknown(self) -> int:
        """How many do not stand there under any id that can be relied on."""
        return len(self.place) - self.by_id - self.renamed

    @property
    def ids_are_new(self) -> bool:
        """Whether so many came under other ids that an id of those who were not found says nothing."""
        return self.renamed > STRANGERS * (self.renamed + self.unknown)

    @property
    def nobody(self) -> bool:
        """Whether these are other people, as far as can be seen."""
        return self.by_id + self.corrected == 0 and not self.ids_are_new

    @property
    def courses_are_new(self) -> bool:
        """Whether first courses do not bear out most ids that stand in both."""
        return self.corrected > STRANGERS * (self.by_id + self.corrected)

    def ids_in(self, before: HashedPeople, later: HashedPeople) -> Ids:
        """The ids of those before as the later release has them.

        Who does not stand there keeps the own id, or has one that nobody has where it is somebody else's now.
        """
        gone, own = self.place < 0, before.ids
        taken = gone & np.isin(own, later.ids)
        there = later.ids[self.place[~gone]]
        ids = np.where(taken, own ^ NOBODYS, own)
        ids[~gone] = there
        return ids


class _Pairing:
    """People of two releases, paired off: where those before stand later, and who there is left."""

    def __init__(self, before: HashedPeople, later: HashedPeople) -> None:
        self._before, self._later = before, later
        self.place = np.full(len(before.ids), -1)
        self.free = np.ones(len(later.ids), dtype=bool)

    def by_id(self, mine: Ids, its: Ids, traits: slice | None) -> int:
        """Pair those of one id who share one of the traits, or all of one id; how many these are."""
        left, right = self._equal(mine, its, self.place < 0, self.free)
        if traits is not None:
            one, other = self._before.traits[left, traits], self._later.traits[right, traits]
            shared = ((one == other) & (one > 0)).any(axis=1)
            left, right = left[shared], right[shared]
        return self._pair(left, right)

    def by_trait(self, at: int) -> int:
        """Pair those who share a trait, if it tells people apart; how many these are."""
        mine, its = self._before.traits[:, at], self._later.traits[:, at]
        if not (_telling(mine) and _telling(its)):
            return 0
        left, right = self._equal(mine, its, (self.place < 0) & (mine > 0), self.free & (its > 0))
        by_chance = at >= LOOSE and 2 * len(left) <= min((self.place < 0).sum(), self.free.sum())
        return 0 if by_chance else self._pair(left, right)

    def _pair(self, left: Places, right: Places) -> int:
        self.place[left], self.free[right] = right, False
        return len(left)

    @staticmethod
    def _equal(mine: Ids, its: Ids, of_mine: NDArray[np.bool_], of_its: NDArray[np.bool_]) -> tuple[Places, Places]:
        """The places of equal hashes among some of each side, twins in their order."""
        left, right = np.flatnonzero(of_mine), np.flatnonzero(of_its)
        one, other = _apart_from_twins(mine[left]), _apart_from_twins(its[right])
        _, first, second = np.intersect1d(one, other, assume_unique=True, return_indices=True)
        return left[first], right[second]


def _telling(traits: NDArray[np.uint64]) -> bool:
    """Whether nearly everybody has a trait of their own."""
    known = traits[traits > 0]
    return len(np.unique(known)) > TELLING * len(known)


def _apart_from_twins(traits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Traits of which the second of two equal ones is another, and the same other one in every release.

    >>> twins = _apart_from_twins(np.array([7, 9, 7], dtype=np.uint64))
    >>> len(set(twins.tolist())), np.isin(_apart_from_twins(np.array([7], dtype=np.uint64)), twins).all()
    (3, np.True_)
    """
    order = np.argsort(traits, kind="stable")
    sorted_, places = traits[order], np.arange(len(traits))
    starts = np.r_[True, sorted_[1:] != sorted_[:-1]][: len(traits)]
    twin = places - np.maximum.accumulate(np.where(starts, places, 0))
    apart = np.empty_like(traits)
    apart[order] = sorted_ + twin.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return apart


def hashed_people(cohort: Cohort, records: Records, key: str) -> HashedPeople:
    """Everybody in a cohort, in order of their numbers: ids in their normal form, hashed with a ``key``."""
    from isostats.engines.embedded import literal

    columns = set(cohort.query("SELECT * FROM first_courses LIMIT 0").columns)
    hashed = []
    for at, trait in enumerate(TRAITS):
        known = [each if not each.startswith("by_") or each in columns else "NULL" for each in trait]
        text = " || ' ' || ".join([literal(f"{key} {at}"), *(f"CAST({each} AS VARCHAR)" for each in known)])
        hashed.append(f"COALESCE(md5_number_lower({text}), 0) AS p{at}")
    rows = cohort.query(f"SELECT person_id, {', '.join(hashed)} FROM first_courses ORDER BY person_id")
    traits = np.column_stack([rows[f"p{at}"].to_numpy(np.uint64) for at in range(len(TRAITS))])
    numbers = rows["person_id"].to_numpy(np.int64)
    ids, without_source = (each[numbers] for each in _hashed_ids(records, key))
    return HashedPeople(_apart_from_twins(ids), without_source, traits)


def ids_in(text: str, records: Records) -> int:
    """How many people of the records are named in a text by their id, however it is written: as people are known again,
    without case, blanks, and zeros before a number.

    A part of a longer word counts where the id has a digit and at least :data:`GLUED` signs, and is no part of a longer
    number. A bare number of up to four digits is not taken for an id: a text has years, ages and days.
    """
    from isostats.engines.embedded import literal
    from isostats.records.four_tables import PERSON_IDS
    from isostats.records.person_ids import normal_form

    pieces = [match.span() for match in re.finditer(r"[^\W_]+", text)]
    runs = {text[start:end] for at, (start, _) in enumerate(pieces) for _, end in pieces[at : at + LONGEST_ID]}
    if not runs:
        return 0
    own, whole = _source_and_id(records)[1], text.lower()
    each_run = f"SELECT unnest([{', '.join(map(literal, sorted(runs)))}]) AS run"
    named = f"SELECT {normal_form('run')} FROM ({each_run}) AS runs"
    rows = records.connection.execute(
        f"SELECT DISTINCT id, lower(id), form, form IN ({named}) FROM (SELECT id, {normal_form('id')} AS form "
        f"FROM (SELECT {own} AS id FROM {PERSON_IDS}) AS own) AS ids "
        f"WHERE length(id) > 2 AND NOT regexp_full_match(id, '[0-9]{{1,4}}') AND (form IN ({named}) "
        f"OR contains({literal(whole)}, lower(id)) OR contains({literal(whole)}, form))"
    ).fetchall()
    return sum(1 for _, id_, form, stands in rows if stands or _glued(id_, whole) or _glued(form, whole))


def _glued(id_: str, text: str) -> bool:
    """Whether an id stands within a word of a text, and not within a longer number.

    >>> [_glued("s00005", text) for text in ("cohort_s00005b", "ofs00005", "s000051")], _glued("98765", "1987654")
    ([True, True, False], False)
    """
    if len(id_) < GLUED or not any(map(str.isdigit, id_)):
        return False
    before, after = (r"(?<!\d)" if id_[0].isdigit() else ""), (r"(?!\d)" if id_[-1].isdigit() else "")
    return re.search(f"{before}{re.escape(id_)}{after}", text) is not None


def _source_and_id(records: Records) -> tuple[str, str]:
    """SQL of the name of a person's source, empty where there is one source alone, and of the id as that has it."""
    from isostats.engines.embedded import literal
    from isostats.records.several_sources import SOURCE
    from isostats.study.several import MARK

    whole = "CAST(person_id AS VARCHAR)"
    cut = f"strpos({whole}, {literal(MARK)})" if SOURCE in records.covariates else "0"
    return f"left({whole}, {cut})", f"substr({whole}, {cut} + 1)"


def _hashed_ids(records: Records, key: str) -> tuple[Ids, Ids]:
    """The hash of each person's id, by number, with the name of a source before it and without.

    Ids are in their normal form, whichever form the study takes.
    """
    from isostats.engines.embedded import literal
    from isostats.records.four_tables import PERSON_IDS
    from isostats.records.person_ids import normal_form

    source, own = _source_and_id(records)
    whole, bare = (f"md5_number_lower({literal(key)} || {each})" for each in ("source || id", "id"))
    forms = f"SELECT person, {source} AS source, {normal_form(own)} AS id FROM {PERSON_IDS}"
    text = f"SELECT person, {whole} AS whole, {bare} AS own FROM ({forms}) AS forms"
    numbered = records.connection.execute(text).fetchnumpy()
    ids = np.zeros((2, int(numbered["person"].max()) + 1), dtype=np.uint64)
    ids[:, np.asarray(numbered["person"], dtype=np.int64)] = numbered["whole"], numbered["own"]
    return ids[0], ids[1]
