"""The data dictionary, ``data/README.md``: written from the schema, so that it is never out of date.

``python -m isostats.records.dictionary data/README.md`` writes it again; a test holds the file to this text.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from isostats.records.input_tables import COURSE_TABLES, DESCRIBED, DISPENSING_TABLES
from isostats.records.input_tables.course_details import MADE_COLUMNS
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.input_tables.declaration import Rule, limits
from isostats.records.input_tables.later_treatments import EVENT_COLUMNS
from isostats.records.month_names import MONTH_NAMES
from isostats.records.rules import RULES
from isostats.records.schema import MISSING_SIGNS, SAID_UNKNOWN, TABLES, Column, Table
from isostats.records.unit_words import STANDS_FOR

HEAD = """# Data

- `example/`: **simulated** course records; nobody in them exists. Made by `isostats simulate`, whose law follows
  published facts; `simulated_truth.csv` holds the true figures of that law.
- `published/`: published cohorts, each row with its source and how sure its count is, and codes of drugs and conditions
  (see its README).
- `claims.csv`: the checkable statements of the article, one row per reading of a statement, with what each is held
  against (see [claims.md](claims.md)).
- `synonyms.csv`: what clinics and registers call our columns (`name`) and codes (`value`; without a code: nothing was
  recorded), by language; `vague` words mean something else as well. `isostats init` goes by it.
- `real/`: real relapse records of **another disease**, bladder tumours (`bladder1` of the R package survival), laid out
  as course records by `make_bladder.R`, with R's own answers (see its README). They show that the whole job runs on
  real records; they say nothing about acne.

Licence: the simulated records are under the licence of this repository (MIT). The bladder tumour records are those of
the R package survival (LGPL, version 2 or later). The published figures are facts, cited to their papers. Your own
records stay where they are: nothing is sent anywhere, and no message ever shows more than one example per fault.

What follows is made from `isostats/records/input_tables` by `python -m isostats.records.dictionary data/README.md`.
"""

DISPENSINGS = """Only `dispensings` is required. Each may be a file, a folder of Parquet files (dispensings), or, where
`database` names a DuckDB file or a PostgreSQL database, a table or view in it; columns with types are taken as they
are, and texts are read as those of files. Dates may be timestamps: their day counts.
"""

MADE = """Made of these, where they are there, and kept with the person: groups, covariates and `exclude` take them as
they take any column above that is no date. What tells of later days alone (a relapse, an antiandrogen, maintenance, a
pregnancy) splits nobody. A treatment with its days is an event, under the same rules as one of a second file.
"""

READING = """## How texts are read

- Text files: comma, semicolon, tab or bar; UTF-8, UTF-16 with its mark, else Windows-1252 (with a warning). A first
  line `sep=;` is no row. Also Excel, Parquet, SPSS, Stata, SAS, JSON, and data frames.
- Column names: case, spaces, hyphens and dots do not matter. Your own names are mapped (`[data.columns]`,
  ours = "yours"), and your own codes (`[data.values.<column>]`, yours = "ours"; `""` as ours means not recorded, as
  yours an empty cell).
- Not recorded: an empty cell. In dates, numbers and codes also these signs, in any case, told with counts: {missing}
  (`none` is a code of relapse_treatment). In columns of texts they are values, told as well; map them if they mean not
  recorded. Codes also read {unknown} as not recorded.
- Dates: 2019-04-03, 2019/04/03, 20190403, 3.4.2019 (day first), 3 Apr 2019, 2019年4月3日, 平成31年4月3日. Months may be
  named in {languages}. For 03/04/2019 all date columns of the file
  together decide; if they do not, set `dates = "day_first"` or `"month_first"`.
- Only where the study says how, and told with counts: years of two digits (`pivot_year`), serial numbers of a
  spreadsheet (`excel_dates`), months without a day (`month_day`), dates moved into the future (`shifted`).
- A last contact that is not recorded: `missing_last_contact`, told with what it does to the figure.
- Integer days instead of dates, in all date columns, from any origin: name them
  {days}.
- Numbers: decimal point or comma. `1,200` is refused unless its column, or `decimal`, says what it means. Of
  `ca. 40 mg` the number is taken, and told.
