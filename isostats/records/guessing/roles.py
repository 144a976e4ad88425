"""Which file is which of our tables: the one whose columns it has, and whose drug it holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from isostats.doors import toml_text
from isostats.errors import StudyError
from isostats.records.column_names import plain
from isostats.records.drugs import judge_product
from isostats.records.guessing.column_guesses import OUR_OWN, TableGuess, guess_table, listed, names_treatments
from isostats.records.guessing.column_words import TABLES, match_name
from isostats.records.guessing.relapse_days import relapses_in
from isostats.records.guessing.sheets import Sheet
from isostats.records.input_tables import COURSE_TABLES, DISPENSING_TABLES
from isostats.records.input_tables.diagnoses import TELLING
from isostats.records.omop.layout import OMOP_TABLES
from isostats.records.outcome_names import JOIN_RELAPSES
from isostats.records.shapes.products import normal_code
from isostats.study.several import book_and_sheet
from isostats.words.numbers import counted

MAIN = ("courses", "dispensings")
BESIDE = {"courses": tuple(COURSE_TABLES)[1:], "dispensings": tuple(DISPENSING_TABLES)[1:]}
CALLED = {
    "courses": "course records, one row per course", "dispensings": "dispensings, one row per fill",
    "events": "later treatments", "treatments": "later treatments", "observation": "periods of observation",
    "people": "people, one row each", "deaths": "deaths", "weights": "measured weights", "visits": "visits",
    "monitoring": "tests of blood and pregnancy", "adverse_events": "adverse events", "diagnoses": "diagnoses",
}  # fmt: skip
ESSENTIAL = {"courses": ("course_start",), "dispensings": ("dispense_date",)}
"""Columns without which a file is not that table, whatever else it has."""
OF_TREATMENTS = (*MAIN, "events", "treatments")
OF_A_COURSE = ("course_number", "daily_dose_mg", "cumulative_dose_mg", "response")
"""Columns of a course that no period of observation has, whose days may be called alike."""
IN_EVERY_ROW = ("last_contact", "death_date")
"""Dates of a person that course records hold in their own rows."""
SHOWN = 6
INTO_DUCKDB = (
    """python -c "import duckdb, glob; c = duckdb.connect('cdm.duckdb'); """
    """[c.read_csv(f).create(f[:-4].lower()) for f in glob.glob('*.csv')]\""""
)
"""A command that makes a database of the tables of a Common Data Model, which must be called as their files are."""
OF_SEVERAL_SHEETS = (
    "sheets of clinics are listed as courses, each as book.xlsx#Sheet; those of the same patients are put one below "
    "the other"
)
"""What is done with a further sheet of courses."""
HINTS = {
    "observation": ("observ", "enrol", "elig", "cover", "member"), "people": ("people", "person", "patient", "demog"),
    "treatments": ("treat", "presc", "rx", "med"), "events": ("event", "later", "treat"), "deaths": ("death", "mort"),
    "weights": ("weight", "gewicht", "poids", "peso"), "dispensings": ("disp", "fill", "claim", "pharm"),
    "courses": ("course", "isotret"), "visits": ("visit", "score", "iga", "besuch", "consult"),
    "monitoring": ("lab", "monitor", "blood", "test"), "adverse_events": ("adverse", "side", "effect"),
    "diagnoses": ("diag", "dx", "icd", "condition"),
}  # fmt: skip
"""Parts of names of files that say what is in them, where the columns would do for several tables."""
REQUIRED, OPTIONAL, VAGUE, MISSING, STRANGE, NAMED, OF_DRUG = 2.0, 1.0, 0.5, 3.0, 0.5, 1.5, 3.0


