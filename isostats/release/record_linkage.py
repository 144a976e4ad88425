"""People known again in a later release, however a study or an extract spells their ids.

By their ids in the normal form and, where an extract gave them new ids, by their first course: what a pseudonym does
not change. Both are hashed with the ledger's key, so that who has a release's file alone can try no ids.
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
TRAITS = (
    ("start_day", "day0", "by_sex", "by_birth_year"),
    ("start_day", "day0"),
    ("start_day", "by_sex", "by_birth_year"),
    ("day0 - start_day", "dose_mg", "by_sex", "by_birth_year"),
)
"""What tells a person's first course apart under any id, the most telling first. One is enough: another gap rule moves
an end, a sex or year of birth may be corrected, an extract may move all days of a person, but seldom all of these."""
TELLING = 0.8
"""Of the people of a release this share has a trait of their own, or that trait tells nobody apart there."""

NOBODY: Ids = np.zeros(0, dtype=np.uint64)


@dataclass(frozen=True, eq=False)
class HashedPeople:
    """Everybody in a release: hashes of their ids, (n,), and of the :data:`TRAITS` of their first courses,
    (n, traits), 0 where one is not recorded."""

    ids: Ids
    traits: NDArray[np.uint64]

    @classmethod
    def nobody(cls) -> HashedPeople:
        """An empty release."""
        return cls(NOBODY, np.zeros((0, len(TRAITS)), dtype=np.uint64))

    def renamed_in(self, later: HashedPeople) -> tuple[Ids, Ids]:
        """Whose first course stands in a later release under an id that is new there: the ids of before, and of now."""
        lost, fresh = ~np.isin(self.ids, later.ids), ~np.isin(later.ids, self.ids)
        before, now = [NOBODY], [NOBODY]
        for place in range(len(TRAITS)):
            mine, its = self.traits[:, place], later.traits[:, place]
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

    there = set(cohort.query("SELECT * FROM first_courses LIMIT 0").columns)
    hashed = []
    for place, columns in enumerate(TRAITS):
        known = [each if not each.startswith("by_") or each in there else "NULL" for each in columns]
        text = " || ' ' || ".join([literal(f"{key} {place}"), *(f"CAST({each} AS VARCHAR)" for each in known)])
        hashed.append(f"COALESCE(md5_number_lower({text}), 0) AS p{place}")
    rows = cohort.query(f"SELECT person_id, {', '.join(hashed)} FROM first_courses ORDER BY person_id")
    traits = np.column_stack([rows[f"p{place}"].to_numpy(np.uint64) for place in range(len(TRAITS))])
    return HashedPeople(_hashed_ids(records, key)[rows["person_id"].to_numpy(np.int64)], traits)


def ids_in(text: str, records: Records) -> int:
    """How many people of the records are named in a text by their id, a whole word of it in any case.

    A bare number of up to four digits is not taken for an id: a text has years, ages and days.
    """
    from isostats.engines.embedded import literal
    from isostats.records.four_tables import PERSON_IDS

    own = f"lower({_own_id(records)})"
    held = records.connection.execute(
        f"SELECT DISTINCT {own} FROM {PERSON_IDS} WHERE contains({literal(text.lower())}, {own}) "
        f"AND length({own}) > 2 AND NOT regexp_full_match({own}, '[0-9]{{1,4}}')"
    ).fetchall()
    return sum(bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text.lower())) for (name,) in held)


def _own_id(records: Records) -> str:
    """SQL of a person's id as its own source has it."""
    from isostats.engines.embedded import literal
    from isostats.records.several_sources import SOURCE
    from isostats.study.several import MARK

    if SOURCE in records.covariates:  # a source's name stands before the id, and files are renamed from year to year
        return f"COALESCE(NULLIF(split_part(person_id, {literal(MARK)}, 2), ''), person_id)"
    return "CAST(person_id AS VARCHAR)"


def _hashed_ids(records: Records, key: str) -> Ids:
    """The hash of each person's id, by number: in its normal form, whichever form the study takes."""
    from isostats.engines.embedded import literal
    from isostats.records.four_tables import PERSON_IDS
    from isostats.records.person_ids import normal_form

    own = _own_id(records)
    text = f"SELECT person, md5_number_lower({literal(key)} || {normal_form(own)}) AS id FROM {PERSON_IDS}"
    numbered = records.connection.execute(text).fetchnumpy()
    ids = np.zeros(int(numbered["person"].max()) + 1, dtype=np.uint64)
    ids[np.asarray(numbered["person"], dtype=np.int64)] = np.asarray(numbered["id"], dtype=np.uint64)
    return ids
