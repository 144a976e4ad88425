"""What the first rows of a file say about its shape: a key of [data] for each, with its value, why, and how sure.

Only the rows are looked at, and nothing is changed: a guess is for a person to read, or to be written into a study.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from isostats.records.column_copies import copies_in, named_twice
from isostats.records.column_names import plain
from isostats.records.guessing.synonyms import names_in, word_form
from isostats.records.input_tables.courses import COURSES
from isostats.records.raw import FirstRows
from isostats.records.shapes.numbered import Series, series_of
from isostats.words.numbers import agreed, counted

Sureness = Literal["sure", "likely", "unsure"]
"""``sure``: nothing else fits. ``likely``: it fits, and something might too. ``unsure``: somebody must look."""

LOOKED_AT = 60  # rows among which the names are looked for
OF_TOTALS = """total totals sum subtotal mean average median summe gesamt gesamtsumme insgesamt mittelwert durchschnitt
anzahl somme totale moyenne nombre suma media promedio soma média totaal som gemiddelde razem ogółem średnia
合計 総計 平均 小計 σ ∑"""
TOTALS = frozenset(OF_TOTALS.split())
REDCAP = ("redcap_repeat_instrument", "redcap_repeat_instance", "redcap_event_name")
REDCAP_LABELS = ("repeat_instrument", "repeat_instance", "event_name")
RECORD = ("record_id", "record")
STATUSES = ({"0", "1", "2"}, {"incomplete", "unverified", "complete"})
"""What REDCap says of a form, in codes and in words."""
MARKED = re.compile(r"[*†‡#§]|\w{1,3}\s*[=:]")
WORD, WORD_ENDS = re.compile(r"[^\W\d_]{2}"), re.compile(r"[^\W\d_]{2}\W")
LEAST_BESIDE = 3
"""Columns from which on a row with one filled cell is none of a patient."""
ORDINAL = re.compile(r"\s*\d{1,2}(?:\.|st|nd|rd|th|er|re|e|º|ª)\s*[^\W\d_]{3}\D*", re.IGNORECASE)
"""What counts a course in a name, such as 1. Zyklus Beginn: no number or date of a record."""
STARTS_AS_DATA = re.compile(rf"(?!{ORDINAL.pattern}$)[\s<>~≈+-]*\d", re.IGNORECASE)
DAY = re.compile(r"(\d{4}[-/.]\d\d?|\d\d?[-/.] ?\d\d?[-/.] ?(\d{4}|\d\d))\b")
IN_ONE_ROW = "write each column's name in one row, such as 'Course 1 start', and take the other row out"
"""What to do where names stand in two rows."""
FILLED, OF_DATA, OF_NAMES = 0.5, 0.2, 0.2  # shares of a row's columns: filled; numbers and dates in rows, and in names


@dataclass(frozen=True)
class Guess:
    """What a key of [data] would be; ``also`` are other values that fit nearly as well."""

    key: str
    value: Any
    why: str
    sure: Sureness
    also: tuple[Any, ...] = ()


def guess_shape(first: FirstRows, known: Collection[str] = ()) -> list[Guess]:
    """Every guess about a file, that of ``header_row`` first and always there; the others only where something shows
    them. ``known`` are plain names of columns that are understood, in whatever language.

    >>> rows = ((1, ("Clinic", "")), (3, ("id", "start")), (4, ("1", "2019-01-05")), (5, ("Total", "1")))
    >>> [(guess.key, guess.value) for guess in guess_shape(FirstRows("a.csv", rows), {"id"})]
    [('header_row', 3), ('total_rows', ('Total',))]
    """
    header = guess_header_row(first, known)
    further = (guess_layout(first, header.value), guess_total_rows(first, header.value))
    return [header, *(guess for guess in further if guess), *guess_fill_down(first, header.value)]


def names_at(first: FirstRows, header_row: int) -> tuple[str, ...]:
    """The names that a row holds; none where the file has no such row."""
    return next((cells for number, cells in first.rows if number == header_row), ())


def names_without_copies(first: FirstRows, header_row: int) -> tuple[str, ...]:
    """The same, without those of columns that repeat another in all of the rows below."""
    names = names_at(first, header_row)
    if not any(named_twice(names)):
        return names
    rows = [cells for number, cells in first.rows if number > header_row]
    copies = copies_in(names, lambda at: [cells[at] if at < len(cells) else "" for cells in rows])
    return tuple("" if at in copies else name for at, name in enumerate(names))


def guess_header_row(first: FirstRows, known: Collection[str] = ()) -> Guess:
    """The first of the rows above the data that has most names known, and then most cells filled.

    Where no row above the data looks like names, it is the first row that holds anything, and unsure.
    """
    rows = [(number, cells) for number, cells in first.rows[:LOOKED_AT] if any(map(_filled, cells))]
    if not rows:
        return Guess("header_row", 1, "the file is empty", "unsure")
    from statistics import median  # which takes longer to load than all the rest here

    below = _first_of_data(rows)
    width = median([_count(cells) for _, cells in rows[below:]] or [max(_count(cells) for _, cells in rows)])
    likely = {number: cells for number, cells in rows[:below] if _are_names(cells, width)}
    if not likely:
        why = f"no row above the first dates and numbers has names in {counted(round(width), 'column')}"
        return Guess("header_row", rows[0][0], why, "unsure")

    def score(number: int) -> tuple[int, int]:
        return _known(likely[number], known), _count(likely[number])

    best = max(likely, key=lambda number: (*score(number), -number))
    if two := _names_over_two_rows(dict(rows[:below]), best):
        upper, lower = two
        shown = [next(filter(_filled, cells)).strip() for cells in (dict(rows)[upper], dict(rows)[lower])]
        why = f"the names stand in two rows, {upper} ('{shown[0]}') and {lower} ('{shown[1]}'): {IN_ONE_ROW}"
        return Guess("header_row", lower, why, "unsure", (upper,))
    also = tuple(number for number in likely if number != best and 5 * score(number)[1] >= 4 * score(best)[1])
    also = tuple(number for number in also if 2 * score(number)[0] >= score(best)[0])
    why = f"row {best} has {counted(score(best)[1], 'name')}"
    why += f", {score(best)[0]} of them known" if score(best)[0] else ""
    if also:
        return Guess("header_row", best, f"{why}; row {also[0]} could hold names as well", "unsure", also)
    alone = best == rows[0][0] or score(best)[0] >= 2
    return Guess("header_row", best, f"{why}, and the data begin below it", "sure" if alone else "likely")


def _names_over_two_rows(rows: Mapping[int, Sequence[str]], best: int) -> tuple[int, int] | None:
    """The two rows above the data, one below the other, of which each names columns that the other does not."""
    for upper in (best - 1, best):
        above, below = rows.get(upper), rows.get(upper + 1)
        if above is None or below is None or min(_count(above), _count(below)) < 2:
            continue
        named = [{at for at, cell in enumerate(cells) if _filled(cell)} for cells in (above, below)]
        words = [cell for cell in (*above, *below) if _filled(cell) and not DAY.match(cell.strip())]
        if named[0] - named[1] and named[1] - named[0] and len(words) == _count(above) + _count(below):
            return upper, upper + 1
    return None


def guess_total_rows(first: FirstRows, header_row: int) -> Guess | None:
    """The words with which totals begin: first filled cells of rows that say sum, total, mean, and the like, or that
    are the names once more.

    They are told by that word, so no row of a person may begin with it: with two days or more in it, a row is one of a
    person, whoever is called so. Where a row of a person begins with the word too, nothing is said.
    """
    names = _held(names_at(first, header_row))
    words, people, again, last = dict[str, int](), set[str](), set[str](), 0
    for number, cells in first.rows:
        held = _held(cells)
        last = max(last, number) if held else last
        if number <= header_row or not held:
            continue
        lead = held[0]
        if held == names:
            words.setdefault(lead, number)
            again.add(lead)
        elif has_days_of_a_person(held):
            people.add(lead)
        elif is_total(lead):
            words.setdefault(lead, number)
    below = _notes_below(first, header_row)
    words |= {word: number for word, number in below.items() if word not in words}
    if not (words := {word: number for word, number in words.items() if word not in people}):
        return _last_row(first, header_row)
    row = min(words.values())
    word = next(iter(words))
    why = f"row {row} holds the names once more" if word in again else f"row {row} begins with '{word}'"
    why = f"row {row} stands below the table and holds a note alone" if word in below else why
    sure = max(words.values()) == last and first.whole
    return Guess("total_rows", tuple(words), why, "sure" if sure or again == set(words) else "likely")


def _notes_below(first: FirstRows, header_row: int) -> dict[str, int]:
    """The notes below a table with their rows: one cell in each, of several words or after a mark, at the very end and
    unlike any id."""
    notes = dict[str, int]()
    if not first.whole or _count(names_at(first, header_row)) < LEAST_BESIDE:
        return notes
    for number, cells in reversed(first.rows):
        held = [cell.strip() for cell in cells if _filled(cell)]
        if number <= header_row or len(held) > 1 or (held and not _is_note(held[0])):
            break
        notes |= {held[0]: number} if held else {}
    leads = [cells[0].strip() for number, cells in first.rows if number > header_row and _count(cells) > 1]
    if any(map(_is_note, leads)):  # whose ids are names, or are marked: one may stand alone
        return {}
    return dict(reversed(notes.items()))


def _is_note(text: str) -> bool:
    """Whether a text begins with a mark, or is of several words with no digit before the end of the first.

    Each part is looked up by itself, so that the time grows with the length of the text and not with its square.

    >>> _is_note("* estimated"), _is_note("a = yes"), _is_note("red means left"), _is_note("north"), _is_note("p1 left")
    (True, True, True, False, False)
    """
    if MARKED.match(text):
        return True
    first = WORD_ENDS.search(text)
    if first is None or any(map(str.isdecimal, text[: first.start()])):
        return False
    return WORD.search(text, first.end()) is not None


def _last_row(first: FirstRows, header_row: int) -> Guess | None:
    """The question about a last row that begins with such a word where the others have ids, and has days."""
    leads = [cells[0].strip() for number, cells in first.rows if number > header_row and any(map(_filled, cells))]
    if not leads or not is_total(leads[-1]) or leads[-1] in leads[:-1] or 2 * len(set(leads)) <= len(leads):
        return None
    others = [lead for lead in leads[:-1] if any(map(str.isdigit, lead))]
    if 2 * len(others) <= len(leads):
        return None
    return Guess("total_rows", (leads[-1],), f"the last row begins with '{leads[-1]}', and holds days", "unsure")


def guess_fill_down(first: FirstRows, header_row: int) -> list[Guess]:
    """The columns, by the file's names, in which a cell is merged over several rows, or (only the first) left empty
    below the cell that it repeats. Never sure, but of merged cells: an empty cell may be one that nobody filled in."""
    names = names_at(first, header_row)
    at = sorted({at for _, last, at in first.merged if last > header_row and at < len(names) and _filled(names[at])})
    if at:
        why = f"{counted(len(first.merged), 'cell')} of the sheet {agreed(len(first.merged), 'is')} merged"
        return [Guess("fill_down", tuple(names[each].strip() for each in at), f"{why} over several rows", "sure")]
    rows = [cells for number, cells in first.rows if number > header_row and any(map(_filled, cells))]
    empty = [cells for cells in rows if not _filled(cells[0])]
    if not names or not empty or empty[0] is rows[0] or "redcap_repeat_instrument" in map(plain, names):
        return []
    if not _repeats_an_id(names, rows):
        return []
    why = f"'{names[0].strip()}' is empty in {len(empty)} of {counted(len(rows), 'row')} that have other values"
    return [Guess("fill_down", (names[0].strip(),), why, "likely" if 5 * len(empty) < 4 * len(rows) else "unsure")]


def _repeats_an_id(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether filling the first column does anything: one beside the ids is filled within a patient's rows alone."""
    known = names_in(COURSES)
    ids = [at for at, name in enumerate(names) if known.get(word_form(plain(name)), ("",))[0] == "patient_id"]
    if not ids or 0 in ids:
        return True
    pairs = pairwise((cells[ids[0]].strip(), cells[0].strip()) for cells in rows if len(cells) > ids[0])
    return any(before and who in ("", whose) and not cell for (whose, before), (who, cell) in pairs)


