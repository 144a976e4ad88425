"""What the name of a column asks of an outcome, in the languages of clinics: whether somebody had a relapse or a
further course, or died, how often, and whether *yes* says that it came or did not (relapse-free, no relapse, alive)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from isostats.records.drugs import fold
from isostats.records.guessing.synonyms import NOT_LATIN

About = Literal["relapse", "course", "death"]

RELAPSE = (
    "relaps|flare|came back|come back|recurr|reoccur|return(?:ed|s)?\\b|rezidiv|ruckfall|wiederauftret|rechut|"
    "recidiv|recidief|recaid|recaiu|rebrot|reincid|ricadut|nawrot|nawroc|wznow|terugval|aterfall|tilbagefald|tilbakefall|"
    "再発|再燃"
)
COURSES = "courses|cycles|zyklen|kurse|kuren|cures|ciclos|cursos|cicli|corsi"
COURSE = "course|cycle|zyklus|kurs|cure|ciclo|curso|corso|kuur|cykl|kuracja"
AGAIN = "second|2nd|2|repeat(?:ed)?|further|another|zweite[rs]?|weitere[rs]?|deuxieme|2e|segund[oa]|second[oa]|tweede"
WHAT_RETURNS = re.compile(
    r"\b(?:acne|akne|lesions?|spots|pimples|symptoms?|disease|skin)\b|^(?:has |have )?(?:not )?return"
)
"""Without it, who returned is somebody: a patient to the clinic, a letter to the sender."""
FURTHER = rf"\b(?:{COURSES})\b|\b(?:{AGAIN})\.? (?:\w+ )?(?:{COURSE})\b"
RESTART = re.compile(
    r"\b(?:re ?treat\w*|re ?start\w*|re ?challenge\w*|resum(?:ed|ption)|wiederaufnahme|wiederbeginn|neubeginn|"
    rf"neustart|reprise|reinicio|ripresa|herstart|(?:{AGAIN}|next|new|neue[rs]?|nachste[rs]?)\.? (?:\w+ )?"
    rf"(?:{COURSE}|treatments?|"
    r"therap\w*|isotret\w*|accutane|roaccutane?|behandlung|traitement|tratamiento|tratamento|terapia|behandeling|"
    r"leczenie))\b"
)
"""What a column of days is called that holds the start of a further course."""
SUBJECTS: dict[About, re.Pattern[str]] = {"relapse": re.compile(RELAPSE), "course": re.compile(FURTHER)}

DEAD = (
    "dead|died|death|deceased|verstorben|gestorben|tod|tot|todesfall|exitus|decede|decedee|deces|mort|morte|fallecid[oa]|"
    "fallecimiento|fallecio|muert[oae]|defuncion|obito|falecid[oa]|falecimento|mort[oa]|decedut[oa]|decesso|zgon|"
    "zmarl[ay]?|overleden|overlijden|dood|avliden|dod|doed|kuollut|死亡|死去"
)
ALIVE = (
    "alive|living|surviv(?:ed|or|ing)|lebt|lebend|lebendig|uberlebt|vivante?|en vie|viv[oa]|zyje|zyjacy|levend|"
    "in leven|lever|levande|levende|elossa|生存"
)
VITAL = "vital ?status|vital ?zustand|vital ?stand|statut vital|estado vital|stato vitale|stato in vita|生死"
BESIDE = (
    "patient(?:e|in)?|pat|pt|paciente|paziente|pacjent|is|has|was|did|still|noch|toujours|encore|esta|ha|e|jest|at|am|end|"
    "last|contact|visit|follow ?up|fu|during|the|yn|flag|ind|indicator|status"
)
"""Words beside the one for death: any other makes another thing of the name (death in the family, living alone)."""
OF_DEATH, OF_LIFE = (re.compile(rf"(?:(?:{BESIDE}) )*(?:{word})(?: (?:{BESIDE}))*") for word in (DEAD, ALIVE))
OF_EITHER = re.compile(rf"(?:{VITAL}|(?:{DEAD}) (?:or |/ ?)?(?:{ALIVE})|(?:{ALIVE}) (?:or |/ ?)?(?:{DEAD}))")
DEAD_WORD, ALIVE_WORD = re.compile(DEAD), re.compile(ALIVE)

JOIN_RELAPSES = (
    "Join it to the courses by patient_id: relapse_date and relapse_treatment belong in the row of the course before "
    "the relapse."
)
"""What to do with a list of relapses beside course records."""
JOIN_DEATHS = "Join it to the courses by patient_id: death_date belongs in every row of whoever died."
"""What to do with a list of deaths beside course records."""
DAY_OF_DEATH = re.compile(rf"(?<![^\W_])(?:{DEAD}|dth(?:dtc?|dat|date)?|dod|ddate|death(?:date|dat|dt))(?![^\W_])")
"""What the name of a column has that holds a day of death."""

TREATMENT = (
    r"treat|therap|terap|behand|traite|tratam|tratad|trattam|leczen|治療|\b(?:[tr]x|t+to?|drugs?|medic\w*|medik\w*|"
    r"managed|management|given|gegeben|prescribed|farmac\w*|arzneimittel|praparat|lek)\b"
)
"""What the name of a column has that holds a treatment."""
BEFORE_RELAPSE = (
    "after|following|post|since|during|under|on|nach|seit|unter|wahrend|bei der|apres|depuis|sous|tras|despues de|"
    "desde|bajo|apos|depois d[ea]|dopo|durante|sotto|po|w trakcie|na|tijdens|onder"
)
"""Words that make the treatment the one before the relapse: a relapse after therapy is dated, and was not treated."""
OF_RELAPSE, RELAPSED_AFTER = re.compile(TREATMENT), re.compile(
    rf"(?:{RELAPSE})\w*\W+(?:\w+\W+){{0,2}}?(?:{BEFORE_RELAPSE})\W+(?:\w+\W+)*?(?:{TREATMENT})|(?:{TREATMENT})後の?(?:{RELAPSE})"
)
OF_SOMETHING_ELSE = re.compile(
    r"\d|\b(?:am|on)$|\b(?:days?|dates?|datum|data|fecha|months?|duration|dauer|duree|time|zeit|dose|dosis|start|begin\w*|beginn|end|"
    r"ende|response|ansprechen|reason|grund|before|vor|avant|antes|prima|second|zweite\w*|third|dritte\w*|prior|previous|"
    r"fruher\w*|planned|geplant\w*|other|andere)\b|日"
)
"""Words that make another thing of the name of a treatment: its day, its dose, that of a later relapse."""

NOT = (
    "no|not|non|never|without|w/o|absence|lack|kein(?:e|en|er|es|s)?|ohne|nicht|nie|sans|pas|aucune?|jamais|sin|ningun[oa]?|"
    "nunca|ausencia|sem|nenhum[a]?|nao|senza|nessun[oa]?|mai|assenza|bez|brak|nie|geen|zonder|niet|nooit|utan|ingen|inga|"
    "inget|uden|uten|ikke|inte|ilman|ei"
)
FREE = (
    r"free(?! ?text)|frei(?!text|er text|tag)|vrij(?!e tekst)|\blibres?\b|\blivres?\b|\bliber[oaie]\b|\bwoln[yaei]\b|"
    r"\bindemnes?\b|fri[at]?\b"
)
AFTERWARDS = "absent|none|never|negative|ausgeblieben|absente|ausente|assente|nieobecny|afwezig"
BEFORE_IT, IS_FREE, AFTER_IT = re.compile(rf"\b(?:{NOT})\b"), re.compile(FREE), re.compile(rf"\b(?:{AFTERWARDS})\b")
IN_JAPANESE = re.compile("無|なし|ない|非|未")
YES, NO = "yes|y|ja|j|oui|o|si|s|sim|tak|t|はい|有|1", "no|n|nein|non|nao|nie|nee|nej|いいえ|無|0"
PLAIN_NO = re.compile(rf"{NO}|false|not")
CODE = r"\W{0,3}(?:\d\W{0,3})?"
BOTH_ANSWERS = re.compile(
    rf"(?<!\w)(?:{YES}){CODE}(?<!\w)(?:{NO})(?!\w)|(?<!\w)(?:{NO}){CODE}(?<!\w)(?:{YES})(?!\w)|有\W?無|"
    r"\b(?:with|mit|avec|con|com|z|met)\W+(?:or|oder|ou|o|e|of|lub)?\W*(?:without|ohne|sans|sin|sem|senza|bez|zonder)\b"
)
"""Yes and no side by side, as a name lists the answers to it: Relapse (y/n), Rezidiv 1=ja 0=nein, 再発の有無."""
HOW_MANY = re.compile(
    r"\bno\. ?|\b(?:no|nr|n|nb|num) (?:of|de|di|van)\b|\b(?:number|count|how many|anzahl|zahl|nombre|numero|liczba|"
    r"ilosc|aantal|antal|antall)\b|#|回数"
)
PLURAL: dict[About, re.Pattern[str]] = {
    "relapse": re.compile(
        r"relapses|recurrences|flares|rezidive\b|ruckfalle\b|rechutes|recidiv[ae]s|recaidas|ricadute"
    ),
    "course": re.compile(rf"\b(?:{COURSES})\b"),
}
OF_TWO_CASES = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Question:
    """What a name asks: ``denied`` where *yes* says that it did not come (None: the name asks for one of two words).
    Where it may ask for a ``number``, numbers say how many; words answer it all the same (No relapses)."""

    about: About
    denied: bool | None = False
    number: bool = False


@cache
def question_in(name: str) -> Question | None:
    """What the name of a column asks of an outcome; None for any other name.

    >>> [question_in(name).denied for name in ("Relapse (y/n)", "Relapse-free", "kein Rezidiv", "再発なし", "Alive")]
    [False, True, True, True, True]
    >>> question_in("No. of relapses"), question_in("Living alone")
    (Question(about='relapse', denied=False, number=True), None)
    """
    text = spaced(name)
    for about, subject in SUBJECTS.items():
        match = subject.search(text)
        if match and (not match[0].startswith("return") or WHAT_RETURNS.search(text)):
            number = HOW_MANY.search(text) is not None
            text = HOW_MANY.sub(" ", text)
            several = PLURAL[about].search(text) is not None
            number = number or (several and (about == "course" or re.search(r"\bno\b", text) is not None))
            return Question(about, _is_denied(text, subject.search(text) or match), number)
    bare = re.sub(r"\W+", " ", text).strip()
    negated = len(BEFORE_IT.findall(bare)) % 2 == 1
    bare = re.sub(r" +", " ", BEFORE_IT.sub("", bare)).strip()
    if OF_EITHER.fullmatch(bare):
        return Question("death", None)
    if OF_DEATH.fullmatch(bare):
        return Question("death", negated)
    return Question("death", not negated) if OF_LIFE.fullmatch(bare) else None


def is_about_relapse(name: str) -> bool:
    """Whether a name speaks of a relapse, in whatever words, and not of being free of one.

    >>> is_about_relapse("date acne came back"), is_about_relapse("last visit"), is_about_relapse("relapse-free until")
    (True, False, False)
    """
    asked = question_in(name)
    return asked is not None and asked.about == "relapse" and not asked.denied


@cache
def is_treatment_of_relapse(name: str) -> bool | None:
    """Whether a name speaks of what a relapse was treated with, in whatever words; None where it speaks of no relapse
    and treatment.

    >>> [is_treatment_of_relapse(name) for name in ("Rückfalltherapie", "traitement de la rechute", "Recaída: tto")]
    [True, True, True]
    >>> [is_treatment_of_relapse(name) for name in ("Rezidiv nach Therapie", "relapse treatment date", "Therapie")]
    [False, False, None]
    """
    text, asked = spaced(name), question_in(name)
    if asked is None or asked.about != "relapse" or not OF_RELAPSE.search(text):
        return None
    other = RELAPSED_AFTER.search(text) or OF_SOMETHING_ELSE.search(text)
    return not (other or asked.denied or asked.number)


def is_about_death(name: str) -> bool:
    """Whether a name of a column of days speaks of a death, as clinics and registries call it.

    >>> [is_about_death(name) for name in ("Fallecido", "cprd_ddate", "DTHDT", "date of birth")]
    [True, True, True, False]
    """
    return DAY_OF_DEATH.search(spaced(name)) is not None


def is_about_further_courses(name: str) -> bool:
    """Whether a name asks for a second course, or how many there were: it numbers none.

    >>> [is_about_further_courses(name) for name in ("2nd course", "Total courses", "Zweiter Zyklus", "course_no")]
    [True, True, True, False]
    """
    return SUBJECTS["course"].search(spaced(name)) is not None


def is_start_of_further_course(name: str) -> bool:
    """Whether a column of days is called as one of the starts of further courses.

    >>> [is_start_of_further_course(name) for name in ("Second course", "retreatment_date", "visit 2")]
    [True, True, False]
    """
    return RESTART.search(spaced(name)) is not None or is_about_further_courses(name)


def says_dead(text: str) -> bool | None:
    """Whether a text is a word for dead, or one for alive; None where it is neither.

    >>> says_dead("Deceased"), says_dead("lebt"), says_dead("yes")
    (True, False, None)
    """
    word = spaced(text).strip()
    return True if DEAD_WORD.fullmatch(word) else False if ALIVE_WORD.fullmatch(word) else None


def says_no(text: str) -> bool:
    """Whether a text is a word for no, and not one for none, which may as well say that nothing was recorded.

    >>> says_no("Nein"), says_no("keine")
    (True, False)
    """
    return PLAIN_NO.fullmatch(fold(text)) is not None


def spaced(name: str) -> str:
    """A name in small letters, its words apart, without the answers that it lists.

    >>> spaced("RelapseFree_(y/n)")
    'relapse free ( )'
    """
    text = fold(OF_TWO_CASES.sub(" ", str(name))).translate(NOT_LATIN)
    text = re.sub(r"[_\-‐‑–]+", " ", text)
    text = re.sub(rf"\bnon(?=\w*(?:{RELAPSE}))", "non ", text)
    return re.sub(r"\s+", " ", BOTH_ANSWERS.sub(" ", text)).strip()


def _is_denied(text: str, subject: re.Match[str]) -> bool:
    """Whether the words about a subject say an odd number of times that it is not there."""
    before, after = text[: subject.start()], text[subject.end() :]
    times = len(BEFORE_IT.findall(before)) + len(IS_FREE.findall(text)) + len(AFTER_IT.findall(after))
    return (times + (IN_JAPANESE.search(text) is not None)) % 2 == 1
