"""A column of a list of fills or treatments that says which were returned, cancelled or rejected, and is not read: such
a row counts as one that was taken, unless its quantity or its days are negative.

It says so in words, or in a flag or a day whose column is called so, or in a letter whose meaning is known beside
another one (R beside P, B2 beside B1). Where a column is called like a status and holds a few codes that nobody knows,
that is told as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from isostats.engines.embedded import Engine, literal, one_row
from isostats.records.advice import printable
from isostats.records.drugs import fold
from isostats.records.findings import Finding, with_counts
from isostats.records.guessing.synonyms import NOT_LATIN, code_meant
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.loaded import Loaded
from isostats.records.row_numbers import file_row
from isostats.records.shapes.remaking import filled_sql
from isostats.words.numbers import agreed, count_text, counted

LOOKED_AT, MOST_COLUMNS, MOST_TEXTS, MOST_CODES = 20_000, 100, 100, 12
UNCLEAR = "unclear_status"
"""The rule of the warning about codes of a status that nobody knows."""
YES_OR_NO = COURSE_COLUMNS["prior_isotretinoin"]
NOT_TAKEN = re.compile(
    r"(?:item |claim |drug |rx )?(?:return(?:ed)?(?: to stock)?|reversed?|reversal|cancel(?:l?ed|l?ation)?|void(?:ed)?|"
    r"reject(?:ed|ion)?|denied|denial|refund(?:ed)?|not (?:dispensed|collected|filled|picked up)|"
    r"never (?:dispensed|collected|picked up)|"
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
FLAG = re.compile(
    r"^(?:is|was|date|dt|flag|ist|datum) | ?(?:indicator|ind|flag|marker|yn|jn|code|cd|status|date|dt|at|on|"
    r"kennzeichen|kz|datum|indikator|vlag)$"
)
"""What a column of a flag or a day is called beside such a word."""
STATUS = re.compile(
    r"(?:claim|fill|dispens(?:e|ed|ing|ation)|transaction|trans|trx|rx|prescription|adjudication|payment|billing|"
    r"abgabe|rezept|leistungs?|verordnungs?|verstrekkings?|aflever(?:ing)?s?) ?"
    r"(?:status|state|statut|estado|stato)(?: ?(?:code|cd|ind|flag))?|(?:transaction|trans|trx) ?(?:code|cd|type)"
)
"""What a column of the status of such rows is called."""
TAKEN = re.compile(
    r"p|b1|b3|paid|pay|payable|approved|accepted|dispensed|filled|refilled|collected|picked up|sold|delivered|"
    r"completed?|final|finali[sz]ed|ok|yes|normal|active|captured|abgegeben|bezahlt|eingelost|entregado|dispensado|"
    r"pagado|delivre(?:e)?|paye(?:e)?|dispensato|erogato|pagato|afgeleverd|verstrekt|betaald|wydan[yeoa]|expedierad"
)
"""Words and letters by which such a row says that what it lists was taken."""
BACK = {"r": {"p", "paid"}, "b2": {"b1", "b3"}}
"""Letters of a claim that was rejected or taken back, by those beside which they mean it."""
DAY = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:\D.*)?|\d{8}")
NOT_NEGATIVE = """NOT coalesce(checked.days_supply < 0, FALSE)
    AND NOT coalesce(CAST(checked.quantity AS VARCHAR) LIKE '-%', FALSE)"""
COUNTS = f"""SELECT count(*) FILTER (WHERE {{says}}), min(checked.row) FILTER (WHERE {{says}}), count(*),
    arg_min({{cell}}, checked.row) FILTER (WHERE {{says}})