@dataclass(frozen=True)
class Role:
    """A file as one of our tables, and how well that fits."""

    name: str
    table: TableGuess
    fit: float

    @property
    def label(self) -> str:
        """The key of [data] under which the file would be named."""
        return self.table.table.label

    @property
    def lacking(self) -> list[str]:
        """Columns without which the file is not this table, and about which there is no question: somebody must name
        them."""
        asked = {guess.part for guess in self.table.guesses}
        return [name for name in self.table.missing if name not in asked and name in ESSENTIAL.get(self.label, (name,))]

    @property
    def tells_more(self) -> bool:
        """Whether anything but who it is about would be read of the file."""
        return bool(self.table.chosen.keys() - {"patient_id"})

    @property
    def by_its_id_alone(self) -> bool:
        """Whether nothing more is read of a file that should have more, or that has days: those are of no person."""
        dated = any(each.forms().likely in ("date", "serial") for each in self.table.sheet.columns)
        return not self.tells_more and (bool(self.lacking) or dated)


class SeveralMains(StudyError):
    """Several files claim to be the main table; ``courses`` are those of course records."""

    def __init__(self, message: str, courses: Sequence[str]) -> None:
        super().__init__(message)
        self.courses = courses


def roles_of(
    sheets: Mapping[str, Sheet],
    loose: Collection[str] = (),
    drug_codes: Collection[str] = (),
    spare: Collection[str] = (),
) -> tuple[dict[str, Role], dict[str, str]]:
    """The files by the key under which each is to be named; the first is the main table. Beside them, why others that
    were named are left out: what they hold is not understood. One that is ``loose`` and none of our tables needs no
    word; one that is ``spare`` is no main table, nor in the place of another.

    Raises StudyError where none is a main table, or where two claim to be one; and for tables of an OMOP CDM.
    """
    _require_no_omop(sheets)
    roles = {name: [_role(name, sheet, label, drug_codes) for label in TABLES] for name, sheet in sheets.items()}
    unknown = [name for name in roles if name not in loose and not any(role.table.chosen for role in roles[name])]
    main = _main({name: roles[name] for name in roles if name not in unknown}, loose, spare, unknown, sheets)
    chosen, left_out = {main.label: main}, dict[str, str]()
    later = {name: (name in spare, _tells_nobody_more(roles[name], main.label)) for name in roles if name != main.name}
    for name in sorted(later, key=later.__getitem__):
        if name in unknown:
            left_out[name] = f"no column of it is one that isostats knows; {_names_of(sheets[name])}"
            continue
        role = max((each for each in roles[name] if each.label in BESIDE[main.label]), key=_fit)
        unasked = role.table.missing and (role.lacking or not treatments_in(sheets[name]))
        as_main = max(each.fit for each in roles[name] if each.label in MAIN)
        unneeded = name in loose and (unasked or as_main > role.fit)
        if unneeded or (name in spare and role.label in chosen):
            continue
        if (role.lacking or role.by_its_id_alone) and (of_people := _of_people("it", sheets[name], main.label)):
            left_out[name] = of_people.removesuffix(".")
            continue
        if role.by_its_id_alone or (role.label in chosen and not role.tells_more):
            left_out[name] = f"only the patient's id is a column that isostats knows; {_names_of(sheets[name])}"
            continue
        if role.label in chosen:
            raise StudyError(_two_companions(role, chosen[role.label]))
        chosen[role.label] = role
    return chosen, left_out


def _tells_nobody_more(roles: Sequence[Role], main: str) -> bool:
    """Whether nothing but the ids of a file would be read beside a main table: any other goes before it."""
    return not max((each for each in roles if each.label in BESIDE[main]), key=_fit).tells_more


def likely_key(name: str, sheet: Sheet, main: str, taken: Collection[str]) -> str:
    """The key under which a file that is not understood would be named beside a main table, by its name or by how many
    days its rows have; nothing where that is taken, or nobody can tell."""
    free = [label for label in BESIDE[main] if label not in taken]
    book, of_book = book_and_sheet(name)
    called = (of_book or Path(book).stem).lower()
    if hinted := [label for label in free if any(hint in called for hint in HINTS.get(label, ()))]:
        return hinted[0]
    days = sum(each.forms().likely in ("date", "serial") for each in sheet.columns)
    by_days = ("people", "deaths" if len(sheet.columns) == 2 else "treatments", "observation")[min(days, 2)]
    return by_days if by_days in free else ""


