"""Who treated, by codes: sites, prescribers and the like are numbers in a release, unless a study says otherwise.

So are the groups of any further column of texts, unless the study names it: what a column holds only the study knows.
Of numbers those are that are as long as an identifier.

The numbers are drawn at random from many more than there are names, so they tell neither size nor place, nor how many
names there are: of twenty small sites that were joined, the numbers from 1 on that were missing told how many they are,
and so that each had one person. Which name has which stays in the ledger beside the records, and a later release keeps
it.
"""

from __future__ import annotations

import hashlib
import json
import random
import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from isostats.cohort.columns import OF_COURSES, spelt
from isostats.cohort.groupings import WRITTEN_MISSING, GroupedBy
from isostats.engines.embedded import literal
from isostats.errors import DataError, EstimateError, OutputError, StudyError, nearest
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.schema import YES_NO
from isostats.records.who_treated import tells_who_treated
from isostats.vocabulary.group_names import MISSING_LEVEL, column_of, group_name, level_of
from isostats.writing import whole_files

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort
    from isostats.study.study_file import Study

FILE = "codes.json"
DIGITS_OF_IDS, LEAST_ID = 6, 100_000
"""A value of so many digits is taken for an identifier, of a person or a place, whatever its column is called."""
SPARSE = 10
"""So many numbers there are at least for each name; of up to 90 names they have three digits."""
Codes = Mapping[str, Mapping[str, int]]
"""The number of each name, by column."""


