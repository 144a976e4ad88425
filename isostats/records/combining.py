"""Several records as one: their people kept apart by source, their tables one below the other, each source a group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from isostats.engines.embedded import Engine, Namespace, literal, literal_path, one_row, open_engine, quoted
from isostats.errors import StudyError
from isostats.records.course_records import Records
from isostats.records.courses_of_two_ids import first_courses_of, people_of_two_sources
from isostats.records.courses_without_end import in_other_files
from isostats.records.date_texts import iso
from isostats.records.findings import Finding, Findings, refusal
from isostats.records.four_tables import show_with_ids
from isostats.records.input_tables import DESCRIBED
from isostats.records.input_tables.later_treatments import KIND_TYPE
from isostats.records.level_spellings import spellings_in
from isostats.records.one_person_twice import shared_values
from isostats.records.people_in_several import not_kept_apart
from isostats.records.person_ids import number_persons
from isostats.records.schema import TABLES
from isostats.records.several_sources import OWN_SOURCE, SOURCE, Sources, summed
from isostats.scratch import temporary_folder
from isostats.study.several import MARK, labels_of, require_labels
from isostats.study.toml_values import toml
from isostats.words.numbers import agreed, count_text, counted, percent

MOST_SHARED = 0.5
"""Two sources that share more of their courses are likely to tell of the same people."""
COLUMNS_OF_OUTCOME = {"relapse_date": ("relapse_date",), "relapse_treatment": ("relapse_treatment", "events")}
"""What an outcome is told by: a source without any of these has nobody with it."""
ORDER = {"people": "", "observation": ", start", "courses": ", course", "events": ", date, kind"}

SHARED = """SELECT count(*), min(row(said, "start", "end")) FROM (
    SELECT said, start, "end" FROM courses_{a} INTERSECT SELECT said, start, "end" FROM courses_{b}) AS shared"""


def combine(*records: Records, labels: Sequence[str] | None = None, ids_apart: bool = False) -> Records:
    """Records of several sources as one: person 7 of one and person 7 of another are two people, ``a:7`` and ``b:7``.

    ``labels`` name the sources; without them the names of their files do. Each is a group (``groups=["source"]``). All
    must have one calendar, and courses by one rule; findings, flow and fingerprint are those of all. Whether an id that
    two sources have is one person is told by sex and birth year; ``ids_apart`` says that it is two.

    Raises DataError for two sources that are one, that cannot be told together, or whose ids are of the same people or
    may be; StudyError for labels that do not tell them apart.

    >>> from isostats.simulate import simulate_courses
    >>> from isostats.records import read_courses
    >>> north, south = (read_courses(simulate_courses(40, seed=seed).courses) for seed in (1, 2))
    >>> both = combine(north, south, labels=["north", "south"])
    >>> both.table("people").groupby("source").size().to_dict()
    {'north': 40, 'south': 40}
    """
    for each in records:
        if not isinstance(each, Records):
            raise StudyError(
                f"Records are combined, not a {type(each).__name__}. Read each source first: "
                "iso.combine(iso.read_courses('north.csv'), iso.read_courses('south.csv'))."
            )
    files = [each.source for each in records]
    if labels is None and (again := next((each for each in files if "." in each and files.count(each) > 1), None)):
        raise StudyError(f"Two sources are read from {again}. Give each a label: labels=['north', 'south'].")
    names = list(labels) if labels is not None else labels_of([each if "." in each else None for each in files])
    if len(names) != len(records):
        raise StudyError(f"{counted(len(records), 'source')} and {counted(len(names), 'label')}: give each a label.")
    require_labels(names)
    return combined(dict(zip(names, records, strict=True)), ids_apart=ids_apart)


def combined(records: Mapping[str, Records], *, ids_apart: bool | None) -> Records:
    """The same, of records by their labels."""
    all_sources = Sources.of(records)
    connection = open_engine()
    sources = list(records.values())
    with temporary_folder("sources") as folder:
        _copy(connection, records, all_sources, folder)
        findings = Findings.of([*all_sources.findings(), *_sources_told(connection, all_sources, ids_apart=ids_apart)])
        findings = findings if ids_apart else Findings.of(map(in_other_files, findings))
        if fatal := [each for each in findings.errors if each.rule in OF_SEVERAL]:
            findings = Findings.of([*fatal, *(each for each in findings if each.rule not in OF_SEVERAL)])
            raise refusal(all_sources.called, findings, fatal, files=len(records))
        tables = Namespace.of(connection)
        keyed = tables.child("keyed")
        _lay_out(connection, all_sources, keyed.name)
    columns = {name: quoted(name) for name in all_sources.covariates}
    across = [*_spelt_by_source(connection, all_sources, findings), *shared_values(connection, "people", columns)]
    twice = {each.column for each in across if each.rule == "one_person_twice"}  # which is told once, of all sources
    findings = Findings.of([
        *(each for each in findings if each.rule != "one_person_twice" or each.column not in twice), *across
    ])  # fmt: skip
    first = sources[0]
    copied = (_copied(table, number) for number, each in enumerate(sources) for table in _tables_of(each))
    connection.execute("; ".join(f"DROP VIEW {name}" for name in copied))
    own = {SOURCE: "text"}
    return Records(
        tables=tables, keyed=keyed, findings=findings, flow=summed([each.flow for each in sources]),
        aside=(all_sources.set_aside(),), unrecorded=all_sources.missing(), calendar=first.calendar,
        covariates=all_sources.covariates | own, present=frozenset().union(*(each.present for each in sources)),
        rows=sum(each.rows for each in sources), source=all_sources.called,
        companions=summed([each.companions for each in sources]), fingerprint=all_sources.fingerprint,
        first_relapses_alone=tuple(label for label, each in records.items() if each.first_relapses_alone),
        first_courses_alone=tuple(label for label, each in records.items() if each.first_courses_alone),
        stitched_by=first.stitched_by,
        observed=all(each.observed for each in sources), notes=all_sources.notes(),
        inputs=tuple(one for each in sources for one in each.inputs),
    )  # fmt: skip


def _spelt_by_source(connection: Engine, all_sources: Sources, findings: Findings) -> Iterator[Finding]:
    """Levels that one source spells otherwise than another; what a source itself has of these is told already."""
    texts = {name: quoted(name) for name, kind in all_sources.covariates.items() if kind == "text"}
    here = {each.column for each in findings if each.rule == "level_spellings"}
    for each in spellings_in(connection, "people", {"site": "site"} | texts, all_sources.called):
        if each.column not in here:
            yield each


OF_SEVERAL = ("same_source", "mixed_calendar", "unlike_sources", "people_in_several")
"""Rules whose breach makes one answer of several sources impossible."""


def _copy(connection: Engine, records: Mapping[str, Records], all_sources: Sources, folder: Path) -> None:
    """Views ``people_0``, ``courses_0`` ... of each source's tables, with ``said``, the id as its file writes it."""
    for number, (label, each) in enumerate(records.items()):
        source = each.connection
        for table in _tables_of(each):
            path = folder / f"{_copied(table, number)}.parquet"
            source.execute(f"COPY (SELECT * FROM {table}) TO {literal(str(path))} (FORMAT parquet)")
            read = f"read_parquet({literal(literal_path(path))})"
            columns = [str(row[0]) for row in connection.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()]
            of_people = table == "people"
            chosen = [_as_kept(name, all_sources) if of_people else quoted(name) for name in columns[1:]]
            chosen += [f"{literal(label)} AS {SOURCE}"] if of_people else []
            person = f"{literal(label + MARK)} || person_id AS person_id"
            connection.execute(
                f"CREATE VIEW {_copied(table, number)} AS SELECT {', '.join([person, *chosen])}, person_id AS said "
                f"FROM {read}"
            )


