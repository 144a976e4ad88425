"""Files that are no table of patients: the data dictionary of a REDCap project, and a table of products."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from isostats.errors import DataError, StudyError
from isostats.records.column_names import plain
from isostats.records.drugs import judge_product
from isostats.records.guessing.column_words import match_name
from isostats.records.guessing.guess import Guess
from isostats.records.guessing.sheets import Sheet, SheetColumn, side_by_side
from isostats.records.input_tables import DISPENSING_TABLES
from isostats.records.raw import Unusable
from isostats.records.shapes import products, redcap_dictionary
from isostats.records.shapes.guesses import Guess as ShapeGuess
from isostats.records.shapes.guesses import series_of_starts
from isostats.records.shapes.redcap_dictionary import Field, read_dictionary

DICTIONARY, PRODUCTS = "dictionary", "product_table"


def role_beside(sheet: Sheet) -> str:
    """The key of [data] under which a file of this kind is named; nothing for any other file."""
    names = {plain(name) for name in sheet.top}

    def has(known: Mapping[str, tuple[str, ...]], *keys: str) -> bool:
        return all(names & set(known[key]) for key in keys)

    if has(redcap_dictionary.COLUMNS, "name", "kind"):
        return DICTIONARY
    of_patients = any("patient" in name or "date" in name or _is_of_fills(name) for name in names)
    return PRODUCTS if has(products.COLUMNS, "code", "strength") and not of_patients else ""


def _is_of_fills(name: str) -> bool:
    """Whether a name is one of a fill, be it by a word that is known for it: no product has a patient or a day."""
    match = match_name(name, DISPENSING_TABLES["dispensings"])
    return match is not None and match.sure and match.column in ("patient_id", "dispense_date", "days_supply")


def files_beside(sheets: Mapping[str, Sheet]) -> dict[str, str]:
    """Those among some files, by their key. Raises StudyError where two are of one kind."""
    chosen: dict[str, str] = {}
    for name, sheet in sheets.items():
        if key := role_beside(sheet):
            if key in chosen:
                what = "data dictionaries of REDCap" if key == DICTIONARY else "tables of products"
                raise StudyError(f"{chosen[key]} and {name} both look like {what}. Name the one that belongs here.")
            chosen[key] = name
    return chosen


def codes_of_isotretinoin(sheet: Sheet) -> frozenset[str]:
    """The codes of systemic isotretinoin in a table of products, as codes are compared."""
    by_name = {plain(each.name): each.cells for each in sheet.columns}
    codes = next((by_name[name] for name in products.COLUMNS["code"] if name in by_name), ())
    names = next((by_name[name] for name in products.COLUMNS["name"] if name in by_name), ())
    rows = zip(codes, names, strict=False)
    return frozenset(products.normal_code(code) for code, name in rows if code and judge_product(name).systemic)


def as_exported(sheet: Sheet, dictionary: str | None) -> Sheet:
    """A file that is an export of REDCap as it is read with its dictionary: words for codes, fields for labels, courses
    that lie side by side as one. By the dictionary one is known that has no column of REDCap's own.

    Raises DataError for a dictionary that cannot be read.
    """
    fields = _fields(dictionary, sheet) if dictionary else {}
    labels = {plain(field.label): field for field in fields.values()}

    def field_of(name: str) -> Field | None:
        return fields.get(plain(name)) or labels.get(plain(name))

    if not sheet.is_redcap:
        if not sheet.names or 2 * sum(field_of(name) is not None for name in sheet.names) <= len(sheet.names):
            return sheet
        layout = ShapeGuess("layout", "redcap", "its columns are fields of the data dictionary", "sure")
        sheet = replace(sheet, shape=(*(each for each in sheet.shape if each.key != "layout"), layout))

    def worded(column: SheetColumn) -> SheetColumn:
        field = field_of(column.name)
        if field is None:
            return column
        worded_cells = tuple(field.choices.get(cell.strip(), cell) for cell in column.cells)
        return SheetColumn(field.name, worded_cells, field.label, worded=bool(field.choices))

    columns = list(map(worded, sheet.columns))
    if not sheet.repeats and len(series_of_starts([each.name for each in columns])) == 1:
        columns = side_by_side(columns)
    return replace(sheet, columns=tuple(columns))


def _fields(dictionary: str, sheet: Sheet) -> Mapping[str, Field]:
    try:
        return read_dictionary(dictionary, sheet.source)
    except Unusable as error:
        raise DataError(f"{error.finding.message}. {error.finding.advice}") from error


def without_dictionary(sheet: Sheet) -> Guess:
    """The question for the dictionary of an export."""
    why = (
        "what the codes of a REDCap export mean stands in its data dictionary; name that file to isostats init as well"
    )
    if not sheet.repeats:
        why += '. If you have none, take layout for "rows": then its codes are yours to say in [data.values]'
    return Guess(DICTIONARY, "dictionary.csv", why, "open")


def without_strength() -> Guess:
    """The question for a table of products."""
    why = (
        "no column holds a strength; a file with product_code and strength_mg, named to isostats init as well, tells it"
    )
    return Guess(PRODUCTS, "products.csv", why, "open")
