"""What clinics record of a course beside its days, doses and response: columns that are kept with the person.

They split people into groups and serve as covariates, but for those that only a later relapse tells; some are described
by an analysis of their own. Of several courses of a person, those of the first count.

>>> DETAILS["start_dose_mg"].unit, "response_date" in KEPT_COLUMNS
('mg per day', False)
"""

from __future__ import annotations

from dataclasses import dataclass

from isostats.records.input_tables.course_background import BACKGROUND, BACKGROUND_ERRORS, BACKGROUND_WARNINGS
from isostats.records.input_tables.course_scores import SCORE_COLUMNS, SCORE_ERRORS
from isostats.records.input_tables.course_treatments import (
    TAKEN_ERRORS,
    TAKEN_WARNINGS,
    TREATMENT_COLUMNS_OF_COURSES,
)
from isostats.records.input_tables.declaration import Rule, error, warning
from isostats.records.schema import Column, by_name
from isostats.vocabulary import names as v

# fmt: off
REASON_ENDED = {
    "target_reached": ("target_dose_reached", "completed", "complete", "as_planned", "planned_end"),
    "cleared": ("clear", "skin_clear", "treated_to_clear"),
    "no_effect": ("lack_of_effect", "ineffective"),
    "adverse_effect": ("adverse_event", "adverse_effects", "side_effect", "side_effects", "intolerance"),
    "laboratory": ("lab", "laboratory_value", "laboratory_values", "blood_test", "blood_tests"),
    "mood": ("low_mood", "depression", "mood_change", "mood_changes"),
    v.PREGNANCY: ("pregnant",),
    "pregnancy_wish": ("wish_for_pregnancy", "wants_pregnancy", "planned_pregnancy"),
    "cost_or_cover": ("cost", "costs", "cover_lost", "insurance"),
    "access": ("supply", "shortage", "not_available"),
    "moved": ("moved_away", "moved_house"),
    "restarted_elsewhere": ("continued_elsewhere", "transferred"),
    "patient_choice": ("patient", "patient_wish", "patient_decision", "own_wish"),
    "lost": ("lost_to_follow_up", "did_not_return"),
    "other": (),
    "unknown": ("not_known", "not_recorded"),
}
AS_PLANNED = ("target_reached", "cleared")
"""Reasons of a course that ended when it was to end; any other known one ended it early."""

INTERRUPTION_REASON = {
    "access": REASON_ENDED["access"], "laboratory": REASON_ENDED["laboratory"],
    "adverse_effect": REASON_ENDED["adverse_effect"], "patient_choice": REASON_ENDED["patient_choice"],
    "summer": ("holiday", "holidays", "sun"), "other": (), "unknown": REASON_ENDED["unknown"],
}
RELAPSE_SITE = {"face": (), "trunk": ("back", "chest", "chest_and_back"), "both": ("face_and_trunk", "face+trunk")}
REPORTED_BY = {
    "clinician": ("doctor", "physician", "clinic", "examination"), "patient": ("self", "self_reported"),
    "phone": ("telephone", "call"),
}
DOSING = {
    "daily": ("every_day", "continuous"), "alternate_days": ("alternate_day", "every_other_day"),
    "weekly": ("once_a_week",), "intermittent_week": ("one_week_a_month", "one_week_in_four", "intermittent"),
}
FORMULATION = {
    "conventional": ("standard", "conventional_capsules"), "lidose": ("isotretinoin_lidose",),
    "micronised": ("micronized", "isotretinoin_micronised"), "mixed": (),
}
SCALE = {"iga": ("fda_iga", "iga_0_4"), "cea": ("cea_0_5", "gea", "isga")}
MOST_OF_SCALE = {"iga": 4, "cea": 5}
SCORED = ("score_face_start", "score_face_end", "score_trunk_start", "score_trunk_end")
SCORES = "IGA of the FDA (0-4), or CEA (0-5), as scale says"
SCARS = "Goodman and Baron 2006, qualitative grade; 0 for none"


def _score(name: str, of_what: str, *, at_the_end: bool = False, of_later: bool = False) -> Column:
    """A global score of the acne of a site."""
    return Column(name, "integer", f"Score of the acne of {of_what}.", hard=(0, max(MOST_OF_SCALE.values())), kept=True,
                  at_the_end=at_the_end, of_later=of_later, seldom=of_later, standard=SCORES, graded=True)