def _tables_of(records: Records) -> tuple[str, ...]:
    """The tables of records that are told together."""
    return (*(table.name for table in TABLES), *records.described)


def _copied(table: str, number: int) -> str:
    """What the view of a source's table is called."""
    return f"{table}_{number}"


def _as_kept(name: str, all_sources: Sources) -> str:
    """SQL for a column of people as it is kept beside those of other sources."""
    kept = OWN_SOURCE if name == SOURCE else name
    value = f"CAST({quoted(name)} AS VARCHAR)" if all_sources.covariates.get(kept) == "text" else quoted(name)
    return f"{value} AS {quoted(kept)}"


def _lay_out(connection: Engine, all_sources: Sources, keyed: str) -> None:
    """The tables of all in the schema ``keyed``, by number of the person, and their views with ids."""
    numbers = range(len(all_sources.records))

    def of_all(table: str) -> str:
        return " UNION ALL BY NAME ".join(f"SELECT * EXCLUDE (said) FROM {table}_{number}" for number in numbers)

    number_persons(connection, "combined_ids", f"SELECT DISTINCT person_id FROM ({of_all('people')}) AS named")
    described = next(iter(all_sources.records.values())).described
    for table, order in (ORDER | dict.fromkeys(described, ", date")).items():
        kind = f" REPLACE (CAST(kind AS {KIND_TYPE}) AS kind)" if table == "events" else ""
        last = f", rows_of.{SOURCE}" if table == "people" else ""
        without = f"person_id, {SOURCE}" if table == "people" else "person_id"
        columns = f"rows_of.* EXCLUDE ({without})" + kind + last
        connection.execute(
            f"CREATE TABLE {keyed}.{table} AS SELECT ids.person AS person_id, {columns} FROM ({of_all(table)}) AS "
            f"rows_of JOIN combined_ids AS ids ON ids.person_id = rows_of.person_id ORDER BY ids.person{order}"
        )
    show_with_ids(connection, keyed, "combined_ids", further=described)


