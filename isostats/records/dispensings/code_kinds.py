"""What later treatments are by their codes: a kind each, and what is told of codes that are unknown or unsure.

Where most rows of the table have neither a kind nor a known code the table is in codes that are not ours, and nothing
is computed from it; fewer are a warning with their codes and counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from isostats.engines.embedded import Engine, insert_rows, one_row
from isostats.records.drugs import READ, known_code
from isostats.records.findings import Finding
from isostats.records.schema import KIND
from isostats.records.text_values import code_form
from isostats.words.numbers import count_text, counted

OTHER = "other"
"""Written in place of a code, it says that the row is no treatment of acne."""

MOST_LISTED = 8
CODES = """SELECT code, count(*), min(row) FROM {t}_typed WHERE kind IS NULL AND code IS NOT NULL{unread}
GROUP BY code ORDER BY code"""

BOTH = """SELECT kind, code, count(*), min(row) FROM {t}_typed WHERE kind IS NOT NULL AND code IS NOT NULL
GROUP BY kind, code ORDER BY kind, code"""


def kinds_of_codes(connection: Engine, table: str, *, coded: bool, bad_kinds: bool, source: str) -> list[Finding]:
    """Give rows without a kind that of their code (``coded``: there is a column of codes), and say what is not known.

    ``bad_kinds`` says that some kinds could not be read: these rows are faults already.
    """
    unread = " AND NOT kind_bad" if bad_kinds else ""
    both = connection.execute(BOTH.format(t=table)).fetchall() if coded else []
    counts = connection.execute(CODES.format(t=table, unread=unread)).fetchall() if coded else []
    judged = [(code, int(rows), int(first), *_judge(code)) for code, rows, first in counts]
    if judged:
        _give_kinds(connection, table, judged, unread)
    total = int(one_row(connection, f"SELECT count(*) FROM {table}_typed")[0])
    bare, bare_first = one_row(
        connection,
        f"SELECT count(*), min(row) FROM {table}_typed WHERE kind IS NULL{unread}"
        + (" AND code IS NULL" if coded else ""),
    )
    unknown = [(code or "", rows, first) for code, rows, first, _, use in judged if use == ""]
    if bare:
        unknown.append(("", int(bare), int(bare_first)))
    return [
        *_unknown(unknown, total, source),
        *_contradicting([(kind, code, int(rows), int(first)) for kind, code, rows, first in both], total, source),
        *_of_use(judged, "confirm", "unconfirmed_code", "known only by a code that is not confirmed",
               "Read as what the code says; look it up in the vocabulary of the data.", source),
        *_of_use(judged, "acne_code", "needs_acne_code", "of a drug that is for acne only beside a diagnosis of acne",
               "Left out. Where they are for acne, give them a kind.", source),
    ]  # fmt: skip


def _judge(code: str) -> tuple[str | None, str]:
    """The kind of a code and its use: '' where it is unknown."""
    form = code_form(code)
    if form in KIND:
        return form, "include"
    if form == OTHER:
        return None, OTHER
    known = known_code(code)
    if known is None:
        return None, ""
    return (known.concept_set if known.use in READ else None), known.use


def _give_kinds(
    connection: Engine, table: str, judged: Sequence[tuple[str, int, int, str | None, str]], unread: str
) -> None:
    connection.execute("CREATE OR REPLACE TEMP TABLE kinds_known (code VARCHAR, kind VARCHAR)")
    known = [(code, kind) for code, _, _, kind, _ in judged if kind]
    insert_rows(connection, "kinds_known", known, "VARCHAR", "VARCHAR")
    connection.execute(
        f"UPDATE {table}_typed SET kind = known.kind FROM kinds_known AS known "
        f"WHERE {table}_typed.kind IS NULL AND {table}_typed.code = known.code{unread}"
    )
    connection.execute("DROP TABLE kinds_known")


def _contradicting(both: Sequence[tuple[str, str, int, int]], total: int, source: str) -> list[Finding]:
    """Rows whose kind is not that of their code: the kind counts."""
    rows = []
    for kind, code, count, first in both:
        says, use = _judge(code)
        known = known_code(code)
        says = OTHER if use == OTHER else says or (known.concept_set if known else None)
        if says is not None and says != kind:
            rows.append((f"{kind} with {code}, which is {says}", count, first))
    if not rows:
        return []
    count = sum(each for _, each, _ in rows)
    verb = "has a kind that its code contradicts" if count == 1 else "have a kind that their code contradicts"
    message = f"{count_text(count)} of {counted(total, 'row')} of {source} {verb}: {_listed(rows)}"
    first = min(row for *_, row in rows)
    advice = "The kind counts, and the code does not. Correct one of them; a row without a kind is what its code says."
    return [Finding("warning", "kind_and_code_differ", count, message, first, f"row {first}", advice, "kind")]


def _unknown(unknown: Sequence[tuple[str, int, int]], total: int, source: str) -> list[Finding]:
    count = sum(rows for _, rows, _ in unknown)
    if not count:
        return []
    verb = "has" if count == 1 else "have"
    message = f"{count_text(count)} of {counted(total, 'row')} of {source} {verb} no known kind: {_listed(unknown)}"
    first = min(row for *_, row in unknown)
    if 2 * count > total:
        advice = (
            "Nothing is computed from a table that is mostly unknown. Give kind, or say what a code is: values = { "
            'code = { "your code" = "oral_antibiotic" } }, with "other" for what is no treatment of acne.'
        )
        return [Finding("error", "unknown_codes", count, message, first, f"row {first}", advice, "code")]
    advice = 'Left out. Give kind, a code of data/published/codes.csv, or values = { code = { "yours" = "topical" } }.'
    return [Finding("warning", "unknown_treatment", count, message, first, f"row {first}", advice, "code")]


def _of_use(
    judged: Sequence[tuple[str, int, int, str | None, str]], use: str, rule: str, what: str, advice: str, source: str
) -> list[Finding]:
    rows = [(code, count, first) for code, count, first, _, its_use in judged if its_use == use]
    if not rows:
        return []
    count = sum(each for _, each, _ in rows)
    message = f"{counted(count, 'row')} of {source} {'is' if count == 1 else 'are'} {what}: {_listed(rows)}"
    first = min(row for *_, row in rows)
    return [Finding("warning", rule, count, message, first, f"row {first}", advice, "code")]


def _listed(codes: Iterable[tuple[str, int, int]]) -> str:
    ordered = sorted(codes, key=lambda each: (-each[1], each[0]))
    shown = [f"{code or '(no code)'} ({count_text(rows)})" for code, rows, _ in ordered[:MOST_LISTED]]
    if further := ordered[MOST_LISTED:]:
        shown.append(f"and {counted(len(further), 'other code')} ({count_text(sum(rows for _, rows, _ in further))})")
    return ", ".join(shown)
