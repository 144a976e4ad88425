"""Names of columns that hold a length of time, such as Follow-up (months) or time to relapse, where a day of ours is
wanted: nobody can read it as one, but it leads to one."""

from __future__ import annotations

import re
from functools import cache

from isostats.records.outcome_names import RELAPSE, question_in, spaced

UNIT = (
    r"months?|mths?|mos?|monate?n?|mois|mes(?:es|i)?|miesi\w*|maand(?:en)?|manad(?:er)?|maneder|weeks?|wks?|wochen?|"
    r"semaines?|semanas?|settiman[ae]|tygodni\w*|weken|veckor|uger|uker|years?|yrs?|jahren?|jahre|ans|annees?|anos?|anni|"
    r"lata?|jaar|jaren|days?|tagen?|tage|jours?|dias?|giorni|dni|dagen|dagar|dage"
)
IN_UNITS = re.compile(rf"(?<!\d )(?<!per )(?<!pro )(?<!par )\b(?:{UNIT})\b(?! \d)|"
                      "か月|ヶ月|ケ月|カ月|月数|週数|年数|日数")
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


def how_to_add(column: str) -> str:
    """What to do with a length of time where a day of that column is wanted.

    >>> how_to_add("last_contact")
    'Add it to the day from which it counts (course_end, or course_start), and map the new column as last_contact.'
    """
    days = "course_start" if column == "course_end" else "course_end, or course_start"
    whose = "Of those who had one, add" if column == "relapse_date" else "Add"
    return f"{whose} it to the day from which it counts ({days}), and map the new column as {column}."
