"""The front door for course records: a file or frame in, four checked tables out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from isostats.engines.embedded import Engine, Namespace, drop_all, open_engine
from isostats.errors import DataError
from isostats.records.checking import missing_by_column, prepare, whole_file_findings
from isostats.records.column_names import mapping_of, names_of, of_table_alone, plain
from isostats.records.combining import combined
from isostats.records.course_records import Records
from isostats.records.courses_going_on import close_isotretinoin
from isostats.records.courses_of_two_ids import people_twice
from isostats.records.courses_without_end import about_ends, in_other_files, is_of_ends
from isostats.records.database_tables import source_name
from isostats.records.derived_responses import derive_responses
from isostats.records.earlier_courses import earlier_isotretinoin
from isostats.records.extreme_numbers import numbers_beyond_measure
from isostats.records.faults import Fault, ragged_faults, rule_faults, value_faults
from isostats.records.findings import Finding, Findings, refusal, with_chosen_way
from isostats.records.first_courses_under_way import NONE, UnderWay, first_under_way
from isostats.records.four_tables import kept_columns, made_columns, make_tables
from isostats.records.ids_in_parts import ids_of_several_people
from isostats.records.input_tables import COURSE_TABLES
from isostats.records.input_tables.declaration import NEVER_SET_ASIDE
from isostats.records.last_contacts import may_lack_last_contact, settle_last_contacts
from isostats.records.level_spellings import levels_spelt_twice
from isostats.records.list_ends_early import ends_early
from isostats.records.loaded import Loaded, fingerprint_of, read_choices, tables_read
from isostats.records.loading import Wanted, load, other_calendar, unknown_ids, unknown_values
from isostats.records.lost_by_death import date_deaths
from isostats.records.none_occurred import (
    as_stated,
    may_be_empty,
    named_as_stated,
    source_of,
    told_without_rows,
    without_stated,
)
from isostats.records.one_person_twice import ids_of_one_person
from isostats.records.one_row_each import NOBODY, find_one_row_each
from isostats.records.open_courses import settle_open_courses
from isostats.records.outcomes_without_days import UNTOLD_COURSES, untold_outcomes
from isostats.records.people_who_left import about_leaving, end_with_leaving
from isostats.records.raw import Unusable
from isostats.records.reconciling import reconciled
from isostats.records.relapse_like_columns import LOST, relapses_as_treatments, unread_lengths, unused_relapses
from isostats.records.relapse_tracing import first_relapses_alone, no_later_treatments, tracing
from isostats.records.rows_not_taken import unread_statuses
from isostats.records.rules import MOSTLY_SET_ASIDE, ONE_ROW_EACH, RULES
from isostats.records.selection_on_outcome import outcomes_set_aside
from isostats.records.setting_aside import RANK, FlowStep, flow_of, keep_aside, mark_faulty
from isostats.records.several_sources import findings_by_source, names_of_sources
from isostats.records.sheets_not_read import unread_sheets
from isostats.records.small_inputs import are_small
from isostats.records.time_to_event import times_to_event
from isostats.study.inputs import Inputs, inputs_of
from isostats.study.keys import keyword_values, takes_keys
from isostats.vocabulary import names as v

if TYPE_CHECKING:
    import pandas as pd

CALENDAR = "Name the column `day` for days, `date` for dates."


@takes_keys(Inputs, kind="courses")
def read_courses(source: str | Path | pd.DataFrame | Inputs, **keywords: Any) -> Records:
    """Course records (one row per course) as checked tables.

    ``source`` is a CSV, TSV, Excel, Parquet, SAS, SPSS, Stata or JSON file, or a frame; ``events`` a second one with
    any number of later treatments; ``visits``, ``monitoring``, ``adverse_events`` and ``diagnoses`` further ones, which
    are described and make no outcome. Several sources are a list, or a dict by name (see :func:`.combine`). ``columns``
    takes the user's names (ours -> theirs) and ``values`` their codes (column -> theirs -> ours; "" is *not recorded*).
    ``dates`` settles 03/04/2019, ``decimal`` settles 1,200. ``pivot_year``, ``excel_dates`` and ``month_day`` read
    dates that are refused without them, ``shifted`` those in the future; ``missing_last_contact`` says what stands for
    a last contact that is not recorded. Each is told. ``on_invalid="set_aside"`` keeps patients with an impossible row
    out, listed in ``set_aside`` and counted in ``flow``. ``ids="normalise"`` joins ids that differ by case, blanks,
    separators, leading zeros, ``.0`` or Unicode composition alone, and says how many; ids are then those of the normal
    form. Days are inclusive: ``course_end`` is the last covered day.

    Raises :class:`DataError`, whose ``findings`` list every fault, if there is one and they are not set aside.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"patient_id": ["a"], "course_start": ["2019-01-01"], "course_end": ["2019-06-01"],
    ...                       "last_contact": ["2021-01-01"]})
    >>> read_courses(frame)
    Records of a data frame: 1 patient, 1 course; 0 errors, 0 warnings
    """
    inputs = inputs_of("courses", source, keyword_values(Inputs, keywords=keywords)[0])
    return _read_all(inputs) if inputs.by_source() else _read_one(inputs)


def _read_one(inputs: Inputs) -> Records:
    """The course records of one file, with its events."""
    connection = open_engine(small=are_small(inputs))
    examined = _examine(connection, inputs)
    files, findings = examined.files, examined.findings
    listed = Findings.of(findings)
    stops = inputs.on_invalid == "stop"
    fatal = [each for each in listed.errors if stops or RULES[each.rule].scope in NEVER_SET_ASIDE]
    if fatal:
        raise refusal(files[0].raw.source if files else source_name(inputs.courses), listed, fatal)
    courses = files[0]
    mark_faulty(connection, files, examined.faults)
    listed = Findings.of([*listed, *outcomes_set_aside(connection, files)]) if listed.errors else listed
    if mostly := [each for each in listed.errors if each.rule == MOSTLY_SET_ASIDE]:
        raise refusal(courses.raw.source, with_chosen_way(listed), mostly)
    flow = [step for loaded in files for step in flow_of(connection, loaded)]
    if not next(step for step in flow if step.step == "kept").rows:
        nobody = f"Nobody is left: every patient of {courses.raw.source} has an impossible row. Correct the errors."
        chosen = with_chosen_way(listed)
        raise DataError(f"{nobody}\n\n{chosen}", chosen)
    aside = [keep_aside(connection, each, f"SELECT row, reason FROM {each.table}_aside") for each in files]
    unrecorded = missing_by_column(connection, courses)
    for loaded in files:  # what is typed is all that is needed from here on, and texts take the most memory
        connection.execute(f"DROP VIEW {loaded.table}; DROP TABLE {loaded.table}_text")
    tables = Namespace.of(connection)
    keyed = tables.child("keyed")
    make_tables(connection, courses, files[1:], keyed.name, traced=examined.traced, running=examined.running)
    present = frozenset(name for name in courses.layout.positions if not courses.schema[name].required)
    records = Records(
        tables=tables, keyed=keyed, findings=with_chosen_way(listed), flow=tuple(flow), aside=tuple(aside),
        unrecorded=unrecorded,
        calendar="days" if courses.layout.days else "dates", covariates=_covariates(courses),
        present=present.union(told_without_rows(inputs), (loaded.label for loaded in files[1:])), rows=flow[0].rows,
        source=courses.raw.source,
        companions=examined.companions, fingerprint=fingerprint_of(files), inputs=tables_read(files),
        first_relapses_alone=examined.alone, first_courses_alone=examined.courses_alone,
        notes=(examined.note,) if examined.note else (),
    )  # fmt: skip
    _tidy(connection, files)
    return records


def _read_all(inputs: Inputs) -> Records:
    """The course records of several files, each read by itself: its order of dates, its decimal sign, its codes.

    Raises DataError with what is wrong with any of them.
    """
    records: dict[str, Records] = {}
    faults: dict[str, Findings] = {}
    sources = inputs.by_source()
    for label, of_one in sources.items():
        try:
            records[label] = _read_one(of_one)
        except DataError as error:
            if not isinstance(error.findings, Findings):
                raise
            of_names = ("missing_column", "unknown_mapping")
            faults[label] = Findings.of(of_table_alone(each, label, of_names) for each in error.findings)
    if not faults:
        return combined(records, ids_apart=inputs.ids_apart)
    names = names_of_sources({label: source_name(of_one.courses) for label, of_one in sources.items()})
    shared = _people_in_several(inputs, records) if any(map(is_of_ends, chain(*faults.values()))) else []
    if not inputs.ids_apart:
        faults = {label: Findings.of(map(in_other_files, of_one)) for label, of_one in faults.items()}
    all_of = {names[label]: faults[label] if label in faults else records[label].findings for label in sources}
    listed = Findings.of([*shared, *findings_by_source(all_of)])
    raise refusal(" and ".join(names[label] for label in faults), listed, listed.errors, files=len(faults))


def _people_in_several(inputs: Inputs, read: Mapping[str, Records]) -> list[Finding]:
    """The error about people of several files, of which some have faults: by who would be kept of each."""
    try:
        kept = {
            label: read[label] if label in read else _read_one(replace(of_one, on_invalid="set_aside"))
            for label, of_one in inputs.by_source().items()
        }
        combined(kept, ids_apart=inputs.ids_apart)
    except DataError as error:
        listed = error.findings if isinstance(error.findings, Findings) else ()
        return [each for each in listed if each.rule == "people_in_several"]
    return []


@takes_keys(Inputs, kind="courses")
def check_courses(source: str | Path | pd.DataFrame | Inputs, **keywords: Any) -> Findings:
    """Every fault and oddity of course records, in one pass; the keywords are those of :func:`read_courses`.

    >>> import pandas as pd
    >>> found = check_courses(pd.DataFrame({"patient_id": ["a"], "course_start": ["2019-06-01"]}))
    >>> [(finding.rule, finding.column) for finding in found.errors]
    [('missing_column', 'course_end'), ('missing_column', 'last_contact')]
    """
    inputs = inputs_of("courses", source, keyword_values(Inputs, keywords=keywords)[0])
    if inputs.by_source():
        try:
            return _read_all(inputs).findings
        except DataError as error:
            return cast(Findings, error.findings)
    with open_engine(small=are_small(inputs)) as connection:
        return Findings.of(_examine(connection, inputs).findings)


@dataclass(frozen=True)
class Examined:
    """What examining the files brings: ``alone`` says that first relapses stand without later treatments, and
    ``courses_alone`` that first courses do; ``running`` are those under way when the records were closed; ``traced``
    says that these tell of relapses whose treatment nobody wrote down, and ``note`` what a reader must know of last
    contacts that are not recorded."""

    files: list[Loaded]
    faults: list[Fault]
    findings: list[Finding]
    companions: tuple[FlowStep, ...]
    alone: bool
    courses_alone: bool
    running: UnderWay
    traced: bool
    note: str


def _examine(connection: Engine, inputs: Inputs) -> Examined:
    """Read, type, check and match the files; one that cannot be read at all is a finding like any other."""
    files: list[Loaded] = []
    faults: list[Fault] = []
    choices, findings = read_choices(inputs)
    named = [label for label, table in COURSE_TABLES.items() if source_of(inputs, table) is not None]
    mappings = _split(inputs.columns, named)
    for label, table in COURSE_TABLES.items():
        source = source_of(inputs, table)
        if source is None or (label != "courses" and not files):
            continue
        main = files[0] if files else None
        mapping, shared = mappings[label]
        asked = Wanted(may_be_empty(may_lack_last_contact(table, inputs), inputs), mapping, main is None, shared)
        try:
            loaded, noticed = load(connection, asked, source, choices, main, None if main else inputs.sheet)
        except Unusable as error:
            findings += error.findings
            continue
        files.append(named_as_stated(loaded, inputs))
        findings += noticed
        if main is not None:
            findings += other_calendar([main, loaded], CALENDAR)
    companions, alone, traced, note = tuple[FlowStep, ...](), False, False, ""
    one_each, running = NOBODY, NONE
    if files:
        settled, note = settle_last_contacts(connection, files[0], files[1:], inputs)
        findings += [*settled, *end_with_leaving(connection, files[0]), *date_deaths(connection, files[0])]
        findings += [*settle_open_courses(connection, files[0]), *derive_responses(connection, files[0])]
        for loaded in files:
            prepare(connection, loaded)
            here = ragged_faults(loaded) + value_faults(connection, loaded)
            here += rule_faults(connection, loaded, f"{loaded.table}_checked", loaded.input.rules)
            faults += sorted(here, key=lambda fault: RANK[fault.finding.rule])
        later = next((loaded for loaded in files if loaded.label == v.EVENTS), None)
        unread = inputs.events is not None and later is None  # which is an error of its own
        untold_later = not unread and v.EVENTS not in inputs.none_occurred
        alone = untold_later and first_relapses_alone(connection, files[0], later)
        if later is not None and not alone:
            of_relapses = tracing(connection, files[0], later)
            traced, faults = of_relapses.traced, [*map(of_relapses.explained, faults)]
        findings += earlier_isotretinoin(connection, files[0], later)
        findings += close_isotretinoin(connection, files[0], later)
        findings += whole_file_findings(connection, files[0])
        one_each = find_one_row_each(connection, files[0], later, alone=alone)
        findings += one_each.findings()
        running = first_under_way(connection, files[0])
        findings += running.findings()
        matched, companions = reconciled(connection, files[0], files[1:], choices.ids)
        findings += [*unknown_ids(files, inputs.columns), *matched]
        faults = [*about_leaving(connection, files[0], faults)]
        faults = about_ends(connection, files[0], faults, matched)
        findings += levels_spelt_twice(connection, files[0])
        findings += ids_of_one_person(connection, files[0])
        findings += people_twice(connection, files[0])
        findings += numbers_beyond_measure(connection, files[0])
        findings += [each for loaded in files for each in ids_of_several_people(connection, loaded)]
        findings += unused_relapses(connection, files[0], later=inputs.events is not None)
        unused = {each.column for each in findings if each.rule == "unused_relapses"}  # which are nearly no other name
        findings = [
            each for each in findings
            if each.rule != "near_name" or each.column not in unused or any(our in each.message for our in LOST)
        ]  # fmt: skip
        findings += [*times_to_event(connection, files[0]), *unread_lengths(connection, files[0])]
        findings = [*without_stated(findings, files[0], inputs), *as_stated(inputs, files)]
        findings += unread_sheets(inputs, files[0])
        if later is not None:
            findings += [*unread_statuses(connection, later), *relapses_as_treatments(files[0], later)]
            findings += [*no_later_treatments(connection, files[0], later), *ends_early(connection, files[0], later)]
        untold = [] if unread else list(untold_outcomes(connection, files[0], later))
        is_told = any(each.rule == UNTOLD_COURSES for each in untold)  # that nobody has a second course is then not so
        findings = [each for each in findings if not (is_told and each.rule == ONE_ROW_EACH)] + untold
        if len(files) == len(mappings):  # else one that cannot be read may have it
            findings += unknown_values(files, inputs.values, [each.column for each in findings])
    findings += [fault.finding for fault in faults]
    findings.sort(key=lambda finding: RANK[finding.rule])
    return Examined(files, faults, findings, companions, alone, one_each.unseen, running, traced, note)


def _split(columns: Mapping[str, str], named: Sequence[str]) -> dict[str, tuple[dict[str, str], frozenset[str]]]:
    """The mapping of each table, and the names that others have too: a name that only further tables have is none of
    the courses'; patient_id is of every one, where it is there."""
    tables = {label: table.columns for label, table in COURSE_TABLES.items()}
    names = {label: {plain(each) for each in names_of([tables[label]])} for label in named}
    further = set().union(*(names[label] for label in named if label != "courses")) - names.get("courses", set())
    made = {}
    for label in named:
        of_one, own = mapping_of(label, columns, tables)
        wanted = {our for our in of_one if plain(our) in names[label] or our in own}
        if label == "courses":
            wanted = {our for our in of_one if plain(our) not in further}
        others = set().union(*(names[other] for other in named if other != label))
        shared = frozenset((names[label] & others) - {"patient_id"} - own)
        made[label] = ({our: their for our, their in of_one.items() if our in wanted}, shared)
    return made


def _covariates(courses: Loaded) -> dict[str, str]:
    """The columns that stand beside the person: those of ours that only describe, and the user's further ones."""
    kept = {name: courses.schema[name] for name in kept_columns(courses)}
    ours = {name: "text" if each.codes or each.type == "text" else "number" for name, each in kept.items()}
    return ours | {each.name: each.type for each in made_columns(courses)} | courses.reading.kinds


def _tidy(connection: Engine, files: Sequence[Loaded]) -> None:
    """Leave only what the four tables are made of: the texts of the file are no longer needed, nor is their memory."""
    made = [name for loaded in files for name in loaded.on_the_way]
    drop_all(connection, ["faulty", "aside", *(name for name in made if name != "events_file_typed")])
