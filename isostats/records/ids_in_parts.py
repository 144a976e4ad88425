"""An id that several people share, as twins or a family do under one number of an insurance: a further column says of
which of them a row is.

Taken as one person, the courses of two become first and further courses of one. Known by the name of that column (the
rank of twins of the SNDS, person code, dependant number, member) and by its values, which are short. Where fills or
treatments name a sex or a year of birth, ids under which these differ are told as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from isostats.engines.embedded import Engine, one_row
from isostats.records.advice import printable
from isostats.records.findings import Finding
from isostats.records.guessing.synonyms import names_in, word_form
from isostats.records.input_tables.beside_dispensings import PEOPLE
from isostats.records.loaded import Loaded
from isostats.records.people_in_several import FACTS, SLIPS
from isostats.records.row_numbers import file_row
from isostats.records.shapes.remaking import filled_sql
from isostats.words.numbers import agreed, count_text, counted

NUMBER = "(?:code|cd|no|nr|nbr|num|number|seq|sequence|suffix|suffixe|index)"
WHICH_OF_THEM = re.compile(
    rf"benrnggem|ranggem(?:ellaire)?|rangde(?:naissance|gemellite)|rangbenef(?:iciaire)?|twin(?:rank|{NUMBER})|"
    rf"(?:person|pers|depend[ae]nt|dep|depdnt|member|mbr|family ?member|beneficiary|insured){NUMBER}|"
    rf"(?:member|mbr|person|family|subscriber)?suffixe?|familienmitglied(?:nr|nummer)?|mitversichertennr|"
    rf"numerobeneficiario|lopende?gezinsnummer|gezinslid(?:nr|nummer)?"
)
"""What such a column is called, as :func:`word_form` has it."""
BARE = re.compile(
    r"(?:person|member|mbr|family ?member|depend[ae]nt|beneficiary|insured|twin)(?:id)?|twins|"
    r"(?:(?:patient|pat|member|mbr|insured|subscriber) ?)?(?:relationship|relation)(?:code|cd)?|"
    r"zwillinge?|mitglied|angehoriger?|(?:mit)?versicherter?|jume(?:au|lle)|gemel[oa]|gemell[oa]|tweeling"
)
"""What it may be called as well, unless it only answers with yes and no."""
YES_NO = {"yes", "no", "y", "n", "j", "ja", "nee", "oui", "non", "o", "si", "sí", "s", "sim", "tak", "nie", "t", "f"}
LONGEST = 3
"""So many signs has its value at most: what is longer is a number of a person, or of a contract."""
SEVERAL_FACTS = 3
"""In so many ids at least, and in more than slips explain, a sex or a year of birth differs where people share them."""
FACT_NAMES = {form for form, (our, _) in names_in(PEOPLE).items() if our in FACTS} | {*map(word_form, FACTS)}
"""What columns of these are called."""
DIFFERING = """WITH of_ids AS (
    SELECT typed.person, min(typed.row) AS row, min({cell}) <> max({cell}) AS differ FROM {t}_typed AS typed
    JOIN {t} AS file ON file.row = typed.row WHERE {cell} IS NOT NULL AND typed.person IS NOT NULL GROUP BY typed.person
) SELECT count(*) FILTER (differ), count(*), min(row) FILTER (differ) FROM of_ids"""
SHARED = """WITH of_ids AS (
    SELECT typed.person, min(typed.row) AS row, count(DISTINCT {cell}) AS people FROM {t}_typed AS typed
    JOIN {t} AS file ON file.row = typed.row WHERE {cell} IS NOT NULL AND typed.person IS NOT NULL GROUP BY typed.person
) SELECT count(*) FILTER (people > 1), count(*), min(row) FILTER (people > 1),
         (SELECT max(length({cell})) FROM {t} AS file) FROM of_ids"""


def ids_of_several_people(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    """Errors about such columns of a table, that is read by an id without them."""
    ours = {*loaded.layout.positions.values()}
    for at, name in enumerate(loaded.raw.names):
        if at in ours:
            continue
        form = word_form(name)
        if form in FACT_NAMES:
            yield from _differing(connection, loaded, at, name)
        if not (WHICH_OF_THEM.fullmatch(form) or (BARE.fullmatch(form) and not _answers(connection, loaded, at))):
            continue
        sql = SHARED.format(t=loaded.table, cell=filled_sql(f"file.c{at}"))
        shared, ids, row, longest = one_row(connection, sql)
        if not shared or longest > LONGEST:
            continue
        shown, mine = printable(name.strip()), loaded.layout.shown.get("patient_id", "patient_id")
        message = (
            f"{counted(int(shared), 'id')} of {int(ids)} in {loaded.raw.source} {agreed(int(shared), 'has')} several "
            f"values of '{shown}', so that several people share one"
        )
        advice = (
            f"Make one column of '{mine}' and '{shown}' together, in every file that has them, and name it patient_id. "
            f"If '{shown}' is no part of the id, leave its column out."
        )
        yield Finding("error", "shared_id", int(shared), message, int(row), f"row {file_row(int(row))}", advice,
                      "patient_id")  # fmt: skip


def _answers(connection: Engine, loaded: Loaded, at: int) -> bool:
    """Whether a column only answers with yes and no."""
    cell = filled_sql(f"c{at}")
    sql = f"SELECT DISTINCT lower({cell}) FROM {loaded.table} WHERE {cell} IS NOT NULL LIMIT {len(YES_NO) + 1}"
    return {text for (text,) in connection.execute(sql).fetchall()} <= YES_NO


def _differing(connection: Engine, loaded: Loaded, at: int, name: str) -> Iterator[Finding]:
    """The error about ids under which a column of what stays with a person, that is not read, differs."""
    sql = DIFFERING.format(t=loaded.table, cell=filled_sql(f"file.c{at}"))
    shared, ids, row = one_row(connection, sql)
    if shared < SEVERAL_FACTS or shared <= SLIPS * ids:
        return
    shown, mine = printable(name.strip()), loaded.layout.shown.get("patient_id", "patient_id")
    message = (
        f"{count_text(shared)} of {counted(ids, 'id')} in {loaded.raw.source} have several values of '{shown}', so "
        "that several people share one"
    )
    advice = (
        f"Make one column of '{mine}' and the one that tells these people apart, in every file, and name it "
        f"patient_id. If '{shown}' does not stay with a person, leave its column out."
    )
    yield Finding("error", "shared_id", int(shared), message, int(row), f"row {file_row(int(row))}", advice,
                  "patient_id")  # fmt: skip
