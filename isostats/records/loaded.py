"""What is known of one input table while it is read: how its texts are to be read, how they were, and where it lies."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from isostats.errors import nearest
from isostats.records.code_texts import TOGETHER, hint_of_code
from isostats.records.column_names import Layout, plain
from isostats.records.date_texts import DateChoices, Order, latest_day
from isostats.records.findings import Finding
from isostats.records.input_tables import COURSE_TABLES, DESCRIBED
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.input_tables.declaration import InputTable
from isostats.records.input_tables.later_treatments import EVENT_COLUMNS
from isostats.records.raw import Raw, ReadTable
from isostats.records.schema import BLANK, MISSING_TOKENS, SIGNS_OF_NONE, Column, names_no_product
from isostats.records.shapes.stated import Shape, shape_of
from isostats.records.spreadsheet_orders import Swapped
from isostats.records.unit_words import Meaning, unit_in_name
from isostats.study.inputs import Inputs
from isostats.words.numbers import count_text, counted
from isostats.writing import digest_of_all

MOST_NAMED = 6
LONGEST_CODE = 12
"""Letters up to which a text is a code; a longer one may be about a person, and no report tells it."""
MEANS = " = "
"""Stands between a text and the code that was guessed of it."""
OF_A_SLIP = 0.8
"""So alike is a name of ours to one with a slip of the pen."""
LAST_DAY = datetime.date.max
MADE_OF = (
    "text", "given", "rows", "ragged", "dates", "codes", "numbers", "typed", "checked", "all", "aside", "several",
    "persons", "duplicates", "places", "named", "days", "again", "back", "looked", "filled_last_contact",
    "filled_response", "filled_course_end", "filled_death_date", "earlier", "left",
)  # fmt: skip
"""How the names end of tables and views that are made on the way from a file to what is kept of it."""
FEW_ROWS = 2048
"""Of so many rows what is asked several times is laid out: making sense of a query is what takes the time then."""
Counts = dict[tuple[str, str], int]
"""(column, sign of *not recorded* as written) -> rows."""


@dataclass
class Reading:
    """What the texts of one table say: which could not be read, and how its dates are ordered."""

    problems: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)  # (column, rule) -> texts -> rows
    order: Order | None = None
    order_examples: tuple[str, ...] = ()
    swapped: Swapped | None = None  # dates of which a spreadsheet swapped day and month
    unclear_year: bool = False  # years of two digits may come first or last
    id_of_number: str = ""  # SQL of the id of a person whose number it holds, as long as ids are read where they stand
    kinds: dict[str, str] = field(default_factory=dict)  # covariate -> number | text
    looked_up: set[int] = field(default_factory=set)  # positions of columns that have an entry in a lexicon
    filled: set[str] = field(default_factory=set)  # our columns in which a rule fills what is not recorded
    plainly: dict[int, str] = field(default_factory=dict)  # positions of covariates -> SQL that reads all their texts
    missing: Counts = field(default_factory=dict)  # signs of *not recorded* that were read as such
    kept: Counts = field(default_factory=dict)  # signs that are values in a column of texts
    zoned: dict[str, str] = field(default_factory=dict)  # column -> an example of a date with a time and its zone
    hormonal: dict[str, dict[str, int]] = field(default_factory=dict)  # column -> texts that name no product -> rows
    typed: Mapping[str, str] = field(default_factory=dict)  # our columns that came with their types
    by_rule: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)  # (rule, column) -> texts -> values
    rows_of: dict[tuple[str, str], int] = field(default_factory=dict)  # (rule, column) -> rows with such texts

    def note(self, rule: str, column: str, text: str, value: Any, rows: int) -> None:
        """A text was read by a rule that the study states, or that its unit is."""
        self.by_rule.setdefault((rule, column), {})[text] = value
        self.rows_of[rule, column] = self.rows_of.get((rule, column), 0) + rows

    @property
    def unread(self) -> set[str]:
        """Our columns in which some text could not be read."""
        return {name for name, _ in self.problems}


@dataclass(frozen=True)
class Choices:
    """How the user says that texts are to be read (already checked); ``values`` are column -> theirs -> ours."""

    values: Mapping[str, Mapping[str, str]]
    dates: str | None = None
    dates_of: Mapping[str, str] = field(default_factory=dict)  # of one table alone, by its label
    decimal: str | None = None
    ids: str = "as_written"
    ids_apart: bool | None = None
    pivot_year: int | None = None
    excel_dates: int | None = None
    month_day: int | None = None
    shifted: bool = False
    now: datetime.date = field(default_factory=latest_day)
    shape: Shape = field(default_factory=Shape)  # of the main file
    products: tuple[str, ...] = ()  # that a study calls systemic isotretinoin

    @property
    def today(self) -> datetime.date:
        """The last day that a date may be: of shifted dates any may."""
        return LAST_DAY if self.shifted else self.now

    def of_table(self, label: str) -> Choices:
        """How the texts of one table are to be read, where something is said of it alone."""
        return replace(self, dates=self.dates_of.get(label, self.dates)) if label in self.dates_of else self

    def of_dates(self, reading: Reading) -> DateChoices:
        """How dates are read in a file whose own dates show what ``reading`` says."""
        by_keys = DateChoices(self.today, reading.order, self.dates == "iso", self.pivot_year, self.excel_dates)
        return replace(by_keys, month_day=self.month_day, unclear_year=reading.unclear_year and self.dates is None)

    def mapped(self, column: str) -> dict[str, str]:
        """The user's own codes of a column (in lower case) with ours."""
        return {their.strip(BLANK).lower(): our for their, our in self.values.get(column, {}).items()}

    def fills(self, column: str) -> bool:
        """Whether the user says what an empty cell of a column means."""
        return "" in self.mapped(column)

    def words(self, column: str, texts: Iterable[str]) -> dict[str, str]:
        """Texts of a column with what they say: ours for the user's own codes, and no blanks around any."""
        theirs = self.mapped(column)
        return {text: theirs.get(text.strip(BLANK).lower(), text).strip(BLANK) for text in texts}


