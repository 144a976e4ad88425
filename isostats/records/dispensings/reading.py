"""The six files into typed tables, by the same machinery as course records: names, dates, numbers, codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from isostats.engines.embedded import WHOLE, Engine, count_rows, one_row
from isostats.errors import nearest
from isostats.records.checking import Fault, Loaded, order_findings, value_faults
from isostats.records.codes import hint_of_code
from isostats.records.column_names import Layout, lay_out, plain, without_absent_id
from isostats.records.database_tables import DatabaseTable, read_table, release
from isostats.records.dispensings.code_kinds import kinds_of_codes
from isostats.records.dispensings.columns import FILES
from isostats.records.dispensings.plain_text import TEXT_ENDINGS, open_plain_text
from isostats.records.dispensings.typed_files import (
    can_be_typed,
    make_typed_view,
    open_parquet,
    parquet_files,
    store_texts,
)
from isostats.records.empty_columns import empty_column_findings
from isostats.records.empty_tables import empty_table, refuse_empty
from isostats.records.files import known_names, read_raw
from isostats.records.findings import Finding
from isostats.records.hormonal import hormonal_findings
from isostats.records.id_forms import single_precision
from isostats.records.lexicon import Choices, Reading, make_lexicons
from isostats.records.missing_signs import sign_findings, sign_sql, text_signs
from isostats.records.numbering import settle_numbers
from isostats.records.raw import Raw, Unusable, unusable
from isostats.records.schema import MISSING_TOKENS, names_no_product
from isostats.records.typed import list_ragged, make_typed
from isostats.records.user_choices import read_choices
from isostats.records.zoned_dates import zone_findings
from isostats.study.inputs import Inputs

if TYPE_CHECKING:
    import pandas as pd

IDS = "dispensings_file_ids"


@dataclass(frozen=True)
class Files:
    """The files that could be read, by keyword, with what was found on the way; ``faults`` are texts not readable,
    ``of_tables`` tells whether one was a table of a database."""

    loaded: Mapping[str, Loaded]
    faults: tuple[Fault, ...]
    findings: tuple[Finding, ...]
    of_tables: bool = False

    @property
    def days(self) -> bool:
        """True where the dispensings hold integer days."""
        return self.loaded["dispensings"].layout.days

    @property
    def source(self) -> str:
        """The name of the file of dispensings."""
        return self.loaded["dispensings"].raw.source

    def has(self, label: str) -> bool:
        """True when that file was given and could be read."""
        return label in self.loaded


def read_files(
    connection: Engine,
    inputs: Mapping[str, str | Path | pd.DataFrame | DatabaseTable | None],
    columns: Mapping[str, str],
    choices: Choices,
    wrong: list[Finding],
) -> Files:
    """Read and type every file that is given; one that cannot be read at all is a finding like any other."""
    files = FilesRead(connection, columns, choices, wrong)
    for label, source in inputs.items():
        files.read(label, source)
    return files.files()


class FilesRead:
    """The files read so far, one after the other; the others only once the dispensings are among ``loaded``."""

    def __init__(
        self, connection: Engine, columns: Mapping[str, str], choices: Choices, wrong: Sequence[Finding]
    ) -> None:
        self.connection, self.columns, self.choices = connection, columns, choices
        self.loaded: dict[str, Loaded] = {}
        self.faults: dict[str, list[Fault]] = {}
        self.findings = {"": [*wrong, *_unknown_columns(columns)], "dispensings": list[Finding]()}
        self.of_tables = False

    def read(self, label: str, source: str | Path | pd.DataFrame | DatabaseTable | None) -> None:
        """Read and type one file, if it is given."""
        if source is None or (label != "dispensings" and "dispensings" not in self.loaded):
            return
        if label != "dispensings":
            settle_numbers(self.connection, IDS, "dispensings_file_typed")
        self.of_tables |= isinstance(source, DatabaseTable)
        try:
            main = self.loaded.get("dispensings")
            days = None if label == "dispensings" or main is None else main.layout.days
            one, noticed = _load(self.connection, label, source, self.columns, self.choices, days)
        except Unusable as error:
            self.findings[label] = [error.finding]
            return
        self.loaded[label] = one
        self.connection.execute(f"CREATE OR REPLACE VIEW {one.table}_checked AS SELECT * FROM {one.table}_typed")
        self.findings[label] = [*noticed, *order_findings(one), *zone_findings(self.connection, one)]
        if not (isinstance(source, DatabaseTable) and source.part is not None):  # else most rows are not read
            self.findings[label] += empty_column_findings(self.connection, one)
        self.findings[label] += sign_findings(one.reading.missing, one.reading.kept, one.layout.shown)
        self.faults[label] = value_faults(self.connection, one)

    def files(self) -> Files:
        """What was read, the dispensings first."""
        labels = dict.fromkeys(("", "dispensings", *self.loaded, *self.findings))
        faults = [fault for label in labels for fault in self.faults.get(label, ())]
        findings = [finding for label in labels for finding in self.findings.get(label, ())]
        return Files(self.loaded, tuple(faults), (*findings, *_other_calendar(self.loaded)), self.of_tables)


def lay_out_dispensings(names: Sequence[str], columns: Mapping[str, str], source: str) -> tuple[Layout, list[Finding]]:
    """Which column of the dispensings is which."""
    return _lay_out("dispensings", names, _own_columns("dispensings", columns), source)


def choose(inputs: Inputs) -> tuple[Choices, list[Finding]]:
    """How texts are to be read; kinds of treatments are checked against our own list of them."""
    ours = {name: words for name, words in inputs.values.items() if plain(name) != "kind"}
    kinds = {str(their): str(our) for name, words in inputs.values.items() if plain(name) == "kind"
             for their, our in words.items()}  # fmt: skip
    choices, findings = read_choices(replace(inputs, values=ours))
    column = FILES["treatments"]["kind"]
    known = column.codes
    for their, our in kinds.items():
        if our.lower() not in (*known, *names_no_product(column)) and our.lower() not in MISSING_TOKENS:
            hint = hint_of_code(our, column)
            message = f"values maps '{their}' of kind to '{our}', which is not one of our codes{hint}"
            advice = f'Known: {", ".join(known)}, or "" for not recorded.'
            findings.append(Finding("error", "unknown_mapping", 1, message, advice=advice, column="kind"))
    return replace(choices, values={**choices.values, "kind": kinds} if kinds else choices.values), findings


def _load(
    connection: Engine,
    label: str,
    source: str | Path | pd.DataFrame | DatabaseTable,
    columns: Mapping[str, str],
    choices: Choices,
    days: bool | None,
) -> tuple[Loaded, list[Finding]]:
    """One file as a typed table; one beside the dispensings, which hold integer ``days`` or not, may have no rows."""
    schema, table = FILES[label], f"{label}_file"
    mapping = _own_columns(label, columns)
    try:
        raw = _raw_or_typed(connection, label, source, mapping, choices)
    except Unusable as error:
        if days is None:
            raise
        raw, mapping = empty_table(connection, label, source, table, schema, error, days=days), {}
    if not isinstance(raw, Raw):
        return raw
    layout, findings = _lay_out(label, raw.names, mapping, raw.source)
    if label == "treatments" and not (layout.has("kind") or layout.has("code")):
        message = f"{raw.source} has neither a column 'kind' nor a column 'code'"
        findings.append(Finding("error", "missing_column", 1, message, advice="Give one of them.", column="kind"))
    reading = make_lexicons(connection, table, schema, layout, choices)
    loaded = Loaded(label, table, raw, layout, schema, reading)
    findings += single_precision(connection, source, table, layout.positions.get("patient_id"), raw.source)
    list_ragged(connection, table, layout, raw.ragged, choices)
    part = source.part if isinstance(source, DatabaseTable) else None
    make_typed(connection, table, schema, layout, reading, choices, ids=IDS, numbered=part is not None)
    if label == "treatments":
        bad = "kind" in {column for column, _ in reading.problems}
        findings += kinds_of_codes(connection, table, coded=layout.has("code"), bad_kinds=bad, source=raw.source)
        findings += hormonal_findings(connection, table, schema, layout, choices)
    rows = count_rows(connection, f"{table}_typed")
    if not rows and not raw.ragged:
        if days is None:
            advice = "Export the file again with its rows."
            raise unusable("header_only", f"{raw.source} has a header but no rows", advice)
        refuse_empty(label, raw.source)
    rows += part.staying if part is not None else 0
    return replace(loaded, raw=replace(raw, rows=rows)), [*raw.findings, *findings]


def _raw_or_typed(
    connection: Engine,
    label: str,
    source: str | Path | pd.DataFrame | DatabaseTable,
    mapping: Mapping[str, str],
    choices: Choices,
) -> Raw | tuple[Loaded, list[Finding]]:
    """A file as texts; or, where dispensings need no reading of texts, typed at once."""
    schema, table = FILES[label], f"{label}_file"
    opened = _opened(connection, label, source, mapping)
    if opened is None:
        return read_raw(connection, source, table, schema, mapping)
    raw, types = opened
    if label == "dispensings":
        layout, findings = _lay_out(label, raw.names, mapping, raw.source)
        if can_be_typed(connection, table, types, schema, layout, choices):
            numbered = isinstance(source, DatabaseTable) and source.part is not None
            make_typed_view(connection, table, types, schema, layout, choices, ids=IDS, numbered=numbered)
            missing, kept = text_signs(connection, table, schema, layout, _without_signs(connection, types, layout))
            loaded = Loaded(label, table, raw, layout, schema, Reading(missing=missing, kept=kept))
            list_ragged(connection, table, layout, raw.ragged, choices)
            return loaded, findings
    if isinstance(source, (str, Path)) and Path(source).is_file():
        return read_raw(connection, source, table, schema, mapping)
    store_texts(connection, table, types)
    if isinstance(source, DatabaseTable):
        release(connection, table)
    return raw


def _without_signs(connection: Engine, types: Mapping[str, str], layout: Layout) -> set[str]:
    """The columns that hold no sign of *not recorded*: whole numbers, and ids of which none is one."""
    kinds = list(types.values())
    whole = {name for name, position in layout.positions.items() if kinds[position] in WHOLE}
    if "patient_id" in whole or one_row(connection, f"SELECT EXISTS (FROM {IDS} WHERE {sign_sql('person_id')})")[0]:
        return whole
    return whole | {"patient_id"}


def _opened(
    connection: Engine, label: str, source: str | Path | pd.DataFrame | DatabaseTable, mapping: Mapping[str, str]
) -> tuple[Raw, dict[str, str]] | None:
    """Rows that come with their types: a table, a folder of Parquet, or dispensings as Parquet or plain text."""
    table = f"{label}_file"
    if isinstance(source, DatabaseTable):
        lay_given = partial(_lay_out, label, mapping=mapping, file=source.name)
        return read_table(connection, source, table, FILES[label], lambda names: lay_given(names)[0])
    if not isinstance(source, (str, Path)) or (label != "dispensings" and not Path(source).is_dir()):
        return None
    path = Path(source)
    if paths := parquet_files(source):
        return open_parquet(connection, paths, path, table)
    if path.suffix.lower() not in TEXT_ENDINGS or not path.is_file():
        return None
    known, schema = known_names(FILES[label], mapping), FILES[label]
    lay = partial(_lay_out, label, mapping=mapping, file=path.name)
    return open_plain_text(connection, path, table, known, schema, lambda names: lay(names)[0])


def _lay_out(label: str, names: Sequence[str], mapping: Mapping[str, str], file: str) -> tuple[Layout, list[Finding]]:
    """Which column is which; only people have covariates."""
    layout, findings = lay_out(names, FILES[label], _without_others(label, names, mapping), file)
    return (layout if label == "people" else replace(layout, covariates={})), findings


def _own_columns(label: str, columns: Mapping[str, str]) -> dict[str, str]:
    """The user's mapping as far as it is about this file; the patient's id is in all of them."""
    names = set(FILES[label]) | {twin for each in FILES[label].values() for twin in each.day_names}
    return {our: their for our, their in columns.items() if plain(our) in names}


def _without_others(label: str, names: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """The mapping without names that several files share and that the user means for another file."""
    kept = without_absent_id(names, mapping) if label != "dispensings" else dict(mapping)
    plain_names = {plain(name) for name in names}
    shared = {our for our in kept if sum(plain(our) in schema for schema in FILES.values()) > 1} - {"patient_id"}
    return {our: their for our, their in kept.items() if our not in shared or plain(their) in plain_names}


def _unknown_columns(columns: Mapping[str, str]) -> list[Finding]:
    known = {name for schema in FILES.values() for name in schema}
    known |= {twin for schema in FILES.values() for each in schema.values() for twin in each.day_names}
    return [
        Finding(
            "error",
            "unknown_mapping",
            1,
            f"the column mapping names '{our}', which is not one of our columns{nearest(plain(our), known)}",
            advice='Write the mapping as ours = "yours".',
            column=plain(our),
        )
        for our in columns
        if plain(our) not in known
    ]


def _other_calendar(loaded: Mapping[str, Loaded]) -> list[Finding]:
    """Dates in one file and integer days in another cannot be compared."""
    dated = {
        label: one
        for label, one in loaded.items()
        if any(one.schema[name].type == "date" for name in one.layout.positions)
    }
    if len({one.layout.days for one in dated.values()}) < 2:
        return []
    listed = ", ".join(f"{one.raw.source} holds {'days' if one.layout.days else 'dates'}" for one in dated.values())
    advice = (
        "Name the columns dispense_day, start_day, end_day, day, death_day for days; dispense_date, start, end, date, "
        "death_date for dates."
    )
    return [Finding("error", "mixed_calendar", 1, f"{listed}; all must hold the same", advice=advice)]