- A unit beside a number, or in the name of its column, is read, converted and told: {units}.
  A dose in mg/kg is multiplied by the weight of its row.
- Any further column is kept as a covariate: a number if all its values are numbers, else a text.
- Days are inclusive: the last covered day of a course belongs to it.
"""


def data_dictionary() -> str:
    """The whole text of ``data/README.md``.

    >>> data_dictionary().startswith("# Data")
    True
    """
    missing = ", ".join(f"`{sign}`" for sign in MISSING_SIGNS)
    days = ", ".join(f"`{column.day_names[0]}`" for column in COURSE_COLUMNS.values() if column.day_names)
    words = {"missing": missing, "days": days, "unknown": ", ".join(f"`{word}`" for word in SAID_UNKNOWN)}
    units = "; ".join(f"{', '.join(cells)} as {unit}" for unit, cells in STANDS_FOR.items())
    reading = READING.format(**words, languages=", ".join(MONTH_NAMES), units=units)
    parts = [
        HEAD,
        "## Course records: one row per course\n",
        _columns(COURSE_COLUMNS),
        MADE,
        _listed("column, type, meaning", ((f"`{each.name}`", each.type, each.description) for each in MADE_COLUMNS)),
        "## Later treatments (optional second file): one row per event\n",
        _columns(EVENT_COLUMNS),
        "## Beside all kinds of records (optional): what is described, and no outcome\n",
        *(part for each in DESCRIBED for part in (f"### {each}\n", _columns(COURSE_TABLES[each].columns))),
        "## Dispensings, in place of course records: one row per fill, and up to five files beside it\n",
        DISPENSINGS,
        *(part for label, table in DISPENSING_TABLES.items() if label not in DESCRIBED
          for part in (f"### {label}\n", _columns(table.columns))),
        reading,
        "## What becomes of them: four tables\n",
        "Days are integers: since 1970-01-01 for dates, as given for integer days.\n",
        *(_table(table) for table in TABLES),
        "## What is checked\n",
        'Errors stop a run; with `on_invalid = "set_aside"` the patients concerned are kept out, listed and counted. '
        "Warnings never stop one.\n",
        _listed("severity, rule, what", ((each.severity, f"`{each.id}`", _sentence(each)) for each in RULES.values())),
    ]
    return "\n".join(parts)


def _listed(header: str, rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown; the columns of its ``header`` are parted by commas."""
    names = header.split(", ")
    lines = [" | ".join(cells) for cells in (names, ["---"] * len(names), *rows)]
    return "\n".join([*(f"| {line} |" for line in lines), ""])


def _columns(schema: Mapping[str, Column]) -> str:
    rows = []
    for each in schema.values():
        kind = f"date, or integer `{each.day_names[0]}`" if each.day_names else each.type
        required = "yes" if each.required else ""
        meaning = each.description + (f" Standard: {each.standard}." if each.standard else "")
        rows.append((f"`{each.name}`", required, kind, each.unit, _allowed(each), meaning))
    return _listed("column, required, type, unit, allowed, meaning", rows)


def _allowed(column: Column) -> str:
    """Codes with their other spellings, or ranges, in words."""
    if column.codes:
        return "; ".join(
            f"`{code}`" + (f" (also {', '.join(spellings)})" if spellings else "")
            for code, spellings in column.codes.items()
        )
    words = limits(column)
    return words["hard"] + (f" (usual {words['edge']})" if words["edge"] else "")


def _table(table: Table) -> str:
    rows = ((f"`{name}`", sql_type, meaning) for name, sql_type, meaning in table.columns)
    note = " Covariates follow, one column each." if table.name == "people" else ""
    return f"### {table.name}\n\n{table.description}{note}\n\n{_listed('column, type, meaning', rows)}"


def _sentence(rule: Rule) -> str:
    subjects = {"value": "a value ", "outcome": "a value ", "person": "a patient ", "row": "a course "}
    subject = subjects.get(rule.scope, "")
    noun = next((table.noun for table in COURSE_TABLES.values() if rule in table.rules), "course")
    subject = f"{'an' if noun[0] in 'ae' else 'a'} {noun} " if noun != "course" and rule.scope == "row" else subject
    return subject + rule.one.format(column="(column)")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(data_dictionary(), encoding="utf-8")
