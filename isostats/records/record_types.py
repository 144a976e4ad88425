"""What kind of record tells of a drug: a dispensing, a prescription, or something else; alike in files and in OMOP.

Records that hold both dispensings and prescriptions count every treatment twice, in days or in dose. So dispensings are
preferred to prescriptions, and the two are never read together, unless a study says which types it wants.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from isostats.errors import StudyError, nearest
from isostats.records.findings import Finding, with_counts
from isostats.words.numbers import count_text, counted

GROUPS = ("dispensing", "prescription", "administration", "other")

# A type is told by the name that the data gives it; an id without a name by those that the OMOP vocabulary
# "Type Concept" and its predecessor "Drug Type" have long given out.
KNOWN_IDS = {
    **dict.fromkeys((32825, 32869, 32857, 32810, 32860, 38000175, 38000176, 581452), "dispensing"),
    **dict.fromkeys((32838, 32839, 32833, 32837, 32830, 38000177, 38000178), "prescription"),
    **dict.fromkeys((32818, 38000179, 38000180), "administration"),
}
_NAMES = (
    ("prescription", re.compile(r"planned|authori[sz]ation|written|issue")),
    ("dispensing", re.compile(r"dispens|claim|mail order|\bfill|filled|pharmacy|\babgabe|dispensa|délivr|delivr")),
    ("prescription", re.compile(r"prescri|\border\b|ordered|medication list|\brx\b|verordn|verschr|rezept|recept")),
    ("administration", re.compile(r"administ")),
)


@dataclass(frozen=True)
class RecordType:
    """One type of record: as the data names it, its id where it has one, and how many rows and people have it."""

    name: str
    rows: int
    people: int
    id: int | None = None

    @property
    def group(self) -> str:
        """Dispensing, prescription, administration or other."""
        return group_of(self.name, self.id)

    @property
    def label(self) -> str:
        """The name, or else the id."""
        return self.name or (f"type {self.id}" if self.id else "no type")


def group_of(name: str, number: int | None = None) -> str:
    """What a type of record is.

    >>> group_of("EHR dispensing record"), group_of("EHR prescription"), group_of("", 38000177), group_of("Registry")
    ('dispensing', 'prescription', 'prescription', 'other')
    >>> group_of("Prescription dispensed in pharmacy"), group_of("EHR planned dispensing record"), group_of("claim")
    ('dispensing', 'prescription', 'dispensing')
    """
    text = name.casefold()
    match = next((group for group, pattern in _NAMES if pattern.search(text)), None)
    return match or KNOWN_IDS.get(number or 0, "other")


def types_to_read(types: Sequence[RecordType], asked: Sequence[str | int] = ()) -> frozenset[RecordType]:
    """The types that are read: those asked for, or else all but prescriptions where there are dispensings.

    >>> fills, written = RecordType("dispensed", 9, 3), RecordType("prescribed", 8, 3)
    >>> types_to_read([fills, written]) == {fills}, types_to_read([written]) == {written}
    (True, True)
    >>> types_to_read([fills, written], ["prescription"]) == {written}
    True
    """
    if asked:
        return frozenset(each for each in types if any(_is(each, wanted) for wanted in asked))
    if any(each.group == "dispensing" for each in types):
        return frozenset(each for each in types if each.group != "prescription")
    return frozenset(types)


def require_known(asked: Iterable[str | int], types: Iterable[RecordType], source: str) -> None:
    """Raise StudyError for a type that no record has, with those that there are."""
    there = list(types)
    names = list(dict.fromkeys(each.label for each in there))
    for wanted in asked:
        if not any(_is(each, wanted) for each in there):
            hint = nearest(str(wanted), [*(name.casefold() for name in names), *GROUPS]) or "."
            raise StudyError(f"drug_types names {wanted!r}, and no record of {source} is of it{hint} There are: "
                             f"{', '.join(names) or 'none'}.")  # fmt: skip


def listed_types(types: Iterable[RecordType]) -> str:
    """Types with their rows, the most frequent first.

    >>> listed_types([RecordType("prescribed", 8, 3), RecordType("dispensed", 9, 3)])
    'dispensed (9), prescribed (8)'
    """
    rows: dict[str, int] = {}
    for each in types:
        rows[each.label] = rows.get(each.label, 0) + each.rows
    return with_counts(sorted(rows.items(), key=lambda pair: (-pair[1], pair[0])), "type", len(rows))


def types_findings(
    what: str, types: Sequence[RecordType], asked: Sequence[str | int], noun: str, column: str, only: int = 0
) -> list[Finding]:
    """A warning where records are of several types, or are only prescriptions: which, and what was done with them.

    ``only`` counts people who have nothing but what is left out.
    """
    lost = set(types) - types_to_read(types, asked)
    if not types or (len(types) == 1 and not lost and types[0].group != "prescription"):
        return []
    rows = sum(each.rows for each in lost)
    if lost:
        why = "drug_types asks for the others" if asked else "dispensings are read, never both"
        advice = f"Left out: {counted(rows, noun)}, {listed_types(lost)}; {why}. drug_types chooses."
    else:
        prescribed = all(each.group == "prescription" for each in types)
        advice = "All are prescriptions, which need not have been filled." if prescribed else "All are read."
    if lost and only:
        advice += f" {count_text(only)} {'person has' if only == 1 else 'people have'} nothing else."
    message = f"{what} of {counted(len(types), 'type')}: {listed_types(types)}"
    return [Finding("warning", "drug_types", rows, message, advice=advice, column=column)]


def _is(one: RecordType, wanted: str | int) -> bool:
    text = str(wanted).strip().casefold()
    return text in (one.name.casefold(), one.group) or (one.id is not None and text == str(one.id))
