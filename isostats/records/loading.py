"""One loader for every door: a file, frame or table becomes a typed table, with all that is noticed on the way.

Texts or typed rows are read; columns get our names; texts are understood, and what came with its type is taken as it
is; then the findings that any table may have. What may stand in a table is said by its columns alone.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from isostats.engines.embedded import Engine, count_rows
from isostats.errors import nearest
from isostats.records.column_copies import with_what_differs, without_copies
from isostats.records.column_names import COURSE, Layout, lay_out, names_of, plain, unknown_column
from isostats.records.database_tables import DatabaseTable, read_table, release
from isostats.records.diagnoses import findings_of_codes
from isostats.records.dispensings.code_kinds import (
    codes_of_names,
    kinds_of_codes,
    leave_out_isotretinoin,
    leave_out_others,
)
from isostats.records.empty_columns import without_empty
from isostats.records.findings import Finding
from isostats.records.formats.parquet import keep_texts, open_parquet, parquet_files
from isostats.records.formats.registry import read_raw
from isostats.records.input_tables import InputTable
from isostats.records.lexicon import read_texts
from isostats.records.loaded import Choices, Loaded
from isostats.records.person_ids import list_ragged, settle_numbers, single_precision
from isostats.records.raw import Kind, Raw, ReadingOptions, Unusable, unusable, without_rows
from isostats.records.schema import Column
from isostats.records.shapes.hints import export_as_rows, further_courses, odd_shape
from isostats.records.shapes.shaping import Shaped, shaped
from isostats.records.shapes.stated import Shape
from isostats.records.table_findings import findings_of_table
from isostats.records.typed import codes_type, columns_typed, fits, make_typed

if TYPE_CHECKING:
    import pandas as pd

MISFITS = ("missing_column", "unknown_mapping")
MADE = frozenset(("strength_mg", "drug"))
"""Columns that may be made of others: of the names of products, or of a table of them."""
LOOKED_AT = 200  # rows that tell whether a column of numbers has decimals, and how whole ones are written then


@dataclass(frozen=True)
class Wanted:
    """An input table as a door wants it, with the user's names of its columns (``mapping``: ours -> theirs).

    ``main`` says that all others are matched with it, and ``shared`` are names that other tables of the door have too.
    ``of_fills`` that it is the file of dispensings, read once more for the other drugs in it.
    """

    input: InputTable
    mapping: Mapping[str, str]
    main: bool = False
    shared: frozenset[str] = field(default_factory=frozenset)
    of_fills: bool = False

    @property
    def table(self) -> str:
        """What the engine calls it."""
        return f"{self.input.label}_file"

    def lay_out(
        self, names: Sequence[str], source: str, made: Collection[str] = ()
    ) -> tuple[Layout, list[Finding]]:
        """Which column is which; those ``made`` of others are not in the file. A shared name that is not there is one
        of another table; and a table may call its patients by our name although another does not (see
        :func:`unknown_ids`)."""
        there = {plain(name) for name in names}
        absent = {our for our, their in self.mapping.items() if plain(their) not in there}
        ids = {"patient_id"} & there
        elsewhere = {our for our in absent if plain(our) in self.shared or our in ids}
        own = {our: their for our, their in self.mapping.items() if our not in elsewhere}
        alone = "" if self.main else f"{self.input.label}."
        common = self._common(names)
        layout, findings = lay_out(names, self.input.columns, own, source, alone=alone, common=common, made=made)
        return (layout if self.input.covariates else replace(layout, covariates={})), findings

    def _common(self, names: Sequence[str]) -> Callable[[str], str]:
        """Which of some names is in common use for a column of ours, where it is one alone."""

        def common(column: str) -> str:
            from isostats.records.guessing.column_words import match_name  # of files that lack a column alone

            matches = {str(name): match_name(str(name), self.input) for name in names}
            meant = [name for name, match in matches.items() if match and match.sure and match.column == column]
            return meant[0].strip() if len(meant) == 1 else ""

        return common


def load(
    connection: Engine,
    wanted: Wanted,
    source: str | Path | pd.DataFrame | DatabaseTable,
    choices: Choices,
    main: Loaded | None,
    sheet: str | None = None,
) -> tuple[Loaded, list[Finding]]:
    """One table typed, with what was noticed; one beside ``main`` may have no rows.

    Raises Unusable where there is nothing to read.
    """
    table, choices = wanted.table, choices.of_table("dispensings" if wanted.of_fills else wanted.input.label)
    try:
        raw = _open(connection, wanted, source, choices, sheet)
        opened = raw.names
        as_main = main is None or wanted.of_fills
        form, kept = _in_shape(connection, raw, wanted, source, choices.shape if as_main else None, sheet)
        form = replace(form, findings=()) if wanted.of_fills else form  # of the dispensings all is told already
        raw, copies = (form.raw, []) if isinstance(source, DatabaseTable) else without_copies(connection, form.raw)
        form = replace(form, raw=raw, findings=(*form.findings, *copies))
        wanted = replace(wanted, mapping=form.mapping)
        if main is None and wanted.input.label == "dispensings" and not isinstance(source, DatabaseTable):
            raw, form, kept = _with_strengths(connection, raw, wanted, form, source, kept)
    except Unusable as error:
        if main is None:
            raise
        raw = _empty_table(connection, wanted.input, source, error, days=main.layout.days)
        wanted, form, kept, opened = replace(wanted, mapping={}), Shaped(raw, {}), True, raw.names
    layout, findings = wanted.lay_out(raw.names, raw.source, MADE.difference(opened))
    if any(each.rule == "doubled_column" for each in findings):
        findings = with_what_differs(connection, raw, findings)
    unsaid = main is None and wanted.input.label == "courses" and choices.shape.layout is None
    export = export_as_rows(connection, raw, layout, wanted.input.columns) if unsaid else None
    if export and export.severity == "error":
        raise Unusable(export, raw.findings)
    findings += [export] if export else []
    doubled = COURSE & {each.column for each in findings if each.rule == "doubled_column"}
    # of one name, starts without their ends are no further courses
    if unsaid and (further := further_courses(raw, layout)) and doubled != {further.column}:
        findings.append(further)
    elif main is None and any(each.rule in MISFITS for each in findings) and not isinstance(source, DatabaseTable):
        courses = unsaid and not layout.positions.keys() >= COURSE
        if misshapen := odd_shape(source, sheet, raw, _known(wanted), choices.shape.header_row, courses=courses):
            raise Unusable(misshapen, raw.findings)
    loaded = Loaded(wanted.input, raw, layout, choices, f"{table if main is None else main.table}_ids")
    reading, part = loaded.reading, source.part if isinstance(source, DatabaseTable) else None
    reading.typed = columns_typed(connection, loaded)
    streamed = bool(reading.typed) and wanted.input.streamed and _all_typed(loaded)
    if not streamed and not kept:  # rows that are still where they were
        loaded, reading.typed = replace(loaded, raw=_keep(connection, raw, source)), {}
    loaded = loaded if part is not None else without_empty(connection, loaded)  # of a part others may have values
    list_ragged(connection, loaded)
    read_texts(connection, loaded)
    make_typed(connection, loaded, numbered=part is not None, as_view=streamed)
    if main is None and not wanted.input.streamed:  # fills have their numbers settled once they are sorted
        settle_numbers(connection, loaded, f"{table}_typed")
    findings += single_precision(connection, loaded)
    if wanted.input.label == "treatments":
        findings += _kinds_told(connection, loaded, of_fills=wanted.of_fills)
    if wanted.input.label == "diagnoses":
        findings += findings_of_codes(connection, loaded)
    if not streamed:  # else all were counted, with those that stay where they are
        rows = _count(connection, loaded.raw, wanted) + (part.staying if part else 0)
        loaded = replace(loaded, raw=replace(loaded.raw, rows=rows))
    of_table = findings_of_table(connection, loaded, main=main is None, whole=part is None)
    return loaded, [*raw.findings, *form.findings, *findings, *of_table]


def _with_strengths(
    connection: Engine, raw: Raw, wanted: Wanted, form: Shaped, source: object, kept: bool
) -> tuple[Raw, Shaped, bool]:
    """The fills with the strengths that their products' names say, where no column has them and none is said to."""
    layout, _ = wanted.lay_out(raw.names, raw.source)
    if layout.has("strength_mg") or not layout.has("drug") or "strength_mg" in wanted.mapping:
        return raw, form, kept
    from isostats.records.shapes.products import with_named_strengths

    raw = raw if kept else _keep(connection, raw, source)
    made, findings = with_named_strengths(connection, raw, layout)
    return made, replace(form, findings=(*form.findings, *findings)), True