def _sources_told(connection: Engine, all_sources: Sources, *, ids_apart: bool | None) -> Iterator[Finding]:
    """How many people each source has, and what of them cannot be told together or is told twice."""
    records, names = all_sources.records, list(all_sources.names.values())
    sizes = [int(one_row(connection, f"SELECT count(*) FROM people_{at}")[0]) for at in range(len(names))]
    listed = ", ".join(f"{name} ({counted(size, 'patient')})" for name, size in zip(names, sizes, strict=True))
    every = " UNION ALL ".join(f"SELECT said FROM people_{at}" for at in range(len(names)))
    sql = f"SELECT count(*), min(said) FROM (SELECT said FROM ({every}) AS all_of GROUP BY said HAVING count(*) > 1)"
    several, first = one_row(connection, sql)
    if several and not ids_apart and (asked := not_kept_apart(connection, names)):
        yield asked
        several = 0
    alike = f"; {counted(several, 'id')} in more than one are of different people" if several else ""
    advice = f"Each person's id has the source before it, as in {next(iter(records))}{MARK}{first}." if several else ""
    yield Finding("note", "sources", len(names), f"read together: {listed}{alike}", advice=advice)
    yield from _unlike(all_sources)
    for at in range(len(names)):
        first_courses_of(connection, at)
    yield from _columns_told(all_sources)
    for (a, one), (b, other) in combinations(enumerate(records.values()), 2):
        two = (names[a], names[b])
        same = one.fingerprint == other.fingerprint
        shared = list(_shared(connection, (a, b), two, same=same, days=one.calendar == "days"))
        yield from shared or people_of_two_sources(connection, (a, b), two, one.calendar)


def _unlike(all_sources: Sources) -> Iterator[Finding]:
    """What one source tells and another cannot: calendars, courses by another rule, outcomes."""
    pairs = [(all_sources.names[label], each) for label, each in all_sources.records.items()]
    if len({each.calendar for _, each in pairs}) > 1:
        what = " and ".join(f"{name} holds {each.calendar}" for name, each in pairs)
        advice = "Name the column `day` for days, `date` for dates."
        yield Finding("error", "mixed_calendar", 1, f"{what}; all must hold the same", advice=advice)
    if any(each.stitched_by != pairs[0][1].stitched_by for _, each in pairs):
        message = f"courses of {' and '.join(name for name, _ in pairs)} are not told apart by one rule"
        advice = "Read all from dispensings with the same rule of courses, or all as course records."
        yield Finding("error", "unlike_sources", 1, message, advice=advice)
    lacking: dict[str, list[str]] = {}
    for column, told_by in (COLUMNS_OF_OUTCOME | {table: (table,) for table in DESCRIBED}).items():
        present = {label: bool(each.present & {*told_by}) for label, each in all_sources.records.items()}
        lacking[column] = [label for label, has in present.items() if not has]
        again = column == "relapse_treatment" and lacking[column] == lacking["relapse_date"]
        if len({*present.values()}) > 1 and not again:
            yield _untold(all_sources, column, told_by, lacking[column])


