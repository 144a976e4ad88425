"""What a column is, the codes that several tables share, and the four tables that every door makes.

The input tables themselves, columns with their rules, are in :mod:`.input_tables`; the checks, the error texts and the
data dictionary (``data/README.md``) are all made from them, so they cannot disagree. A *hard* range is what can be true
of a person (outside it is an error), an *edge* range is what is usual (outside it is a warning).

>>> WEIGHT.hard
(20, 300)
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
SIGNS_OF_NONE = ("none", "keine")
"""Those that are an answer where somebody chose them from a list (no change, no effect), or a column has its code."""
OF_NONE = ("none", "no")
"""The codes that a word for none can be."""
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
    stored: str = ""  # the engine's type of its values, where it is not that of all columns of the type
    signs: bool = False  # a text that is looked up or matched (a code, a claim): signs of *not recorded* are none
    without: str = ""  # what to do where a file that must have it has no such column
    per: str = ""  # the column of the same row of whose unit a cell may give its amount per one: mg/kg
    several: bool = False  # a cell may hold several codes
    kept: bool = False  # it stands beside the person, as further columns do
    at_the_end: bool = False  # of what is kept: only the end of a course tells it
    of_later: bool = False  # of what is kept: what came after the course tells it, so that nobody is split by it
    lasting: bool = False  # of what is kept: of the person, and the same in every course
    filled: bool = False  # where a file lacks it, its values may come from elsewhere
    seldom: bool = False  # it says something only of some, so that it is often empty
    standard: str = ""  # the standard that its values follow
    outcome: bool = False  # an outcome is read from its codes: nobody is set aside for one that is not known
    absent: str = ""  # of a date of what may not have come: what an empty cell says of the person
    running: str = ""  # of a required date that may be to come: what runs until the data's last date
    graded: bool = False  # its numbers are grades that may be written in words: clear is 0, severe 4
    describes: bool = False  # every figure for everybody is the same without it: it may stay open, as not recorded

    @property
    def day_names(self) -> tuple[str, ...]:
        """The names under which a date column may hold integer days instead.

        >>> Column("relapse_date", "date", "").day_names
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
        answers = SIGNS_OF_NONE if self.none or self.lists_relapses else ()
        return tuple(token for token in MISSING_TOKENS if token not in (*self.codes, *answers))

    @property
    def lists_relapses(self) -> bool:
        """Whether each row must have a code of it, that a relapse was recorded among them: a word for none is then what
        is written of a relapse that was left untreated."""
        return self.required and v.RECORDED_RELAPSE in self.codes

    @property
    def none(self) -> str:
        """The code that says that there was none; nothing where the column has no such code."""
        return next((code for code in OF_NONE if code in self.codes), "")


SEX = {
    "female": ("f", "w", "woman", "women", "weiblich"),
    "male": ("m", "man", "men", "maennlich", "männlich"),
    "other": (),
}
INDICATION = {
    "severe_nodulocystic": ("nodulocystic", "severe_nodulocystic_acne", "nodulocystic_acne"),
    "resistant_moderate": ("resistant_moderate_acne",),
    "scarring_or_distress": ("scarring", "distress"), "frequent_relapse": ("frequent_relapses",),
    "patient_preference": ("preference",),
}  # fmt: skip
RESPONSE = {
    "clear": ("cleared", "complete_clearance"), "almost_clear": ("nearly_clear",),
    "improved": ("improvement", "better"), "unchanged": ("no_change",), "worse": ("worsened",),
}  # fmt: skip
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


def names_no_product(column: Column) -> frozenset[str]:
    """The spellings of a column of treatments that say "hormonal" and no product; none of any other column."""
    return frozenset(HORMONAL if v.ANTIANDROGEN in column.codes else ())


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
    "no": ("n", "false", "0", "never"), "yes": ("y", "true", "1"), "unknown": ("u", "not_known", "not_recorded"),
}  # fmt: skip

SAID_UNKNOWN = ("unknown", "not_known", "not_recorded")
"""Spellings that any coded column reads as *not recorded*."""


def by_name(*columns: Column) -> Mapping[str, Column]:
    """Columns by their names, in order."""
    return MappingProxyType({column.name: column for column in columns})


PATIENT = Column("patient_id", "text", "Whose row it is; the same text in every file.", required=True)
"""Of every table beside dispensings, and of these."""
WEIGHT = Column("weight_kg", "number", "Body weight.", unit="kg", hard=(20, 300))
"""The one home of what a person can weigh; each table describes its own."""
FIRST_BIRTH_YEAR = 1850
"""Nobody in any records was born before."""


@dataclass(frozen=True)
class Table:
    """One of the four tables that every reader makes: ``columns`` are (name, SQL type, description)."""

    name: str
    description: str
    columns: tuple[tuple[str, str, str], ...]


PERSON = ("person_id", "VARCHAR", "The person.")
TABLES = (
    Table("people", "One row per person.", (
        PERSON,
        ("sex", "VARCHAR", "female, male, other."),
        ("birth_year", "INTEGER", "Year of birth."),
        ("site", "VARCHAR", "Clinic or centre of the first course."),
    )),
    Table("observation", "From the first course's start to the last contact.", (
        PERSON,
        ("start", "INTEGER", "First observed day."),
        ("end", "INTEGER", "Last observed day (last contact, or death)."),
        ("last_contact_type", "VARCHAR", "How the last contact came about; empty but for course records."),
        ("lost_reason", "VARCHAR", "Why nobody has seen the person since; empty but for course records."),
    )),
    Table("courses", "One row per course.", (
        PERSON,
        ("course", "INTEGER", "1, 2, 3 ... in order of start; from 2 on after a known earlier course elsewhere."),
        ("start", "INTEGER", "First covered day."),
        ("end", "INTEGER", "Last covered day, inclusive."),
        ("end_status", "VARCHAR", "confirmed (a recorded end) or open."),
        ("dose_mg", "DOUBLE", "Cumulative dose, mg."),
        ("daily_dose_mg", "DOUBLE", "Daily dose, mg."),
        ("formulation", "VARCHAR", "conventional, lidose, micronised, or mixed; empty where no product is named."),
        ("dose_conventional_mg", "DOUBLE",
         "Cumulative dose as conventional isotretinoin, mg: micronised x 1.25, all else as it is."),
        ("weight_kg", "DOUBLE", "Body weight, kg."),
        ("weight_source", "VARCHAR", "recorded, measured, reference (by sex and age), or empty without a weight."),
        ("dose_mg_per_kg", "DOUBLE", "Cumulative dose by weight, mg/kg."),
        ("daily_mg_per_kg", "DOUBLE", "Daily dose by weight, mg/kg."),
        ("indication", "VARCHAR", "Why the course was given."),
        ("response", "VARCHAR", "Skin at the end of the course."),
    )),
    Table("events", "What happened, also before the first course's end: it tells what was already in use. One row per "
          "person, day and kind; of several on one day the longest supply.", (
        PERSON,
        ("date", "INTEGER", "The day."),
        ("kind", "VARCHAR", "What happened: a kind of treatment, recorded_relapse, pregnancy, death, seen_clear, or "
         "treatment_unknown (of a relapse: nobody wrote down which)."),
        ("days_supply", "INTEGER", "Days that the treatment lasts; empty where that is not known."),
    )),
)  # fmt: skip
"""What comes out. Days are integers: since 1970-01-01 for dates, as given for integer days."""
