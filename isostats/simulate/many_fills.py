"""Fills in any number, written by the engine without holding them in memory: to measure time and memory on."""

from __future__ import annotations

from math import gcd
from pathlib import Path

from isostats.errors import StudyError
from isostats.simulate.histories import require_whole
from isostats.writing import whole_files

_BLOCK = 24  # fills of three patients: the first takes 4 to 10 of them, the second up to the 12th to 19th

# A fill is a function of its number alone, so rows can be made in any order, by any number of threads: the file's row r
# holds fill (r * step + shift) mod fills. Everything drawn is a hash of seed, patient and purpose.
_FILLS = """
WITH numbered AS (
    SELECT (r * {step} + {shift}) % {fills} AS fill FROM range({fills}) AS rows(r)
), blocks AS (
    SELECT fill // {block} AS block, fill % {block} AS place FROM numbered
), cuts AS (
    SELECT block, place,
           4 + CAST(hash({seed}, block, 'first') % 7 AS BIGINT) AS one,
           12 + CAST(hash({seed}, block, 'second') % 8 AS BIGINT) AS two
    FROM blocks
), patients AS (
    SELECT block * 3 + CASE WHEN place < one THEN 0 WHEN place < two THEN 1 ELSE 2 END AS patient,
           place - CASE WHEN place < one THEN 0 WHEN place < two THEN one ELSE two END AS k
    FROM cuts
), drawn AS (
    SELECT patient, k,
           CAST(hash({seed}, patient, 'start') % 3200 AS BIGINT) AS start,
           4 + CAST(hash({seed}, patient, 'break') % 6 AS BIGINT) AS break_at,
           100 + CAST(hash({seed}, patient, 'pause') % 400 AS BIGINT) AS pause,
           CAST(hash({seed}, patient, 'strength') % 6 AS BIGINT) AS strength,
           1 + CAST(hash({seed}, patient, 'daily') % 2 AS BIGINT) AS daily,
           CAST(hash({seed}, patient, k, 'late') % 16 AS BIGINT) - 6 AS shifted
    FROM patients
)
SELECT 'P' || lpad(CAST(patient AS VARCHAR), {width}, '0') AS patient_id,
       DATE '2014-01-01' + CAST(start + 30 * k + CASE WHEN k = 0 THEN 0 ELSE shifted END
                                + CASE WHEN k >= break_at THEN pause ELSE 0 END AS INTEGER) AS dispense_date,
       CAST(30 AS INTEGER) AS days_supply,
       CAST([10, 20, 25, 30, 35, 40][strength + 1] AS INTEGER) AS strength_mg,
       CAST(30 * daily AS INTEGER) AS quantity
FROM drawn"""


def simulate_fills(fills: int, *, seed: int, out: str | Path, shuffled: bool = True, memory: str = "1GB") -> Path:
    """Write a file of exactly that many monthly fills, .parquet or .csv by its name, and return its path.

    About eight fills per patient, some six days early to nine late, a third or so of the patients with a pause of 100
    to 499 days after their fourth to ninth fill: a second course. Columns patient_id (text), dispense_date,
    days_supply, strength_mg, quantity. There is no law of outcomes behind them. ``shuffled`` rows are in no order, as
    in an extract gathered from many places; otherwise they are in order of patient. The engine streams them under
    ``memory``; the same seed gives the same bytes on the same version of the engine.

    Raises StudyError for a number of fills or a seed that is none, or another ending; OutputError where the file cannot
    be written (nothing half-written stays).
    """
    require_whole("fills", fills, 1)
    require_whole("seed", seed, 0)
    path = Path(out)
    form = {".parquet": "FORMAT parquet", ".csv": "FORMAT csv, HEADER"}.get(path.suffix.lower())
    if form is None:
        raise StudyError(f"{path.name} must end in .parquet or .csv, so that its form is known.")
    step, shift = _step(fills) if shuffled else 1, (seed * 7919) % fills if shuffled else 0
    patients = 3 * (fills // _BLOCK + 1)
    text = _FILLS.format(fills=fills, seed=seed, block=_BLOCK, step=step, shift=shift, width=max(7, len(str(patients))))
    import duckdb

    with (
        whole_files(path, ours=lambda place: True) as (partial,),
        duckdb.connect(config={"memory_limit": memory}) as engine,
    ):
        engine.execute("SET enable_progress_bar = false")
        target = str(partial).replace("'", "''")
        engine.execute(f"COPY ({text}) TO '{target}' ({form})")
    return path


def _step(fills: int) -> int:
    """A stride near the golden section that meets every number below ``fills`` once."""
    step = max(int(fills * 0.6180339887), 1)
    while gcd(step, fills) != 1:
        step += 1
    return step