def guess_layout(first: FirstRows, header_row: int) -> Guess | None:
    """``redcap`` by the columns that only its exports have, ``wide`` by starts of courses that repeat under running
    numbers; None for one row per course."""
    names = names_without_copies(first, header_row)
    plains = [plain(name) for name in names]
    if reserved := [name for name in plains if name in REDCAP]:
        return Guess("layout", "redcap", f"it has REDCap's own column '{reserved[0]}'", "sure")
    if reserved := [name for name in plains if name in REDCAP_LABELS]:
        return Guess("layout", "redcap", f"it has a column '{reserved[0]}', as REDCap labels its own", "likely")
    if redcap := _classic_export(names, [cells for number, cells in first.rows if number > header_row]):
        return redcap
    series = [one for one in series_of(names) if len(one.positions) > 1]
    starts, ends = [one for one in series if one.is_start], [one for one in series if one.is_end]
    same = [one for one in series if len({plains[at] for at in one.positions.values()}) == 1]
    # of one name without numbers only starts and ends together are several courses
    starts = [one for one in starts if one not in same or any(each.numbers == one.numbers for each in ends)]
    if not starts or (not ends and len(starts[0].positions) == len(plains)):
        return None
    paired = any(one.numbers == starts[0].numbers for one in ends)
    shown = " and ".join(f"'{names[at].strip()}'" for at in list(starts[0].positions.values())[:2])
    why = f"several courses lie side by side ({shown})"
    return Guess("layout", "wide", why, "sure" if paired and len(starts) == 1 else "likely")


