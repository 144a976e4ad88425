"""Keeping faulty patients out, whole, with the reason: nothing is dropped in silence.

One impossible row makes a patient's other rows doubtful too (an overlapping course may be the first), so a patient is
set aside with all rows. Every row that was read is afterwards either kept or listed, and the flow adds up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isostats.engines.embedded import Engine, count_rows, literal, one_row
from isostats.records.faults import Fault, ragged_rows
from isostats.records.loaded import Loaded
from isostats.records.row_numbers import COURSE_STEP
from isostats.records.rules import EARLIER_ISOTRETINOIN, RULES
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    import pandas as pd

ASIDE_OF = "set_aside_"
"""How the tables begin that hold the rows set aside of each file."""
RANK = {rule: rank for rank, rule in enumerate(RULES)}

# Every row of a file with its person, ragged rows included.
ALL_ROWS = """CREATE OR REPLACE VIEW {t}_all AS
SELECT row, person FROM {t}_typed
UNION ALL {ragged}"""

# The first rule that caught each person; people without a fault are not in it.
ASIDE = """INSERT INTO aside
SELECT person, min(rank) AS rank, min_by(file, (rank, file, row)) AS file, min_by(row, (rank, file, row)) AS row
FROM faulty WHERE person IS NOT NULL GROUP BY person"""

# Each row that is set aside: for its person's fault, or (no person known) for its own.
ASIDE_COLUMNS = "row BIGINT, person INTEGER, rank INTEGER, reason VARCHAR"
ASIDE_ROWS = """INSERT INTO {t}_aside
WITH own AS (SELECT row, min(rank) AS rank, string_agg(DISTINCT reason, '; ' ORDER BY reason) AS reason
             FROM faulty WHERE file = {file} GROUP BY row)
SELECT rows_of.row, rows_of.person, COALESCE(aside.rank, own.rank) AS rank,
       COALESCE(own.reason, 'same patient as ' || CASE WHEN aside.file = {file} THEN '' ELSE aside.file || ' ' END
                            || 'row ' || CAST(aside.row % {step} AS VARCHAR)) AS reason