@dataclass(frozen=True)
class CodedCohort:
    """A cohort whose groups of who treated are numbers, and the ``codes`` that are kept for the next release."""

    cohort: Cohort
    codes: Codes

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are coded."""
        return tuple(self.codes)

    @property
    def labels(self) -> tuple[str, ...]:
        """What groups are called by their codes."""
        return tuple(coded(by, number) for by, numbers in self.codes.items() for number in numbers.values())

    def references(self, stated: Iterable[str]) -> tuple[str, ...]:
        """Groups that a study names as references, those of who treated by their codes."""
        parts = [(column_of(each).strip(), level_of(each).strip()) for each in stated]
        return tuple(
            group_name(by, coded(by, self.codes[by][name]) if name in self.codes.get(by, {}) else name)
            for by, name in parts
        )


def coded(by: str, number: int) -> str:
    """What a group is called by its code.

    >>> coded("site", 2), coded("care_site", 1)
    ('site 2', 'care site 1')
    """
    return f"{by.replace('_', ' ')} {number}"


def _to_be_coded(study: Study, cohort: Cohort, by: str, names: Sequence[str]) -> bool:
    """Whether the groups of a column that the study does not name stand by codes."""
    if by == study.study.cluster:
        return not study.release.site_names
    if _say_yes_or_no(names):
        return False
    return not study.release.site_names if tells_who_treated(by) else _may_name(by, cohort, names)


def _may_name(by: str, cohort: Cohort, names: Iterable[str]) -> bool:
    """Whether the groups of a column may name a place or a person: texts of the study's own, of no column whose codes
    are known, and values that look like identifiers. Bands of a number name nobody."""
    fact, split = cohort.facts.get(by), cohort.split_by(by)
    if fact is None or by in OF_COURSES or (by in COURSE_COLUMNS and COURSE_COLUMNS[by].codes):
        return False
    if split is not None and split.bands is not None:
        return False
    return any(looks_like_an_id(name) or (not fact.numbers and any(map(str.isalpha, name))) for name in names)


def looks_like_an_id(name: str) -> bool:
    """Whether the name of a group has the digits of an identifier; of a number those before its decimals alone.

    >>> [looks_like_an_id(name) for name in ("1234567893", "000123", "123-456", "1.5e+17")]
    [True, True, True, True]
    >>> [looks_like_an_id(name) for name in ("2019", "0.3333333", "24-30")]
    [False, False, False]
    """
    digits = sum(map(str.isdigit, name))
    if name.isdigit():
        return digits >= DIGITS_OF_IDS
    try:
        return abs(float(name)) >= LEAST_ID
    except ValueError:
        return digits >= DIGITS_OF_IDS


def _say_yes_or_no(names: Iterable[str]) -> bool:
    plain = {*YES_NO, *(spelling for spellings in YES_NO.values() for spelling in spellings)}
    return all(name.strip().lower() in plain for name in names)


def with_codes(study: Study, cohort: Cohort, groupings: Sequence[str], ledger: Path | None) -> CodedCohort:
    """The cohort with the groups of who treated, and those of texts of its own, coded as far as the study does not have
    them by name.

    Names have the codes of the ``ledger``; new ones get theirs at random or, of simulated people, who have no ledger,
    in an order that rests on the names alone. Raises DataError for codes that cannot be read, StudyError for a group
    that is named and not there.
    """
    named = {spelt(each, dict.fromkeys(groupings)) for each in study.release.named_groups}
    if unknown := sorted(named - set(groupings)):
        raise StudyError(
            f"[release] named_groups: nothing is split by '{unknown[0]}'{nearest(unknown[0], groupings) or '.'} There "
            f"are: {', '.join(groupings) or 'none'}."
        )
    known = _read(ledger) if ledger is not None else {}
    columns = [by for by in groupings if by not in named]
    with_ledger = [by for by in known if by not in groupings and not study.release.site_names]
    for by in with_ledger:  # what was released by it of the same people is attacked with this release
        with suppress(EstimateError):
            columns += [by] if cohort.split_by(by) is not None else []
    groups, codes = dict(cohort.groups), {}
    for by in columns:
        split = cohort.split_by(by)
        assert split is not None
        names = [str(name) for (name,) in cohort.query(
            f"SELECT DISTINCT CAST(({split.sql}) AS VARCHAR) AS name FROM first_courses ORDER BY name"
        ).itertuples(index=False) if name is not None and name == name]  # fmt: skip
        names = [name for name in names if name not in (MISSING_LEVEL, WRITTEN_MISSING)]
        if by not in with_ledger and not _to_be_coded(study, cohort, by, names):
            continue
        codes[by] = numbered(names, known.get(by, {}), secret=ledger is not None)
        groups[by] = _by_code(split, by, codes[by])
    return CodedCohort(replace(cohort, groups=groups), codes)


def numbered(names: Iterable[str], known: Mapping[str, int], *, secret: bool) -> dict[str, int]:
    """The number of each name: those known keep theirs, the others get one that tells nothing.

    >>> kept = numbered(["north", "south"], {"south": 1}, secret=True)
    >>> kept["south"], 100 <= kept["north"] < 1_000
    (1, True)
    """
    new = sorted(name for name in names if name not in known)
    seed = hashlib.sha256(json.dumps(new).encode()).hexdigest()
    least = 100
    while SPARSE * (len(known) + len(new)) > 9 * least:  # of 90 codes of three digits each tenth is taken
        least *= 10
    free = sorted({*range(least, 10 * least)} - {*known.values()})
    drawn = (secrets.SystemRandom() if secret else random.Random(seed)).sample(free, len(new))
    return {**known, **dict(zip(new, drawn, strict=True))}


def _by_code(split: GroupedBy, by: str, codes: Mapping[str, int]) -> GroupedBy:
    """The grouping with codes for names; in their order."""
    if not codes:
        return split
    cases = " ".join(f"WHEN {literal(name)} THEN {literal(coded(by, number))}" for name, number in codes.items())
    levels = tuple(coded(by, number) for number in sorted(codes.values()))
    text = f"CAST(({split.sql}) AS VARCHAR)"
    return replace(split, columns=(f"CASE {text} {cases} ELSE {text} END",), levels=levels)


def keep_codes(codes: Codes, ledger: Path) -> None:
    """Write the codes beside the records, for this user alone.

    Raises StudyError where another release gave names other codes meanwhile, OutputError where nothing can be written.
    """
    known = _read(ledger)
    apart = [name for by, of in codes.items() for name, number in of.items() if known.get(by, {}).get(name) not in
             (None, number)]  # fmt: skip
    if apart:
        raise StudyError(
            f"Nothing was released: another release was made meanwhile, in which {apart[0]} has another code. Make "
            "this one again."
        )
    merged = {**known, **{by: {**known.get(by, {}), **of} for by, of in codes.items()}}
    if merged == known:
        return
    try:
        with whole_files(ledger / FILE, ours=lambda path: True, private=True) as (file,):
            file.write_text(json.dumps(merged, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(f"The codes of sites cannot be kept in {ledger}: {error}.") from error


def _read(ledger: Path) -> dict[str, dict[str, int]]:
    file = ledger / FILE
    if not file.exists():
        return {}
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        return {str(by): {str(name): int(number) for name, number in of.items()} for by, of in held.items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise DataError(
            f"{file} in the ledger of releases cannot be read, so that nobody knows which site had which code. Put it "
            "back from a copy; without it no release is made."
        ) from error
