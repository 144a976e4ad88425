"""Treatments that a course file names with their start and stop: they become events like those of a file of later
treatments, so that one set of rules says what was in use, what is maintenance and what is new.

A contraceptive is never an event by itself. Cyproterone with estrogen is an antiandrogen, as everywhere. Methods with
progestin alone, copper and barriers treat no acne, and are no event of any kind.

>>> [each.of for each in TAKEN], OF_EVENTS["antiandrogen"]
(['antiandrogen', 'contraception', 'maintenance'], ('antiandrogen_start', 'antiandrogen_stop'))
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from isostats.records.code_texts import TOGETHER
from isostats.records.input_tables.declaration import Rule, error, note, warning
from isostats.records.schema import TREATMENT, Column
from isostats.vocabulary import names as v

# fmt: off
CONTRACEPTION = {
    "none": ("no", "no_contraception"), "abstinence": ("abstinent",),
    "coc": ("pill", "combined_pill", "combined_oral_contraceptive", "oral_contraceptive", "ocp"),
    "cpa_ee": ("cyproterone_ethinylestradiol", "co_cyprindiol", "diane_35", "dianette"),
    "pop": ("mini_pill", "minipill", "progestin_only_pill", "progestogen_only_pill"),
    "implant": ("contraceptive_implant",), "lng_iud": ("lng_ius", "hormonal_iud", "mirena", "ius"),
    "cu_iud": ("copper_iud", "iud"), "ring": ("vaginal_ring",), "condom": ("condoms", "barrier"),
    "other": ("injection", "patch", "sterilisation", "sterilization"), "unknown": ("not_known", "not_recorded"),
}
ANTIANDROGEN = {
    "none": ("no",), "spironolactone": ("aldactone",), "cyproterone": ("cyproterone_acetate", "cpa"),
    "cpa_ee": ("cyproterone_ethinylestradiol", "co_cyprindiol", "diane_35", "dianette"), "bicalutamide": (),
    "flutamide": (), "finasteride": (), "dutasteride": (), "other": (), "unknown": ("not_known", "not_recorded"),
}
PREGNANCY_OUTCOME = {
    "live_birth": ("birth", "born"), "miscarriage": ("spontaneous_abortion",),
    "termination": ("abortion", "induced_abortion"), "stillbirth": (), "ectopic": ("ectopic_pregnancy",),
    "ongoing": (), "unknown": ("not_known", "not_recorded"),
}


@dataclass(frozen=True)
class Taken:
    """A treatment named in column ``of``, from ``<of>_start`` to ``<of>_stop``: which codes are which kinds."""

    of: str
    kinds: Mapping[str, tuple[str, ...]]

    @property
    def start(self) -> str:
        """The column with its first day."""
        return f"{self.of}_start"

    @property
    def stop(self) -> str:
        """The column with its last day."""
        return f"{self.of}_stop"

    def sql_of(self, kind: str) -> str:
        """SQL: whether the cell holds a code of that kind."""
        held = f"string_split({self.of}, '{TOGETHER}')"
        return f"list_has_any({held}, [{', '.join(repr(code) for code in self.kinds[kind])}])"


ANY_DRUG = tuple(code for code in ANTIANDROGEN if code not in ("none", "unknown"))
TAKEN = (
    Taken(v.ANTIANDROGEN, {v.ANTIANDROGEN: ANY_DRUG}),
    Taken("contraception", {v.CONTRACEPTIVE: ("coc", "ring"), v.ANTIANDROGEN: ("cpa_ee",)}),
    Taken("maintenance", {kind: (kind,) for kind in TREATMENT if kind != "none"}),
)
OF_EVENTS = {each.of: (each.start, each.stop) for each in TAKEN}
"""Columns that become events, with those of their days."""


def _days(of: str, what: str) -> Iterator[Column]:
    yield Column(f"{of}_start", "date", f"First day of {what}.", seldom=True)
    yield Column(f"{of}_stop", "date", f"Last day of {what} (inclusive); empty where it is not known.", seldom=True)


TREATMENT_COLUMNS_OF_COURSES = (
    Column("contraception", "code", "Contraception during the course; several methods with + between them. coc and "
           "ring with their days are events of the kind contraceptive, and cpa_ee of the kind antiandrogen.",
           codes=CONTRACEPTION, several=True, kept=True, seldom=True, standard="WHO, Family planning handbook"),
    *_days("contraception", "that contraception"),
    Column(v.ANTIANDROGEN, "code", "Antiandrogen that was taken; with its days an event of the kind antiandrogen.",
           codes=ANTIANDROGEN, several=True, kept=True, of_later=True, seldom=True, standard="ATC, by substance"),
    Column("antiandrogen_mg", "number", "Daily dose of the antiandrogen.", unit="mg per day", hard=(0, 1000),
           edge=(2, 200), open_low=True, kept=True, of_later=True, seldom=True),
    *_days(v.ANTIANDROGEN, "the antiandrogen"),
    Column("maintenance", "code", "Treatment given to keep the skin clear; with its days events of these kinds, which "
           "are prevention as far as begun in time.", codes=TREATMENT, several=True, kept=True, of_later=True,
           seldom=True),
    *_days("maintenance", "the maintenance"),
    Column("pregnancy_date", "date", "Day of conception of a pregnancy; an event of the kind pregnancy.", seldom=True,
           absent="never pregnant"),
    Column("pregnancy_outcome", "code", "How the pregnancy ended.", codes=PREGNANCY_OUTCOME, describes=True, kept=True,
           of_later=True, seldom=True, standard="EMA guideline on exposure during pregnancy, 2005"),
)
"""Further columns of a course file."""


def _rules(each: Taken) -> Iterator[Rule]:
    of, start, stop = each.of, each.start, each.stop
    for day in (start, stop):
        yield error(f"{day}_of_nothing", f"has {day} but no {of}",
                    f"{day} IS NOT NULL AND ({of} IS NULL OR {of} IN ('none', 'abstinence'))", f"{{who}}, {{{day}}}",
                    needs=(day,))
    yield error(f"{of}_backwards", f"has {stop} before {start}", f"{stop} < {start}",
                f"{{who}}, {{{start}}} to {{{stop}}}", needs=(start, stop))
    yield error(f"{of}_after_last_contact", f"has {start} after the patient's last contact",
                f"{start} > p_last_contact", f"{{who}}, {{{start}}}, last contact {{p_last_contact}}", needs=(start,))


def _unknown_rules(each: Taken) -> Iterator[Rule]:
    """What is not known of a kind that counts: of a contraceptive it changes nothing."""
    of, start, stop = each.of, each.start, each.stop
    counts = " OR ".join(each.sql_of(kind) for kind in each.kinds if kind != v.CONTRACEPTIVE)
    yield warning(f"{of}_without_start", f"has {of} and no {start}", f"({counts}) AND {start} IS NULL",
                  f"{{who}}, {{{of}}}", needs=(of,),
                  advice="Whether it was in use at the end of the course is not known: it is no event. Add its days.")
    yield note(f"{of}_without_stop", f"has {start} and no {stop}", f"({counts}) AND {start} <= course_end "
               f"AND {stop} IS NULL", f"{{who}}, {{{start}}}", needs=(start,),
               advice="Taken as in use at the end of the course if it began as near as already_on_days says.")


TAKEN_ERRORS = (
    *(rule for each in TAKEN for rule in _rules(each)),
    error("pregnancy_after_last_contact", "has pregnancy_date after the patient's last contact",
          "pregnancy_date > p_last_contact", "{who}, {pregnancy_date}, last contact {p_last_contact}",
          needs=("pregnancy_date",)),
)
TAKEN_WARNINGS = (
    *(rule for each in TAKEN for rule in _unknown_rules(each)),
    warning("pregnancy_of_a_man", "is of a man and has pregnancy_date",
            "p_sex_low = 'male' AND pregnancy_date IS NOT NULL", "{who}, {pregnancy_date}",
            many="are of men and have pregnancy_date", needs=("pregnancy_date", "sex")),
)