FROM {t}_all AS rows_of
LEFT JOIN aside ON rows_of.person = aside.person
LEFT JOIN own ON rows_of.row = own.row
WHERE aside.person IS NOT NULL OR own.row IS NOT NULL"""


# The steps of what is kept, by conditions on the checked rows. Where an earlier course elsewhere is known, none of a
# person's courses is a first one.
OTHER_DRUG = f"(kind = '{v.NOT_FOR_ACNE}')"
KEPT_EVENT = f"NOT again AND back IS NULL AND NOT {OTHER_DRUG}"
OF_KEPT = {
    "courses": {
        "TRUE": ("kept", ""),
        "p_prior > 0": ("not a first course", "prior_isotretinoin"),
        "p_before > 0 AND p_prior = 0": ("not a first course", "earlier_course_elsewhere"),
        "person IN (SELECT person FROM courses_file_earlier)": ("not a first course", EARLIER_ISOTRETINOIN),
    },
    "events": {
        "back IS NOT NULL": ("events left out", "taken back"),
        "again": ("events left out", "duplicate_event"),
        f"NOT again AND back IS NULL AND {OTHER_DRUG}": ("events left out", "no treatment of acne"),
        KEPT_EVENT: ("events kept", ""),
        f"{KEPT_EVENT} AND date <= p_first_end": (
            "of these, by day 0", "they tell what was already in use"
        ),
    },
}
ONCE = {"again": ("left out", "repeated"), "NOT again": ("kept", "")}
"""Those of a table that is only described."""


@dataclass(frozen=True)
class FlowStep:
    """How many rows and patients a step holds. Steps: ``rows read``, ``set aside`` (one per rule; a patient once, at
    the first rule that caught them), ``kept``; for an events file ``events read``, ``events set aside``, ``events
    left out`` (the warnings that leave an event out) and ``events kept``; for a table that is only described the same,
    as ``beside: visits read``. Of those kept, people of whom an earlier course is known are
    ``not a first course``: they stay in the records, and out of the first courses."""

    step: str
    reason: str
    rows: int
    patients: int


def mark_faulty(connection: Engine, files: Sequence[Loaded], faults: Sequence[Fault]) -> None:
    """Make ``faulty``, ``aside`` and, per file, ``<table>_aside``."""
    errors = [fault for fault in faults if fault.finding.severity == "error"]
    for loaded in files:
        connection.execute(ALL_ROWS.format(t=loaded.table, ragged=ragged_rows(loaded)))
        connection.execute(f"CREATE OR REPLACE TABLE {loaded.table}_aside ({ASIDE_COLUMNS})")
    connection.execute(f"CREATE OR REPLACE TABLE faulty (file VARCHAR, {ASIDE_COLUMNS})")
    connection.execute("CREATE OR REPLACE TABLE aside (person INTEGER, rank INTEGER, file VARCHAR, row BIGINT)")
    if not errors:
        return
    for fault in errors:
        rule, finding = RULES[fault.finding.rule], fault.finding
        subject = f"{finding.column} " if rule.scope == "value" else ""
        reason = f"{rule.id}: {subject}{rule.one.format(column=finding.column)}"
        connection.execute(
            f"INSERT INTO faulty SELECT {literal(fault.file)}, row, person, {RANK[finding.rule]}, "
            f"{literal(reason)} FROM ({fault.rows_sql}) AS rows_of"
        )
    connection.execute(ASIDE)
    for loaded in files:
        connection.execute(ASIDE_ROWS.format(t=loaded.table, file=literal(loaded.label), step=COURSE_STEP))


def flow_of(connection: Engine, loaded: Loaded) -> list[FlowStep]:
    """Read, set aside by rule, kept: the rows and patients add up."""
    table, of_kept, label = loaded.table, OF_KEPT.get(loaded.label), loaded.label
    events = {"courses": "", "events": "events "}.get(label, f"beside: {label} ")
    if of_kept is None:
        of_kept = {which: (events + step, reason) for which, (step, reason) in ONCE.items()}
    sql = f"SELECT rank, count(*), count(DISTINCT person) FROM {table}_aside GROUP BY rank ORDER BY rank"
    by_rank = {rank: rule for rule, rank in RANK.items()}
    aside = [FlowStep(f"{events}set aside", by_rank[rank], *both) for rank, *both in connection.execute(sql).fetchall()]
    of_each = ", ".join(f"count(*) FILTER ({which}) AS n{at}" for at, which in enumerate(of_kept))
    counts = ", ".join(f"coalesce(sum(n{at}), 0), count(person) FILTER (n{at} > 0)" for at in range(len(of_kept)))
    kept = f"FROM {table}_checked WHERE row NOT IN (SELECT row FROM {table}_aside) GROUP BY person"
    sql = f"SELECT count(person), {counts} FROM (SELECT person, {of_each} {kept}) AS persons"
    patients, *tallies = map(int, one_row(connection, sql))
    # nobody is both kept and set aside, nor set aside twice, so that they need not be told apart once more
    read = FlowStep(
        f"{events or 'rows '}read", "", count_rows(connection, f"{table}_all"),
        patients + sum(step.patients for step in aside),
    )  # fmt: skip
    counted = zip(of_kept.values(), tallies[::2], tallies[1::2], strict=True)
    steps = [FlowStep(*kind, *both) for kind, *both in counted if both[0] or kind[0].endswith("kept")]
    return [read, *aside, *steps]


@dataclass(frozen=True)
class AsideRows:
    """Where the engine holds the rows of one file that were set aside; ``ragged`` are the cells of those that have not
    the header's number of columns."""

    label: str
    table: str
    names: tuple[str, ...]
    ragged: Mapping[int, Sequence[str]]

    def frame(self, connection: Engine) -> pd.DataFrame:
        """The rows as in the file, with ``file``, ``row`` and ``reason``; a ragged row has what it has. The file's own
        columns are kept apart from our three."""
        import pandas as pd

        frame = connection.execute(f"SELECT * EXCLUDE (place) FROM {self.table} ORDER BY row, place").df()
        names = [str(name).replace("\ufeff", "").strip() for name in self.names]
        ours = ("file", "row", "reason")
        apart = [f"{name} (of the file)" if name in ours else name for name in names]
        frame.columns = pd.Index([*ours[1:], *apart])
        if self.ragged:
            of_rows = [self.ragged.get(int(row)) for row in frame["row"]]
            ragged = pd.Series([cells_of is not None for cells_of in of_rows])
            for position in range(len(names)):
                seen = [cells[position] if position < len(cells) else None for cells in of_rows if cells is not None]
                frame.iloc[:, position + 2] = frame.iloc[:, position + 2].astype(object)
                frame.iloc[ragged.to_numpy(), position + 2] = seen
        frame.insert(0, "file", self.label)
        return frame


def keep_aside(connection: Engine, loaded: Loaded, rows: str) -> AsideRows:
    """Keep the rows that the SQL ``rows`` gives with a reason, and their cells, for whoever asks for them."""
    raw, table = loaded.raw, f"{ASIDE_OF}{loaded.label}"
    columns = "".join(f", file.c{position}" for position in range(len(raw.names)))
    connection.execute(
        f"CREATE OR REPLACE TABLE {table} AS "
        f"SELECT aside.row % {COURSE_STEP} AS row, aside.reason{columns}, aside.row AS place FROM ({rows}) AS aside "
        f"LEFT JOIN {loaded.table} AS file ON file.row = aside.row"
    )
    return AsideRows(loaded.label, table, tuple(raw.names), {bad.row: bad.cells for bad in raw.ragged})


def one_frame(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Frames one below the other; the first where none has rows."""
    import pandas as pd

    return pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)