@dataclass(frozen=True)
class Loaded:
    """One input table, read and understood, in the engine under ``table``; ``ids`` numbers the persons."""

    input: InputTable
    raw: Raw
    layout: Layout
    choices: Choices
    ids: str
    reading: Reading = field(default_factory=Reading)

    def untyped(self, *types: str) -> dict[str, int]:
        """The positions of our columns, of these types or of any, that are read from their texts."""
        at = self.layout.positions.items()
        texts = {name: place for name, place in at if name != "patient_id" and name not in self.reading.typed}
        return {name: place for name, place in texts.items() if not types or self.schema[name].type in types}

    def missing(self, column: Column) -> tuple[str, ...]:
        """The texts (lower case) that mean *not recorded* in a column; of words that were chosen from a list fewer."""
        worded = self.layout.positions.get(column.name) in self.raw.worded
        return tuple(each for each in column.missing if not (worded and each in SIGNS_OF_NONE))

    @property
    def named_units(self) -> dict[str, Meaning]:
        """Our columns of numbers whose name in the file says another unit than ours, with what it means."""
        units: dict[str, Meaning] = {}
        for name, shown in self.layout.shown.items():
            column = self.schema[name]
            known = unit_in_name(shown, column.unit, by_weight=bool(column.per)) if column.type == "number" else None
            if known and (known.by_weight or known.factor != 1.0):
                units[name] = known
        return units

    @property
    def has_few(self) -> bool:
        """Whether it has so few rows that they cost less than the text of a query."""
        return self.raw.rows <= FEW_ROWS

    @property
    def called(self) -> str:
        """What sentences call it; several tables may be frames."""
        return f"the data frame of {self.label}" if self.raw.source == "a data frame" else self.raw.source

    @property
    def label(self) -> str:
        """The key under which it is named."""
        return self.input.label

    @property
    def table(self) -> str:
        """What the engine calls it."""
        return self.raw.table

    @property
    def on_the_way(self) -> list[str]:
        """The names of what may have been made of it on the way, itself among them."""
        return [self.table, *(f"{self.table}_{what}" for what in MADE_OF)]

    @property
    def schema(self) -> Mapping[str, Column]:
        """Its columns by name."""
        return self.input.columns


