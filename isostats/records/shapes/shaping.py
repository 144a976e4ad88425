"""The raw rows of the main file in the shape that the loader reads: one row per course or fill, below one row of names.

Each step takes the raw table and gives it back, whatever format it came in; rows keep the numbers of the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from isostats.engines.embedded import Engine
from isostats.records.column_names import Layout
from isostats.records.database_tables import source_name
from isostats.records.findings import Finding
from isostats.records.raw import Raw
from isostats.records.shapes.filling import fill_down, require_no_merged
from isostats.records.shapes.first_rows import look_at
from isostats.records.shapes.guesses import series_of_starts
from isostats.records.shapes.stated import Shape
from isostats.records.shapes.titles import named_by_row, without_totals
from isostats.study.several import file_of
from isostats.writing import digest_of

Lay = Callable[[Sequence[str], Mapping[str, str]], Layout]
"""Which column is which, of some names and the user's mapping of them."""


@dataclass(frozen=True)
class Shaped:
    """Raw rows in shape, with the mapping of their names (ours -> theirs) and what was noticed."""

    raw: Raw
    mapping: Mapping[str, str]
    findings: tuple[Finding, ...] = ()


def shaped(connection: Engine, raw: Raw, shape: Shape | None, mapping: Mapping[str, str], lay: Lay) -> Shaped:
    """The rows as a study says that they lie; without a word of it, as they are. It says nothing (None) of the tables
    beside the main file.

    Raises Unusable where they cannot lie so: no row of that number, no starts side by side, merged cells that nobody
    spoke of.
    """
    shape, of_main = shape or Shape(), shape is not None
    findings, further = list[Finding](), [each for each in (shape.dictionary, shape.product_table) if each is not None]
    if shape.header_row is not None:
        raw = named_by_row(connection, raw, shape.header_row)
    if shape.total_rows:
        raw, noticed = without_totals(connection, raw, shape.total_rows)
        findings += noticed
    if raw.merged:
        require_no_merged(raw, lay(raw.names, mapping), shape.fill_down if of_main else None)
    if shape.fill_down:
        raw, noticed = fill_down(connection, raw, lay(raw.names, mapping), shape.fill_down)
        findings += noticed
    wide = shape.layout == "wide"
    if shape.layout == "redcap":
        from isostats.records.shapes.redcap import Export, courses_of_export, in_words, require_of_project
        from isostats.records.shapes.redcap_dictionary import read_dictionary

        repeats = Export(raw, {}).repeats
        export = Export(raw, read_dictionary(shape.dictionary, raw.source, repeats=repeats))
        require_of_project(export)
        wide = not repeats and len(series_of_starts(export.names)) == 1
        if "patient_id" not in lay(export.names, mapping).positions:
            mapping = {**mapping, "patient_id": export.names[export.record]}
        raw, noticed = courses_of_export(connection, export, lay(export.names, mapping))
        raw, words = in_words(connection, replace(export, raw=raw))
        findings += [*noticed, *words]
    if wide:
        from isostats.records.shapes.wide import as_mapped, courses_in_rows, names_in_rows, side_by_side

        mapping = as_mapped(raw.names, mapping)
        side = side_by_side(raw, mapping)
        raw, noticed = courses_in_rows(connection, raw, side, lay(names_in_rows(raw, side), mapping))
        findings += noticed
    if shape.product_table is not None:
        from isostats.records.shapes.products import listed_products, with_products

        products = listed_products(shape.product_table)
        raw, noticed = with_products(
            connection, raw, lay(raw.names, mapping), products, source_name(shape.product_table)
        )
        findings += noticed
    return Shaped(_with_digests(replace(raw, merged=()), further), mapping, tuple(findings))


def _with_digests(raw: Raw, further: Sequence[Any]) -> Raw:
    """A file whose fingerprint is also of what was read beside it."""
    for source in further:
        named = isinstance(source, (str, Path))
        content = digest_of(file_of(Path(source))) if named else repr(look_at(source).rows)
        raw = replace(raw, hashed=hashlib.sha256((raw.digest + content).encode()).hexdigest())
    return raw
