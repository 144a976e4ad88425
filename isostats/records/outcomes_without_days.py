"""Further columns that say with yes or no that there was a relapse, a second course or a death, of people for whom no
day of it is recorded: they count as without it. Which answer says so is told by the column's name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from isostats.engines.embedded import Engine, literal, one_row
from isostats.records.code_texts import read_code
from isostats.records.findings import Finding
from isostats.records.guessing.synonyms import code_of, says_nothing
from isostats.records.input_tables.courses import COURSE_COLUMNS
from isostats.records.loaded import Loaded
from isostats.records.outcome_names import (
    About,
    Question,
    is_about_death,
    is_about_relapse,
    is_start_of_further_course,
    question_in,
    says_dead,
    says_no,
    spaced,
)
from isostats.records.relapse_like_columns import MOST_COLUMNS, held_texts
from isostats.records.row_numbers import file_row
from isostats.records.selection_on_outcome import IS_OUTCOME
from isostats.records.shapes.remaking import filled_sql
from isostats.records.text_forms import forms_of
from isostats.study.toml_values import toml
from isostats.vocabulary import names as v
from isostats.words.numbers import agreed, count_text, counted

YES_OR_NO = COURSE_COLUMNS["prior_isotretinoin"]
MISSING = COURSE_COLUMNS["relapse_treatment"].missing
WHOLE = re.compile(r"\.0+$")
"""What a column of numbers with empty cells adds to its answers: 1.0."""
TICKS = ("x", "✓", "✔", "+")
UNDATED, UNTOLD_COURSES, UNDATED_DEATHS = "undated_relapses", "untold_courses", "undated_deaths"
OF_STATUS = Question("relapse")
"""What a status says without asking: its answers name the relapse."""
A_STATUS = re.compile(
    r"\b(?:status|outcome|state|result|evolution|condition|disposition|zustand|verlauf|ergebnis|statut|etat|resultat|"
    r"estado|resultado|evolucion|evolucao|stato|esito|decorso|stan|wynik|toestand|uitkomst|tillstand|utfall)\b"
)
MOST_STATES = 20
UNUSED_DEATHS, DIED = "unused_deaths", "death_date"
ADVICE = {
    UNDATED: "They count as free of a relapse. Write its date, the nearest that is known, or a visit that saw it.",
    UNTOLD_COURSES: "They count as free of a second course. Add a row for each further course, with its start and end.",
    UNDATED_DEATHS: "They count as alive until their last contact. Write its date, or the nearest that is known.",
}
RULES: Mapping[About, str] = {"relapse": UNDATED, "course": UNTOLD_COURSES, "death": UNDATED_DEATHS}
SOMETHING_ELSE = (
    r"before|prior|previous(?:ly)?|earlier|plan(?:ned)?|expected|scheduled|intended|target|other|mother|partner|"
    r"family|birth|risk|reason|cause|vor|vorher\w*|fruher\w*|geplant\w*|avant|anterieur\w*|prevue?s?|anterior\w*|"
    r"previ[ao]\w*|antes|precedent\w*|previst[oa]|przed|planowan\w*|eerder\w*|gepland\w*|"
    r"initial|at (?:the )?start|prophyla\w*|\w*prophylaxe|depress\w*|headaches?|mood|"
    r"antibiotic\w*|antibiotik\w*|antibioti\w*|topical|laser|peel\w*|steroid\w*|doxy\w*|"
    r"(?:during|under|on|unter|pendant|sous|durante|bajo|in) (?:\w{2,3} )?(?:isotret\w*|iso|treatment|therap\w*|"
    r"behandlung|traitement|tratamiento|tratamento|terapia)"
)
OTHERWISE = re.compile(rf"\b(?:next|{SOMETHING_ELSE})\b")
"""Words of a name that make its answer one about something else than what came of the acne after the course."""
OF_ANOTHER_DAY = re.compile(rf"\b(?:{SOMETHING_ELSE}|end\w*|stop\w*|ende|fin|fine|einde|visit|consult\w*)\b")
"""The same of a name of days of further courses, and words for their ends."""
SAY_SO = """SELECT count(*) FILTER ({lacks}), count(*), min(checked.row) FILTER ({lacks})
FROM {t}_checked AS checked JOIN {t} AS file ON file.row = checked.row WHERE {where}"""
OF_NOBODY = "(checked.person IS NULL OR checked.person NOT IN (SELECT person FROM ({rows}) WHERE person IS NOT NULL))"
OF_EVENTS = "SELECT person FROM {t}_checked WHERE {outcome}"
AFTER_FIRST = """SELECT treated.person FROM {t}_typed AS treated JOIN (
    SELECT person, min(dispense_date) AS first FROM dispensings_file_typed GROUP BY person) AS fills USING (person)
