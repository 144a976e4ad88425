"""What later treatments are by their codes: a kind each, and what is told of codes that are unknown or unsure.

What is for acne only beside a diagnosis counts where the person has one within 30 days.

Where most rows of the table have neither a kind nor a known code the table is in codes that are not ours, and nothing
is computed from it; fewer are a warning with their codes and counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from isostats.doors import toml_text
from isostats.engines.embedded import Engine, count_rows, insert_rows, is_there, one_row
from isostats.records.code_texts import code_form
from isostats.records.diagnoses import ACNE, Listed, diagnoses_in, matching, sql_of
from isostats.records.drug_names import known_drug
from isostats.records.drugs import READ, TREATMENT_SETS, judge_product, known_code
from isostats.records.findings import Finding, with_counts
from isostats.records.guessing.synonyms import code_of, means_untreated
from isostats.records.input_tables.declaration import Rule, error, warning
from isostats.records.input_tables.later_treatments import EVENT_COLUMNS, EVENT_KIND
from isostats.records.loaded import Loaded
from isostats.study.toml_values import toml
from isostats.vocabulary import names as v
from isostats.words.numbers import agreed, count_text, counted

ACNE_CODE = "acne_code"
"""The use of a code that is for acne only beside a diagnosis of it."""

CODES = """SELECT code, count(*), min(row) FROM {t}_typed WHERE kind IS NULL AND code IS NOT NULL{unread}
GROUP BY code ORDER BY code"""
BARE = "SELECT '(no code)', count(*), min(row) FROM {t}_typed WHERE kind IS NULL{unread} HAVING count(*) > 0"
BOTH = """SELECT kind, code, count(*), min(row) FROM {t}_typed WHERE kind IS NOT NULL AND code IS NOT NULL
GROUP BY kind, code ORDER BY kind, code"""
GIVE = """UPDATE {t}_typed SET kind = known.kind FROM kinds_known AS known
WHERE {t}_typed.kind IS NULL AND {t}_typed.code = known.code{unread}"""

NAMES_ALONE = "SELECT bool_and(code = drug) FROM {t}_typed WHERE kind IS NULL AND code IS NOT NULL"

# What a name tells is written as its code, which is then judged like any other.
NAMED = """SELECT DISTINCT COALESCE(code, ''), drug FROM {t}_typed
WHERE kind IS NULL AND drug IS NOT NULL ORDER BY ALL"""
BY_NAME = """UPDATE {t}_typed SET code = named.atc FROM names_known AS named
WHERE {t}_typed.kind IS NULL AND COALESCE({t}_typed.code, '') = named.code AND {t}_typed.drug = named.drug"""
PRODUCTS = """SELECT DISTINCT COALESCE(code, ''), COALESCE(drug, '') FROM {t}_typed WHERE kind IS NULL ORDER BY ALL"""
NO_TREATMENT = """DELETE FROM {t}_typed USING names_known AS named WHERE {t}_typed.kind IS NULL
AND COALESCE({t}_typed.code, '') = named.code AND COALESCE({t}_typed.drug, '') = named.drug"""
NO_KIND = f"DELETE FROM {{t}}_typed WHERE kind IS NULL OR kind = '{v.NOT_FOR_ACNE}'"

# A drug that is for acne only beside a diagnosis of it, within so many days.
NEAR = 30
BESIDE_ACNE = """UPDATE {t}_typed SET kind = near.kind FROM (
    SELECT DISTINCT typed.row, known.kind FROM {t}_typed AS typed JOIN kinds_known AS known ON known.code = typed.code
    JOIN diagnoses_file_typed AS d
         ON d.person = typed.person AND d.date BETWEEN typed.date - {near} AND typed.date + {near}
    WHERE typed.kind IS NULL AND {acne}{unread}) AS near