def _classic_export(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Guess | None:
    """An export of a project without repeating instruments, which has none of REDCap's own columns but those that say
    whether a form is complete."""
    of_forms = {
        at: {cells[at].strip() for cells in rows if at < len(cells) and _filled(cells[at])} for at in forms_in(names)
    }
    forms = [names[at].strip() for at, words in of_forms.items() if says_complete(words)]
    if not is_classic(names, len(forms)):
        return None
    why = f"it has the column '{forms[0]}', with which REDCap says whether a form is complete"
    return Guess("layout", "redcap", why, "sure" if is_classic(names, 1) else "likely")


def forms_in(names: Sequence[str]) -> list[int]:
    """Where columns stand that are called as REDCap calls those which say whether a form is complete."""
    return [at for at, name in enumerate(map(plain, names)) if name.endswith(("_complete", "complete?"))]


def says_complete(texts: Collection[str]) -> bool:
    """Whether the different texts of a column can be what REDCap says of a form."""
    words = {text.strip().lower() for text in texts if text.strip()}
    return bool(words) and any(words <= known for known in STATUSES)


def is_classic(names: Sequence[str], forms: int) -> bool:
    """Whether a file is an export of REDCap by so many columns of forms: with one, its first column is the record."""
    first = next((name for name in map(plain, names) if name), "")
    return forms > 1 or (forms == 1 and first in RECORD)


def series_of_starts(names: Sequence[str]) -> list[Series]:
    """The series of columns that hold first days, of several courses side by side."""
    return [one for one in series_of(names) if one.is_start and len(one.positions) > 1]


def _held(cells: Sequence[str]) -> list[str]:
    """What the filled cells hold."""
    return [text for cell in cells if (text := cell.strip())]


def _filled(cell: str) -> bool:
    return bool(cell.strip())


def _count(cells: Sequence[str]) -> int:
    return sum(map(_filled, cells))


def _known(cells: Sequence[str], known: Collection[str]) -> int:
    return sum(plain(cell) in known for cell in cells if _filled(cell))


def _share_of_data(cells: Sequence[str]) -> float:
    held = [cell for cell in cells if _filled(cell)]
    return sum(bool(STARTS_AS_DATA.match(cell)) for cell in held) / len(held) if held else 0.0


def _first_of_data(rows: Sequence[tuple[int, Sequence[str]]]) -> int:
    """The place of the first row that holds dates or numbers and is filled as most such rows are."""
    data = [at for at, (_, cells) in enumerate(rows) if _share_of_data(cells) >= OF_DATA and _count(cells) > 1]
    if not data:
        return len(rows)
    usual = sorted(_count(rows[at][1]) for at in data)[3 * len(data) // 4]
    full = [at for at in data if _count(rows[at][1]) > FILLED * usual]
    return next((at for at in full if at + 1 in full), full[0])


def _are_names(cells: Sequence[str], width: float) -> bool:
    """Whether cells may be names of columns: enough of them, no numbers or dates, and no two alike in most."""
    held = [plain(cell) for cell in cells if _filled(cell)]
    alike = sum(count - 1 for count in Counter(held).values())
    enough = len(held) >= max(2, FILLED * width) or len(held) == len(cells) == 1
    return enough and _share_of_data(cells) <= OF_NAMES and 2 * alike <= len(held)


def has_days_of_a_person(cells: Sequence[str]) -> bool:
    """Whether a row has two days or more in it, as no total has."""
    return sum(bool(DAY.match(text)) for text in cells) > 1


def is_total(cell: str) -> bool:
    """Whether a cell begins a row of totals, by its words.

    >>> is_total("Summe:"), is_total("n = 12"), is_total("P007")
    (True, True, False)
    """
    words = re.findall(r"[^\s:=().,\d]+", cell.casefold())
    return bool(re.match(r"n\s*=", cell.casefold())) or (words[:1] != [] and words[0] in TOTALS and len(words) <= 3)
