"""The one source of what course records may contain: columns, units, codes, ranges, and the four tables made of them.

The checks, the error texts and the data dictionary (``data/README.md``) are all made from the tuples below, so they
cannot disagree. A *hard* range is what can be true of a person (outside it is an error), an *edge* range is what is
usual (outside it is a warning).

>>> COURSE_COLUMNS["weight_kg"].hard
(20, 300)
>>> sorted(EVENT_COLUMNS)
['date', 'days_supply', 'kind', 'patient_id']
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from isostats.vocabulary import names as v

Type = Literal["text", "date", "number", "integer", "code"]

MISSING_SIGNS = (
    "na", "n/a", "n.a.", "#n/a", "<na>", "nan", "nat", "null", "none", "keine", "\\n", ".", "-", "--", "–", "—",
)  # fmt: skip
"""Texts that mean *not recorded*, in any case, where a date, a number or a code is expected; each use is told."""
MISSING_TOKENS = ("", *MISSING_SIGNS)
"""An empty cell, and the signs. In a column of texts, and in an id, only the empty cell is missing."""

BLANK = " \t\r\n\v\f\u00a0\u2007\u202f\ufeff"
"""What may stand around a text without being part of it."""
EARLIEST_YEAR = 1900
MOST_DAYS = 9_999_999


@dataclass(frozen=True)
class Column:
    """One column of an input file. ``codes`` maps each allowed code to other spellings that mean the same."""

    name: str
    type: Type
    description: str
    required: bool = False
    unit: str = ""
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hard: tuple[float, float] | None = None
    edge: tuple[float, float] | None = None
    open_low: bool = False  # the hard range excludes its lower end (a dose of zero is no dose)
    signs: bool = False  # a text that is looked up or matched (a code, a claim): signs of *not recorded* are none

    @property
    def day_names(self) -> tuple[str, ...]:
        """The names under which a date column may hold integer days instead.

        >>> COURSE_COLUMNS["relapse_date"].day_names
        ('relapse_day', 'relapse_date_day')
        """
        if self.type != "date":
            return ()
        if self.name == "date":
            return ("day",)
        if self.name.endswith("_date"):
            return (self.name.removesuffix("_date") + "_day", self.name + "_day")
        return (self.name + "_day",)

    @property
    def missing(self) -> tuple[str, ...]:
        """The texts (lower case) that mean *not recorded* in this column."""
        if self.type == "text" and not self.signs:
            return ("",)
        return tuple(token for token in MISSING_TOKENS if token not in self.codes)


SEX = {
    "female": ("f", "w", "woman", "women", "weiblich"),
    "male": ("m", "man", "men", "maennlich", "männlich"),
    "other": (),
}
INDICATION = {
    "severe_nodulocystic": ("nodulocystic", "severe_nodulocystic_acne", "nodulocystic_acne"),
    "resistant_moderate": ("resistant_moderate_acne",),
    "scarring_or_distress": ("scarring", "distress"),
    "frequent_relapse": ("frequent_relapses",),
    "patient_preference": ("preference",),
}
RESPONSE = {
    "clear": ("cleared", "complete_clearance"),
    "almost_clear": ("nearly_clear",),
    "improved": ("improvement", "better"),
    "unchanged": ("no_change",),
    "worse": ("worsened",),
}
HORMONAL = ("hormonal", "hormonal_treatment", "hormone")
"""Spellings that name no product: a contraceptive or an antiandrogen, read as an antiandrogen with a finding."""

TREATMENT = {
    "none": ("no", "no_treatment", "untreated"),
    v.CONTRACEPTIVE: ("contraceptives", "oral_contraceptive", "contraceptive_pill", "birth_control_pill", "ocp", "coc"),
    v.TOPICAL: ("topicals", "topical_treatment"),
    v.TOPICAL_ANTIBIOTIC: ("topical_antibiotics", "topical_clindamycin", "topical_erythromycin"),
    v.PROCEDURE: ("procedures", "laser", "light_therapy", "photodynamic_therapy"),
    v.ORAL_ANTIBIOTIC: ("oral_antibiotics",),
    v.ANTIANDROGEN: ("antiandrogens", "spironolactone", "cyproterone", "cyproterone_ethinylestradiol", *HORMONAL),
    v.ISOTRETINOIN: ("oral_isotretinoin",),
}
"""Later treatments. Cyproterone is an antiandrogen, also with estrogen; a plain pill is a contraceptive."""

KIND = {name: spellings for name, spellings in TREATMENT.items() if name != "none"} | {
    v.RECORDED_RELAPSE: ("relapse",),
    v.PREGNANCY: ("pregnant", "conception"),
}


def names_no_product(column: Column) -> tuple[str, ...]:
    """The spellings of a column of treatments that say "hormonal" and no product; none of any other column."""
    return HORMONAL if v.ANTIANDROGEN in column.codes else ()


LAST_CONTACT_TYPE = {
    "visit": ("clinic_visit", "consultation", "appointment", "in_person"),
    "phone": ("telephone", "call", "phone_call", "video"),
    "linkage": ("linked", "register", "registry", "data_linkage"),
    "discharge": ("discharged", "discharge_letter"),
    "letter": ("mail", "email", "questionnaire"),
}
"""How the last contact came about: a linkage sees people whatever they do, a visit those who come."""

LOST_REASON = {
    "discharged_well": ("discharged", "well", "no_further_need"),
    "moved": ("moved_away", "moved_house"),
    "cover_lost": ("insurance_lost", "cover_ended", "lost_cover"),
    "died": ("death", "dead"),
    "unknown": ("lost", "lost_to_follow_up", "not_known", "not_recorded"),
}
"""Why nobody has seen the person since."""

YES_NO = {
    "no": ("n", "false", "0", "never"),
    "yes": ("y", "true", "1"),
    "unknown": ("u", "not_known", "not_recorded"),
}

SAID_UNKNOWN = ("unknown", "not_known", "not_recorded")
"""Spellings that any coded column reads as *not recorded*."""


LONGEST_TREATMENT = 1000
"""More days than this in one prescription are no supply."""


def _by_name(*columns: Column) -> Mapping[str, Column]:
    return MappingProxyType({column.name: column for column in columns})


COURSE_COLUMNS = _by_name(
    Column("patient_id", "text", "Whose course it is; the same text in every row of a person.", required=True),
    Column("course_start", "date", "First day covered by the course.", required=True),
    Column("course_end", "date", "Last day covered by the course (inclusive): day 0 of the follow-up.", required=True),
    Column(
        "last_contact",
        "date",
        "Last day on which the person is known to have been observed; the largest of a person's rows counts.",
        required=True,
    ),
    Column("course_number", "integer", "1, 2, 3 ... in order of start within a person.", hard=(1, 50)),
    Column("sex", "code", "Sex as recorded.", codes=SEX),
    Column("birth_year", "integer", "Year of birth; the age at the course's start must be 5 to 100.", unit="year"),
    Column("weight_kg", "number", "Body weight at the course.", unit="kg", hard=(20, 300), edge=(35, 150)),
    Column(
        "daily_dose_mg", "number", "Usual daily dose.", unit="mg per day", hard=(0, 300), edge=(5, 120), open_low=True
    ),
    Column(
        "cumulative_dose_mg",
        "number",
        "Dose of the whole course.",
        unit="mg",
        hard=(0, 100_000),
        edge=(500, 40_000),
        open_low=True,
    ),
    Column("indication", "code", "Why the course was given.", codes=INDICATION),
    Column("response", "code", "Skin at the end of the course.", codes=RESPONSE),
    Column("relapse_date", "date", "First relapse after the course, as the clinic recorded it."),
    Column(
        "relapse_treatment",
        "code",
        "First treatment of that relapse ('none': relapse left untreated; empty: not known).",
        codes=TREATMENT,
    ),
    Column("death_date", "date", "Day of death."),
    Column("last_contact_type", "code", "How the last contact came about.", codes=LAST_CONTACT_TYPE),
    Column("lost_reason", "code", "Why the person is not followed any longer.", codes=LOST_REASON),
    Column(
        "prior_isotretinoin",
        "code",
        "Isotretinoin before these records began; with 'yes' none of the person's courses is a first one.",
        codes=YES_NO,
    ),
    Column("site", "text", "Clinic or centre."),
)
"""The columns of a course file: one row per course."""

EVENT_COLUMNS = _by_name(
    Column("patient_id", "text", "Whose treatment it is; must occur in the course file.", required=True),
    Column("date", "date", "Day of the treatment or relapse.", required=True),
    Column("kind", "code", "What was given (or that a relapse was recorded).", required=True, codes=KIND),
    Column(
        "days_supply",
        "number",
        "Days that the treatment lasts; empty where that is not known.",
        unit="days",
        hard=(1, LONGEST_TREATMENT),
    ),
)
"""The columns of an events file: one row per later treatment."""

AGE_HARD = (5, 100)
AGE_EDGE = (12, 65)
SHORT_COURSE, LONG_COURSE = 30, 400
CLOSE_GAP = 60
DOSE_FACTOR = 2.0
MISSING_SHARE = 0.20
PILE_SHARE, PILE_LEAST = 0.20, 20


@dataclass(frozen=True)
class Table:
    """One of the four tables that every reader makes: ``columns`` are (name, SQL type, description)."""

    name: str
    description: str
    columns: tuple[tuple[str, str, str], ...]


TABLES = (
    Table(
        "people",
        "One row per person.",
        (
            ("person_id", "VARCHAR", "The person."),
            ("sex", "VARCHAR", "female, male, other."),
            ("birth_year", "INTEGER", "Year of birth."),
            ("site", "VARCHAR", "Clinic or centre of the first course."),
        ),
    ),
    Table(
        "observation",
        "From the first course's start to the last contact.",
        (
            ("person_id", "VARCHAR", "The person."),
            ("start", "INTEGER", "First observed day."),
            ("end", "INTEGER", "Last observed day (last contact, or death)."),
            ("last_contact_type", "VARCHAR", "How the last contact came about; empty but for course records."),
            ("lost_reason", "VARCHAR", "Why nobody has seen the person since; empty but for course records."),
        ),
    ),
    Table(
        "courses",
        "One row per course.",
        (
            ("person_id", "VARCHAR", "The person."),
            ("course", "INTEGER", "1, 2, 3 ... in order of start; from 2 on after a known earlier course elsewhere."),
            ("start", "INTEGER", "First covered day."),
            ("end", "INTEGER", "Last covered day, inclusive."),
            ("end_status", "VARCHAR", "confirmed (a recorded end) or open."),
            ("dose_mg", "DOUBLE", "Cumulative dose, mg."),
            ("daily_dose_mg", "DOUBLE", "Daily dose, mg."),
            ("formulation", "VARCHAR", "conventional, lidose, micronised, or mixed; empty where no product is named."),
            (
                "dose_conventional_mg",
                "DOUBLE",
                "Cumulative dose as conventional isotretinoin, mg: micronised x 1.25, all else as it is.",
            ),
            ("weight_kg", "DOUBLE", "Body weight, kg."),
            ("weight_source", "VARCHAR", "recorded, measured, reference (by sex and age), or empty without a weight."),
            ("dose_mg_per_kg", "DOUBLE", "Cumulative dose by weight, mg/kg."),
            ("daily_mg_per_kg", "DOUBLE", "Daily dose by weight, mg/kg."),
            ("indication", "VARCHAR", "Why the course was given."),
            ("response", "VARCHAR", "Skin at the end of the course."),
        ),
    ),
    Table(
        "events",
        "What happened, also before the first course's end: it tells what was already in use. One row per person, day "
        "and kind; of several on one day the longest supply.",
        (
            ("person_id", "VARCHAR", "The person."),
            ("date", "INTEGER", "The day."),
            ("kind", "VARCHAR", "What happened: a kind of treatment, recorded_relapse, pregnancy or death."),
            ("days_supply", "INTEGER", "Days that the treatment lasts; empty where that is not known."),
        ),
    ),
)
"""What comes out. Days are integers: since 1970-01-01 for dates, as given for integer days."""
