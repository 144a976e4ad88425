"""An id that several people share, as twins or a family do under one number of an insurance: a further column says of
which of them a row is.

Taken as one person, the courses of two become first and further courses of one. Known by the name of that column (the
rank of twins of the SNDS, person code, dependant number, member suffix) and by its values, which are short.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from isostats.engines.embedded import Engine, one_row
from isostats.records.advice import printable
from isostats.records.findings import Finding
from isostats.records.guessing.synonyms import word_form
from isostats.records.loaded import Loaded
from isostats.records.row_numbers import file_row
from isostats.records.shapes.remaking import filled_sql
from isostats.words.numbers import agreed, counted

NUMBER = "(?:code|cd|no|nr|nbr|num|number|seq|sequence|suffix|suffixe|index)"
WHICH_OF_THEM = re.compile(
    rf"benrnggem|ranggem(?:ellaire)?|rangde(?:naissance|gemellite)|rangbenef(?:iciaire)?|twin(?:rank|{NUMBER})|"
    rf"(?:person|pers|depend[ae]nt|dep|depdnt|member|mbr|family ?member|beneficiary|insured){NUMBER}|"
    rf"(?:member|mbr|person|family|subscriber)?suffixe?|familienmitglied(?:nr|nummer)?|mitversichertennr|"
    rf"numerobeneficiario|lopende?gezinsnummer|gezinslid(?:nr|nummer)?"
)
"""What such a column is called, as :func:`word_form` has it."""
LONGEST = 3
"""So many signs has its value at most: what is longer is a number of a person, or of a contract."""
SHARED = """WITH of_ids AS (
    SELECT typed.person, min(typed.row) AS row, count(DISTINCT {cell}) AS people FROM {t}_typed AS typed
    JOIN {t} AS file ON file.row = typed.row WHERE {cell} IS NOT NULL AND typed.person IS NOT NULL GROUP BY typed.person
) SELECT count(*) FILTER (people > 1), count(*), min(row) FILTER (people > 1),
         (SELECT max(length({cell})) FROM {t} AS file) FROM of_ids"""


def ids_of_several_people(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    """Errors about such columns of a table, that is read by an id without them."""
    ours = {*loaded.layout.positions.values()}
    for at, name in enumerate(loaded.raw.names):
        if at in ours or not WHICH_OF_THEM.fullmatch(word_form(name)):
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
