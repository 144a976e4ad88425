"""What any table may show on the way, beside its own rules: dates that mean two days, times with a zone, columns that
hold nothing, signs of *not recorded*, treatments called "hormonal".

A date, a number or a code cannot be "NA", so the sign is a missing value there. In a column of texts it is a text like
any other: "none" may be a grade of scarring and "NA" a clinic. Both are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from isostats.engines.embedded import WHOLE, Engine, literal, one_row
from isostats.records.advice import both_readings, printable
from isostats.records.cell_sql import sign_sql, trimmed
from isostats.records.date_texts import written
from isostats.records.findings import Finding
from isostats.records.guessing.synonyms import means_untreated
from isostats.records.lexicon import rows_of_problem
from isostats.records.loaded import Counts, Loaded
from isostats.records.outcome_names import is_treatment_of_relapse
from isostats.records.person_ids import made_of_numbers
from isostats.records.reading_findings import findings_of_readings
from isostats.records.row_numbers import file_row
from isostats.records.schema import BLANK
from isostats.records.shapes.guesses import TOTALS, has_days_of_a_person, is_total
from isostats.study.toml_values import toml
from isostats.words.numbers import agreed, count_text, counted

WAY_OUT = (
    "Store the date of the place instead of the time: in SQL CAST(x AT TIME ZONE 'Europe/Berlin' AS DATE), in pandas "
    "x.dt.tz_convert('Europe/Berlin').dt.date."
)
OUTCOMES = {"relapse_date": " As it is, nobody has a recorded relapse."}
"""Columns without which an outcome is lost, and what that would mean."""
MOST_NAMED = 8
BEGINS_A_TOTAL = rf"^[^[:alnum:]]*(n\s*=|({'|'.join(sorted(TOTALS))})([^[:alpha:]]|$))"
"""What an id is looked at for; :func:`is_total` then decides."""


def findings_of_table(connection: Engine, loaded: Loaded, *, main: bool, whole: bool) -> list[Finding]:
    """All of it; ``main`` says that the table names the persons, ``whole`` that no row of it is left elsewhere."""
    _count_id_signs(connection, loaded, main=main)
    return [
        *_hormonal(loaded),
        *_men_alone(connection, loaded),
        *_orders(loaded),
        *_swapped(loaded),
        *_unknown_zones(connection, loaded),
        *_zones(loaded),
        *_empty_columns(loaded),
        *(_totals(connection, loaded) if main else ()),
        *_signs(loaded),
        *findings_of_readings(connection, loaded),
    ]


def _totals(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    """A warning for rows that are read as patients, and begin as totals do: with a word for one, and no two days."""
    ids, at = loaded.ids, loaded.layout.positions.get("patient_id")
    if at is None or loaded.reading.id_of_number:
        return
    worded = f"SELECT person_id FROM {ids} WHERE regexp_matches(lower(person_id), {literal(BEGINS_A_TOTAL)})"
    named = [str(each) for (each,) in connection.execute(worded).fetchall() if is_total(str(each))]
    if not named:
        return
    cells = ", ".join(f"c{each}" for each in range(len(loaded.raw.names)))
    chosen = f"{trimmed(f'c{at}')} IN ({', '.join(map(literal, named))})"
    rows = connection.execute(f"SELECT row, {cells} FROM {loaded.table} WHERE {chosen} ORDER BY row").fetchall()
    held = {int(row): [text for cell in cells if (text := str(cell or "").strip(BLANK))] for row, *cells in rows}
    people = {each[0] for each in held.values() if has_days_of_a_person(each)}
    if totals := {row: each[0] for row, each in held.items() if each[0] not in people and is_total(each[0])}:
        (row, word), words = next(iter(totals.items())), dict.fromkeys(totals.values())
        one = len(totals) == 1
        message = (
            f"{counted(len(totals), 'row')} of {loaded.raw.source} {agreed(len(totals), 'begins')} as totals do, and "
            f"{agreed(len(totals), 'is')} read as {'one of a patient' if one else 'those of patients'}"
        )
        which = "it is a total, leave it out" if one else "they are totals, leave them out"
        advice = f"If {which}: total_rows = {toml(list(words))}."
        example = f"row {file_row(row)}, '{printable(word)}'"
        yield Finding("warning", "total_rows_unsaid", len(totals), message, row, example, advice, "patient_id")


def _hormonal(loaded: Loaded) -> Iterator[Finding]:
    """A warning for every column of treatments in which "hormonal" had to be read as an antiandrogen: it may be a
    contraceptive, and the file does not say which."""
    for name, texts in loaded.reading.hormonal.items():
        count = sum(texts.values())
        message = (
            f"{count_text(count)} value{'' if count == 1 else 's'} of {name} {agreed(count, 'says')} "
            f"'{min(texts)}', which may be a contraceptive or an antiandrogen"
        )
        advice = (
            "Read as antiandrogen, which counts as systemic treatment. Write antiandrogen or contraceptive; "
            "cyproterone is an antiandrogen, also with estrogen."
        )
        yield Finding("warning", "hormonal_unspecified", count, message, advice=advice, column=name)


def _men_alone(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    """An error where H and M are both read as men and nobody is a woman: beside H, M is mujer or mulher."""
    at = loaded.untyped("code").get("sex")
    if at is None or "m" in loaded.choices.mapped("sex"):
        return
    words = f"SELECT lower(trim(text, {literal(BLANK)})), value FROM {loaded.table}_codes WHERE position = {at}"
    read = {str(text): value for text, value in connection.execute(words).fetchall()}
    if {"h", "m"} <= read.keys() and len({read["h"], read["m"], *filter(None, read.values())}) == 1:
        message = f"sex of {loaded.raw.source} is H or M, both would be men, and nobody a woman"
        advice = 'Beside H, M is a woman in Spanish and Portuguese: values = {sex = {"H" = "male", "M" = "female"}}.'
        yield Finding("error", "men_alone", 1, message, advice=advice, column="sex")


def _orders(loaded: Loaded) -> Iterator[Finding]:
    """Errors for dates that could be read in two ways where nothing in the file decides."""
    source, problems = loaded.raw.source, loaded.reading.problems
    shown = " and ".join(f"'{text}'" for text in loaded.reading.order_examples)
    columns = ", ".join(sorted({name for name, problem in problems if problem.endswith("_date_order")}))
    rule = next((problem for _, problem in sorted(problems) if problem.endswith("_date_order")), "")
    message = f"no date of {source} tells whether the day or the month comes first (columns: {columns})"
    advice = 'Set dates = "day_first" or dates = "month_first"'
    advice += f", or of this file alone, such as dates_of = {toml({loaded.label: 'day_first'})}."
    if rule == "ambiguous_date_order" and (both := both_readings(loaded, loaded.reading.order_examples[0])):
        advice = f"It is {both}. {advice}"
    if rule == "mixed_date_order":
        message = f"some dates of {source} are day-first and others month-first (columns: {columns})"
        advice = (
            "Write all dates as 2019-04-03. If one order is meant and the others are slips, set "
            'dates = "day_first" or dates = "month_first" to see which rows do not fit.'
        )
    if rule == "unclear_year_date_order":
        text = next(text for (_, problem), texts in sorted(problems.items()) if problem == rule for text in texts)
        shown = f"'{text.strip()}'"
        message = f"dates of {source} with years of two digits may begin or end with the year (columns: {columns})"
        advice = (
            'Set dates = "iso" if the year comes first. If it comes last, set dates = "day_first" or '
            'dates = "month_first".'
        )
    if rule:
        yield Finding("error", rule, 1, message, example=shown, advice=advice)


def _swapped(loaded: Loaded) -> Iterator[Finding]:
    """An error for dates of which a spreadsheet swapped day and month."""
    if loaded.reading.swapped is not None:
        swapped = loaded.reading.swapped
        date, text = printable(swapped.date), printable(swapped.text)
        stored = "a date" if written(date) else "a serial day"
        message = (
            f"every date of {loaded.raw.source} that is stored as {stored} has a day up to 12, and every one that is a "
            f"text a day above (columns: {', '.join(sorted(swapped.columns))}): a spreadsheet that expects the month "
            "first has swapped day and month of the former"
        )
        advice = "Go back to the file before it was opened there, or write all dates as 2019-04-03."
        yield Finding("error", "swapped_dates", 1, message, example=f"'{date}' and '{text}'", advice=advice)


def _unknown_zones(connection: Engine, loaded: Loaded) -> Iterator[Finding]:
    """Errors for times of which the file does not tell the zone."""
    for name, problem in sorted(loaded.reading.problems):
        if problem == "unknown_zone":
            rows = sum(loaded.reading.problems[name, problem].values())
            message = (
                f"{counted(rows, 'value')} of {name} {'is a time' if rows == 1 else 'are times'} in UTC, and "
                f"{loaded.raw.source} does not tell of which zone, so that the day is not known"
            )
            source = rows_of_problem(loaded, name, problem)
            row, text = one_row(connection, f"SELECT min(row), arg_min(text, row) FROM ({source}) AS unread")
            yield Finding("error", problem, rows, message, row, f"row {file_row(row)}, '{text}'", WAY_OUT, name)


def _zones(loaded: Loaded) -> Iterator[Finding]:
    """A warning for times with their zone."""
    shown, schema = loaded.layout.shown, loaded.schema
    zones = {plain.strip(): zone for plain, zone in loaded.raw.zones.items()}
    columns = {name: zones[shown[name]] for name in shown if schema[name].type == "date" and shown[name] in zones}
    columns |= {name: f"as in '{text}'" for name, text in sorted(loaded.reading.zoned.items()) if name not in columns}
    if count := len(columns):
        utc = any(zone.rstrip("'").endswith(("UTC", "Z", "+00", "+00:00")) for zone in columns.values())
        doubt = " UTC is often only how times are stored: compare a few days with the clinic's own." if utc else ""
        message = (
            f"{counted(count, 'column')} of {loaded.raw.source} {agreed(count, 'holds')} "
            f"times with their zone: {', '.join(f'{name} ({zone})' for name, zone in columns.items())}"
        )
        advice = f"The day that the clock showed there was taken.{doubt}"
        yield Finding("warning", "zoned_dates", count, message, advice=advice)


def _empty_columns(loaded: Loaded) -> Iterator[Finding]:
    """One finding for all our columns in which no row has a value; a warning where an outcome would be lost: an export
    that lost its values looks like a world without relapses."""
    empty = loaded.layout.empty
    if not empty:
        return
    named = ", ".join(empty.values())
    columns, is_ = ("The column", "is") if len(empty) == 1 else ("The columns", "are")
    message = f"{columns} {named} of {loaded.raw.source} {is_} there, and no row has a value"
    outcome = next((name for name in empty if name in OUTCOMES), "")
    advice = "If there should be values, look at how the file was made." + OUTCOMES.get(outcome, "")
    severity, column = ("warning" if outcome else "note"), outcome or next(iter(empty))
    yield Finding(severity, "empty_column", len(empty), message, advice=advice, column=column)  # type: ignore[arg-type]


def _count_id_signs(connection: Engine, loaded: Loaded, *, main: bool) -> None:
    """The signs among the ids; a file is looked through only where a person or a stranger may have one for an id."""
    at, table = loaded.layout.positions.get("patient_id"), loaded.table
    if at is None or loaded.raw.types.get(at) in WHOLE or "patient_id" in loaded.choices.values:
        return
    if loaded.reading.id_of_number:  # which no sign has
        return
    persons = f"SELECT 1 FROM {loaded.ids} WHERE {sign_sql('person_id')}"
    strangers = f"SELECT 1 FROM {table}_typed WHERE person IS NULL AND NOT nobody"
    asked = [persons] * (not made_of_numbers(connection, loaded.ids)) + [strangers] * (not main)
    if any(one_row(connection, f"SELECT EXISTS ({each})")[0] for each in asked):
        sql = f"SELECT trim(c{at}, {literal(BLANK)}), count(*) FROM {table} WHERE {sign_sql(f'c{at}')} GROUP BY 1"
        for sign, rows in sorted(connection.execute(sql).fetchall()):
            loaded.reading.kept["patient_id", sign] = int(rows)


def _signs(loaded: Loaded) -> Iterator[Finding]:
    """Warnings that signs of *not recorded* were read as such, and that they are values."""
    missing = loaded.reading.missing
    kept = {
        (name, sign): rows for (name, sign), rows in loaded.reading.kept.items()
        if not (is_treatment_of_relapse(name) and means_untreated(sign))  # which says that nothing was given
    }  # fmt: skip
    shown = {**loaded.layout.shown, **loaded.layout.empty}
    if rows := sum(missing.values()):
        hold = agreed(rows, "holds")
        message = f"{counted(rows, 'cell')} {hold} a sign that was read as not recorded: {_listed(missing, shown)}"
        yield Finding("warning", "signs_of_missing", rows, message, advice="Empty cells say the same without doubt.")
    if rows := sum(kept.values()):
        (name, sign), _ = max(kept.items(), key=lambda pair: pair[1])
        message = (
            f"{counted(rows, 'cell')} of columns of texts {agreed(rows, 'holds')} a word that may mean "
            f"not recorded, and is a value: {_listed(kept, shown)}"
        )
        way = "." if name == "patient_id" else f", or say so: values = {toml({name: {sign: ''}})}."
        advice = f"If it means not recorded, leave the cell empty{way}"
        yield Finding("warning", "signs_as_values", rows, message, advice=advice, column=name)


def _listed(counts: Counts, shown: Mapping[str, str]) -> str:
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    named = [f"{shown.get(name, name)} '{sign}' ({count_text(rows)})" for (name, sign), rows in ranked[:MOST_NAMED]]
    more = f" and {len(ranked) - MOST_NAMED} more" if len(ranked) > MOST_NAMED else ""
    return ", ".join(named) + more
