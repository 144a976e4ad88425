"""What clinics record of a person that may tell relapses apart: skin, onset, hormones, other drugs, earlier treatment,
who prescribed.

>>> [each.name for each in BACKGROUND if each.several]
['prior_kinds', 'androgen_status', 'drugs_that_cause_acne']
"""

from __future__ import annotations

from isostats.records.input_tables.declaration import error, warning
from isostats.records.schema import TREATMENT, YES_NO, Column
from isostats.vocabulary import names as v

# fmt: off
SKIN_TYPE = {
    str(number): (roman, f"type_{number}", f"type_{roman}", f"fitzpatrick_{number}", f"fitzpatrick_{roman}")
    for number, roman in enumerate(("i", "ii", "iii", "iv", "v", "vi"), 1)
}
MARKS = {
    "none": ("no",), "pie": ("erythema", "postinflammatory_erythema"),
    "pih": ("hyperpigmentation", "postinflammatory_hyperpigmentation"), "both": ("pie_pih", "pih_pie"),
}
ANDROGEN_STATUS = {
    "none": ("no", "normal"), "pcos": ("polycystic_ovary_syndrome",),
    "hyperandrogenism": ("hirsutism", "raised_androgens"),
    "androgen_use": ("testosterone", "anabolics", "anabolic_steroids"), "menopause": ("postmenopausal",),
    "unknown": ("not_known", "not_recorded"),
}
CAUSES_ACNE = {
    "none": ("no",), "corticosteroid": ("steroid", "steroids", "prednisolone", "prednisone", "corticosteroids"),
    "anabolic_steroid": ("anabolic_steroids", "testosterone", "anabolics"), "lithium": (),
    "antiepileptic": ("antiepileptics", "phenytoin", "antiepileptic_drug"), "isoniazid": (), "ciclosporin": (
        "cyclosporin", "cyclosporine"), "egfr_inhibitor": ("egfr", "cetuximab", "erlotinib"),
    "mek_inhibitor": ("mek", "trametinib"), "vitamin_b12": ("b12", "cobalamin"), "progestin": ("progestogen",),
    "other": (), "unknown": ("not_known", "not_recorded"),
}
PRESCRIBER = {
    "dermatologist": ("dermatology", "derm", "specialist"), "gp": ("general_practitioner", "family_doctor"),
    "nurse": ("nurse_prescriber", "specialist_nurse"), "other": (), "unknown": ("not_known", "not_recorded"),
}
OF_QUEREUX = "Quereux 2006, predictors of relapse"
PRIOR_KINDS = {kind: spellings for kind, spellings in TREATMENT.items() if kind != v.ISOTRETINOIN}


def _yes_no(name: str, description: str, *, lasting: bool = True, at_the_end: bool = False, standard: str = "",
            ) -> Column:
    description = f"{description}; unknown is not no."
    return Column(name, "code", description, codes=YES_NO, kept=True, describes=True, lasting=lasting,
                  at_the_end=at_the_end, standard=standard)


BACKGROUND = (
    Column("prior_antibiotic_days", "integer", "Days of oral antibiotics for acne before the first course.",
           unit="days", hard=(0, 7300), kept=True, lasting=True),
    Column("prior_kinds", "code", "Kinds of acne treatment before the first course ('none': none at all); several with "
           "+ or a comma between them.", codes=PRIOR_KINDS, several=True, kept=True, lasting=True),
    _yes_no("pcos", "Polycystic ovary syndrome", standard="Rotterdam 2003, as the clinic diagnosed it"),
    Column("androgen_status", "code", "What raises androgens, or their effect; several with + between them.",
           codes=ANDROGEN_STATUS, describes=True, several=True, kept=True, lasting=True),
    Column("drugs_that_cause_acne", "code", "Drugs in use that can cause acne; several with + between them.",
           codes=CAUSES_ACNE, describes=True, several=True, kept=True),
    _yes_no("macrocomedones", "Closed comedones of more than 1 mm", lasting=False, standard=OF_QUEREUX),
    _yes_no("prepubertal_onset", "Acne began before puberty", standard=OF_QUEREUX),
    Column("acne_onset_age", "integer", "Age at which acne began.", unit="years", hard=(1, 90), edge=(8, 40), kept=True,
           lasting=True),
    _yes_no("family_history", "Severe acne in a parent or a sibling"),
    Column("skin_type", "code", "Skin phototype, 1 to 6 (or I to VI).", codes=SKIN_TYPE, describes=True, kept=True,
           lasting=True, standard="Fitzpatrick 1988"),
    Column("ethnicity", "text", "Ethnicity, in the words of the registry.", kept=True, lasting=True),
    Column("pie_pih", "code", "Marks after inflammation: erythema (pie), hyperpigmentation (pih), or both.",
           codes=MARKS, describes=True, kept=True),
    Column("height_cm", "number", "Body height.", unit="cm", hard=(80, 250), edge=(140, 205), kept=True),
    Column("weight_date", "date", "Day on which the weight was measured."),
    Column("prescriber", "code", "Who prescribed the course.", codes=PRESCRIBER, describes=True, kept=True),
    _yes_no("two_prescribers", "Two prescribers agreed on the course", lasting=False,
            standard="MHRA 2023 (under 18 years)"),
    _yes_no("food_taken", "Capsules were taken with food, which raises absorption", lasting=False, at_the_end=True),
    Column("product", "text", "Name of the product.", kept=True, at_the_end=True),
)
"""Further columns of a course file."""

WEIGHED_AWAY = 365

BACKGROUND_ERRORS = (
    error("onset_after_start", "has an acne_onset_age above the age at the course's start",
          "acne_onset_age > start_year - birth_year", "{who}, {acne_onset_age} years, born {birth_year}, course start "
          "{course_start}", needs=("acne_onset_age", "birth_year")),
    error("pcos_contradicted", "has no PCOS, and an androgen_status with it",
          "pcos = 'no' AND androgen_status LIKE '%pcos%'", needs=("pcos", "androgen_status")),
    error("weight_after_last_contact", "has a weight_date after the patient's last contact",
          "weight_date > p_last_contact", "{who}, {weight_date}, last contact {p_last_contact}",
          needs=("weight_date",)),
)
BACKGROUND_WARNINGS = (
    warning("weighed_long_before", "has a weight measured more than a year before or after its first day",
            f"abs(weight_date - course_start) > {WEIGHED_AWAY}", "{who}, {weight_date}, starts {course_start}",
            many="have a weight measured more than a year before or after their first day", needs=("weight_date",),
            advice="Doses by weight are computed with it; in growing people it may be another one by then."),
    warning("pcos_of_a_man", "is of a man with PCOS", "p_sex_low = 'male' AND pcos = 'yes'",
            many="are of men with PCOS", needs=("pcos", "sex")),
)
