"""An engine is a file: whatever module of the room has a KIND is found, named by its addresses and opened."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from isostats import engines
from isostats.engines import registry
from isostats.engines.embedded import open_engine
from isostats.errors import DataError, StudyError
from isostats.records.dispensings import read_dispensings
from isostats.study.inputs import name_in

FURTHER = '''
from isostats.engines.database import Address
from isostats.engines.database import Dialect, Kind
from isostats.engines.duckdb import AttachedFile
from pathlib import Path

KIND = Kind(
    Dialect("further", number="FLOAT8"),
    lambda source, engine: AttachedFile(engine, source.path),
    schemes=("further",),
    read=lambda text, rest, folder: Address("further", rest, Path(folder) / f"{rest}.duckdb"),
    form="further://claims",
)
'''


@pytest.fixture
def further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with one more engine in it, beside those of the room."""
    (tmp_path / "further.py").write_text(FURTHER)
    monkeypatch.setattr(engines, "__path__", [*engines.__path__, str(tmp_path)])
    registry.kinds.cache_clear()
    yield tmp_path
    registry.kinds.cache_clear()
    sys.modules.pop("isostats.engines.further", None)


def test_a_further_engine_is_one_file(further: Path) -> None:
    import duckdb

    with duckdb.connect(str(further / "claims.duckdb")) as file:
        file.execute(
            "CREATE TABLE fills AS SELECT 'a' AS patient_id, DATE '2019-01-01' AS dispense_date, 30 AS days_supply, "
            "20.0 AS strength_mg, 60 AS quantity"
        )
    assert list(registry.kinds()) == ["duckdb", "postgres", "spark", "further"]
    assert registry.dialect_of("further").number == "FLOAT8"
    assert name_in("further://claims") == "claims"
    records = read_dispensings("fills", database="further://claims", folder=further)
    assert records.table("courses")["dose_mg"].tolist() == [1200.0]
    with pytest.raises(DataError, match=r"did you mean 'further'\? Give .* or \"further://claims\""):
        registry.read_address("furthr://claims")


def test_what_is_no_engine_is_refused() -> None:
    with pytest.raises(StudyError, match=r"dialect 'sparc'; did you mean 'spark'.*Known: duckdb, postgres, spark"):
        registry.dialect_of("sparc")
    with pytest.raises(DataError, match="A Spark session has no address: hand it over in Python"):
        registry.read_address("spark://somewhere")
    with pytest.raises(DataError, match="A int is not a database that can be read"):
        registry.open_database(7, open_engine())