def tables_read(tables: Iterable[Loaded]) -> tuple[ReadTable, ...]:
    """What was read, a table each."""
    return tuple(ReadTable(each.label, each.raw.source, each.raw.rows, each.raw.digest) for each in tables)


def fingerprint_of(tables: Iterable[Loaded]) -> str:
    """The SHA-256 of all that was read."""
    return digest_of_all([loaded.raw.digest for loaded in tables])


def read_choices(inputs: Inputs, **further: Column) -> tuple[Choices, list[Finding]]:
    """How texts are to be read, and what is wrong with the codes that the user's are mapped to; ``further`` columns are
    those of a door that has other codes of that name."""
    columns = {name: column for label in DESCRIBED for name, column in COURSE_TABLES[label].columns.items()}
    columns |= {**COURSE_COLUMNS, **EVENT_COLUMNS, **further}
    clean = {
        plain(column): {str(their): str(our) for their, our in words.items()} for column, words in inputs.values.items()
    }
    for column, texts in _unsaid(inputs).items():
        clean[plain(column)] = clean.get(plain(column), {}) | dict.fromkeys(texts, "")
    findings = [
        finding for column, words in clean.items() for finding in _wrong(column, words, columns.get(column), columns)
    ]
    findings += unconfirmed(inputs)
    keys = ("pivot_year", "excel_dates", "month_day", "shifted", "products", "ids_apart")
    by_key = {name: getattr(inputs, name) for name in keys}
    orders = inputs.dates, inputs.dates_of
    return Choices(clean, *orders, inputs.decimal, inputs.ids, shape=shape_of(inputs), **by_key), findings


def unconfirmed(inputs: Inputs) -> Iterator[Finding]:
    """A warning that names what was guessed of how the records are written, and nobody has confirmed."""
    shown = [text for address in inputs.guessed if (text := _as_stated(inputs, address))]
    codes = [*_likely(inputs).items()]
    codes += [(column, dict.fromkeys(texts, "")) for column, texts in _unsaid(inputs).items()]
    count = len(shown) + sum(map(len, (each for _, each in codes)))
    shown += [_codes_as_stated(column, each) for column, each in codes]
    if count:
        are = "is a guess" if count == 1 else "are guesses"
        message = f"{counted(count, 'choice')} of how the records are read {are} that nobody has "
        message += f"confirmed: {'; '.join(shown)}"
        advice = "The study file says why each was made. Take what is right out of [data] guessed; correct the others."
        yield Finding("warning", "guessed", count, message, advice=advice)


def _unsaid(inputs: Inputs) -> dict[str, list[str]]:
    """Texts of columns that only describe which ``guessed`` names one by one (``values.sex.1``) and [data.values] does
    not say: each is read as not recorded until it does."""
    unsaid: dict[str, list[str]] = {}
    for column, text, code in _one_by_one(inputs):
        describes = column in COURSE_COLUMNS and COURSE_COLUMNS[column].describes
        if code is None and text not in inputs.values.get(column, {}) and describes:
            unsaid.setdefault(column, []).append(text)
    return unsaid


def _likely(inputs: Inputs) -> dict[str, dict[str, str]]:
    """The codes that ``guessed`` names one by one (``values.sex.x = male``), and [data.values] still says."""
    likely: dict[str, dict[str, str]] = {}
    for column, text, code in _one_by_one(inputs):
        if code is not None and inputs.values.get(column, {}).get(text) == code:
            likely.setdefault(column, {})[text] = code
    return likely


