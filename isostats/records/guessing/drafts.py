"""A study file in the making: which file is which table, and everything that was guessed of how they are written."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from isostats.doors import one_line, toml_text
from isostats.engines.passwords import shown as shown_address
from isostats.errors import StudyError
from isostats.records.advice import printable
from isostats.records.drugs import judge_product, strength_in
from isostats.records.guessing.beside_files import (
    DICTIONARY,
    PRODUCTS,
    as_exported,
    codes_of_isotretinoin,
    files_beside,
    without_dictionary,
    without_strength,
)
from isostats.records.guessing.column_guesses import TableGuess, listed
from isostats.records.guessing.column_words import TABLES
from isostats.records.guessing.databases import address_from, is_database, tables_of
from isostats.records.guessing.files import look_at_files
from isostats.records.guessing.guess import Guess, Sureness
from isostats.records.guessing.pairing import pair_with_courses
from isostats.records.guessing.reading_guesses import guess_reading
from isostats.records.guessing.roles import (
    CALLED,
    OF_TREATMENTS,
    Role,
    SeveralMains,
    last_contact_in,
    likely_key,
    looks_like,
    roles_of,
    treatments_in,
)
from isostats.records.guessing.sheets import Sheet
from isostats.records.guessing.value_guesses import guess_values
from isostats.records.length_names import day_it_leads_to, how_to_add
from isostats.records.rows_not_taken import is_status
from isostats.records.shapes.guesses import IN_ONE_ROW
from isostats.records.time_to_event import WHAT_TO_DO, time_to_event_in, what_it_is
from isostats.study.inputs import Inputs
from isostats.study.keys import keys_of
from isostats.study.several import ALL_SHEETS, book_and_sheet, labels_of
from isostats.words.numbers import agreed, count_text, counted

YOUR_NAME = "your name"
ROWS_TAKEN = ("dispensings", "treatments", "events")
"""Tables of which a row counts as taken, whatever a column that is not read says of it."""
MAY_SAY = (
    "may say which rows were returned, cancelled or rejected, and all count as taken: leave such rows out of the file."
)
OF_A_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
NOBODY_SEEN = "no column seems to hold the last contact; where there is none, a rule may stand for it"
BY_RULE = {
    "the last date in the records of each person": "last_seen",
    "the day on which the records were closed; state it as data_cut": "data_cut",
}
Answer = Callable[[Guess], str | None]
"""Asks somebody: one of the choices of a guess, in its words, or None where it stays open."""


@dataclass(frozen=True)
class Draft:
    """What would be written under [data]: the ``sources`` by their keys, and the guesses in the order of the keys.

    Several files of courses are one source, and then ``tables`` go by the label of each file. ``unused`` are files, and
    ``aside`` sheets and files with what each looks like, or lacks, that are not read.
    """

    sources: Mapping[str, str | tuple[str, ...]]
    tables: Mapping[str, TableGuess]
    guesses: tuple[Guess, ...]
    unused: tuple[str, ...] = ()
    aside: Mapping[str, str] = field(default_factory=dict)

    @property
    def open(self) -> list[Guess]:
        """What somebody must say."""
        return [each for each in self.guesses if each.sureness == "open"]

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """The addresses that go into ``guessed``."""
        return tuple(dict.fromkeys(address for each in self.guesses if each.unconfirmed for address in each.addresses))

    def answered(self, ask: Answer) -> Draft:
        """The draft with what somebody says of what is open."""
        return replace(self, guesses=tuple(map(_answered(ask), self.guesses)))

    def data(self, folder: Path | None = None) -> dict[str, Any]:
        """The section [data] of a study in a folder: sources, what stands, and what of it nobody has confirmed."""
        data: dict[str, Any] = {key: self._source(key, folder) for key in self.sources}
        for each in self.guesses:
            if each.stands is None or each.key in self.sources:
                continue
            if not each.part:
                data[each.key] = each.stands
            elif each.key == "values" and each.sureness == "open":
                continue  # what is read as not recorded until it is said stands in guessed alone
            elif each.key == "values":
                data.setdefault("values", {}).setdefault(each.part, {}).update(each.stands)
            else:
                data.setdefault(each.key, {})[each.part] = each.stands
        return data | ({"guessed": list(self.unconfirmed)} if self.unconfirmed else {})

    def _source(self, key: str, folder: Path | None) -> Any:
        """A source as a study in that folder names it; several as a list."""
        source = self.sources[key]
        if isinstance(source, tuple):
            return [path_from(each, folder) if each else "" for each in source]
        if key in ("database", "omop"):
            return address_from(source, folder)
        return source if "database" in self.sources else path_from(source, folder)

    @property
    def partly(self) -> list[str]:
        """Of which files only the first rows were looked at, in words."""
        sheets = {table.sheet.source: table.sheet for table in self.tables.values() if not table.sheet.whole}
        rows = {Path(name).name: len(sheet.columns[0].cells) for name, sheet in sheets.items() if sheet.columns}
        return [
            f"{name}: its first {count_text(count)} rows were looked at; isostats check reads all"
            for name, count in rows.items()
        ]

    def summary(self) -> Iterator[str]:
        """What was understood, a line each: the files, and what is not sure."""
        for label, source in self.sources.items():
            several = isinstance(source, tuple)
            tables: list[TableGuess | None] = [self.tables.get(label)]
            if several:
                tables = [each for each in self.tables.values() if each.table.label == label]
            named = [each for each in source if each] if isinstance(source, tuple) else [source]
            for each, table in zip(named, tables, strict=True):
                columns = f", with {', '.join(table.chosen)}" if table else ""
                yield f"{shown_address(each)}: {label}{columns}"
        for table in self.tables.values():
            if table.unused:
                name = Path(table.sheet.source).name
                yield f"Not used of {printable(name)}: {', '.join(map(printable, table.unused))}"
            for column in filter(is_status, table.unused if table.table.label in ROWS_TAKEN else ()):
                yield f"{printable(column)} {MAY_SAY}"
        yield from self.partly
        for source in self.unused:
            yield f"{source}: not used"
        for source, why in self.aside.items():
            yield f"{source}: not read; {one_line(why)}"
        for guess in self.guesses:
            if guess.sureness == "likely":
                yield f"likely: {guess.called} is {shown(guess.value)}; {one_line(guess.why)}."
        for guess in self.open:
            yield f"open: {guess.called}; {one_line(guess.why)}."


def shown(value: Any) -> str:
    """A value of a key in words."""
    if isinstance(value, Mapping):
        return ", ".join(f"'{printable(theirs)}' as {ours or 'not recorded'}" for theirs, ours in value.items())
    if isinstance(value, bool):
        return "true" if value else "false"
    return printable(", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value))


def draft_study(sources: Sequence[str | Path]) -> Draft:
    """A draft from files, folders of files, or one database.

    A file that is named and not understood is left out, with a question. Raises StudyError where two files claim to be
    one table or none is a main one, and DataError for one that cannot be read.
    """
    if any(map(is_database, sources)):
        if len(sources) > 1:
            raise StudyError("A database is named with something else. Name it alone, or files alone.")
        return _of_database(str(sources[0]))
    looked = look_at_files(sources)
    try:
        draft = draft_of(looked.sheets, loose=looked.loose, spare=looked.spare)
    except SeveralMains as error:
        if len(error.courses) < 2 or looked.loose - looked.spare:
            raise
        pairs = pair_with_courses(error.courses, looked.sheets, looked.spare)
        draft = draft_together({name: draft_of(sheets, spare=looked.spare) for name, sheets in pairs.items()})
        read = {name for sheets in pairs.values() for name in sheets}
        draft = replace(draft, aside={name: looks_like(looked.sheets[name]) for name in looked.sheets.keys() - read})
    return replace(draft, unused=(*draft.unused, *looked.unread))


def draft_together(drafts: Mapping[str, Draft]) -> Draft:
    """One draft of several files of course records, by name: what is alike is said once, what a column or a code is
    called in one file alone is said of that file.

    Raises StudyError where they do not share how else they are written, which can be said only once.
    """
    labels = dict(zip(drafts, labels_of(list(drafts)), strict=True))
    keys = list(dict.fromkeys(key for draft in drafts.values() for key in draft.sources))
    guesses: list[Guess] = []
    for name, draft in drafts.items():
        for guess in draft.guesses:
            if guess.key in ("sheet", *keys):
                continue  # each source is named with its sheet
            alike = [any(guess.says(each) for each in other.guesses) for other in drafts.values()]
            if all(alike):
                guesses += [] if any(guess.says(each) for each in guesses) else [guess]
            elif guess.part:
                guesses.append(replace(guess, address=f"{guess.key}.{labels[name]}.{guess.part}"))
            elif guess.key == "dates":
                of_each = [f"dates_of.{labels[name]}.{label}" for label in draft.tables]
                guesses += [replace(guess, address=address) for address in of_each]
            else:
                other = next(each for each, same in zip(drafts, alike, strict=True) if not same)
                raise StudyError(
                    f"{name} and {other} are both course records, and not written alike: {guess.key} is "
                    f"{shown(guess.value)} in the first, since {guess.why}. Make a study of each; in Python, combine "
                    "brings their records together."
                )
    guesses += _without_a_file(drafts, labels, keys)
    order = list(keys_of(Inputs))
    guesses.sort(key=lambda guess: order.index(guess.key))
    tables = {
        labels[name] if label == "courses" else f"{labels[name]}.{label}": table
        for name, draft in drafts.items() for label, table in draft.tables.items()
    }  # fmt: skip
    sources = {key: tuple(str(draft.sources.get(key, "")) for draft in drafts.values()) for key in keys}
    return Draft(sources | {"courses": tuple(drafts)}, tables, tuple(guesses))


def _without_a_file(
    drafts: Mapping[str, Draft], labels: Mapping[str, str], keys: Sequence[str]
) -> Iterator[Guess]:
    """The question about clinics that have no file of a kind that another has: whether there was nothing of it."""
    lacking = [(name, key) for name, draft in drafts.items() for key in keys if key not in draft.sources]
    if lacking:
        each = " and ".join(f"{Path(name).name} has no file of {CALLED[key]}" for name, key in lacking)
        why = f"{each}, and another clinic has. Name it to isostats init as well; if there were none, take the # away"
        yield Guess("none_occurred", [f"{labels[name]}.{key}" for name, key in lacking], why, "open")


def draft_of(sheets: Mapping[str, Sheet], loose: Collection[str] = (), spare: Collection[str] = ()) -> Draft:
    """A draft from files that were looked at, by name; ``loose`` are those that need be no table of ours, and ``spare``
    those that are sheets of a workbook beside another.

    Raises StudyError as :func:`draft_study` does.
    """
    beside = files_beside(sheets)
    tables = {name: sheet for name, sheet in sheets.items() if name not in beside.values()}
    tables = {name: as_exported(each, beside.get(DICTIONARY)) for name, each in tables.items()}
    if DICTIONARY in beside and not any(each.is_redcap for each in tables.values()):
        raise StudyError(
            f"{beside[DICTIONARY]} is a data dictionary of REDCap, and no other file has its fields. Name the export "
            "of that project, or leave the dictionary out."
        )
    codes = codes_of_isotretinoin(sheets[beside[PRODUCTS]]) if PRODUCTS in beside else ()
    roles, left_out = roles_of(tables, loose, codes, spare)
    of_roles = {label: role.table for label, role in roles.items()}
    kind = next(iter(roles))
    _require_readable(roles[kind])
    known = {name: each for name, each in keys_of(Inputs).items() if each.goes_with(kind)}
    sources = {label: role.name for label, role in roles.items()} | beside
    of_books = [_of_book(label, name) for label, name in sources.items() if name in spare]
    lacking = [_lacking(role) for role in roles.values() if role.lacking and role.name not in spare]
    not_understood = _not_understood(left_out, sheets, kind, sources)
    others = {name: sheet for name, sheet in tables.items() if name not in sources.values()}
    of_tables = _told_beside(_guesses(of_roles, beside), others)
    guesses = [*of_books, *lacking, *_unread_drugs(of_roles), *of_tables, *not_understood.values()]
    guesses = [guess for guess in guesses if guess.key in known]
    order = list(known)
    guesses.sort(key=lambda guess: order.index(guess.key))
    unused = {name: each for name, each in sheets.items() if name not in (*sources.values(), *not_understood)}
    aside = {name: why for name, why in left_out.items() if name not in not_understood}
    main, as_one = of_roles[kind].sheet, any(guess.value == ALL_SHEETS for guess in _shape(of_roles[kind]))
    others = {name: sheet for name, sheet in unused.items() if not (as_one and sheet.sheet in main.alike)}
    aside |= {name: looks_like(sheet, kind) for name, sheet in others.items() if sheet.sheet is not None}
    if as_one:
        unused = {name: sheet for name, sheet in unused.items() if name in others}
        sources[kind] = f"{book_and_sheet(sources[kind])[0]}#{ALL_SHEETS}"
    if kind == "courses" and of_roles[kind].sheet.sheet:  # which a key of its own names
        sources[kind] = book_and_sheet(sources[kind])[0]
    return Draft(sources, of_roles, tuple(guesses), tuple(name for name in unused if name not in aside), aside)


def _require_readable(main: Role) -> None:
    """Raise StudyError for records whose columns are not to be guessed: a table for survival analysis, and one whose
    names stand in two rows."""
    split = next((each.why for each in main.table.sheet.shape if IN_ONE_ROW in each.why), "")
    if split:
        raise StudyError(f"In {Path(main.table.sheet.source).name} {split}.")
    texts = {each.name: each.telling for each in main.table.sheet.columns if each.name in main.table.further}
    columns = time_to_event_in(texts, texts.__getitem__) if main.label == "courses" else None
    if columns and "relapse_date" not in main.table.chosen:
        raise StudyError(f"{what_it_is(Path(main.table.sheet.source).name, *columns)}. {WHAT_TO_DO}")


def _of_book(label: str, name: str) -> Guess:
    """That a further sheet of a workbook is read, as what."""
    why = f"this sheet of the workbook has what {CALLED.get(label, label)} must have"
    return Guess(label, name, why, "likely")


def _lacking(role: Role) -> Guess:
    """That a file is read as the table that it is most like, though it has not all that this must have."""
    why = f"it is most like {CALLED.get(role.label, role.label)}, and none of its columns seems to be "
    return Guess(role.label, role.name, f"{why}{listed(role.lacking)}", "likely")


def _not_understood(
    left_out: Mapping[str, str], sheets: Mapping[str, Sheet], main: str, taken: Collection[str]
) -> dict[str, Guess]:
    """The questions about files that are left out, each under the key that it most likely has; those that have none are
    no question."""
    asked: dict[str, Guess] = {}
    for name, why in left_out.items():
        if label := likely_key(name, sheets[name], main, (*taken, *(each.key for each in asked.values()))):
            needed = [f"{label}.{each}" for each, column in TABLES[label].columns.items() if column.required]
            why = f"{Path(name).name} is not read: {why}. If it holds {CALLED[label]}, take the # away, and name its "
            why += f"columns under [data.columns]: {listed(needed)}"
            asked[name] = Guess(label, Path(name), why, "open")
    return asked


def _told_beside(guesses: Iterable[Guess], sheets: Mapping[str, Sheet]) -> Iterator[Guess]:
    """Guesses, that for the last contact with the file beside courses that has it and cannot be read there."""
    having = {name: column for name, sheet in sheets.items() if (column := last_contact_in(sheet))}
    for guess in guesses:
        if guess.part == "last_contact" and guess.value == YOUR_NAME and having:
            name, column = next(iter(having.items()))
            advice = f"{Path(name).name} has it ({column}): add it to the rows of courses, joined by patient_id"
            guess = replace(guess, why=f"{guess.why}. {advice}")
        yield guess


def _unread_drugs(tables: Mapping[str, TableGuess]) -> Iterator[Guess]:
    """The question about drugs in a table that is read as another, where no file of later treatments is there."""
    if not {*OF_TREATMENTS}.isdisjoint(tables.keys() - {"courses"}):
        return
    for label, table in tables.items():
        drugs = treatments_in(table.sheet)
        if label != "courses" and drugs in table.further:
            name = Path(table.sheet.source).name
            why = (
                f"{listed([drugs])} of {name} seems to name treatments, and is not read of {CALLED[label]}: no later "
                "treatment is known then. If they came after the courses, make a file of them, with patient_id, date "
                "and kind"
            )
            yield Guess("events", "later_treatments.csv", why, "open")


def _of_database(source: str) -> Draft:
    tables = tables_of(source)
    if tables is None:
        return Draft({"omop": source}, {}, ())
    if not tables:
        raise StudyError("The database holds no table that is seen. Look at the rights of who asks.")
    draft = draft_of(tables, loose=tables)
    if "dispensings" not in draft.sources:
        raise StudyError(
            f"{next(iter(draft.sources.values()))} looks like course records, and those are read from a file. Export "
            "it as Parquet or CSV, and name that."
        )
    return replace(draft, sources={**draft.sources, "database": source})


def _names_strengths(main: TableGuess) -> bool:
    """Whether the names of isotretinoin in the column of drugs say its strength."""
    named = main.chosen["drug"].theirs.telling if "drug" in main.chosen else ()
    return any(judge_product(text).systemic and strength_in(text) for text in {*named})


def _guesses(tables: Mapping[str, TableGuess], beside: Collection[str]) -> Iterator[Guess]:
    main = next(iter(tables.values()))
    yield from _shape(main)
    unworded = main.sheet.is_redcap and DICTIONARY not in beside
    if unworded:
        yield without_dictionary(main.sheet)
    nameless = "strength_mg" in main.missing and not _names_strengths(main)
    if nameless and main.chosen.get("code") and PRODUCTS not in beside:
        yield without_strength()
    of_main = {guess.part: guess.value for guess in main.guesses}
    for label, table in tables.items():
        for guess in table.guesses:
            if table is main:
                yield guess
            elif of_main.get(guess.part) != guess.value:  # else what is said of the main table holds here as well
                yield replace(guess, address=f"{guess.key}.{label}.{guess.part}")
        elsewhere = PRODUCTS in beside or main.chosen.get("code") or _names_strengths(main)
        strength = {"strength_mg"} if elsewhere else set()
        yield from _absent(table, label if table is not main else "", without=strength)
        if not unworded:
            yield from guess_values(table)
    yield from guess_reading(list(tables.values()))


def _absent(table: TableGuess, label: str, without: Collection[str]) -> Iterator[Guess]:
    """A line for each required column that nothing in the file can be, to be filled in; ``without`` those that another
    question is about."""
    asked = {guess.part for guess in table.guesses}
    for name in table.missing:
        if name not in asked and name not in without:
            if name == "days_supply" and not label:
                yield _without_supply(table)
                continue
            what = table.table.columns[name].description.rstrip(".")
            why = f"no column of {Path(table.sheet.source).name} seems to be it, and it must be there: {what}"
            if lengths := [each for each in table.further if day_it_leads_to(each) == name]:
                why += f". {listed(lengths[:1])} is a length of time. {how_to_add(name, lengths[0]).rstrip('.')}"
            address = f"columns.{label}.{name}" if label else f"columns.{name}"
            yield Guess(address, YOUR_NAME, why, "open")
            if name == "last_contact":
                yield Guess(f"missing_{name}", "last_seen", NOBODY_SEEN, "open", choices=BY_RULE)


def _without_supply(table: TableGuess) -> Guess:
    """The question for the days that each fill lasts, which nothing else tells."""
    drug = table.chosen.get("drug") or table.chosen.get("code")
    rows = sum(n for text, n in drug.theirs.values.items() if judge_product(text, text).systemic) if drug else 0
    named = f"{counted(rows, 'row')} of {Path(table.sheet.source).name} {agreed(rows, 'is')} of isotretinoin"
    why = "no column says for how many days a fill lasts, and it must be there. Add one to the file: the quantity "
    why += "divided by the capsules a day, as the prescription says"
    return Guess("columns.days_supply", YOUR_NAME, f"{named}; {why}" if rows else why, "open")


def _shape(main: TableGuess) -> Iterator[Guess]:
    """What the main file's shape asks for; our names where columns are named."""
    if main.sheet.alike:
        yield _of_sheets_alike(main.sheet)
    elif main.sheet.sheet is not None:  # of dispensings the source itself names it
        yield Guess("sheet", main.sheet.sheet, "of the sheets of the workbook it is most like such records", "likely")
    ours = {candidate.theirs.name: name for name, candidate in main.chosen.items()}
    for each in main.sheet.shape:
        if each.key == "header_row" and each.sure == "sure" and each.value == main.sheet.first_row:
            continue  # as nobody need be told
        value = [ours.get(name, name) for name in each.value] if each.key == "fill_down" else each.value
        value = list(value) if isinstance(value, tuple) else value
        # an empty cell may as well be one that nobody filled in: that it repeats another is for somebody to say
        unsure = each.sure == "unsure" or (each.key == "fill_down" and each.sure != "sure")
        choices = {f"{each.key} = {shown(other)}": other for other in (value, *each.also)} if unsure else {}
        sureness: Sureness = "open" if unsure else "sure" if each.sure == "sure" else "likely"
        yield Guess(each.key, value, each.why, sureness, choices=choices)


