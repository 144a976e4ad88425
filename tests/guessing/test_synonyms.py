"""The table of synonyms: no word means two things, and every language has what a study cannot do without."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator

import pytest

from isostats.records.drug_names import known_drug
from isostats.records.drugs import is_for_skin, judge_product
from isostats.records.guessing.column_words import match_name
from isostats.records.guessing.synonyms import ANYWHERE, LANGUAGES, Synonym, all_synonyms, code_of, word_form
from isostats.records.input_tables import COURSE_TABLES, DISPENSING_TABLES
from isostats.records.input_tables.declaration import InputTable
from isostats.records.schema import Column
from isostats.resources import resource

TABLES = (*COURSE_TABLES.values(), *DISPENSING_TABLES.values())
COLUMNS = {column.name: column for table in TABLES for column in table.columns.values()}
ALWAYS = ("patient_id", "course_start", "course_end", "last_contact", "sex", "birth_year", "weight_kg", "relapse_date",
          "relapse_treatment")  # fmt: skip
SPOKEN = [language for language in LANGUAGES if language != "any"]


def of_table(table: InputTable) -> Iterator[tuple[str, Synonym]]:
    """(column, synonym) of every name that a column of a table may have."""
    for each in all_synonyms():
        for address in each.columns:
            label, dot, column = address.rpartition(".")
            if each.what == "name" and column in table.columns and (not dot or label == table.label):
                yield column, each


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.label)
def test_no_word_is_the_name_of_two_columns_of_a_table(table: InputTable) -> None:
    meant = defaultdict(set)
    for column in table.columns.values():
        for name in (column.name, *column.day_names):
            meant[word_form(name)].add(column.name)
    for column, synonym in of_table(table):
        meant[word_form(synonym.word)].add(column)
    assert {word: columns for word, columns in meant.items() if len(columns) > 1} == {}


def test_no_word_is_two_codes_of_a_column_but_as_a_question() -> None:
    meant = defaultdict(set)
    for name, column in COLUMNS.items():
        for code, spellings in column.codes.items():
            for spelling in (code, *spellings):
                meant[name, word_form(spelling)].add(code)
    vague = defaultdict(set)
    for each in all_synonyms():
        for name in each.columns if each.what == "value" else ():
            meant[name, word_form(each.word)].add(each.code)
            vague[name, word_form(each.word)].add(each.vague)
    meant = {key: codes for key, codes in meant.items() if vague[key] != {True}}  # which is a question, or likely
    clashes = {key: codes for key, codes in meant.items() if len(codes) > 1}
    assert clashes == {}


def test_no_word_for_a_treatment_contradicts_what_the_product_of_that_name_is() -> None:
    words = [each for each in all_synonyms() if each.what == "value" and "kind" in each.columns and not each.vague]
    assert len(words) > 300
    kinds = {each.word: known_drug(each.word) for each in words}
    otherwise = {word: row.concept_set for word, row in kinds.items() if row}
    otherwise |= {each.word: "isotretinoin" for each in words if judge_product(each.word).systemic}
    assert {each.word: (each.code, otherwise[each.word]) for each in words
            if otherwise.get(each.word, each.code) != each.code} == {}  # fmt: skip
    for_skin = [each.word for each in words if each.code == "isotretinoin" and is_for_skin(each.word)]
    assert for_skin == []


def test_no_brand_is_isotretinoin_and_another_drug_or_a_word_besides() -> None:
    with resource("data", "published", "brands.csv").open(encoding="utf-8", newline="") as file:
        brands = {row["text"]: row["code"] for row in csv.DictReader(file)}
    for brand, code in brands.items():
        row = known_drug(brand)
        assert row is not None
        assert code.startswith(row.code)
        assert not judge_product(brand).systemic
    assert not {word_form(brand) for brand in brands} & {word_form(each.word) for each in all_synonyms()}


def _grades(column: Column) -> list[str]:
    """The numbers that a graded score can have."""
    assert column.hard
    low, high = column.hard
    return [str(grade) for grade in range(int(low), int(high) + 1)]


def test_every_row_is_about_something_that_there_is() -> None:
    for each in all_synonyms():
        assert each.language in LANGUAGES
        assert word_form(each.word)
        for address in each.columns:
            column = address.rpartition(".")[2]
            assert column == ANYWHERE or column in COLUMNS
        if each.what == "value" and each.columns != (ANYWHERE,):
            named = [table.columns[column] for table in TABLES for column in each.columns if column in table.columns]
            assert any(each.code in (_grades(column) if column.graded else column.codes) for column in named)


@pytest.mark.parametrize("language", SPOKEN)
def test_every_language_names_what_a_study_needs(language: str) -> None:
    named = {column for table in TABLES for column, each in of_table(table) if each.language == language}
    assert named >= {*ALWAYS, "dispense_date", "days_supply", "strength_mg", "quantity"}
    codes = {each.code for each in all_synonyms() if each.what == "value" and each.language == language}
    assert codes >= {"female", "male", "oral_antibiotic", "topical", "none"} - ({"female", "male"} & {"none"})


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("Start", "course_start"), ("Stop", "course_end"), ("last_visit", "last_contact"),
        ("治療開始日", "course_start"), ("Therapiebeginn", "course_start"), ("Début du traitement", "course_start"),
        ("ÚLTIMA  CONSULTA", "last_contact"), ("Data_zakończenia_leczenia", "course_end"), ("体重（kg）", "weight_kg"),
        ("Gewicht in Kilo [kg]", None), ("Weight_kg", "weight_kg"), ("Tagesdosis mg", "daily_dose_mg"),
    ],
)  # fmt: skip
def test_names_of_the_issue(name: str, column: str | None) -> None:
    match = match_name(name, COURSE_TABLES["courses"])
    assert (match and match.column) == column


@pytest.mark.parametrize(
    ("text", "column", "code"),
    [
        ("Doxy", "relapse_treatment", "oral_antibiotic"), ("keins", "relapse_treatment", "none"),
        ("女", "sex", "female"), ("ISOTRÉTINOÏNE", "relapse_treatment", "isotretinoin"), ("kobieta", "sex", "female"),
    ],
)  # fmt: skip
def test_codes_of_the_issue(text: str, column: str, code: str) -> None:
    named = code_of(text, COLUMNS[column])
    assert named is not None
    assert named.code == code


def test_a_drug_that_is_swallowed_and_put_on_the_skin_is_left_open() -> None:
    treatment: Column = COLUMNS["relapse_treatment"]
    assert [code_of(text, treatment) for text in ("erythromycin", "clindamycin", "retinoid", "hormone")] == [None] * 4


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("Rx for relapse", "relapse_treatment"), ("letzte Kontrolle am", "last_contact"), ("Geschl.", "sex"),
        ("treatment begin", "course_start"), ("Therapie nach Rezidiv", "relapse_treatment"),
        ("gender (1=male, 2=female)", "sex"), ("Therapiebeginn (TT.MM.JJJJ)", "course_start"),
        # another word makes another thing of it
        ("Start of treatment (planned)", None), ("Weight (mother)", None), ("Rezidiv vor Therapie", None),
        ("geplanter Therapiebeginn", None), ("planned end of treatment", None), ("Treatment 2 start", None),
        ("second relapse", None), ("date of first visit", None), ("Ge.", None),
    ],
)  # fmt: skip
def test_words_in_another_order_and_words_that_say_something_else(name: str, column: str | None) -> None:
    match = match_name(name, COURSE_TABLES["courses"])
    assert (match and match.column) == column


@pytest.mark.parametrize(("woman", "man"), [("Frau", "Herr"), ("Madame", "Monsieur"), ("Señora", "Señor"),
                                            ("Senhora", "Senhor"), ("Signora", "Signor"), ("Pani", "Pan"),
                                            ("Mevrouw", "Meneer")])  # fmt: skip
def test_who_is_addressed_is_known_of_both(woman: str, man: str) -> None:
    assert [known.code for word in (woman, man) if (known := code_of(word, COLUMNS["sex"]))] == ["female", "male"]