def _one_by_one(inputs: Inputs) -> Iterator[tuple[str, str, str | None]]:
    """The texts that ``guessed`` names, each with its column, and with its code where that was guessed."""
    for name, *parts in (address.split(".", 2) for address in inputs.guessed):
        if name == "values" and len(parts) == 2:
            text, means, code = parts[1].rpartition(MEANS)
            yield parts[0], text if means else parts[1], code if means else None


def _codes_as_stated(column: str, value: Mapping[str, str]) -> str:
    """The codes of a column in words, without long ones, which may be of one person."""
    words = {theirs: ours for theirs, ours in value.items() if len(theirs) <= LONGEST_CODE and " " not in theirs}
    listed = [f"'{theirs}' as {ours or 'not recorded'}" for theirs, ours in list(words.items())[:MOST_NAMED]]
    left = len(value) - len(listed)
    more = [f"{count_text(left)} more" if listed else counted(left, "text")] if left else []
    return f"{column}: {', '.join(listed + more)}" if value else ""


def _as_stated(inputs: Inputs, address: str) -> str:
    """What a key says, such as ``columns.course_start``, in words; nothing where it is not stated any more."""
    name, _, part = address.partition(".")
    value = getattr(inputs, name)
    value = value.get(part) if part and isinstance(value, Mapping) else value
    if isinstance(value, Mapping):
        return _codes_as_stated(part, value)
    if isinstance(value, tuple):
        value = ", ".join(map(str, value))
    if isinstance(value, bool):
        value = "true" if value else ""
    called = address if name == "dates_of" else part or name
    return f"{called} is '{value}'" if value not in (None, "", False) else ""


def _wrong(column: str, words: Mapping[str, str], schema: Column | None, columns: Iterable[str]) -> Iterator[Finding]:
    """What is wrong with the codes of one column that the user maps."""
    if schema is None and (hint := nearest(column, columns, likeness=OF_A_SLIP)):  # else it is one of the user's own
        message = f"values maps codes of '{column}', which is not one of our columns{hint}"
        advice = "Correct the name in [data] values."
        yield Finding("error", "unknown_mapping", 1, message, advice=advice, column=column)
    if column == "patient_id" and any(not their.strip(BLANK) for their in words):
        message = "values maps empty cells of patient_id, which would make one person of all who have no id"
        yield Finding("error", "unknown_mapping", 1, message, advice='Take "" out of the mapping.', column=column)
    folded: dict[str, str] = {}
    for their, our in words.items():
        other = folded.setdefault(their.strip(BLANK).lower(), our)
        if other.lower() != our.lower():
            message = f"values maps '{their}' of {column} to both '{other}' and '{our}'; capital letters do not count"
            advice = "Keep one of them. If the case tells them apart, write the codes out in the file."
            yield Finding("error", "unknown_mapping", 1, message, advice=advice, column=column)
    if column == "patient_id" and any(their.strip(BLANK) for their in words):
        message = "values maps codes of patient_id, which is read as it is written"
        advice = "Take patient_id out of [data] values, and correct ids in the file."
        yield Finding("error", "unknown_mapping", 1, message, advice=advice, column=column)
    if schema is None or not schema.codes:
        return
    known = (*schema.codes, *names_no_product(schema), *MISSING_TOKENS)
    same_name = [table.columns[column] for table in COURSE_TABLES.values() if column in table.columns]
    others = {code for each in same_name for code in each.codes}
    for their, our in words.items():
        parts = our.lower().split(TOGETHER) if schema.several else [our.lower()]
        if not {part.strip(BLANK) for part in parts} <= {*known, *others}:
            hint = hint_of_code(our, schema)
            message = f"values maps '{their}' of {column} to '{our}', which is not one of our codes{hint}"
            advice = f'Known: {", ".join(schema.codes)}, or "" for not recorded.'
            yield Finding("error", "unknown_mapping", 1, message, advice=advice, column=column)