WHERE treated.date > fills.first"""
OF_FILLS = (
    "Unless fills show another course, they count as free of a relapse. Add what treated it to the later treatments, "
    "with its date."
)


@dataclass(frozen=True)
class Lack:
    """What a row lacks that says that an outcome came: in words, and as SQL of a row that is ``checked``; with what to
    do, where that is not what it is in course records."""

    words: str
    sql: str
    advice: str = ""


def untold_outcomes(connection: Engine, courses: Loaded, events: Loaded | None) -> Iterator[Finding]:
    """Warnings for such columns of course records: relapses without a date or a later event, second courses of people
    with one row, deaths without a date."""
    undated = "checked.relapse_date IS NULL"
    again = "checked.p_rows = 1 AND COALESCE(checked.relapse_treatment NOT LIKE '%isotretinoin%', TRUE)"
    lacks: dict[About, Lack] = {
        "relapse": Lack("no relapse_date", undated), "course": Lack("no second row", again),
        "death": Lack("no death_date", "checked.p_death IS NULL"),
    }  # fmt: skip
    if events is not None:
        retreated = OF_EVENTS.format(t=events.table, outcome=f"kind = '{v.ISOTRETINOIN}'")
        lacks["course"] = Lack("no second row", f"{again} AND {OF_NOBODY.format(rows=retreated)}")
    if events is not None and not courses.layout.has("relapse_date"):
        later = OF_EVENTS.format(t=events.table, outcome=IS_OUTCOME)
        unseen = f"{undated} AND checked.p_rows = 1 AND {OF_NOBODY.format(rows=later)}"
        lacks["relapse"] = Lack("no relapse_date and no later event", unseen)
    yield from told_without_days(connection, courses, lacks)


def untold_of_people(
    connection: Engine, people: Loaded, treatments: Loaded | None, deaths: Loaded | None
) -> Iterator[Finding]:
    """The same of a table of people beside dispensings: relapses of those without a later treatment, and deaths."""
    treated = "" if treatments is None else f" AND {OF_NOBODY.format(rows=AFTER_FIRST.format(t=treatments.table))}"
    died = "" if deaths is None else f" AND {OF_NOBODY.format(rows=f'SELECT person FROM {deaths.table}_typed')}"
    lacks: dict[About, Lack] = {
        "relapse": Lack("no later treatment", f"TRUE{treated}", OF_FILLS),
        "death": Lack("no death_date", f"checked.death_date IS NULL{died}"),
    }
    yield from told_without_days(connection, people, lacks)


def relapsed_in(texts: Sequence[str]) -> list[str]:
    """The answers of a status that name a relapse; of free texts none.

    >>> relapsed_in(["in remission", "relapsed", "relapse-free", "lost"])
    ['relapsed']
    """
    return [text for text in texts if is_about_relapse(text)] if len(texts) <= MOST_STATES else []


def _days_that_lack(connection: Engine, loaded: Loaded, at: int, lack: Lack) -> tuple[int, int, int]:
    """Of the rows with a day in a further column, how many lack what it says, how many there are, and the first that
    does; 0 where the column does not hold days, or none lacks it."""
    if forms_of(held_texts(connection, loaded, at)).likely != "date":
        return 0, 0, 0
    where = f"{filled_sql(f'file.c{at}')} IS NOT NULL"
    sql = SAY_SO.format(t=loaded.table, lacks=f"WHERE {lack.sql}", where=where)
    count, everyone, row = one_row(connection, sql)
    return int(count), int(everyone), int(row or 0)


def _unused_deaths(connection: Engine, loaded: Loaded, at: int, lack: Lack) -> Finding | None:
    """The warning for a further column of days of deaths, of people for whom no other says one."""
    shown = loaded.raw.names[at].strip()
    if loaded.layout.has("death_date") or not is_about_death(shown) or OTHERWISE.search(spaced(shown)):
        return None
    count, _, row = _days_that_lack(connection, loaded, at, lack)
    if not count:
        return None
    message = f"'{shown}' of {loaded.raw.source} holds a day in {counted(count, 'row')}, looks like death_date, "
    message += "and is kept as a further column"
    advice = f"As it is, nobody is known to have died. If it is that column, map it: columns = {toml({DIED: shown})}."
    return Finding("warning", UNUSED_DEATHS, count, message, row, f"row {file_row(row)}", advice, shown)


def _unread_starts(connection: Engine, loaded: Loaded, at: int, lack: Lack) -> Finding | None:
    """The warning for a further column of days on which a further course began, of people with one row."""
    shown = loaded.raw.names[at].strip()
    if not is_start_of_further_course(shown) or OF_ANOTHER_DAY.search(spaced(shown)):
        return None
    count, everyone, row = _days_that_lack(connection, loaded, at, lack)
    if not count:
        return None
    message = f"{count_text(count)} of {counted(everyone, 'row')} with a day in '{shown}' "
    message += f"{agreed(count, 'has')} {lack.words}"
    advice = f"{ADVICE[UNTOLD_COURSES]} Leave the end of one empty that is not known."
    return Finding("warning", UNTOLD_COURSES, count, message, row, f"row {file_row(row)}", advice, shown)


def told_without_days(connection: Engine, loaded: Loaded, lacks: Mapping[About, Lack]) -> Iterator[Finding]:
    """The warnings for a table, of the outcomes of which it is known what a row may lack."""
    for name, at in list(loaded.layout.covariates.items())[:MOST_COLUMNS]:
        shown = loaded.raw.names[at].strip()
        if "death" in lacks and (unused := _unused_deaths(connection, loaded, at, lacks["death"])):
            yield unused
            continue
        if "course" in lacks and (unused := _unread_starts(connection, loaded, at, lacks["course"])):
            yield unused
            continue
        asked = question_in(shown) or (OF_STATUS if A_STATUS.search(spaced(shown)) else None)
        if asked is None or asked.about not in lacks or OTHERWISE.search(spaced(shown)):
            continue
        texts = held_texts(connection, loaded, at)
        saying = relapsed_in(texts) if asked is OF_STATUS else texts_that_say_so(texts, asked)
        if not saying:
            continue
        lack = lacks[asked.about]
        where = f"coalesce({filled_sql(f'file.c{at}')}, '') IN ({', '.join(map(literal, saying))})"
        sql = SAY_SO.format(t=loaded.table, lacks=f"WHERE {lack.sql}", where=where)
        count, everyone, row = one_row(connection, sql)
        if count:
            say, of = agreed(int(everyone), "says"), count_text(count)
            where = {False: "with", True: f"that {say} no in", None: f"that {say} dead in"}[asked.denied]
            where = f"that {say} '{saying[0]}' in" if asked is OF_STATUS else where
            message = f"{of} of {counted(everyone, 'row')} {where} '{shown}' {agreed(int(count), 'has')} "
            rule = RULES[asked.about]
            yield Finding("warning", rule, int(count), f"{message}{lack.words}", int(row), f"row {file_row(int(row))}",
                          lack.advice or ADVICE[rule], name)  # fmt: skip


def texts_that_say_so(texts: Sequence[str], asked: Question) -> list[str]:
    """Those texts of a column by which people had what its name asks for; none where it holds anything but answers.

    >>> texts_that_say_so(["no", "yes"], Question("relapse")), texts_that_say_so(["0", "1"], Question("relapse", True))
    (['yes'], ['0'])
    >>> texts_that_say_so(["alive", "dead"], Question("death", None)), texts_that_say_so(["mild"], Question("relapse"))
    (['dead'], [])
    """
    telling = {text: WHOLE.sub("", text) for text in texts if text.lower() not in MISSING}
    numbers = {form for form in telling.values() if form.isdecimal()}
    if asked.number and numbers:
        least = 2 if asked.about == "course" else 1
        alone = numbers == {*telling.values()}
        return [text for text, form in telling.items() if int(form) >= least] if alone else []
    answers = {text: _answer(form, asked, numbers) for text, form in telling.items()}
    return [] if None in answers.values() else [text for text, says in answers.items() if says]


def _answer(text: str, asked: Question, numbers: Collection[str]) -> bool | None:
    """Whether a text says that it came; None where it answers nothing, False too where it says that nobody knows."""
    if asked.about == "death" and (dead := says_dead(text)) is not None:
        return dead
    known = code_of(text, YES_OR_NO)
    code = known.code if known else read_code(text, YES_OR_NO)[0] or ""
    if text in ("1", "2") and {*numbers} == {"1", "2"}:  # as forms number their answers
        code = "yes" if text == "1" else "no"
    elif text in numbers and not code and {*numbers} & {"0", "1"}:  # further numbers say that nobody knows, or no more
        code = "unknown"
    elif text.lower() in TICKS:
        code = "yes"
    if code not in ("yes", "no"):
        return False if code or says_nothing(text) else None
    if asked.denied is None:  # asked for a word, and answered by neither
        return None
    if asked.denied:
        return code == "no" and (says_no(text) or not says_nothing(text))
    return code == "yes"
