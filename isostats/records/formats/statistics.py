"""Files of SPSS, Stata and SAS, which the package pyreadstat understands."""

from __future__ import annotations

from pathlib import Path

from isostats.engines.embedded import Engine
from isostats.records.raw import Format, Raw, ReadingOptions, store_frame, unusable

READERS = {
    ".sav": "read_sav", ".zsav": "read_sav", ".dta": "read_dta", ".sas7bdat": "read_sas7bdat", ".xpt": "read_xport",
}  # fmt: skip
LABELLED = {"apply_value_formats": True, "formats_as_category": False}


def _read(connection: Engine, path: Path, table: str, asked: ReadingOptions) -> Raw:
    try:
        import pyreadstat
    except ImportError as error:
        message = f"{path.name} needs the package pyreadstat, which is not installed"
        raise unusable("unreadable_file", message, 'Install it with: pip install "isostats[formats]"') from error
    name = READERS[path.suffix.lower()]
    frame = getattr(pyreadstat, name)(str(path), **(LABELLED if name in ("read_sav", "read_dta") else {}))[0]
    return store_frame(connection, frame, table, path)


FORMAT = Format("SPSS (.sav), Stata (.dta), SAS (.sas7bdat, .xpt)", tuple(READERS), _read)
