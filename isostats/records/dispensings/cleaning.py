"""Claim clean-up: rows that are no fills leave, each with its reason; what stays gets a supply and a dose.

Tables made: ``fills`` (every row as typed), ``fates`` (row, fate, other_row: rows that have left), ``supplied`` (the
fills that stay, with ``supply`` in whole days, ``supply_source`` and ``dose_mg``).
"""

from __future__ import annotations

from collections.abc import Sequence

from isostats.engines.embedded import Engine, count_rows, one_row
from isostats.records.checking import DAY_ZERO, Loaded
from isostats.records.dispensings.columns import DEFAULT_SUPPLY, LONGEST_SUPPLY
from isostats.records.dispensings.product_rule import leave_out_products
from isostats.records.dispensings.reversals import Claim, match_reversals
from isostats.records.dispensings.similar_fills import near_duplicates
from isostats.records.dispensings.type_rule import leave_out_types
from isostats.records.findings import Finding
from isostats.records.numbering import settle_numbers

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

# First the people's days with several rows, then rows that look alike, then their texts in every column.
AT = "CAST(person AS BIGINT) * 4294967296 + day"
DAYS = f"SELECT {AT} AS person_day FROM fills WHERE person IS NOT NULL AND day IS NOT NULL"
DUPLICATES = """INSERT INTO fates
WITH several AS (SELECT row, person, hash({at}, days_supply, strength_mg, quantity) AS look
                 FROM remaining SEMI JOIN repeated ON {at} = repeated.person_day),
     suspects AS (SELECT row, person FROM several SEMI JOIN
                  (SELECT look FROM several GROUP BY look HAVING count(*) > 1) AS looks USING (look)),
     times AS (SELECT file.row, suspects.person, row_number() OVER copies AS time, min(file.row) OVER copies AS first
               FROM {t} AS file JOIN suspects ON suspects.row = file.row
               WINDOW copies AS (PARTITION BY {cells} ORDER BY file.row))
SELECT row, person, 'duplicate_fill', first FROM times WHERE time > 1"""

# Only people and products with a reversal are looked at, in plain Python.
REVERSED = """WITH products AS (
    SELECT *, concat_ws('|', code, drug, CAST(strength_mg AS VARCHAR)) AS product FROM remaining
    WHERE person IS NOT NULL AND day IS NOT NULL)
SELECT person, product, row, day, days_supply, quantity, claim_id
FROM products SEMI JOIN (SELECT person, product FROM products WHERE quantity < 0 OR days_supply < 0) AS reversals
     ON products.person = reversals.person AND products.product = reversals.product
ORDER BY person, product, day, row"""

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


def leave_out_first(
    connection: Engine, loaded: Loaded, products: Sequence[str] = (), types: Sequence[str | int] = ()
) -> list[Finding]:
    """Other products, types of record that are not read, exact duplicates and reversals get their fate.

    Returns what was found of the types, and of rows that may be one dispensing under two ids.
    """
    named = loaded.layout.has("drug") or loaded.layout.has("code")
    leave_out_products(connection, named=named, products=products)
    findings = leave_out_types(connection, types) if loaded.layout.has("record_type") else []
    if _repeat_days(connection):
        cells = ", ".join(f"file.c{position}" for position in range(len(loaded.raw.names)))
        connection.execute(DUPLICATES.format(t=loaded.table, cells=cells, at=AT))
    if one_row(connection, "SELECT count(*) FROM remaining WHERE quantity < 0 OR days_supply < 0")[0]:
        _net_reversals(connection)
    return findings + near_duplicates(connection, loaded.raw.rows)


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


def year_of(day: str, *, days: bool) -> str:
    """SQL for the calendar year of an integer day; unknown where days have an origin of their own."""
    return "NULL" if days else f"EXTRACT(YEAR FROM {DAY_ZERO} + {day})"


def _repeat_days(connection: Engine) -> int:
    """Make ``repeated``, the people's days with several rows; they are neighbours: ``fills`` is in order."""
    import numpy as np
    import pandas as pd

    connection.execute("CREATE OR REPLACE TABLE repeated (person_day BIGINT)")
    found, last = [np.zeros(0, dtype=np.int64)], None
    stream = connection.execute(DAYS)
    while len(chunk := stream.fetch_df_chunk(256)):
        at = chunk["person_day"].to_numpy()
        whole = at if last is None else np.concatenate([last, at])
        if (whole[1:] < whole[:-1]).any():  # not in order after all
            connection.execute(
                f"INSERT INTO repeated SELECT person_day FROM ({DAYS}) AS days GROUP BY 1 HAVING count(*) > 1"
            )
            return count_rows(connection, "repeated")
        found.append(whole[1:][whole[1:] == whole[:-1]])
        last = at[-1:]
    frame = pd.DataFrame({"person_day": np.unique(np.concatenate(found))})
    connection.register("given_days", frame)
    connection.execute("INSERT INTO repeated SELECT person_day FROM given_days")
    connection.unregister("given_days")
    return len(frame)


def _net_reversals(connection: Engine) -> None:
    grouped: dict[tuple[int, str], list[Claim]] = {}
    for person, product, *claim in connection.execute(REVERSED).fetchall():
        grouped.setdefault((person, product), []).append(Claim(*claim))
    fates: list[tuple[int, int, str, int | None]] = []
    for (person, _), claims in grouped.items():
        pairs, alone = match_reversals(claims)
        for reversal, fill in pairs:
            fates += [(reversal, person, "reversal", fill), (fill, person, "reversed_fill", reversal)]
        fates += [(row, person, "unmatched_reversal", None) for row in alone]
    if fates:
        import pandas as pd

        frame = pd.DataFrame(fates, columns=["row", "person", "fate", "other_row"]).astype({"other_row": "Int64"})
        connection.register("given_fates", frame)
        connection.execute("INSERT INTO fates SELECT * FROM given_fates")
        connection.unregister("given_fates")