def _untold(all_sources: Sources, column: str, told_by: Sequence[str], lacking: Sequence[str]) -> Finding:
    """The error about what some sources, by their labels, do not tell and others do; with what to do where nothing of
    it happened there, and where nobody wrote it down."""
    records, names = all_sources.records, all_sources.names
    without, telling = [names[label] for label in lacking], [label for label in names if label not in lacking]
    with_it = [names[label] for label in telling]
    message = f"{' and '.join(with_it)} {agreed(len(with_it), 'tells')} {' or '.join(told_by)}, and "
    message += f"{' and '.join(without)} {agreed(len(without), 'does')} not"
    of_events = column == "relapse_treatment" and any("events" in records[label].present for label in telling)
    stated = [f"{label}.{'events' if of_events else column}" for label in lacking]
    what = "a row in it" if column in DESCRIBED else "a relapse"
    advice = (
        f"If it happened to nobody there, say so: none_occurred = {toml(stated)}. If it is not recorded there, their "
        f"people would all count as without {what}: give it, or report each alone."
    )
    return Finding("error", "unlike_sources", len(without), message, advice=advice, column=column)


def _columns_told(all_sources: Sources) -> Iterator[Finding]:
    """Further columns that are of numbers in one source and of texts in another, and one with the name of ours."""
    of_each = {all_sources.names[label]: each.covariates for label, each in all_sources.records.items()}
    both = [
        name for name in dict.fromkeys(name for of in of_each.values() for name in of)
        if len({of[name] for of in of_each.values() if name in of}) > 1
    ]  # fmt: skip
    if both:
        first = ", ".join(f"{of[both[0]]}s in {name}" for name, of in of_each.items() if both[0] in of)
        message = f"{counted(len(both), 'further column')} not alike in all sources, and read as texts: "
        message += ", ".join(both)
        yield Finding("warning", "unlike_columns", len(both), message, example=f"{both[0]}: {first}",
                      advice="Write the column alike in all of them.", column=both[0])  # fmt: skip
    if own := [name for name, of in of_each.items() if SOURCE in of]:
        message = f"the column {SOURCE} of {' and '.join(own)} is {OWN_SOURCE} here"
        advice = f"{SOURCE} says which of the sources a person is of."
        yield Finding("note", "sources", len(own), message, advice=advice, column=SOURCE)


def _shared(
    connection: Engine, at: tuple[int, int], names: tuple[str, str], *, same: bool, days: bool
) -> Iterator[Finding]:
    """Courses that two sources share: same id, start and end."""
    both, first = one_row(connection, SHARED.format(a=at[0], b=at[1]))
    sizes = [int(one_row(connection, f"SELECT count(*) FROM courses_{number}")[0]) for number in at]
    example = ""
    if first:
        who, start, end = first.values() if isinstance(first, dict) else first
        start, end = (f"day {day}" if days else iso(int(day)) for day in (start, end))
        example = f"patient {who}, {start} to {end}"
    two = " and ".join(names)
    if same or (both and sizes == [both, both]):
        message = f"{two} hold the same {counted(sizes[0], 'course')}, and would count each person twice"
        advice = "Name the second file, or leave one of them out."
        yield Finding("error", "same_source", sizes[0], message, example=example, advice=advice)
    elif both > MOST_SHARED * min(sizes):
        share = percent(both / min(sizes), 0)
        message = f"{two} share {count_text(both)} of {counted(min(sizes), 'course')} ({share}): same id, start and end"
        advice = "If they are of the same people, each is counted twice: keep the rows in one file."
        yield Finding("warning", "shared_rows", int(both), message, example=example, advice=advice)