def _daily(name: str, description: str, *, at_the_end: bool = False) -> Column:
    """A dose a day."""
    return Column(name, "number", description, unit="mg per day", hard=(0, 300), edge=(5, 120), open_low=True,
                  per="weight_kg", kept=True, at_the_end=at_the_end)


DETAILS = by_name(
    Column("reason_ended", "code", "Why the course ended.", codes=REASON_ENDED, describes=True, kept=True,
           at_the_end=True),
    Column("response_date", "date", "Day on which the response was judged; acne improves after the end as well.",
           seldom=True),
    Column("clear_date", "date", "First day on which the skin was clear or almost clear.", seldom=True),
    Column("last_clear_date", "date", "Last day before the relapse on which the skin was seen clear or almost clear: "
           "the relapse came after it.", seldom=True),
    Column("clear_again_date", "date", "First day after the relapse on which the skin was clear or almost clear again.",
           seldom=True),
    _daily("start_dose_mg", "Daily dose at the start."),
    _daily("max_dose_mg", "Largest daily dose.", at_the_end=True),
    Column("target_mg_per_kg", "number", "Cumulative dose that was aimed at.", unit="mg/kg", hard=(0, 500),
           edge=(80, 250), open_low=True, kept=True, seldom=True, standard="labels: 120 to 150; some aim at 220"),
    Column("dosing", "code", "How the dose was spread.", codes=DOSING, describes=True, kept=True),
    Column("interruption_days", "integer", "Days of the course without the drug, in all.", unit="days", hard=(0, 3650),
           kept=True, at_the_end=True, seldom=True),
    Column("interruption_reason", "code", "Why the drug was interrupted.", codes=INTERRUPTION_REASON, describes=True,
           kept=True, at_the_end=True, seldom=True),
    Column("formulation", "code", "Which kind of capsule; micronised ones count 1.25 times as conventional dose.",
           codes=FORMULATION, standard="labels of the products"),
    Column("scale", "code", "Scale of the scores: iga from 0 to 4, cea from 0 to 5.", codes=SCALE, kept=True,
           lasting=True, standard="FDA guidance 2018 (IGA); Dréno 2011 (CEA)"),
    _score("score_face_start", "the face at the start"),
    _score("score_face_end", "the face at the end", at_the_end=True),
    _score("score_trunk_start", "the trunk at the start"),
    _score("score_trunk_end", "the trunk at the end", at_the_end=True),
    Column("scar_grade_start", "integer", "Grade of scars at the start.", hard=(0, 4), kept=True, standard=SCARS),
    Column("scar_grade_end", "integer", "Grade of scars at the end.", hard=(0, 4), kept=True, at_the_end=True,
           standard=SCARS),
    *SCORE_COLUMNS,
    *BACKGROUND,
    *TREATMENT_COLUMNS_OF_COURSES,
    _score("relapse_iga", "the relapse, on the scale of the other scores", of_later=True),
    Column("relapse_site", "code", "Where the relapse was.", codes=RELAPSE_SITE, describes=True, kept=True,
           of_later=True, seldom=True),
    Column("relapse_reported_by", "code", "Who told of the relapse.", codes=REPORTED_BY, describes=True, kept=True,
           of_later=True, seldom=True),
)
"""Further columns of a course file."""

KEPT_COLUMNS = tuple(column.name for column in DETAILS.values() if column.kept)
"""Those that stand beside the person, as columns of the user's own do."""
VARYING = tuple(column.name for column in DETAILS.values() if not column.lasting)
"""Those that may differ between two courses of a person."""


@dataclass(frozen=True)
class MadeColumn:
    """What is kept with the person and made of columns of the course (``needs``), as SQL; known at the end."""

    name: str
    description: str
    sql: str
    needs: tuple[str, ...]
    type: str = "number"


MADE_COLUMNS = (
    MadeColumn("days_to_clear", "Days from the first day until the skin was clear.", "clear_date - course_start",
               ("clear_date",)),
    MadeColumn("days_after_clear", "Days of treatment after the skin was clear.", "course_end - clear_date",
               ("clear_date",)),
    MadeColumn("response_days_after_end", "Days after the last covered day on which the response was judged.",
               "response_date - course_end", ("response_date",)),
    MadeColumn("antiandrogen_at_end", "Antiandrogen in use on the last covered day, by its start and stop.",
               "CASE WHEN antiandrogen = 'none' OR antiandrogen_start > course_end OR antiandrogen_stop < course_end "
               "THEN 'none' WHEN antiandrogen_start <= course_end AND antiandrogen_stop >= course_end "
               "THEN antiandrogen END", (v.ANTIANDROGEN,), "text"),
)
KEPT_AS = {"contraception": "CASE WHEN contraception_start > course_end THEN NULL ELSE contraception END"}
"""What is kept of a column, where it is not all of it: nobody is split by what began later."""
AT_THE_END = frozenset((*(each.name for each in DETAILS.values() if each.at_the_end),
                        *(each.name for each in MADE_COLUMNS)))