def _main(
    roles: Mapping[str, Sequence[Role]],
    loose: Collection[str],
    spare: Collection[str],
    unknown: Sequence[str],
    sheets: Mapping[str, Sheet],
) -> Role:
    """The one file that claims to be the main table: as such it fits no worse than as any other; a ``loose`` one claims
    it only where no other does, unless it has every required column. Where none does, it is a list of isotretinoin."""
    mains = {name: max((role for role in of_file if role.label in MAIN), key=_fit) for name, of_file in roles.items()}
    others = {name: max(role.fit for role in of_file if role.label not in MAIN) for name, of_file in roles.items()}
    claims = [
        role for name, role in mains.items()
        if name not in spare and not role.lacking and (len(sheets) == 1 or role.fit >= others[name])
    ]  # fmt: skip
    claims = [role for role in claims if role.name not in loose or not role.table.missing] or claims
    claims = claims or [role for name in roles if name not in spare for role in roles[name] if _is_of_the_drug(role)]
    if not claims:
        likely = [role for name, role in mains.items() if name not in (*spare, *loose) and role.fit >= others[name]]
        if len(likely) != 1 or likely[0].by_its_id_alone:
            raise StudyError(_nothing_known(unknown[0], sheets[unknown[0]]) if unknown else _no_main(roles))
        claims = likely
    if len(claims) > 1:
        raise SeveralMains(_two_mains(claims), [role.name for role in claims if role.label == "courses"])
    return claims[0]


def companion_role(name: str, sheet: Sheet, *labels: str) -> Role | None:
    """A file as the table beside course records (or of some ``labels``) that it is most like; None where it lacks what
    that must have."""
    best = max((_role(name, sheet, label) for label in labels or BESIDE["courses"]), key=_fit)
    return None if best.lacking else best


def best_fit(sheet: Sheet) -> tuple[bool, float]:
    """How well a sheet would do as a table, to be compared: course records or dispensings go before any other."""
    mains = [role for label in MAIN if not (role := _role(sheet.source, sheet, label)).lacking]
    return bool(mains), max(map(_fit, mains or [_role(sheet.source, sheet, label) for label in TABLES]))


def is_whole_main(sheet: Sheet) -> bool:
    """Whether a sheet has every required column of course records, or of dispensings."""
    return any(not _role(sheet.source, sheet, label).table.missing for label in MAIN)


def treatments_in(sheet: Sheet) -> str:
    """The column of a sheet that names drugs or treatments, by its name or by what it holds; nothing without one."""
    for each in sheet.columns:
        if names_treatments(each):
            return each.name
        named, drug = match_name(each.name, TABLES["events"]), match_name(each.name, TABLES["dispensings"])
        called = (named and named.column == "kind" and named.sure) or (drug and drug.column == "drug" and drug.sure)
        if called and each.telling and each.forms().likely == "words":
            return each.name
    return ""


def looks_like(sheet: Sheet, main: str = "") -> str:
    """What a sheet is most like, in words, or which names it has where it is like none of our tables; beside the table
    ``main``, what is to be done with it."""
    if main == "courses" and is_whole_main(sheet):
        return f"it looks like {CALLED['courses']}, of its own: {OF_SEVERAL_SHEETS}"
    if main == "courses" and (relapses := relapses_in(sheet)):
        return f"it lists relapses in '{relapses}'. {JOIN_RELAPSES}"
    if of_people := main and _of_people("it", sheet, main):
        return of_people
    roles = [_role(sheet.source, sheet, label) for label in TABLES]
    whole = [role for role in roles if not role.table.missing]
    if whole:
        return f"it looks like {CALLED[max(whole, key=_fit).label]}"
    return _names_of(sheet)


def _fit(role: Role) -> float:
    return role.fit


