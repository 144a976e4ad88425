"""Clean-up, step by step: rows that are no fills leave, each with its reason; people with a fault are set aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from isostats.engines.embedded import Engine
from isostats.errors import DataError
from isostats.records.database_tables import ROWS
from isostats.records.dispensings.fill_findings import (
    fate_findings,
    fill_faults,
    other_faults,
    see_fills,
)
from isostats.records.dispensings.fills import make_fills, supply_fills
from isostats.records.dispensings.flow import set_aside
from isostats.records.dispensings.persons import make_persons
from isostats.records.dispensings.product_rule import leave_out_products, product_findings
from isostats.records.dispensings.reading import Files
from isostats.records.dispensings.repeated import leave_out_duplicates, near_duplicates, weights_of_one_day
from isostats.records.dispensings.reversals import leave_out_reversals, take_back_treatments
from isostats.records.dispensings.treatment_rows import treatments_long_before
from isostats.records.dispensings.type_rule import leave_out_types
from isostats.records.faults import ragged_faults
from isostats.records.findings import Finding, Findings
from isostats.study.inputs import Inputs
from isostats.words.numbers import counted


def clean_fills(
    connection: Engine, files: Files, inputs: Inputs, findings: Sequence[Finding]
) -> tuple[list[Finding], list[Finding]]:
    """Make ``fills``, ``persons``, ``fates`` and ``supplied``; returns what is wrong, and what is odd.

    Raises DataError where anything is wrong, unless the study sets such people aside; ``findings`` are those so far.
    """
    dispensings = files.loaded["dispensings"]
    make_fills(connection, dispensings)
    make_persons(connection, files)
    leave_out_products(connection, dispensings.layout, inputs.products)
    oddities = leave_out_types(connection, files, inputs.drug_types)
    leave_out_duplicates(connection, dispensings)
    leave_out_reversals(connection)
    oddities += near_duplicates(connection, dispensings.raw.rows)
    if files.has("treatments"):
        oddities += take_back_treatments(connection, files)
        if not files.has("observation"):
            oddities += treatments_long_before(connection, files)
    oddities += weights_of_one_day(connection, files)
    see_fills(connection, files)
    of_files, odd_files = other_faults(connection, files)
    ragged = [fault for loaded in files.loaded.values() for fault in ragged_faults(loaded)]
    faults = [*files.faults, *ragged, *fill_faults(connection, files), *of_files]
    wrong = [fault.finding for fault in faults]
    if inputs.on_invalid == "stop":
        refuse([*findings, *wrong, *fate_findings(connection, files)], files.source)
    set_aside(connection, dispensings, faults)
    supply_fills(connection)
    return wrong, [*product_findings(connection, inputs.products), *oddities, *odd_files]


@contextmanager
def rows_explained(of_tables: bool) -> Iterator[None]:
    """Rows of a table have no numbers of their own: an error that names one says how they were counted."""
    try:
        yield
    except DataError as error:
        findings = error.findings
        if of_tables and isinstance(findings, Findings) and any(each.row is not None for each in findings):
            raise type(error)(f"{error}\n{ROWS}", findings) from error
        raise


def refuse(findings: Iterable[Finding], name: str) -> None:
    """Raise if anything so far is an error."""
    ordered = Findings.of(findings)
    if ordered.errors:
        kinds = counted(len(ordered.errors), "kind of error", "kinds of errors")
        raise DataError(f"{name} has {kinds}, so nothing was computed.\n\n{ordered}", ordered)
