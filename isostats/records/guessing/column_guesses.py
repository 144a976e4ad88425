"""Which column of a file is which of ours, by its name and by what it holds; what holds something else is not taken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from isostats.doors import toml_text
from isostats.records.advice import printable
from isostats.records.code_texts import kind_of_product, read_code
from isostats.records.dispensings.drug_columns import MOSTLY, OF_PRODUCT, names_drugs
from isostats.records.drug_names import kind_named
from isostats.records.drugs import judge_product, strength_in
from isostats.records.guessing.column_words import NameMatch, answers_in, match_name, sex_asked
from isostats.records.guessing.guess import Guess
from isostats.records.guessing.sheets import Sheet, SheetColumn
from isostats.records.guessing.synonyms import code_of, grade_of
from isostats.records.ids_in_parts import LONGEST
from isostats.records.input_tables.declaration import InputTable
from isostats.records.input_tables.later_treatments import EVENT_COLUMNS
from isostats.records.length_names import LEADS_TO, how_to_add
from isostats.records.outcome_names import is_about_relapse
from isostats.records.schema import Column
from isostats.records.text_forms import MEANT, Forms
from isostats.records.unit_words import Meaning, meaning, unit_in_name
from isostats.vocabulary.outcomes import TREATMENT_KINDS
from isostats.words.numbers import agreed, counted, number_text

SHOWN = 3
ROWS_OF_ONE = 10
"""So many courses has nobody: with fewer different ids than one in so many rows, they are none."""
LATER = ("events", "treatments")
KIND_COLUMN = EVENT_COLUMNS["kind"]
PLAIN = re.compile(r"\d+(\.\d+)?")
YEARS = (1900, 2100)


@dataclass(frozen=True)
class Candidate:
    """A column of a file that may be one of ours; ``against`` says what speaks against it."""

    theirs: SheetColumn
    match: NameMatch
    against: str = ""


@dataclass(frozen=True)
class TableGuess:
    """A file as one of our tables: ``chosen`` are our columns with those of the file, ``further`` the names that are
    none of ours, and ``guesses`` what of the mapping is to be written."""

    table: InputTable
    sheet: Sheet
    chosen: dict[str, Candidate]
    guesses: tuple[Guess, ...]
    further: tuple[str, ...]

    @property
    def missing(self) -> list[str]:
        """Our required columns that nothing in the file can be."""
        return [name for name, column in self.table.columns.items() if column.required and name not in self.chosen]

    @property
    def unused(self) -> list[str]:
        """The names that are none of ours, without those by which REDCap itself keeps its rows."""
        if not self.sheet.is_redcap:
            return list(self.further)
        return [name for name in self.further if not name.startswith("redcap_") and not name.endswith("_complete")]

    @property
    def languages(self) -> list[str]:
        """The languages of the names that were understood, one for each name."""
        return [each.match.language for each in self.chosen.values() if each.match.language not in ("", "any")]


def guess_table(sheet: Sheet, table: InputTable) -> TableGuess:
    """A file taken for a table."""
    candidates = [
        Candidate(each, match, "" if match.why == OUR_OWN else misfit(each, table.columns[match.column], match))
        for each in sheet.columns
        if (match := _match(each, table))
    ]
    chosen, guesses = dict[str, Candidate](), list[Guess]()
    spoken = {_language(each.match) for each in candidates if not each.against}
    for name in table.columns:
        mine = [each for each in candidates if each.match.column == name]
        fit = [each for each in mine if not each.against]
        best = [each for each in fit if each.match.why == OUR_OWN] or [each for each in fit if each.match.sure] or fit
        if len(best) > 1:
            guesses.append(_several(name, best))
        elif best:
            chosen[name] = best[0]
            guesses += _mapped(name, best[0], [each for each in fit if each is not best[0]])
        elif asked := [each for each in mine if not spoken or _language(each.match) in ("any", *spoken)]:
            guesses.append(_misfit(name, asked[0]))
    if within := _numbered_within(sheet, table, chosen):
        del chosen["patient_id"]
        guesses = [*(guess for guess in guesses if guess.part != "patient_id"), within]
    taken = {each.theirs.name for each in chosen.values()}
    left = [each for each in sheet.columns if each.name not in taken]
    guesses += _of_drugs(table, chosen, left, {guess.part for guess in guesses})
    guesses += _of_kinds(table, chosen, left, {guess.part for guess in guesses})
    guesses += _by_content(table, chosen, left, {guess.part for guess in guesses})
    order = list(table.columns)
    guesses.sort(key=lambda guess: order.index(guess.part))
    return TableGuess(table, sheet, chosen, tuple(guesses), tuple(each.name for each in left))


OUR_OWN = "our own name"


def _language(match: NameMatch) -> str:
    """The language of a name; ours are English. A name of a language that no other of a file speaks, of a column that
    holds something else, is a word of another one: a dosage (Two daily) is a strength in French alone."""
    return match.language or "en"


def _match(theirs: SheetColumn, table: InputTable) -> NameMatch | None:
    """What a column is by its name; where that is not sure, what it is by its label, if it has one."""
    named = match_name(theirs.name, table)
    labelled = match_name(theirs.label, table) if theirs.label and not (named and named.sure) else None
    if labelled is None or (named is not None and not labelled.sure and labelled.why != OUR_OWN):
        return named
    why = f"its label '{printable(theirs.label)}' is {labelled.why.replace(' for it', '')}"
    return replace(labelled, why=why, is_day=False)


def _mapped(name: str, best: Candidate, others: Sequence[Candidate]) -> Iterator[Guess]:
    """The mapping of a column that is called otherwise than ours."""
    if best.match.why == OUR_OWN:
        return
    sure, why = best.match.sure, best.match.why
    if others:
        why += f"; {listed(each.theirs.name for each in others)} could be it as well"
    holds = _holds(best.theirs) if name != "patient_id" else _how_many(best.theirs)
    yield Guess(f"columns.{name}", best.theirs.name, f"{why}; {holds}", "sure" if sure and not others else "likely")


def _several(name: str, best: Sequence[Candidate]) -> Guess:
    """Several columns that fit alike: somebody must say which is ours."""
    names = [each.theirs.name for each in best]
    why = f"{listed(names)} could each be it"
    return Guess(f"columns.{name}", names[0], why, "open", choices={toml_text(each): each for each in names})


def _misfit(name: str, mine: Candidate) -> Guess:
    """A column that is called like ours and holds something else."""
    theirs = mine.theirs.name
    why = f"{toml_text(theirs)} is {mine.match.why.replace(' for it', '')}, but {mine.against}"
    if name in LEADS_TO and mine.theirs.forms().likely == "number":
        way = how_to_add(name, theirs)
        why += f". If it is a length of time: {way[0].lower()}{way[1:].rstrip('.')}"
    return Guess(f"columns.{name}", theirs, why, "open", choices={f"it is {toml_text(theirs)} all the same": theirs})


def _numbered_within(sheet: Sheet, table: InputTable, chosen: Mapping[str, Candidate]) -> Guess | None:
    """The question about a column of course records that is called like the patient's id, and numbers people within
    another alone, as members of a family: taken for the id, the first of each family would be one person."""
    named = chosen.get("patient_id")
    if table.label != "courses" or named is None or named.match.why == OUR_OWN:
        return None
    mine, rows = named.theirs, len(named.theirs.telling)
    values = len({*mine.telling})
    if values < 2 or values * ROWS_OF_ONE > rows or max(map(len, mine.telling)) > LONGEST:
        return None
    taken = {each.theirs.name for each in chosen.values()}
    others = {each.name: len({*zip(each.cells, mine.cells, strict=True)}) for each in sheet.columns
              if each.name not in taken and values < len({*each.telling}) and not each.forms().count("date")
              and len(each.telling) == len(mine.cells)}  # fmt: skip
    if not others:
        return None
    other = max(others, key=others.__getitem__)
    why = (
        f"{listed([mine.name])} holds {counted(values, 'different value')} in {counted(rows, 'row')}, and "
        f"{listed([other])} with it {others[other]}: it may number people within {listed([other])} alone. If so, make "
        "one column of both in the file, and name it here"
    )
    choices = {f"it is {toml_text(mine.name)} all the same": mine.name, "both as one column": "your name"}
    return Guess("columns.patient_id", mine.name, why, "open", choices=choices)


def _by_content(
    table: InputTable, chosen: dict[str, Candidate], left: Sequence[SheetColumn], asked: set[str]
) -> Iterator[Guess]:
    """Questions about required columns that no name tells: those that are left and hold what ours would."""
    wanted = [name for name, column in table.columns.items() if column.required or name == "relapse_date"]
    for name in [name for name in wanted if name not in {*chosen, *asked}]:
        column = table.columns[name]
        if column.type not in ("text", "date"):  # any number could be a strength
            continue
        likely = [each for each in left if each.telling and not misfit(each, column)]
        likely = [each for each in likely if is_about_relapse(each.name) == (name == "relapse_date")]
        if column.type == "text":
            likely = [each for each in likely if len(set(each.telling)) > 1 and not each.forms().count("date")]
        if likely:
            names = [each.name for each in likely]
            why = f"no column is called so; {listed(names)} {agreed(len(names), 'holds')} such values"
            yield Guess(f"columns.{name}", names[0], why, "open", choices={toml_text(each): each for each in names})


def _of_drugs(
    table: InputTable, chosen: dict[str, Candidate], left: list[SheetColumn], asked: set[str]
) -> Iterator[Guess]:
    """The column of a table of dispensings that names drugs, whatever it is called: it is taken out of ``left``."""
    untold = _is_code_alone(chosen)
    if table.label != "dispensings" or not (untold or (chosen.keys() | asked).isdisjoint(OF_PRODUCT)):
        return
    filled = [each for each in left if len(each.telling) > MOSTLY * len(each.cells)]
    naming = [each for each in filled if names_drugs(Counter(each.telling))]
    if with_strength := [each for each in naming if any(map(strength_in, each.telling))]:
        naming = with_strength if "strength_mg" not in chosen else naming
    elif untold:
        return
    if len(naming) > 1:
        names = [each.name for each in naming]
        why = f"{listed(names)} name drugs, and without one of them every row would count as isotretinoin"
        yield Guess("columns.drug", names[0], why, "open", choices={toml_text(each): each for each in names})
    for theirs in naming if len(naming) == 1 else []:
        chosen["drug"] = Candidate(theirs, NameMatch("drug", False, "it names drugs"))
        left.remove(theirs)
        yield Guess("columns.drug", theirs.name, f"it names drugs; {_holds(theirs)}", "likely")


def _of_kinds(
    table: InputTable, chosen: dict[str, Candidate], left: list[SheetColumn], asked: set[str]
) -> Iterator[Guess]:
    """The one column of later treatments that names them, whatever it is called: it is taken out of ``left``."""
    if table.label not in LATER or not (chosen.keys() | asked).isdisjoint(("kind", "code", "drug")):
        return
    naming = [each for each in left if names_treatments(each)]
    if len(naming) == 1:
        (theirs,) = naming
        chosen["kind"] = Candidate(theirs, NameMatch("kind", False, "it names treatments"))
        left.remove(theirs)
        yield Guess("columns.kind", theirs.name, f"it names treatments; {_holds(theirs)}", "likely")


def names_treatments(theirs: SheetColumn) -> bool:
    """Whether at least half of the different texts of a column name a drug, or a kind of treatment."""
    named = sum(bool(kind_named(text) or judge_product(text).systemic or is_a_kind(text)) for text in theirs.values)
    return named > 0 and 2 * named >= len(theirs.values)


def is_a_kind(text: str) -> bool:
    """Whether a text is one of our kinds of treatment, or a word for one; a number or a word for none is not."""
    code = read_code(text, KIND_COLUMN)
    known = code_of(text, KIND_COLUMN)
    return (known.code if known else code[0] if code[1] is None else "") in TREATMENT_KINDS


def _is_code_alone(chosen: Mapping[str, Candidate]) -> bool:
    """Whether products have codes that nobody knows, and nothing else tells which they are, or their strength."""
    code = chosen.get("code")
    return code is not None and chosen.keys().isdisjoint({"drug", "strength_mg"}) and not any(
        judge_product(None, text).known for text in {*code.theirs.telling}
    )


def misfit(theirs: SheetColumn, column: Column, match: NameMatch | None = None) -> str:
    """Why a column of a file cannot be one of ours, by what it holds; nothing where it can. An empty one can."""
    if not theirs.telling or column.type == "text":
        return ""
    of_name = unit_in_name(theirs.name, column.unit, by_weight=bool(column.per)) if column.unit else None
    if match and match.unit and not of_name and not _is_own(match.unit, column):  # a label's, which no reader converts
        return f"its unit is {match.unit}, where {column.unit} is wanted"
    forms = theirs.forms(column.unit)
    wrong = f"it holds {_examples(theirs)}"
    if column.type == "date":
        whole = match is not None and match.is_day and forms.share("whole_number") >= MEANT
        return "" if whole or forms.likely in ("date", "serial") else wrong
    if column.type in ("number", "integer"):
        graded = sum(bool(grade_of(text, column)) for text in theirs.telling)
        if graded and graded + sum(map(str.isdigit, theirs.telling)) >= MEANT * len(theirs.telling):
            return ""
        if column.unit == "year" and forms.likely in ("date", "serial"):
            return ""
        return _number_misfit(theirs, column, forms, of_name) if forms.share("number") >= MEANT else wrong
    different = set(theirs.telling)
    products = sum(bool(kind_of_product(text, column)) for text in different)  # of which there may be many
    if forms.likely in ("date", "serial") or not (theirs.few or 2 * products >= len(different)):
        return wrong
    numbers = forms.share("number") >= MEANT and len(different) > len(column.codes) + 2
    asked = column.name == "sex" and answers_in(theirs.telling, sex_asked(theirs.name))
    if match and not match.sure and not asked and not any(map(_is_code(column), theirs.telling)):
        return f"{wrong}, and nothing that is known of {column.name}"
    return wrong if numbers else ""


def _is_own(unit: str, column: Column) -> bool:
    """Whether a unit is the one in which the column is kept."""
    means = meaning(unit, column.unit, by_weight=False) if column.unit else None
    return means is not None and means.factor == 1.0


def _is_code(column: Column) -> Callable[[str], bool]:
    """Whether a text is a code of a column, or a word for one."""
    return lambda text: read_code(text, column)[1] is None or code_of(text, column) is not None or text.isdigit()


def _number_misfit(theirs: SheetColumn, column: Column, forms: Forms, of_name: Meaning | None) -> str:
    """Whether numbers lie where those of our column cannot, or usually do not."""
    if forms.count("unit") or (of_name and of_name.by_weight):  # which are converted, row by row
        return ""
    factor = of_name.factor if of_name else 1.0
    numbers = [float(point) for text in theirs.telling if PLAIN.fullmatch(point := text.replace(",", "."))]
    usual = column.edge or column.hard or (YEARS if column.unit == "year" else None)
    if numbers and usual and not usual[0] <= factor * median(numbers) <= usual[1]:
        low, high = map(number_text, usual)
        return f"it holds {_examples(theirs)}, and {low} to {high} is usual"
    return ""


def _holds(theirs: SheetColumn) -> str:
    return f"it holds {_examples(theirs)}" if theirs.telling else "it is empty"


def _how_many(theirs: SheetColumn) -> str:
    """Of ids, which are those of persons, none is shown."""
    return f"it holds {counted(len(set(theirs.telling)), 'different value')}"


def _examples(theirs: SheetColumn) -> str:
    """A few of its values where they are few; else how many there are, and one of them."""
    values = list(dict.fromkeys(theirs.telling))
    if len(values) > SHOWN:
        return f"{counted(len(values), 'different value')} such as {listed(values[:1])}"
    return listed(values)


def listed(texts: Iterable[str]) -> str:
    """Texts in quotation marks, as a message may show them.

    >>> listed(["a", "b", "c"])
    "'a', 'b' and 'c'"
    """
    *most, last = [f"'{printable(text)}'" for text in texts]
    return f"{', '.join(most)} and {last}" if most else last
