"""Fills as tables: every row as typed, which have left and why, and the supply and dose of those that stay.

Tables made: ``fills`` (every row as typed), ``fates`` (row, fate, other_row: rows that have left), ``remaining`` (those
that have not), ``supplied`` (the fills that stay, with ``supply`` in whole days, ``supply_source`` and ``dose_mg``).
"""

from __future__ import annotations

from isostats.engines.embedded import Engine, count_rows, one_row
from isostats.records.input_tables.dispensings import DEFAULT_SUPPLY, LONGEST_SUPPLY
from isostats.records.loaded import Loaded
from isostats.records.person_ids import settle_numbers

# Only columns that the file has are sorted and kept, as narrow as they are; the view gives all, as numbers.
SORTED_FILLS = """CREATE OR REPLACE TABLE sorted_fills AS
SELECT {row} AS row, person, dispense_date AS day, days_supply, strength_mg, quantity{present}
FROM {t}_typed ORDER BY person, day"""
FILLS = """CREATE OR REPLACE VIEW fills AS
SELECT row, person, day, CAST(days_supply AS DOUBLE) AS days_supply, CAST(strength_mg AS DOUBLE) AS strength_mg,
       CAST(quantity AS DOUBLE) AS quantity{columns} FROM sorted_fills"""
OPTIONAL = {**dict.fromkeys(("drug", "code", "record_type", "claim_id"), "VARCHAR"), "weight_kg": "DOUBLE"}

MOST_ROWS = 1 << 30  # rows of a file whose numbers a 32-bit integer holds for sure

NO_FATES = "CREATE OR REPLACE TABLE fates (row BIGINT, person INTEGER, fate VARCHAR, other_row BIGINT)"

REMAINING = """CREATE OR REPLACE VIEW remaining AS
SELECT fills.* FROM fills ANTI JOIN fates ON fills.row = fates.row"""

# In order of ``fills``, so that stitching need not sort again.
DOSE = "CASE WHEN strength_mg > 0 AND quantity > 0 THEN strength_mg * quantity END AS dose_mg"
RECORDED = """CREATE OR REPLACE {kind} supplied AS
SELECT row, person, day, days_supply, quantity, weight_kg, 'recorded' AS supply_source,
       CAST(floor(days_supply + 0.5) AS INTEGER) AS supply, {dose}
FROM {remaining}"""
LADDERED = """CREATE OR REPLACE TABLE supplied AS
WITH asking AS (SELECT DISTINCT person FROM remaining WHERE {asks}),
     usual AS (SELECT person, median(quantity / days_supply) AS daily FROM remaining SEMI JOIN asking USING (person)
               WHERE quantity > 0 AND days_supply BETWEEN 0.5 AND {longest} GROUP BY person),
     laddered AS (
    SELECT remaining.row, remaining.person, day, days_supply, strength_mg, quantity, weight_kg,
           floor(quantity / daily + 0.5) AS by_quantity,
           CASE WHEN days_supply BETWEEN 0.5 AND {longest} THEN 'recorded'
                WHEN quantity > 0 AND floor(quantity / daily + 0.5) BETWEEN 1 AND {longest} THEN 'quantity'
                ELSE 'default' END AS supply_source
    FROM remaining LEFT JOIN usual ON remaining.person = usual.person)
SELECT row, person, day, days_supply, quantity, weight_kg, supply_source,
       CAST(CASE supply_source WHEN 'recorded' THEN floor(days_supply + 0.5) WHEN 'quantity' THEN by_quantity
            ELSE {default} END AS INTEGER) AS supply,
       {dose}
FROM laddered"""
ASKS = "days_supply IS NULL OR days_supply NOT BETWEEN 0.5 AND {longest}"


def make_fills(connection: Engine, loaded: Loaded) -> None:
    """Make ``fills``, the empty ``fates``, and the view ``remaining`` of fills without a fate."""
    present = "".join(f", {name}" for name in OPTIONAL if loaded.layout.has(name))
    columns = "".join(
        f", CAST({name if loaded.layout.has(name) else 'NULL'} AS {kind}) AS {name}" for name, kind in OPTIONAL.items()
    )
    row = "CAST(row AS INTEGER)" if loaded.raw.rows < MOST_ROWS else "row"
    connection.execute(SORTED_FILLS.format(t=loaded.table, row=row, present=present))
    settle_numbers(connection, "dispensings_file_ids", "sorted_fills")
    connection.execute(FILLS.format(columns=columns))
    connection.execute(NO_FATES)
    connection.execute(REMAINING)


def supply_fills(connection: Engine, longest: int = LONGEST_SUPPLY, default: int = DEFAULT_SUPPLY) -> None:
    """Make ``supplied``: the recorded supply; else quantity over the person's usual count; else the default.

    The usual count is the median of capsules a day over the person's fills with a plausible supply. Halves of a day are
    rounded up.
    """
    asks = ASKS.format(longest=longest)
    kind, remaining = ("TABLE", "remaining") if count_rows(connection, "fates") else ("VIEW", "fills")
    if one_row(connection, f"SELECT count(*) FROM {remaining} WHERE {asks}")[0]:
        connection.execute(LADDERED.format(longest=longest, default=default, dose=DOSE, asks=asks))
    else:
        connection.execute(RECORDED.format(kind=kind, remaining=remaining, dose=DOSE))
