"""Names of columns that hold a length of time, such as Follow-up (months) or time to relapse, where a day of ours is
wanted: nobody can read it as one, but it leads to one."""

from __future__ import annotations

import re
from functools import cache

from isostats.records.outcome_names import RELAPSE, question_in, spaced
from isostats.vocabulary.calendar import DAYS_IN_MONTH, DAYS_IN_YEAR
from isostats.words.numbers import number_text

UNITS = {
    "months": r"months?|mths?|mos?|monate?n?|mois|mes(?:es|i)?|miesi\w*|maand(?:en)?|manad(?:er)?|maneder",
    "weeks": r"weeks?|wks?|wochen?|semaines?|semanas?|settiman[ae]|tygodni\w*|weken|veckor|uger|uker",
    "years": r"years?|yrs?|jahren?|jahre|ans|annees?|anos?|anni|lata?|jaar|jaren",
    "days": r"days?|tagen?|tage|jours?|dias?|giorni|dni|dagen|dagar|dage",
}
"""How names say in what a length is counted."""
SIGNS = {"months": "か月|ヶ月|ケ月|カ月|月数", "weeks": "週数", "years": "年数", "days": "日数"}
DAYS_IN = {"months": DAYS_IN_MONTH, "weeks": 7.0, "years": DAYS_IN_YEAR, "days": 1.0}
UNIT = "|".join(UNITS.values())
IN_UNITS = re.compile(rf"(?<!\d )(?<!per )(?<!pro )(?<!par )\b(?:{UNIT})\b(?! \d)|"
                      + "|".join(SIGNS.values()))
"""Not the horizon of a question: within 2 years, flares per year, month 1."""
LENGTH = re.compile(
    r"\b(?:time (?:to|until|till|since)|duration|length|interval)\b|dauer\b|\b(?:zeit bis|zeitraum|duree|delai|"
    r"duracion|tiempo (?:de|hasta)|tempo (?:de|ate|fino|alla?)|"
    r"duracao|durata|czas|duur|tijd tot|langd|varighe[dt])\b|期間"
)
LEADS_TO = {
    "relapse_date": re.compile(RELAPSE),
    "last_contact": re.compile(
        r"follow ?up|\bfu\b|nachbeobacht|nachsorge|nachverfolg|beobachtungs?(?:zeit|dauer)|\bsuivi|seguim|acompanham|"
        r"obserwacj|opvolg|追跡|観察|uppfolj|opfolg|oppfolg|observation|observacion|observacao|osservazione"
    ),
    "course_end": re.compile(
        r"course|treatment|therapy|isotret|behandlung|therapie|\bkur\b|traitement|tratamiento|tratamento|trattamento|"
        r"terapia|leczeni|kuracj|behandeling|治療|内服"
    ),
}  # fmt: skip


@cache
def day_it_leads_to(name: str) -> str:
    """Our column of a day to which a length of time of that name leads, from the day on which it begins; empty for any
    other name.

    >>> [day_it_leads_to(name) for name in ("Follow-up (months)", "Zeit bis Rezidiv", "Therapiedauer", "Follow-up")]
    ['last_contact', 'relapse_date', 'course_end', '']
    >>> day_it_leads_to("Relapse-free (months)")
    'last_contact'
    """
    text = spaced(name)
    if not (IN_UNITS.search(re.sub(r"[()\[\]]", " ", text)) or LENGTH.search(text)):
        return ""
    if (
        asked := question_in(name)
    ) and asked.denied:  # to a relapse or to the end of what was seen, and that it does to all
        return "last_contact"
    return next((column for column, subject in LEADS_TO.items() if subject.search(text)), "")


def unit_of(name: str) -> str:
    """In what a length of time of that name is counted: months where it does not say.

    >>> [unit_of(name) for name in ("Follow-up (weeks)", "Therapiedauer in Tagen", "Dauer", "治療週数")]
    ['weeks', 'days', 'months', 'weeks']
    """
    text = re.sub(r"[()\[\]]", " ", spaced(name))
    units = (unit for unit in UNITS if re.search(rf"\b(?:{UNITS[unit]})\b|{SIGNS[unit]}", text))
    return next(units, "months")


def how_to_add(column: str, name: str) -> str:
    r"""What to do with a length of time of that name where a day of that column is wanted.

    >>> print(how_to_add("course_end", "Weeks of treatment").replace(". ", ".\n"))
    Add it to the day from which it counts (course_start), and map the new column as course_end.
    In a spreadsheet, shown as a date: =IF(weeks="","",ROUND(course_start+7*weeks-1,0)).
    """
    of_course = column == "course_end"  # whose last day is covered: it lasts until the day before
    days, unit = "course_start" if of_course else "course_end, or course_start", unit_of(name)
    whose = "Of those who had one, add" if column == "relapse_date" else "Add"
    day = f"{days.partition(',')[0]}+{number_text(DAYS_IN[unit])}*{unit}{'-1' * of_course}"
    return (
        f"{whose} it to the day from which it counts ({days}), and map the new column as {column}. "
        f'In a spreadsheet, shown as a date: =IF({unit}="","",ROUND({day},0)).'
    )
