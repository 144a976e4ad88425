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
            for values in sets:
                given = dict(zip(names, values if len(names) != 1 else [values], strict=True))
                yield pytest.param(case, given, id=name)


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
            found: list[Any] = []
            for there in (False, True):
                try:
                    found.append(read_dispensings("fills", database=engine, stitch_there=there, **beside, **choices))
                except (DataError, StudyError) as error:
                    found.append(str(error))
        here, there = found
        if choices.get("cap_days") is not None:
            assert "Leave out cap_days or stitch_there" in there
        elif texts & {"dispense_day", "days_supply", "strength_mg", "quantity"}:
            assert "is of type VARCHAR, which is read here" in there
        elif isinstance(here, str):
            assert without_rows(there) == without_rows(here)
        else:
            same(there, here)
        seen.append(str(here))
        return read_dispensings(frame, **beside, **choices)

    monkeypatch.setattr(worked, "read", read_both)
    case(**given)
    assert seen
