"""The front door for course records: a file or frame in, four checked tables out."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isostats.engines.embedded import Engine, open_engine
from isostats.engines.namespaces import Namespace
from isostats.errors import DataError
from isostats.records.course_records import Records
from isostats.records.examining import examine
from isostats.records.findings import Finding, Findings
from isostats.records.four_tables import make_tables
from isostats.records.rules import RULES
from isostats.records.setting_aside import flow_of, mark_faulty, set_aside_frame
from isostats.records.whole_file import missing_by_column
from isostats.study.inputs import Inputs, inputs_of
from isostats.study.keys import keyword_values, takes_keys
from isostats.words.numbers import counted

if TYPE_CHECKING:
    import pandas as pd


@takes_keys(Inputs, kind="courses")
def read_courses(source: str | Path | pd.DataFrame | Inputs, **keywords: Any) -> Records:
    """Course records (one row per course) as checked tables.

    ``source`` is a CSV, TSV, Excel, Parquet, SAS, SPSS, Stata or JSON file, or a frame; ``events`` a second one with
    any number of later treatments. ``columns`` takes the user's names (ours -> theirs) and ``values`` their codes
    (column -> theirs -> ours; "" is *not recorded*). ``dates`` settles 03/04/2019, ``decimal`` settles 1,200.
    ``on_invalid="set_aside"`` keeps patients with an impossible row out, listed in ``set_aside`` and counted in
    ``flow``. ``ids="normalise"`` joins ids that differ by case, blanks, leading zeros, ``.0`` or Unicode composition
    alone, and says how many; ids are then those of the normal form. Days are inclusive: ``course_end`` is the last
    covered day.

    Raises :class:`DataError`, whose ``findings`` list every fault, if there is one and they are not set aside.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"patient_id": ["a"], "course_start": ["2019-01-01"], "course_end": ["2019-06-01"],
    ...                       "last_contact": ["2021-01-01"]})
    >>> read_courses(frame)
    Records of a data frame: 1 patient, 1 course; 0 errors, 0 warnings
    """
    inputs = inputs_of("courses", source, keyword_values(Inputs, keywords=keywords)[0])
    connection = open_engine()
    files, faults, findings, companions = examine(connection, inputs)
    listed = Findings.of(findings)
    fatal = [finding for finding in listed.errors if inputs.on_invalid == "stop" or RULES[finding.rule].scope == "file"]
    if fatal:
        name = files[0].raw.source if files else _name(inputs.courses)
        raise DataError(_refusal(name, listed, fatal), listed)
    courses, later = files[0], files[1] if len(files) > 1 else None
    mark_faulty(connection, files, faults)
    flow = [step for loaded in files for step in flow_of(connection, loaded)]
    if not next(step for step in flow if step.step == "kept").rows:
        raise DataError(
            f"Nobody is left: every patient of {courses.raw.source} has an impossible row.\n\n{listed}", listed
        )
    tables = Namespace.of(connection)
    keyed = tables.child("keyed")
    make_tables(connection, courses, later, keyed.name)
    digests = [loaded.raw.digest for loaded in files]
    records = Records(
        tables=tables,
        keyed=keyed,
        findings=listed,
        flow=tuple(flow),
        set_aside=set_aside_frame(connection, files),
        calendar="days" if courses.layout.days else "dates",
        covariates=dict(courses.reading.kinds),
        present=frozenset(name for name in courses.layout.positions if not courses.schema[name].required)
        | ({"events"} if later else set()),
        rows=flow[0].rows,
        source=courses.raw.source,
        companions=companions,
        missing=missing_by_column(connection, courses),
        fingerprint=digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest(),
    )
    _tidy(connection)
    return records


@takes_keys(Inputs, kind="courses")
def check_courses(source: str | Path | pd.DataFrame | Inputs, **keywords: Any) -> Findings:
    """Every fault and oddity of course records, in one pass; the keywords are those of :func:`read_courses`.

    >>> import pandas as pd
    >>> found = check_courses(pd.DataFrame({"patient_id": ["a"], "course_start": ["2019-06-01"]}))
    >>> [(finding.rule, finding.column) for finding in found.errors]
    [('missing_column', 'course_end'), ('missing_column', 'last_contact')]
    """
    inputs = inputs_of("courses", source, keyword_values(Inputs, keywords=keywords)[0])
    with open_engine() as connection:
        return Findings.of(examine(connection, inputs)[2])


def _refusal(name: str, findings: Findings, fatal: list[Finding]) -> str:
    """The text of the error: how many faults, the table, what to do."""
    kinds = counted(len(fatal), "kind of error", "kinds of errors")
    return f"{name} has {kinds}, so nothing was computed.\n\n{findings}"


def _name(source: object) -> str:
    return Path(source).name if isinstance(source, (str, Path)) else "The data frame"


def _tidy(connection: Engine) -> None:
    """Leave only the four tables: the texts of the file are no longer needed, nor is their memory."""
    kept = {"people", "observation", "courses", "events", "courses_file_ids"}
    sql = "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'main'"
    left = [(name, kind) for name, kind in connection.execute(sql).fetchall() if name not in kept]
    for name, kind in sorted(left, key=lambda pair: pair[1] != "VIEW"):
        connection.execute(f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} {name}")
