"""A study's dispensings, read and cleaned up once for many rules of courses."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from isostats.report.study import BESIDE_DISPENSINGS, Study

if TYPE_CHECKING:
    from isostats.records.dispensings import StitchedRecords
    from isostats.records.engine import Engine
    from isostats.records.stitching.course_rule import CourseRule


GIB = 2**30
IN_MEMORY = 2.5
"""GiB that the engine holds in memory while many rules are run, for each ten million dispensings."""


class Prepared(Protocol):
    """Clean fills that can be stitched by one rule after another."""

    @property
    def connection(self) -> Engine:
        """The engine that holds them."""

    @property
    def rows(self) -> int:
        """How many dispensings were read."""

    @property
    def observed(self) -> bool:
        """True where it is known when people were observed."""

    @property
    def has_treatments(self) -> bool:
        """True where there are later treatments."""

    @property
    def has_supply(self) -> bool:
        """True where later treatments tell their days of supply."""

    def records(
        self,
        rule: CourseRule | None = None,
        *,
        washout_days: int = 365,
        bridge_days: int = 31,
        antibiotic_days: int = 28,
        account: bool = True,
    ) -> StitchedRecords:
        """The four tables by one rule of courses."""

    def tidy(self) -> None:
        """Leave only the tables that records have."""


@contextmanager
def prepared_records(study: Study) -> Iterator[Prepared]:
    """The study's dispensings or OMOP database, to be stitched within the ``with`` block; errors as reading has."""
    aside: dict[str, Any] = {"on_invalid": study.study.on_invalid}
    if study.door == "omop":
        from isostats.records.omop import prepare_omop

        sets = study.data.concept_sets or None
        with prepare_omop(str(study.data.omop), folder=study.folder, concept_sets=sets, **aside) as database:
            yield database
        return
    from isostats.records.dispensings import prepare_dispensings

    source = study.path("dispensings")
    beside = {name: study.path(name) for name in BESIDE_DISPENSINGS}
    written = {"columns": study.data.columns or None, "values": study.data.values or None}
    texts = {"dates": study.data.dates, "decimal": study.data.decimal}
    yield prepare_dispensings(source, **beside, **written, **texts, **aside)  # type: ignore[arg-type]


@contextmanager
def spilling(prepared: Prepared, least: float = IN_MEMORY) -> Iterator[None]:
    """Within the block the engine keeps fills at rest on disk rather than in memory; after it, it is closed.

    ``least`` is how much it may hold however few the dispensings, in GiB.
    """
    engine, gib = prepared.connection, max(least, IN_MEMORY * prepared.rows / 1e7)
    with tempfile.TemporaryDirectory(prefix="isostats-grid-") as place:
        engine.execute("SET temp_directory = ?", [place])
        if _limit(engine) > gib * GIB:
            engine.execute(f"SET memory_limit = '{round(gib * GIB)} bytes'")
        try:
            yield
        finally:
            engine.close()


def _limit(engine: Engine) -> float:
    """The engine's own limit in bytes, which it tells as a text such as 18.4 GiB."""
    ((told,),) = engine.execute("SELECT current_setting('memory_limit')").fetchall()
    number, unit = str(told).split()
    return float(number) * 1024.0 ** ("bytes", "KiB", "MiB", "GiB", "TiB").index(unit)


def own_records(study: Study, prepared: Prepared) -> StitchedRecords:
    """The records by the study's own rule of courses, with their flow and findings; the last to be asked for."""
    from isostats.records.stitching.course_rule import CourseRule

    own = study.courses
    records = prepared.records(
        CourseRule(own.gap_days, own.carry_over, own.cap_days, own.last_fill_days),
        washout_days=own.washout_days,
        bridge_days=own.bridge_days,
        antibiotic_days=own.antibiotic_days,
    )
    prepared.tidy()
    return records
