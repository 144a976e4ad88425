"""The stated table of body weights by sex and age, for people whose own weight is nowhere recorded.

It is the study's choice and never ours: without it, a missing weight stays missing. A weight taken from it is flagged
wherever it goes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from isostats.engines.embedded import Engine
from isostats.errors import DataError, nearest
from isostats.records.schema import WEIGHT
from isostats.words.numbers import agreed, count_text, counted

if TYPE_CHECKING:
    import pandas as pd

OF_REFERENCE = ("sex", "age_from", "age_to", "weight_kg")
SEXES = ("female", "male")
OLDEST = 120
POSSIBLE = WEIGHT.hard or (0, 0)
EMPTY = "CREATE OR REPLACE TABLE reference_weights (sex VARCHAR, age_from INTEGER, age_to INTEGER, weight_kg DOUBLE)"


def make_reference_weights(connection: Engine, source: str | Path | pd.DataFrame | None, *, days: bool) -> str:
    """Make ``reference_weights`` (sex, age_from, age_to, weight_kg; ages in whole years, both included), empty where
    none is given; returns what the table is called.

    Raises DataError for a table that lacks a column, for a row that cannot be, for bands of ages that overlap, and
    where the records have integer ``days``, which do not tell ages.
    """
    connection.execute(EMPTY)
    if source is None:
        return ""
    name = Path(source).name if isinstance(source, (str, Path)) else "the reference table of weights"
    frame = _checked(_read(source, name), name)
    connection.register("stated_weights", frame)
    connection.execute("INSERT INTO reference_weights SELECT sex, age_from, age_to, weight_kg FROM stated_weights")
    connection.unregister("stated_weights")
    if days:
        raise DataError(f"{name} is by age, and integer days do not tell ages. Leave weight_reference out.")
    return name


def _read(source: str | Path | pd.DataFrame, name: str) -> pd.DataFrame:
    import pandas as pd

    if not isinstance(source, (str, Path)):
        return source.copy()
    if not Path(source).is_file():
        raise DataError(f"There is no file {name} with the reference weights. Looked for {source}; check the path.")
    try:
        return pd.read_csv(source)
    except (ValueError, UnicodeError) as error:
        raise DataError(f"{name} cannot be read as CSV: {str(error).splitlines()[0]}.") from error


def _checked(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    import pandas as pd

    frame.columns = [str(column).strip().lower() for column in frame.columns]
    missing = [column for column in OF_REFERENCE if column not in frame]
    if missing:
        hints = "; ".join(f"{column}{nearest(column, frame.columns)}" for column in missing)
        raise DataError(f"{name} lacks {counted(len(missing), 'column')}: {hints}. It needs {', '.join(OF_REFERENCE)}.")
    if frame.empty:
        raise DataError(f"{name} has no rows. It needs one for each sex and band of ages.")
    frame["sex"] = frame["sex"].astype(str).str.strip().str.lower()
    numbers = frame[list(OF_REFERENCE[1:])].apply(pd.to_numeric, errors="coerce")
    ages = numbers[["age_from", "age_to"]]
    bands = numbers.assign(sex=frame["sex"]).sort_values(["sex", "age_from", "age_to"])
    earlier = bands.groupby("sex")["age_to"].transform(lambda ends: ends.cummax().shift())
    for wrong, what in (
        (~frame["sex"].isin(SEXES), "a sex that is neither female nor male"),
        (
            (ages.isna() | (ages % 1 != 0) | (ages < 0) | (ages > OLDEST)).any(axis=1),
            f"an age that is not a whole number of years from 0 to {OLDEST}",
        ),
        (numbers["age_from"] > numbers["age_to"], "ages that end before they begin"),
        (~numbers["weight_kg"].between(*POSSIBLE), f"a weight_kg that is not from {POSSIBLE[0]} to {POSSIBLE[1]} kg"),
        ((bands["age_from"] <= earlier).reindex(frame.index), "ages that another row has already"),
    ):
        if at := [place for place, each in enumerate(wrong) if each]:
            example = ", ".join(f"{column} {frame.iloc[at[0]][column]}" for column in OF_REFERENCE)
            of = f"{count_text(len(at))} of {counted(len(frame), 'row')} of {name} {agreed(len(at), 'has')}"
            raise DataError(f"{of} {what} (first: row {at[0] + 2}, {example}). Correct the table.")
    frame[list(OF_REFERENCE[1:])] = numbers
    return frame[list(OF_REFERENCE)].astype({"age_from": int, "age_to": int, "weight_kg": float})