def _kinds_told(connection: Engine, loaded: Loaded, *, of_fills: bool) -> list[Finding]:
    """Give later treatments the kinds that their codes and names say; what is said of those that say none."""
    table, has = loaded.table, loaded.layout.has
    if of_fills:
        leave_out_isotretinoin(connection, table, loaded.choices.products)
    if has("drug"):
        codes_of_names(connection, table)
    findings = kinds_of_codes(connection, loaded, of_fills=of_fills)
    if of_fills:
        leave_out_others(connection, table)
    return findings


def other_calendar(loaded: Iterable[Loaded], advice: str) -> list[Finding]:
    """Dates in one table and integer days in another cannot be compared."""
    dated = [one for one in loaded if any(one.schema[name].type == "date" for name in one.layout.positions)]
    if len({one.layout.days for one in dated}) < 2:
        return []
    what = [f"{one.called} holds {'days' if one.layout.days else 'dates'}" for one in dated]
    joined, all_ = (" and ".join(what), "both") if len(what) == 2 else (", ".join(what), "all")
    return [Finding("error", "mixed_calendar", 1, f"{joined}; {all_} must hold the same", advice=advice)]


def unknown_ids(loaded: Sequence[Loaded], mapping: Mapping[str, str]) -> Iterator[Finding]:
    """The error that no table has the name that the user gives for patient_id, although each has ours. A table without
    rows may have had it."""
    if (their := mapping.get("patient_id")) is None:
        return
    names = [plain(one.layout.shown.get("patient_id", their)) for one in loaded if one.raw.rows]
    if len(names) == len(loaded) > 0 and plain(their) not in names:
        yield from unknown_column("patient_id", their, " and ".join(one.called for one in loaded), names)