WHERE near.row = {t}_typed.row RETURNING {t}_typed.code, {t}_typed.row"""
DIAGNOSES = "diagnoses_file_typed"

# The advice names the key of the column that holds the texts: {column} is filled in.
UNKNOWN = warning(
    "unknown_treatment", "has no known kind",
    advice="Left out. Give kind, a code of data/published/codes.csv, or "
           'values = {{ {column} = {{ "yours" = "topical" }} }}.')
MOST_FILLS_UNKNOWN = warning(
    "mostly_unknown_treatment", UNKNOWN.one,
    advice="Left out: where one was for acne, it is missing from every figure. Say what each is: "
           f'values = {{{{ {{column}} = {{{{ "yours" = "topical" }}}} }}}}, or "{v.NOT_FOR_ACNE}" for another drug.')
MOSTLY_UNKNOWN = error(
    "unknown_codes", UNKNOWN.one,
    advice="Nothing is computed from a table that is mostly unknown. Give kind, or say what a code is: "
           f'values = {{{{ {{column}} = {{{{ "your code" = "oral_antibiotic" }}}} }}}}, or "{v.NOT_FOR_ACNE}" for '
           "another drug.", scope="file")
CONTRADICTED = warning(
    "kind_and_code_differ", "has a kind that its code contradicts", many="have a kind that their code contradicts",
    advice="The kind counts, and the code does not. Correct one of them; a row without a kind is what its code says.")
UNCONFIRMED = warning(
    "unconfirmed_code", "is known only by a code that is not confirmed",
    advice="Read as what the code says; look it up in the vocabulary of the data.")
UNSURE = warning(
    "needs_acne_code", "is of a drug that is for acne only beside a diagnosis of acne",
    advice='Left out. A table of diagnoses tells: diagnoses = "diagnoses.csv". Or give them a kind, where they are for '
           "acne.")
WITH_ACNE = warning(
    "counted_beside_acne", f"is of such a drug, and has a diagnosis of acne within {NEAR} days",
    many=f"are of such drugs, and have a diagnosis of acne within {NEAR} days", advice="Counted as what the code says.")


def codes_of_names(connection: Engine, table: str) -> None:
    """Write the code of what a product's name says where a row has neither a kind nor a known code, or the kind that a
    clinic's word is (PDT); of a name that says nothing the name itself, where there is no code."""
    pairs = connection.execute(NAMED.format(t=table)).fetchall()
    rows = [(code, drug, says or drug) for code, drug in pairs
            if not (code and _judge(code)[1]) and ((says := _says(drug)) or not code)]  # fmt: skip
    _with_names(connection, rows, BY_NAME.format(t=table))


def _says(drug: str) -> str:
    """The code of the product that a text names, or the kind that it is a word for; nothing for any other text."""
    if row := known_drug(drug):
        return row.code
    word = code_of(drug, EVENT_COLUMNS["kind"])
    return word.code if word and not word.vague and word.code in (*TREATMENT_SETS, v.PROCEDURE) else ""


def leave_out_isotretinoin(connection: Engine, table: str, products: Sequence[str]) -> None:
    """Rows of the file of dispensings that are dispensings, or name no product, are no later treatments."""
    pairs = connection.execute(PRODUCTS.format(t=table)).fetchall()
    fills = [(code, drug, None) for code, drug in pairs
             if not (code or drug) or judge_product(drug, code or None, products).systemic]  # fmt: skip
    _with_names(connection, fills, NO_TREATMENT.format(t=table))


def leave_out_others(connection: Engine, table: str) -> None:
    """Rows of the file of dispensings that are of no drug for acne are nobody's treatment, whatever is odd in them."""
    connection.execute(NO_KIND.format(t=table))


def _with_names(connection: Engine, rows: Sequence[tuple[str, str, str | None]], sql: str) -> None:
    """Execute a statement that asks for ``names_known`` (code, drug, atc)."""
    connection.execute("CREATE OR REPLACE TEMP TABLE names_known (code VARCHAR, drug VARCHAR, atc VARCHAR)")
    insert_rows(connection, "names_known", rows, "VARCHAR", "VARCHAR", "VARCHAR")
    connection.execute(sql)
    connection.execute("DROP TABLE names_known")


def kinds_of_codes(connection: Engine, loaded: Loaded, *, of_fills: bool = False) -> list[Finding]:
    """Give rows without a kind that of their code, and say what is not known.

    Rows whose kind could not be read are faults already. The file of dispensings (``of_fills``) may hold any drug, so
    that it may be mostly unknown, but not wholly.
    """
    table, has, source = loaded.table, loaded.layout.has, loaded.raw.source
    coded = has("code") or has("drug")
    unread = " AND NOT kind_bad" if "kind" in loaded.reading.unread else ""
    both = connection.execute(BOTH.format(t=table)).fetchall() if coded else []
    counts = connection.execute(CODES.format(t=table, unread=unread)).fetchall() if coded else []
    judged = {code: _judge(code) for code, *_ in counts}
    if known := [(code, kind) for code, (kind, use) in judged.items() if kind and use in READ]:
        _with_known(connection, known, GIVE.format(t=table, unread=unread))
    beside = [(code, kind) for code, (kind, use) in judged.items() if kind and use == ACNE_CODE]
    acne = _beside_acne(connection, table, beside, unread)
    total = count_rows(connection, f"{table}_typed")
    of_use = {use: [row for row in counts if judged[row[0]][1] == use] for use in ("", "confirm", ACNE_CODE)}
    with_acne, without = _apart(of_use[ACNE_CODE], acne)
    unread += " AND code IS NULL" if coded else ""
    unknown = [*of_use[""], *connection.execute(BARE.format(t=table, unread=unread)).fetchall()]
    most = 2 * sum(rows for _, rows, _ in unknown) > total
    of_unknown = UNKNOWN if not most else MOST_FILLS_UNKNOWN if of_fills and known else MOSTLY_UNKNOWN
    column = _column_of(connection, loaded)
    untreated = [sign for name, sign in loaded.reading.missing if name == "kind" and means_untreated(sign)]
    if untreated and any(code == "(no code)" for code, *_ in unknown):
        way = toml({"kind": {untreated[0]: v.RECORDED_RELAPSE}}).replace("{", "{{").replace("}", "}}")
        advice = f"A relapse that was left untreated is a {v.RECORDED_RELAPSE}: values = {way}. {of_unknown.advice}"
        of_unknown = replace(of_unknown, advice=advice)
    contradicted = [(f"{kind} with {code}, which is {says}", rows, first)
                    for kind, code, rows, first in both if (says := _judge(code)[0]) not in (None, kind)]  # fmt: skip
    return [
        *_said_of_another(loaded, unknown, column),
        *_findings(of_unknown, unknown, source, total, column),
        *_findings(CONTRADICTED, contradicted, source, total, column="kind"),
        *_findings(UNCONFIRMED, of_use["confirm"], source),
        *_findings(UNSURE, without, source),
        *_findings(WITH_ACNE, with_acne, source),
    ]