FROM {{rows}} AS checked JOIN {{t}} AS file ON file.row = checked.row WHERE {NOT_NEGATIVE}"""
TEXTS = f"""SELECT {{cell}} AS text, count(*) AS rows, min(checked.row) AS first
FROM {{rows}} AS checked JOIN {{t}} AS file ON file.row = checked.row WHERE {{cell}} IS NOT NULL AND {NOT_NEGATIVE}
GROUP BY 1 ORDER BY 2 DESC, 1"""
ADVICE = (
    "That column is not read, and they count as taken. Leave these rows out of the file; where a row takes an earlier "
    "one back, make its quantity negative."
)
OF_CODES = (
    "That column is not read, and all count as taken. Where one of these says that a row was returned, cancelled or "
    "rejected, leave such rows out of the file; where a row takes an earlier one back, make its quantity negative."
)


def unread_statuses(connection: Engine, loaded: Loaded, rows: str = "") -> Iterator[Finding]:
    """Warnings about such columns of a table of fills, treatments or events, with how many of its ``rows`` that are of
    use say so (SQL; those that the table itself counts, if none are given)."""
    rows = rows or f"(SELECT * FROM {loaded.table}_typed WHERE {loaded.input.counted or 'TRUE'})"
    ours = {*loaded.layout.positions.values()}
    for at in [at for at in range(len(loaded.raw.names)) if at not in ours][:MOST_COLUMNS]:
        name = loaded.raw.names[at].strip()
        first = f"(SELECT {filled_sql(f'c{at}')} AS text FROM {loaded.table} LIMIT {LOOKED_AT})"
        held = connection.execute(f"SELECT DISTINCT text FROM {first} WHERE text IS NOT NULL LIMIT {MOST_TEXTS + 1}")
        texts = sorted(str(text) for (text,) in held.fetchall())
        looked_at = {"rows": rows, "t": loaded.table, "cell": filled_sql(f"file.c{at}")}
        if is_flag(name) and texts and all(map(DAY.fullmatch, texts)):
            says = f"{looked_at['cell']} IS NOT NULL"
        elif len(texts) <= MOST_TEXTS and (saying := not_taken_of(texts, name)):
            says = f"{looked_at['cell']} IN ({', '.join(map(literal, saying))})"
        elif len(texts) <= MOST_TEXTS and are_unclear(texts, name):
            yield from _unclear(connection, loaded, name, TEXTS.format(**looked_at))
            continue
        else:
            continue
        count, row, every, text = one_row(connection, COUNTS.format(says=says, **looked_at))
        if not count or (says.endswith("NOT NULL") and count > every / 2):  # a day in most rows is of something else
            continue
        they_were = "they were" if count > 1 else "it was"
        message = (
            f"{count_text(int(count))} of {counted(loaded.raw.rows, 'row')} of {loaded.raw.source} "
            f"{agreed(int(count), 'says')} in '{name}' that {they_were} returned or cancelled"
        )
        example = f"row {file_row(int(row))}, '{printable(text)}'"
        yield Finding("warning", "unread_status", int(count), message, int(row), example, ADVICE, name)


def _unclear(connection: Engine, loaded: Loaded, name: str, sql: str) -> Iterator[Finding]:
    """A warning about a column of a status by codes that nobody knows, with how many rows have each."""
    held = connection.execute(sql).fetchall()
    others = [each for each in held if not _meant(each[0])] if is_flag(name) else held[1:]
    if not others:  # all rows of use say the same
        return
    codes = with_counts([(f"'{printable(text)}'", int(rows)) for text, rows, _ in held], "other code")
    row, rarer = min((int(first), text) for text, _, first in others)
    message = f"'{name}' of {loaded.raw.source} holds {codes}, and is not read"
    count = sum(int(rows) for _, rows, _ in others)
    yield Finding("warning", UNCLEAR, count, message, row, f"row {file_row(row)}, '{printable(rarer)}'", OF_CODES, name)


def is_flag(name: str) -> bool:
    """Whether a column is called like a flag, or a day, of rows that were not taken.

    >>> is_flag("denied_ind"), is_flag("Stornokennzeichen"), is_flag("returned_to_stock"), is_flag("status")
    (True, True, True, False)
    """
    word = _word(name)
    return bool(NOT_TAKEN.fullmatch(word) or NOT_TAKEN.fullmatch(FLAG.sub("", word)))


def is_status(name: str) -> bool:
    """Whether a column is called like one that may say which rows were not taken.

    >>> is_status("claim_status"), is_status("Stornokennzeichen"), is_status("smoking_status")
    (True, True, False)
    """
    return is_flag(name) or _word(name) == "status" or STATUS.fullmatch(_word(name)) is not None


def not_taken_of(texts: Iterable[str], name: str) -> list[str]:
    """Those texts of a column that say that what their row lists was not taken.

    >>> not_taken_of(["P", "R"], "claim_status"), not_taken_of(["PAID", "R", "DENIED"], "status")
    (['R'], ['R', 'DENIED'])
    >>> not_taken_of(["B1", "B2"], "transaction_code"), not_taken_of(["P", "R"], "region")
    (['B2'], [])
    """
    texts = list(texts)
    held = {_word(text) for text in texts} if is_status(name) else set()
    return [text for text in texts if says_not_taken(text, name) or held & BACK.get(_word(text), set())]


def are_unclear(texts: Sequence[str], name: str) -> bool:
    """Whether the few texts of a column that is called like a status are codes that nobody knows.

    >>> are_unclear(["A", "X"], "claim_status"), are_unclear(["A", "X"], "group"), are_unclear(["0", "1"], "status")
    (True, False, True)
    >>> are_unclear(["PAID", "paid"], "claim_status"), are_unclear(["active smoker", "never"], "status")
    (False, False)
    """
    if len(texts) > MOST_CODES or not is_status(name):
        return False
    if is_flag(name):
        return not all(map(_meant, texts))
    words = [_word(text) for text in texts]
    if len(texts) < 2 or all(map(TAKEN.fullmatch, words)):
        return False
    return STATUS.fullmatch(_word(name)) is not None or all(len(word) <= 2 for word in words)


def says_not_taken(text: str, name: str) -> bool:
    """Whether a text of a column says that what its row lists was not taken.

    >>> says_not_taken("Returned", "Status"), says_not_taken("yes", "Cancelled"), says_not_taken("paid", "Status")
    (True, True, False)
    """
    if is_flag(name):
        return _meant(text) == "yes"
    return NOT_TAKEN.fullmatch(_word(text)) is not None


def _meant(text: str) -> str:
    """What a flag says, yes or no; nothing where that is not known."""
    return code_meant(text.removesuffix(".0"), YES_OR_NO)


def _word(text: str) -> str:
    return re.sub(r"[\W_]+", " ", fold(text).translate(NOT_LATIN)).strip()