def _role(name: str, sheet: Sheet, label: str, drug_codes: Collection[str] = ()) -> Role:
    table = guess_table(sheet, TABLES[label])
    fit = sum(
        (REQUIRED if table.table.columns[column].required else OPTIONAL)
        * (1.0 if candidate.match.sure or candidate.match.why == OUR_OWN else VAGUE)
        for column, candidate in table.chosen.items()
    )
    fit -= MISSING * len(table.missing)
    fit -= MISSING * (label == "diagnoses" and not {*TELLING} & {*table.chosen})
    only_days = all(table.table.columns[column].type in ("text", "date") for column in table.chosen)
    if label not in OF_TREATMENTS and only_days and (drugs := treatments_in(sheet)) and drugs in table.further:
        fit -= MISSING + OF_DRUG  # days with a drug each are treatments, whatever else has days
    if label == "observation" and table.further:
        fit -= OF_DRUG * any(name in OF_A_COURSE for name in guess_table(sheet, TABLES["courses"]).chosen)
    fit -= 0.0 if table.table.covariates else STRANGE * len(table.further)
    book, of_book = book_and_sheet(name)
    fit += NAMED * any(hint in (of_book or Path(book).stem).lower() for hint in HINTS.get(label, ()))
    return Role(name, table, fit + (_of_the_drug(table, drug_codes) if label == "dispensings" else 0.0))


def _is_of_the_drug(role: Role) -> bool:
    """Whether rows with a day each name systemic isotretinoin: they are dispensings, whatever else they lack."""
    dated = role.label == "dispensings" and not role.lacking and "dispense_date" in role.table.chosen
    texts = (text for column in role.table.sheet.columns for text in column.values)
    return dated and any(judge_product(text, text).systemic for text in texts)


def _of_the_drug(table: TableGuess, drug_codes: Collection[str]) -> float:
    """Whether the products of a file are systemic isotretinoin: then it is the dispensings, and else it is not."""
    if drug_codes and any(normal_code(each) in drug_codes for column in table.sheet.columns for each in column.values):
        return 2 * OF_DRUG  # as a table of products says, whatever the columns are called
    named = table.chosen.get("drug") or table.chosen.get("code")
    values = list(named.theirs.values) if named else []
    if not values:
        return 0.0
    judged = [judge_product(*((None, each) if named is table.chosen.get("code") else (each, None))) for each in values]
    if any(product.systemic for product in judged):
        return OF_DRUG
    return -OF_DRUG if any(product.known for product in judged) else 0.0


def _names_of(sheet: Sheet) -> str:
    return f"it has {listed(sheet.names[:SHOWN])}" if sheet.names else "it holds no table"


def _require_no_omop(sheets: Mapping[str, Sheet]) -> None:
    """Raise StudyError for the tables of an OMOP Common Data Model as files, known by their columns: alone, its drugs
    would pass for dispensings, or its people for people."""
    held: dict[str, str] = {}
    for name, sheet in sheets.items():
        columns = {plain(each) for each in sheet.names}
        for each in OMOP_TABLES:
            if columns.issuperset(map(plain, each.needed.split())):
                held.setdefault(each.name, name)
    if {"person", "drug_exposure", "concept"} <= held.keys():
        raise StudyError(
            f"These are tables of an OMOP Common Data Model ({', '.join(held)}), and isostats reads one in a database. "
            f"Make a DuckDB file of them in their folder, `{INTO_DUCKDB}`, and then `isostats init cdm.duckdb`."
        )


def _nothing_known(name: str, sheet: Sheet) -> str:
    return (
        f"No column of {name} is one that isostats knows; {_names_of(sheet)}. Course records have a patient's id, the "
        "first and last day of each course and the last contact; dispensings have an id, the day, days of supply, "
        'strength and quantity. If yours has them, map them in a study file: columns = {patient_id = "your name"}.'
    )


