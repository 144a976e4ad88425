"""Further columns of course records that tell of relapses, of their treatment or of second courses, where none of ours
holds these: kept as they are, they leave people without a relapse or a second course."""

from __future__ import annotations

from collections.abc import Iterator

from isostats.engines.embedded import Engine, literal, one_row
from isostats.records.code_texts import code_form, read_code
from isostats.records.column_names import QUALIFIERS
from isostats.records.findings import Finding
from isostats.records.guessing.synonyms import code_of
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.loaded import Loaded
from isostats.records.row_numbers import file_row
from isostats.records.shapes.remaking import filled_sql
from isostats.records.text_forms import MEANT, forms_of
from isostats.study.toml_values import toml
from isostats.vocabulary import names as v
from isostats.words.numbers import agreed, count_text, counted

MOST_COLUMNS, MOST_TEXTS = 200, 100
TREATMENT = COURSE_COLUMNS["relapse_treatment"]
YES_OR_NO = COURSE_COLUMNS["prior_isotretinoin"]
UNDATED, UNTOLD_COURSES = "undated_relapses", "untold_courses"
ADVICE = {
    UNDATED: "They count as free of a relapse. Write its date, the nearest that is known, or a visit that saw it.",
    UNTOLD_COURSES: "They count as free of a second course. Add a row for each further course, with its start and end.",
}
SAY_YES = """SELECT count(*) FILTER ({lacks}), count(*), min(checked.row) FILTER ({lacks})
FROM {t}_checked AS checked JOIN {t} AS file ON file.row = checked.row WHERE {where}"""
LOST = {
    "relapse_date": "nobody has a recorded relapse", "relapse_treatment": "no treatment of a relapse is known",
}  # fmt: skip
NONE = ("none", v.ISOTRETINOIN)
"""Treatments that a column about anything may name: no tells nothing, and isotretinoin may be the course itself."""


def unused_relapses(connection: Engine, courses: Loaded, *, later: bool) -> Iterator[Finding]:
    """Warnings for such columns, where no relapse is mapped; with a table of ``later`` treatments only for dates."""
    layout = courses.layout
    texts = {
        name: at for name, at in list(layout.covariates.items())[:MOST_COLUMNS]
        if courses.reading.kinds.get(name) == "text"
    }  # fmt: skip
    for our, looks in (("relapse_date", _are_dates), ("relapse_treatment", _are_treatments)):
        if layout.has(our) or (later and our == "relapse_treatment"):
            continue
        for name, at in texts.items():
            held = _held(connection, courses, at)
            if held and looks(name, held):
                shown = courses.raw.names[at].strip()
                message = f"'{shown}' of {courses.raw.source} looks like {our}, and is kept as a further column"
                way = f"columns = {toml({our: shown})}"
                advice = f"As it is, {LOST[our]}. If it is that column, map it: {way}."
                yield Finding("warning", "unused_relapses", 1, message, advice=advice, column=name)


def untold_outcomes(connection: Engine, courses: Loaded, *, later: bool) -> Iterator[Finding]:
    """Warnings for columns that say yes to a relapse in rows without its date, or to a second course of people with one
    row; with a table of ``later`` treatments only where relapses have dates beside it."""
    from isostats.records.guessing.column_words import is_about_further_courses, is_about_relapse

    layout, dated = courses.layout, courses.layout.has("relapse_date")
    untreated = "AND COALESCE(relapse_treatment NOT LIKE '%isotretinoin%', TRUE)"
    once = f"p_rows = 1 {untreated if layout.has('relapse_treatment') else ''}"
    for name, at in list(layout.covariates.items())[:MOST_COLUMNS]:
        shown = courses.raw.names[at].strip()
        if is_about_relapse(name) and not _is_other(name) and (dated or not later):
            lacks, rule = "relapse_date IS NULL" if dated else "TRUE", UNDATED
        elif is_about_further_courses(shown) and not later:
            lacks, rule = once, UNTOLD_COURSES
        else:
            continue
        texts = _held(connection, courses, at)
        yes = [text for text in texts if _is_yes(text, counted_too=rule == UNTOLD_COURSES)]
        if not yes or not all(_is_yes(text, counted_too=True) or _says_no(text) for text in texts):
            continue
        where = f"coalesce({filled_sql(f'file.c{at}')}, '') IN ({', '.join(map(literal, yes))})"
        count, everyone, row = one_row(connection, SAY_YES.format(t=courses.table, lacks=lacks, where=where))
        if count:
            has = agreed(int(count), "has")
            what = f"no {'relapse_date' if rule == UNDATED else 'second row'}"
            message = f"{count_text(count)} of {counted(everyone, 'row')} with '{shown}' {has} {what}"
            yield Finding("warning", rule, int(count), message, int(row), f"row {file_row(int(row))}",
                          ADVICE[rule], name)  # fmt: skip


def _is_yes(text: str, *, counted_too: bool) -> bool:
    if text.isdigit():
        return int(text) >= 2 if counted_too and text not in ("0", "1") else text == "1" and not counted_too
    return _answer(text) == "yes"


def _says_no(text: str) -> bool:
    return text in ("0", "1") or _answer(text) == "no" or text.lower() in TREATMENT.missing


def _answer(text: str) -> str:
    known = code_of(text, YES_OR_NO)
    return known.code if known else read_code(text, YES_OR_NO)[0] or ""


def _held(connection: Engine, courses: Loaded, at: int) -> list[str]:
    cell = filled_sql(f"c{at}")
    sql = f"SELECT DISTINCT {cell} AS text FROM {courses.table} WHERE {cell} IS NOT NULL ORDER BY 1 LIMIT {MOST_TEXTS}"
    return [str(text) for (text,) in connection.execute(sql).fetchall()]


def _are_dates(name: str, texts: list[str]) -> bool:
    from isostats.records.guessing.column_words import is_about_relapse

    return is_about_relapse(name) and not _is_other(name) and forms_of(texts).share("date") >= MEANT


def _are_treatments(name: str, texts: list[str]) -> bool:
    """Whether most texts are treatments, and one of them is of a kind that a course is not."""
    texts = [text for text in texts if text.lower() not in TREATMENT.missing]
    codes = [code for text in texts if (code := _code(text))]
    return not _is_other(name) and 2 * len(codes) > len(texts) and any(code not in NONE for code in codes)


def _code(text: str) -> str:
    known = code_of(code_form(text), TREATMENT) or code_of(text, TREATMENT)
    return known.code if known else read_code(text, TREATMENT)[0] or ""


def _is_other(name: str) -> bool:
    """Whether a name says that it is about something else: before the course, planned."""
    return any(word in name.split("_") for word in QUALIFIERS if word not in ("first", "after"))
