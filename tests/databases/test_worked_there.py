"""The worked patients of the specification, their fills stitched in a database that holds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pandas as pd
import pytest

from isostats.errors import DataError, StudyError
from isostats.records.dispensings import StitchedRecords, read_dispensings
from tests.databases.both_ways import BESIDE, hold, same, without_rows
from tests.spec import test_stitching_dispensings as worked
from tests.spec.ascii_tables import rows


def worked_cases() -> Iterator[Any]:
    """The worked cases that read fills, each with every set of its parameters."""
    for name, case in vars(worked).items():
        if name.startswith("test_") and "read" in case.__code__.co_names:
            marks = [mark for mark in getattr(case, "pytestmark", ()) if mark.name == "parametrize"]
            names, sets = (marks[0].args[0], marks[0].args[1]) if marks else ((), [()])
            names = [each.strip() for each in names.split(",")] if isinstance(names, str) else list(names)
            for at, values in enumerate(sets):  # of one kind's sets a fifth in make test, all of them in the sweep
                given = dict(zip(names, values if len(names) != 1 else [values], strict=True))
                yield pytest.param(case, given, id=name, marks=[pytest.mark.validation] * bool(at % 5))


@pytest.mark.parametrize(("case", "given"), list(worked_cases()))
def test_worked_patients(case: Any, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a worked case reads is read there as well, and gives the same, or the same error."""
    seen: list[str] = []

    def read_both(fills: str, *, header: str = worked.HEADER, **choices: Any) -> StitchedRecords:
        beside = {name: rows(choices.pop(name)) for name in BESIDE if choices.get(name) is not None}
        frame = rows(f"{header}\n{fills}").replace({"": None})
        texts = {
            name for name in frame if pd.to_numeric(frame[name], errors="coerce").isna().gt(frame[name].isna()).any()
        }
        texts |= set(frame) & {"patient_id", "drug", "code", "claim_id"}
        kinds = {name: "INTEGER" if name.endswith("day") else "DOUBLE" for name in set(frame) - texts}
        with duckdb.connect() as engine:
            hold(engine, "fills", frame, **kinds, **dict.fromkeys(texts, "VARCHAR"))

            def read(source: Any, **held: Any) -> StitchedRecords | DataError | StudyError:
                try:
                    return read_dispensings(source, **held, **beside, **choices)
                except (DataError, StudyError) as error:
                    return error

            here, there = read(frame), read("fills", database=engine, stitch_there=True)
            if choices.get("cap_days") is not None:
                assert "Leave out cap_days or stitch_there" in str(there)
            elif "values" in choices:
                assert "leave stitch_there out" in str(there)
            elif texts & {"dispense_day", "days_supply", "strength_mg", "quantity"}:
                assert "is of type VARCHAR, which is read here" in str(there)
            elif isinstance(here, Exception):  # which names the table
                assert without_rows(str(there)) == without_rows(str(read("fills", database=engine)))
            else:
                assert not isinstance(there, Exception), there
                same(there, here)
        seen.append(str(here))
        if isinstance(here, Exception):
            raise here
        return here

    monkeypatch.setattr(worked, "read", read_both)
    case(**given)
    assert seen