def _no_main(roles: Mapping[str, Sequence[Role]]) -> str:
    best = [max(of_file, key=_fit) for of_file in roles.values()]
    if not best:
        return (
            "No courses and no dispensings of isotretinoin: the files that are named are a table of products or a data "
            "dictionary. Name the file that has the first day of each course, or of each dispensing, as well."
        )
    looks = "; ".join(f"{role.name} looks like {CALLED.get(role.label, role.label)}{_lacking(role)}" for role in best)
    return (
        f"No courses and no dispensings of isotretinoin in {counted(len(best), 'file')}: {looks}. Name the file that "
        "has the first day of each course, or of each dispensing, as well."
    )


def _lacking(role: Role) -> str:
    """Which columns a file lacks without which it is not what it looks like."""
    return f", and none of its columns seems to be {listed(role.lacking)}" if role.lacking else ""


TOGETHER = {
    "courses": "to read both as one, with their people kept apart, list them in a study file: [data] courses = a list "
    "of files.",
    "dispensings": "if both are of one source, join them into one file.",
}
"""What to do with two main files of one kind."""


def _two_mains(claims: Sequence[Role]) -> str:
    first, second = claims[:2]
    if first.label == second.label:
        return (
            f"{first.name} and {second.name} both look like {CALLED[first.label]}. Name the one that is to be read; "
            f"{TOGETHER[first.label]}"
        )
    looks = f"{first.name} looks like {CALLED[first.label]}, and {second.name} like {CALLED[second.label]}. "
    courses, fills = sorted((first, second), key=lambda role: MAIN.index(role.label))
    alone = "A study has one of the two: name the files of one of them alone."
    return f"{looks}{_as_observation(courses, fills) or alone}"


def _as_observation(courses: Role, fills: Role) -> str:
    """What to do with a file beside dispensings whose days may be those of courses, or of when people were observed,
    with what else it says of them; nothing where it is of courses."""
    sheet = courses.table.sheet
    if any(name in courses.table.chosen for name in OF_A_COURSE) or _role(courses.name, sheet, "observation").lacking:
        return ""
    tables = {label: _role(courses.name, sheet, label).table.chosen for label in ("observation", "people")}
    tables = {label: chosen for label, chosen in tables.items() if chosen.keys() - {"patient_id"}}
    lines = " and ".join(f"{label} = {toml_text(Path(courses.name).name)}" for label in tables)
    columns = ", ".join(
        f"{toml_text(f'{label}.{column}')} = {toml_text(each.theirs.name)}"
        for label, chosen in tables.items() for column, each in chosen.items()
        if column != "patient_id" and each.theirs.name != column
    )  # fmt: skip
    mapped = f", and {columns} under [data.columns]" if columns else ""
    return (
        f"If its days say when people were observed, not when a course was, give {Path(fills.name).name} alone to "
        f"isostats init, and write {lines} under [data] of that study{mapped}. Without, no washout is known, nor who "
        "left."
    )


def _of_people(name: str, sheet: Sheet, main: str) -> str:
    """What to do with a sheet of people beside course records, which have these columns in every row; nothing for any
    other sheet."""
    if main != "courses" or (people := _role(name, sheet, "people").table).missing:
        return ""
    in_every_row = _role(name, sheet, "courses").table.chosen
    about = {column: each for column, each in people.chosen.items() if column not in ("patient_id", "date")}
    about |= {column: in_every_row[column] for column in IN_EVERY_ROW if column in in_every_row}
    read = [each.theirs.name for each in about.values()]
    if not about or any(each.forms().count("date") for each in sheet.columns if each.name not in read):
        return ""
    return (
        f"{name} looks like {CALLED['people']}, with {', '.join(about)}. Course records hold these in their own rows: "
        "add them there, joined by the patient's id, and leave it out."
    )


def last_contact_in(sheet: Sheet) -> str:
    """The column of a sheet that holds the last contact, as course records need it in their own rows; else nothing."""
    held = _role("", sheet, "courses").table.chosen.get("last_contact")
    return held.theirs.name if held else ""


def _two_companions(role: Role, before: Role) -> str:
    return (
        f"{before.name} and {role.name} both look like {CALLED.get(role.label, role.label)}. Put them one below the "
        "other into one file: of one alone, whatever the other holds counts as not having happened."
    )