def unknown_values(loaded: Sequence[Loaded], values: Iterable[str], further: Collection[str]) -> Iterator[Finding]:
    """The error that codes are mapped of a column that no table has and none of ours, and the warning that those of one
    of ours are; ``further`` are columns of which something else was said."""
    names = {name for one in loaded for name in (*one.layout.positions, *one.layout.empty, *one.layout.covariates)}
    ours = {name for one in loaded for name in one.schema}
    for column in values:
        if plain(column) not in names | set(further):
            where = " and ".join(one.called for one in loaded)
            shown = {plain(their): our for one in loaded for our, their in one.layout.shown.items()}
            our = shown.get(plain(column), "")
            hint = f", which is read as {our}" if our else nearest(plain(column), names)
            lacks = "calls so a column" if our else "has no such column"
            message = f"values maps codes of '{column}', and {where} {lacks}{hint}"
            advice = "Map the column that holds them, or take its codes out of [data] values."
            advice = advice if plain(column) in ours else "Correct the name in [data] values, or take the column out."
            advice = f"Say them of {our} in [data] values." if our else advice
            if plain(column) in ours:
                yield Finding("warning", "unused_values", 1, message, advice=advice, column=plain(column))
            else:
                yield Finding("error", "unknown_mapping", 1, message, advice=advice, column=plain(column))


def _open(
    connection: Engine,
    wanted: Wanted,
    source: str | Path | pd.DataFrame | DatabaseTable,
    choices: Choices,
    sheet: str | None,
) -> Raw:
    """The rows with their texts, and with their types where they have some."""
    table = wanted.table
    if isinstance(source, DatabaseTable):
        columns, name = wanted.input.columns, source.name
        return read_table(connection, source, table, columns, lambda names: wanted.lay_out(names, name)[0])
    if not _is_kept(source, wanted) and isinstance(source, (str, Path)):
        return open_parquet(connection, parquet_files(source), Path(source), table)
    shape = choices.shape if wanted.main or wanted.of_fills else Shape()
    asked = ReadingOptions(_known(wanted), sheet, shape.header_row)
    if choices.decimal != "," and not shape.is_stated:
        asked = replace(asked, kinds=partial(_kinds, wanted, choices))
    return read_raw(connection, source, table, asked)


def _known(wanted: Wanted) -> set[str]:
    """Plain names that a column may be known by: ours, and the user's."""
    return names_of([wanted.input.columns]) | {plain(their) for their in wanted.mapping.values()}


def _in_shape(
    connection: Engine, raw: Raw, wanted: Wanted, source: object, shape: Shape | None, sheet: str | None
) -> tuple[Shaped, bool]:
    """The rows in the shape that a study states (None of a table beside the main one), and whether they are kept in
    the engine."""
    kept = _is_kept(source, wanted)
    if shape is not None and shape.is_stated and not kept:
        raw, kept = _keep(connection, raw, source), True
    try:
        return shaped(connection, raw, shape, wanted.mapping, partial(_lay_mapped, wanted, raw.source)), kept
    except Unusable as error:
        fault = error.finding
        if fault.rule == "merged_cells" and shape is not None:  # of titles, where the names stand lower
            fault = odd_shape(source, sheet, raw, _known(wanted), shape.header_row, courses=False) or fault
        raise Unusable(fault, raw.findings) from None