"""Of what is kept, what only the end of a course tells."""
OF_LATER = frozenset(each.name for each in DETAILS.values() if each.of_later)
"""Of what is kept, what only later days tell."""
SELDOM = tuple(name for name, column in DETAILS.items() if column.seldom)
"""Columns that say something only of some."""


def beyond_scale(rule: str, example: str, columns: tuple[str, ...]) -> Rule:
    """The rule that a score lies within its scale, which is an IGA unless a column says another."""
    return error(
        rule, "has a {column} beyond its scale",
        f"{{column}} > {MOST_OF_SCALE['iga']} AND COALESCE(scale, 'iga') = 'iga'",
        f"{example} where an IGA ends at {MOST_OF_SCALE['iga']}", columns=columns,
        advice="If the scores are of a CEA, which ends at 5, say so in a column scale (cea).")


RELAPSE_DETAILS = ("clear_again_date", "relapse_iga", "relapse_site", "relapse_reported_by")
DETAIL_ERRORS = (
    beyond_scale("score_beyond_scale", "{who}, {value}", (*SCORED, "relapse_iga")),
    error("interrupted_for_longer", "was interrupted for more days than it lasted",
          "interruption_days > course_end - course_start + 1 AND course_end >= course_start AND NOT under_way",
          "{who}, {interruption_days} days, {course_start} to {course_end}",
          many="were interrupted for more days than they lasted", needs=("interruption_days",)),
    error("response_before_start", "has a response_date before its first day", "response_date < course_start",
          "{who}, {response_date}, starts {course_start}", needs=("response_date",)),
    error("response_after_last_contact", "has a response_date after the patient's last contact",
          "response_date > p_last_contact", "{who}, {response_date}, last contact {p_last_contact}",
          needs=("response_date",)),
    error("clear_before_start", "has a clear_date before its first day", "clear_date < course_start",
          "{who}, {clear_date}, starts {course_start}", needs=("clear_date",)),
    error("clear_after_last_contact", "has a clear_date after the patient's last contact",
          "clear_date > p_last_contact", "{who}, {clear_date}, last contact {p_last_contact}", needs=("clear_date",)),
    error("last_clear_after_relapse", "has a last_clear_date on or after its relapse",
          "last_clear_date >= relapse_date", "{who}, {last_clear_date}, relapse {relapse_date}",
          needs=("last_clear_date",),
          advice="It is the last day on which the skin was seen clear before that relapse."),
    error("last_clear_before_start", "has a last_clear_date before its first day", "last_clear_date < course_start",
          "{who}, {last_clear_date}, starts {course_start}", needs=("last_clear_date",)),
    error("last_clear_after_last_contact", "has a last_clear_date after the patient's last contact",
          "last_clear_date > p_last_contact", "{who}, {last_clear_date}, last contact {p_last_contact}",
          needs=("last_clear_date",)),
    error("clear_again_before_relapse", "has a clear_again_date on or before its relapse",
          "clear_again_date <= relapse_date", "{who}, {clear_again_date}, relapse {relapse_date}",
          needs=("clear_again_date",)),
    error("clear_again_after_last_contact", "has a clear_again_date after the patient's last contact",
          "clear_again_date > p_last_contact", "{who}, {clear_again_date}, last contact {p_last_contact}",
          needs=("clear_again_date",)),
    error("relapse_detail_without_relapse", "has a {column} but no relapse_date",
          "{column} IS NOT NULL AND relapse_date IS NULL", "{who}, {value}", columns=RELAPSE_DETAILS),
    *SCORE_ERRORS,
    *BACKGROUND_ERRORS,
    *TAKEN_ERRORS,
)
DETAIL_WARNINGS = (
    *BACKGROUND_WARNINGS,
    *TAKEN_WARNINGS,
    warning("max_below_start", "has a max_dose_mg below its start_dose_mg", "max_dose_mg < start_dose_mg",
            "{who}, {max_dose_mg} mg and {start_dose_mg} mg", needs=("max_dose_mg", "start_dose_mg")),
)
