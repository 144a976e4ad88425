"""The embedded way: the engine sorts once (and spills to disk under its memory limit), NumPy stitches what it streams.

Measured: reading the sorted rows in chunks of a frame costs no more than Arrow does, so no further library is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from isostats.engines.embedded import Engine, another, one_row
from isostats.records.stitching.kernel import Stitched, stitch_sorted
from isostats.study.definitions import CourseDefinition

Columns = tuple[NDArray[Any], ...]
"""Key, day, supply and dose; also the strength where the rule adds supplies of one."""
VECTOR = 2048  # rows in the engine's smallest piece
BATCH = 128 * VECTOR
STORE = 1 << 20

ROWS = "SELECT key, day, days_supply, dose_mg{further} FROM {fills}"
SORTED = ROWS + " ORDER BY key, day"
STORE_COURSES = """INSERT INTO stitched SELECT key, course, start, "end", days_covered, fills, dispensing_days,
    CASE WHEN isnan(dose_mg) THEN NULL ELSE dose_mg END FROM batch_of_courses"""


class Unsorted(Exception):
    """Fills that were promised in order are not."""


def stitch_table(
    connection: Engine,
    fills: str,
    rule: CourseDefinition,
    *,
    batch_rows: int = BATCH,
    progress: Callable[[int], None] | None = None,
    presorted: bool = False,
) -> int:
    """Make the table ``stitched`` of the courses in ``fills``; returns how many there are.

    ``fills`` is a table or parenthesised query with key (whole number or text), day, days_supply (1 or more, whole) and
    dose_mg (NULL where not known); with ``same_day = "sum"`` also strength_mg. Columns made: those of
    :class:`Stitched`, dose_mg NULL where not known.
    ``progress`` is told the number of fills read so far. ``presorted`` spares the sort of a table that was written in
    order of key and day; that it is in order is looked at, and if it is not, it is sorted. Memory holds one batch, and
    the longest person.
    """
    import pandas as pd

    strengths, made = rule.same_day == "sum", 0
    batches = sorted_batches(connection, fills, batch_rows, progress, presorted, strengths=strengths)
    kind = one_row(connection, f"SELECT COALESCE(max(typeof(key)), 'BIGINT') FROM (SELECT key FROM {fills} LIMIT 1)")[0]
    connection.execute(
        f'CREATE OR REPLACE TABLE stitched (key {kind}, course INTEGER, start INTEGER, "end" INTEGER, '
        "days_covered INTEGER, fills INTEGER, dispensing_days INTEGER, dose_mg DOUBLE)"
    )
    writer = another(connection)  # the stream keeps its own connection busy
    try:
        for courses in _gathered(stitch_batches(batches, rule)):
            made += len(courses["key"])
            writer.register("batch_of_courses", pd.DataFrame(courses))
            writer.execute(STORE_COURSES)
            writer.unregister("batch_of_courses")
    except Unsorted:
        return stitch_table(connection, fills, rule, batch_rows=batch_rows, progress=progress)
    finally:
        writer.close()
    return made


def sorted_batches(
    connection: Engine,
    fills: str,
    batch_rows: int = BATCH,
    progress: Callable[[int], None] | None = None,
    presorted: bool = False,
    *,
    strengths: bool = False,
) -> Iterator[Columns]:
    """Fills sorted by key and day, as arrays; a batch may split a person. An unfinished stream keeps the connection."""
    further = ", strength_mg" if strengths else ""
    stream = connection.execute((ROWS if presorted else SORTED).format(fills=fills, further=further))
    read, last = 0, None
    while len(chunk := stream.fetch_df_chunk(max(1, batch_rows // VECTOR))):
        read += len(chunk)
        key, day = chunk["key"].to_numpy(), chunk["day"].to_numpy()
        if presorted:
            if not _in_order(last, key, day):
                raise Unsorted
            last = key[-1], day[-1]
        dose = chunk["dose_mg"].to_numpy(dtype=np.float64, na_value=np.nan)
        batch = key, day, chunk["days_supply"].to_numpy(), dose
        yield (*batch, chunk["strength_mg"].to_numpy(dtype=np.float64, na_value=np.nan)) if strengths else batch
        if progress is not None:
            progress(read)


def _in_order(last: tuple[Any, Any] | None, key: NDArray[Any], day: NDArray[Any]) -> bool:
    """Fills of a batch follow each other, and the last one before it."""
    if last is not None and (key[0], day[0]) < last:
        return False
    rises, same = key[1:] > key[:-1], key[1:] == key[:-1]
    return bool((rises | (same & (day[1:] >= day[:-1]))).all())


def stitch_batches(batches: Iterable[Columns], rule: CourseDefinition) -> Iterator[Stitched]:
    """Courses batch by batch; the last person of a batch waits for the next one, so that nobody is cut in two.

    >>> whole = np.array([1, 1]), np.array([0, 30]), np.array([30, 30]), np.array([1.0, 2.0])
    >>> halves = [tuple(column[:1] for column in whole), tuple(column[1:] for column in whole)]
    >>> [courses.end.tolist() for courses in stitch_batches(halves, CourseDefinition())]
    [[59]]
    """
    for whole in of_whole_people(batches):
        key, day, supply, dose, *strength = whole
        yield stitch_sorted(key, day, supply, dose, rule, *strength)


def of_whole_people(batches: Iterable[Columns]) -> Iterator[Columns]:
    """The same fills in batches that end with a person."""
    waiting: list[Columns] = []
    for batch in batches:
        key = batch[0]
        if not len(key):
            continue
        if waiting and waiting[0][0][0] != key[0]:
            yield _joined(waiting)
            waiting = []
        if key[0] == key[-1]:
            waiting.append(batch)
            continue
        cut = int(np.searchsorted(key, key[-1]))  # the last person begins there
        yield _joined([*waiting, tuple(column[:cut] for column in batch)])
        waiting = [tuple(column[cut:] for column in batch)]
    if waiting:
        yield _joined(waiting)


def _gathered(made: Iterable[Stitched]) -> Iterator[dict[str, NDArray[Any]]]:
    """Courses in pieces that are worth storing."""
    held: list[Stitched] = []
    for courses in made:
        held.append(courses)
        if sum(map(len, held)) >= STORE:
            yield _stacked(held)
            held = []
    if held:
        yield _stacked(held)


def _joined(parts: list[Columns]) -> Columns:
    return tuple(map(np.concatenate, zip(*parts, strict=True))) if parts[1:] else parts[0]


def _stacked(held: list[Stitched]) -> dict[str, NDArray[Any]]:
    return {name: np.concatenate([courses.columns()[name] for courses in held]) for name in held[0].columns()}