def _keep(connection: Engine, raw: Raw, source: object) -> Raw:
    """The rows as texts in the engine, and no longer where they were."""
    raw = keep_texts(connection, raw)
    if isinstance(source, DatabaseTable):
        release(connection, raw.table)
    return raw


def _lay_mapped(wanted: Wanted, source: str, names: Sequence[str], mapping: Mapping[str, str]) -> Layout:
    return replace(wanted, mapping=mapping).lay_out(names, source)[0]


def _kinds(wanted: Wanted, choices: Choices, path: Path, header: Sequence[str], delimiter: str) -> dict[int, Kind]:
    """The kind of every column of a text that may be typed; numbers are whole unless the first rows show decimals,
    codes are ours if those of the first rows are, and ids are numbers only where that is of use."""
    names = [name.strip().lower() for name in header]
    if len({*names, ""}) <= len(names):
        return {}
    layout, _ = wanted.lay_out(header, "")
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        first = list(islice(csv.reader(file, delimiter=delimiter), 1, LOOKED_AT))
    kinds: dict[int, Kind] = {}
    for name, position in layout.positions.items():
        cells = [row[position] for row in first if position < len(row)]
        column = wanted.input.columns[name]
        kind = column.type
        if kind == "date":
            kinds[position] = Kind("INTEGER" if layout.days else "DATE")
        elif kind == "integer":
            kinds[position] = Kind("INTEGER")
        elif kind == "number":
            pointed = any(cell.endswith(".0") for cell in cells)
            kinds[position] = Kind("DOUBLE" if any("." in cell for cell in cells) else "INTEGER", pointed)
        elif name == "patient_id" and wanted.input.streamed and all(cell.isdecimal() for cell in cells):
            kinds[position] = Kind("INTEGER", doubtful=True)
        elif kind == "code" and _are_ours(column, cells) and name not in choices.values:
            kinds[position] = Kind(codes_type(column), doubtful=True)
    return kinds


def _are_ours(column: Column, cells: Sequence[str]) -> bool:
    """Whether the first cells of a column of codes speak for all being ours."""
    return bool(column.codes) and not column.several and {*column.codes, ""} >= {*cells}


def _is_kept(source: object, wanted: Wanted) -> bool:
    """Whether the rows are in the engine once read: not those of a database, or of Parquet that is streamed."""
    streamed = wanted.input.streamed or (isinstance(source, (str, Path)) and Path(source).is_dir())
    return not isinstance(source, DatabaseTable) and not (streamed and parquet_files(source))


def _all_typed(loaded: Loaded) -> bool:
    """Whether every column of ours can be taken as it is, and all that are required are there."""
    layout, types = loaded.layout, loaded.raw.types
    return all(layout.has(column.name) for column in loaded.schema.values() if column.required) and all(
        name not in loaded.choices.values and fits(loaded.schema[name], types.get(at, "VARCHAR"), days=layout.days)
        for name, at in layout.positions.items()
    )


def _count(connection: Engine, raw: Raw, wanted: Wanted) -> int:
    """The rows that were typed; raises Unusable where there are none, and the table must have some."""
    rows = count_rows(connection, f"{raw.table}_typed")
    if not rows and not raw.ragged and wanted.main:
        raise without_rows(raw.source)
    if not rows and not raw.ragged and wanted.input.needed:
        why, advice = wanted.input.needed
        raise unusable("header_only", f"{raw.source} has no rows: {why}", advice)
    return rows


def _empty_table(connection: Engine, wanted: InputTable, source: object, error: Unusable, *, days: bool) -> Raw:
    """A further table that holds nothing is an answer: nobody died, nothing followed. It has no rows, and stays a table
    with the required columns (``days``: integer days); ``error`` said that the file has none, or is raised."""
    if error.finding.rule != "header_only":
        raise error
    name = error.finding.message.removesuffix(" has a header but no rows").removesuffix(" has no rows")
    table = f"{wanted.label}_file"
    needed = [column for column in wanted.columns.values() if column.required or column.name == "kind"]
    names = tuple(column.day_names[0] if days and column.day_names else column.name for column in needed)
    columns = ", ".join(f"CAST(NULL AS VARCHAR) AS c{position}" for position in range(len(names)))
    connection.execute(f"DROP VIEW IF EXISTS {table}")
    connection.execute(f"CREATE OR REPLACE TABLE {table}_text AS SELECT {columns} WHERE FALSE")
    connection.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT rowid + 2 AS row, * FROM {table}_text")
    content = Path(source).read_bytes() if isinstance(source, (str, Path)) and Path(source).is_file() else b""
    return Raw(table, names, 0, hashlib.sha256(content).hexdigest(), name)