def _column_of(connection: Engine, loaded: Loaded) -> str:
    """The column that holds what is not known: of names, where all of it was written as a code from there."""
    table, has = loaded.table, loaded.layout.has
    if not (has("code") and has("drug")):
        return "drug" if has("drug") else "code"
    return "drug" if one_row(connection, NAMES_ALONE.format(t=table))[0] else "code"


def _said_of_another(loaded: Loaded, unknown: Sequence[tuple[str, int, int]], column: str) -> list[Finding]:
    """The error that [data] values says what is unknown, but of the column, codes or names, that the table has not."""
    other = "code" if column == "drug" else "drug"
    mapped = {} if loaded.layout.has(other) else loaded.choices.mapped(other)
    meant = [each for each in unknown if each[0].strip().lower() in mapped]
    if not meant:
        return []
    text, _, first = max(meant, key=lambda each: each[1])
    count = sum(rows for _, rows, _ in meant)
    message = (
        f"values maps codes of '{other}', a column that {loaded.raw.source} has not; {count_text(len(meant))} of them "
        f"{agreed(len(meant), 'stands')} in its '{loaded.layout.shown.get(column, column)}', which is read as {column}"
    )
    pair = f"{toml_text(text)} = {toml_text(mapped[text.strip().lower()])}"
    advice = f"Say them of {column}: values = {{ {column} = {{ {pair} }} }}."
    return [Finding("error", "unused_values", count, message, first, f"row {first}, {text}", advice, column)]


def _with_known(connection: Engine, known: Sequence[tuple[str, str]], sql: str) -> list[tuple[str, int]]:
    """The answer of a statement that asks for ``kinds_known`` (code, kind)."""
    connection.execute("CREATE OR REPLACE TEMP TABLE kinds_known (code VARCHAR, kind VARCHAR)")
    insert_rows(connection, "kinds_known", known, "VARCHAR", "VARCHAR")
    answer = connection.execute(sql).fetchall()
    connection.execute("DROP TABLE kinds_known")
    return answer


def _beside_acne(
    connection: Engine, table: str, known: Sequence[tuple[str, str]], unread: str
) -> list[tuple[str, int]]:
    """Give rows of drugs that are for acne only beside a diagnosis the kind of their code where there is one; their
    codes and rows. Without a table of diagnoses none."""
    if not known or not is_there(connection, DIAGNOSES):
        return []
    there = (each for each, *_ in diagnoses_in(connection, DIAGNOSES))
    acne = sql_of(matching(there, [Listed.of(ACNE)]), "d")
    return _with_known(connection, known, BESIDE_ACNE.format(t=table, near=NEAR, acne=acne, unread=unread))


def _apart(
    counts: Sequence[tuple[str, int, int]], acne: Sequence[tuple[str, int]]
) -> tuple[list[tuple[str, int, int]], list[tuple[str, int, int]]]:
    """Codes with how many rows and the first of them: of those that were counted, and of the others."""
    rows = {code: [row for each, row in acne if each == code] for code, *_ in counts}
    counted_ = [(code, len(rows[code]), min(rows[code])) for code, *_ in counts if rows[code]]
    left = [(code, n - len(rows[code]), first) for code, n, first in counts if n > len(rows[code])]
    return counted_, left


def _judge(code: str) -> tuple[str | None, str]:
    """What a code says, and its use: '' where it is unknown."""
    form = code_form(code)
    if form in EVENT_KIND:
        return form, "include"
    known = known_code(code)
    return (None, "") if known is None else (known.concept_set, known.use)


def _findings(
    rule: Rule, rows: Sequence[tuple[str, int, int]], source: str, total: int | None = None, column: str = "code"
) -> list[Finding]:
    """What a rule found: codes in words, with how many rows have each and the first of them; ``total`` are all rows."""
    if not rows:
        return []
    count, first = sum(each[1] for each in rows), min(each[2] for each in rows)
    of = counted(count, "row") if total is None else f"{count_text(count)} of {counted(total, 'row')}"
    ordered = sorted(rows, key=lambda each: (-each[1], each[0]))
    listed = with_counts(((code, number) for code, number, _ in ordered), "other code")
    message = f"{of} of {source} {rule.one if count == 1 else rule.many}: {listed}"
    advice = rule.advice.format(column=column)
    return [Finding(rule.severity, rule.id, count, message, first, f"row {first}", advice, column)]