def _of_sheets_alike(sheet: Sheet) -> Guess:
    """Which of several sheets of courses is read: all, where they have one header and are called by years; else
    somebody must say."""
    books = listed(sheet.alike)
    if sheet.one_header and all(map(OF_A_YEAR.search, sheet.alike)):
        why = f"{books} have the same columns, and each is of a year: they are read as one table, one below the other"
        return Guess("sheet", ALL_SHEETS, why, "likely")
    join = f'sheet = "{ALL_SHEETS}" reads them as one' if sheet.one_header else "join them into one sheet"
    why = f"{books} are like such records. Of the same patients, {join}; of several clinics, list them: courses = "
    why += _listed_sheets(sheet)
    choices = {"all of them as one table, of the same patients": ALL_SHEETS} if sheet.one_header else {}
    choices |= {f"the sheet {toml_text(each)}": each for each in sheet.alike}
    return Guess("sheet", sheet.sheet, why, "open", choices=choices)


def _listed_sheets(sheet: Sheet) -> str:
    """Sheets of a workbook as a list of sources."""
    book = book_and_sheet(sheet.source)[0]
    return f"[{', '.join(toml_text(f'{book}#{each}') for each in sheet.alike)}]"


def _answered(ask: Answer) -> Callable[[Guess], Guess]:
    def answer(guess: Guess) -> Guess:
        words = ask(guess) if guess.sureness == "open" and guess.choices else None
        if words is None:
            return guess
        return replace(guess, value=guess.choices[words], why="as you said", sureness="sure", stand_in=None)

    return answer


def path_from(source: str, folder: Path | None) -> str:
    """A path as a study in that folder names it: from there on where the file lies in or beside it, else whole."""
    whole = Path(source).absolute()
    relative = Path(os.path.relpath(whole, (folder or Path()).absolute()))
    return str(whole) if folder is None or relative.parts[:3] == ("..", "..", "..") else relative.as_posix()
