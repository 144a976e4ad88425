"""A column of a list of fills or treatments that says which were returned, cancelled or rejected, and is not read: such
a row counts as one that was taken, unless its quantity or its days are negative."""

from __future__ import annotations

import re
from collections.abc import Iterator

from isostats.engines.embedded import Engine, literal, one_row
from isostats.records.advice import printable
from isostats.records.drugs import fold
from isostats.records.findings import Finding
from isostats.records.guessing.synonyms import NOT_LATIN, code_meant
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.loaded import Loaded
from isostats.records.row_numbers import file_row
from isostats.records.shapes.remaking import filled_sql
from isostats.words.numbers import agreed, count_text, counted

LOOKED_AT, MOST_COLUMNS, MOST_TEXTS = 20_000, 100, 100
YES_OR_NO = COURSE_COLUMNS["prior_isotretinoin"]
NOT_TAKEN = re.compile(
    r"(?:item |claim |drug |rx )?(?:returned|return(?: to stock)?|reversed|reversal|cancel+ed|cancel+ation|void(?:ed)?|"
    r"rejected|denied|refunded|not (?:dispensed|collected|filled|picked up)|never (?:dispensed|collected|picked up)|"
    r"uncollected|undone)|"
    r"storniert|storno|stornierung|zuruckgegeben|zuruckgenommen|retour(?:niert|e)?|ruckgabe|abgelehnt|annulliert|"
    r"nicht (?:abgegeben|abgeholt|eingelost)|"
    r"retourne(?:e)?|annule(?:e)?|annulation|rejete(?:e)?|non (?:delivre|dispense)(?:e)?|"
    r"devuelt[oa]|devolucion|anulad[oa]|cancelad[oa]|rechazad[oa]|no (?:dispensad[oa]|recogid[oa])|"
    r"devolvid[oa]|devolucao|rejeitad[oa]|nao (?:dispensad[oa]|levantad[oa])|"
    r"reso|restituit[oa]|annullat[oa]|stornat[oa]|rifiutat[oa]|non (?:ritirat|erogat)[oa]|"
    r"zwrot|zwrocon[yeoa]|anulowan[yeoa]|odrzucon[yeoa]|nie (?:wydan|odebran)[yeoa]|"
    r"geretourneerd|geannuleerd|afgewezen|niet (?:opgehaald|verstrekt)|"
    r"returnerad|makulerad|returneret|annulleret|returnert|kansellert|peruutettu|palautettu|"
    r"返品|返却|取消|取り消し|キャンセル"
)
"""Words by which a row says that what it lists was not taken, as :func:`fold` has them."""
COUNTS = """SELECT count(*), min(checked.row) FROM {rows} AS checked JOIN {t} AS file ON file.row = checked.row
WHERE {cell} IN ({texts}) AND NOT coalesce(checked.days_supply < 0, FALSE)
    AND NOT coalesce(CAST(checked.quantity AS VARCHAR) LIKE '-%', FALSE)"""
ADVICE = (
    "That column is not read, and they count as taken. Leave these rows out of the file; where a row takes an earlier "
    "one back, make its quantity negative."
)


def unread_statuses(connection: Engine, loaded: Loaded, rows: str = "") -> Iterator[Finding]:
    """Warnings about such columns of a table of fills, treatments or events, with how many of its ``rows`` that are of
    use say so (SQL; those that the table itself counts, if none are given)."""
    rows = rows or f"(SELECT * FROM {loaded.table}_typed WHERE {loaded.input.counted or 'TRUE'})"
    ours = {*loaded.layout.positions.values()}
    for at in [at for at in range(len(loaded.raw.names)) if at not in ours][:MOST_COLUMNS]:
        cell, name = filled_sql(f"c{at}"), loaded.raw.names[at].strip()
        first = f"(SELECT {cell} AS text FROM {loaded.table} LIMIT {LOOKED_AT})"
        held = connection.execute(f"SELECT DISTINCT text FROM {first} WHERE text IS NOT NULL LIMIT {MOST_TEXTS + 1}")
        texts = sorted(str(text) for (text,) in held.fetchall())
        if len(texts) > MOST_TEXTS or not (saying := [text for text in texts if says_not_taken(text, name)]):
            continue
        listed = ", ".join(map(literal, saying))
        sql = COUNTS.format(rows=rows, t=loaded.table, cell=filled_sql(f"file.c{at}"), texts=listed)
        count, row = one_row(connection, sql)
        if count:
            they_were = "they were" if count > 1 else "it was"
            message = (
                f"{count_text(int(count))} of {counted(loaded.raw.rows, 'row')} of {loaded.raw.source} "
                f"{agreed(int(count), 'says')} in '{name}' that {they_were} returned or cancelled"
            )
            example = f"row {file_row(int(row))}, '{printable(saying[0])}'"
            yield Finding("warning", "unread_status", int(count), message, int(row), example, ADVICE, name)


def says_not_taken(text: str, name: str) -> bool:
    """Whether a text of a column says that what its row lists was not taken.

    >>> says_not_taken("Returned", "Status"), says_not_taken("yes", "Cancelled"), says_not_taken("paid", "Status")
    (True, True, False)
    """
    if _is_word(name):
        return code_meant(text.removesuffix(".0"), YES_OR_NO) == "yes"
    return _is_word(text)


def _is_word(text: str) -> bool:
    word = re.sub(r"[\W_]+", " ", fold(text).translate(NOT_LATIN)).strip()
    return NOT_TAKEN.fullmatch(word) is not None
