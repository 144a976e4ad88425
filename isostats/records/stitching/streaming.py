"""The embedded way: the engine sorts once (and spills to disk under its memory limit), NumPy stitches what it streams.

Measured: reading the sorted rows in chunks of a frame costs no more than Arrow does, so no further library is needed.
Rows that were stored in order are asked for in pieces of whole people, two at a time (engine and NumPy let go of the
interpreter), and in no frames: to import these costs as much CPU as stitching five million fills.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from queue import SimpleQueue
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from isostats.engines.embedded import Engine, another, literal, one_row
from isostats.records.stitching.kernel import Stitched, Unsorted, stitch_sorted
from isostats.study.definitions import CourseDefinition

Answer = TypeVar("Answer")
Columns = tuple[NDArray[Any], ...]
"""Key, day, supply and dose; also the strength where the rule adds supplies of one."""
VECTOR = 2048  # rows in the engine's smallest piece
BATCH = 128 * VECTOR
STORE = 1 << 20
OVERLAPPING = "banked >= 28 AND 3 * banked > days_covered"
"""SQL for whether a course is covered for half as long again as any of its supplies reaches, which no early refills
do."""
THREADS = 2

ROWS = "SELECT key, day, days_supply, {amounts} FROM {fills}"
SORTED = ROWS + " ORDER BY key, day"
CUTS = """SELECT DISTINCT key FROM (SELECT key, row_number() OVER () AS place FROM {fills}) AS placed
WHERE place % {rows} = 0 ORDER BY key"""
STORE_COURSES = """INSERT INTO stitched SELECT key, course, start, "end", days_covered, fills, dispensing_days,
    CASE WHEN isnan(dose_mg) THEN NULL ELSE dose_mg END FROM batch_of_courses"""
# Of courses as they should be there are few or none.
STORE_OVERLAPPING = f"""INSERT INTO overlapping SELECT key, start, days_covered, banked FROM batch_of_courses
WHERE {OVERLAPPING}"""


def stitch_table(
    connection: Engine,
    fills: str,
    rule: CourseDefinition,
    *,
    batch_rows: int = BATCH,
    progress: Callable[[int], None] | None = None,
    presorted: bool = False,
) -> int:
    """Make the table ``stitched`` of the courses in ``fills``, and ``overlapping`` of those whose supplies overlap by
    far (:data:`OVERLAPPING`), with the days banked; returns how many courses there are.

    ``fills`` is a table or parenthesised query with key (whole number or text), day, days_supply (1 or more, whole) and
    dose_mg (NULL where not known); with ``same_day = "sum"`` also strength_mg. Columns made: those of
    :class:`Stitched`, dose_mg NULL where not known.
    ``progress`` is told the number of fills read so far. ``presorted`` spares the sort of a table that was written in
    order of key and day; that it is in order is looked at, and if it is not, it is sorted. Memory holds one batch, and
    the longest person.
    """
    strengths, made = rule.same_day == "sum", 0
    if presorted:
        pieces = stitch_pieces(connection, fills, rule, batch_rows, progress)
    else:
        batches = sorted_batches(connection, fills, batch_rows, progress, strengths=strengths)
        pieces = stitch_batches(batches, rule)
    kind = one_row(connection, f"SELECT COALESCE(max(typeof(key)), 'BIGINT') FROM (SELECT key FROM {fills} LIMIT 1)")[0]
    connection.execute(
        f'CREATE OR REPLACE TABLE stitched (key {kind}, course INTEGER, start INTEGER, "end" INTEGER, '
        "days_covered INTEGER, fills INTEGER, dispensing_days INTEGER, dose_mg DOUBLE)"
    )
    connection.execute(
        f"CREATE OR REPLACE TABLE overlapping (key {kind}, start INTEGER, days_covered INTEGER, banked INTEGER)"
    )
    writer = another(connection)  # the stream keeps its own connection busy
    try:
        for courses in _gathered(pieces):
            made += len(courses["key"])
            writer.register("batch_of_courses", courses)
            writer.execute(STORE_COURSES)
            writer.execute(STORE_OVERLAPPING)
            writer.unregister("batch_of_courses")
    except Unsorted:
        if not presorted:
            raise
        return stitch_table(connection, fills, rule, batch_rows=batch_rows, progress=progress)
    finally:
        writer.close()
    return made


def sorted_batches(
    connection: Engine,
    fills: str,
    batch_rows: int = BATCH,
    progress: Callable[[int], None] | None = None,
    *,
    strengths: bool = False,
) -> Iterator[Columns]:
    """Fills sorted by key and day, as arrays; a batch may split a person. An unfinished stream keeps the connection."""
    stream, read = connection.execute(SORTED.format(fills=fills, amounts=_amounts(strengths))), 0
    while len(chunk := stream.fetch_df_chunk(max(1, batch_rows // VECTOR))):
        read += len(chunk)
        yield tuple(chunk[name].to_numpy() for name in chunk)
        if progress is not None:
            progress(read)


def stitch_pieces(
    connection: Engine,
    fills: str,
    rule: CourseDefinition,
    piece_rows: int = BATCH,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Stitched]:
    """Courses of fills that were stored in order, piece by piece, of which few are under way at a time. Raises Unsorted
    where a piece is not in order."""
    rows, read = ROWS.format(fills=fills, amounts=_amounts(rule.same_day == "sum")), 0
    cuts = connection.execute(CUTS.format(fills=fills, rows=piece_rows)).fetchall()
    readers = SimpleQueue[Engine]()
    for _ in range(min(THREADS, len(cuts) + 1)):
        readers.put(another(connection))

    def stitched(after: str, until: str) -> tuple[int, Stitched]:
        between = [f"key > {after}"] * bool(after) + [f"key <= {until}"] * bool(until)
        reader = readers.get()
        try:
            piece = reader.execute(f"{rows} WHERE {' AND '.join(between) or 'TRUE'}").fetchnumpy()
        finally:
            readers.put(reader)
        key, day, supply, dose, *strength = piece.values()
        courses = stitch_sorted(key, day, supply, dose, rule, *strength)
        if (courses.key[1:] < courses.key[:-1]).any():
            raise Unsorted("Fills are not sorted by person.")
        return len(key), courses

    with ThreadPoolExecutor(THREADS, "stitching") as threads:
        ends = pairwise(["", *(_literal(key) for (key,) in cuts), ""])
        for fills_read, courses in _in_turn(threads.submit(stitched, *each) for each in ends):
            read += fills_read
            yield courses
            if progress is not None:
                progress(read)


def _in_turn(work: Iterable[Future[Answer]]) -> Iterator[Answer]:
    """Answers in the order of the questions, which are put only a little ahead."""
    ahead: deque[Future[Answer]] = deque()
    for asked in work:
        ahead.append(asked)
        if len(ahead) > THREADS:
            yield ahead.popleft().result()
    yield from (each.result() for each in ahead)


def _amounts(strengths: bool) -> str:
    """SQL for the amounts of fills, NaN where they are not known."""
    names = ("dose_mg", "strength_mg") if strengths else ("dose_mg",)
    return ", ".join(f"coalesce(CAST({name} AS DOUBLE), 'nan') AS {name}" for name in names)


def _literal(key: int | str) -> str:
    return literal(key) if isinstance(key, str) else str(key)


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
    pieces = [courses.columns() | {"banked": courses.banked} for courses in held]
    return {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}
