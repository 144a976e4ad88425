"""Case 28: codes say the kind of a treatment in every country; a table that is mostly unknown is an error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from isostats.doors import through
from isostats.errors import DataError
from isostats.records.dispensings import StitchedRecords, read_dispensings
from isostats.records.drugs import TREATMENT_SETS, known_code, published_codes
from isostats.records.schema import KIND
from isostats.report.job import read_records
from isostats.study.study_file import read_study

CASE = Path(__file__).parent / "28_codes_unknown"


@pytest.fixture(autouse=True)
def _in_the_words_of_a_study_file() -> Iterator[None]:
    with through("key"):
        yield
FILLS = pd.DataFrame(
    {
        "patient_id": "a",
        "dispense_day": [0, 30],
        "days_supply": 30,
        "strength_mg": 20,
        "quantity": 60,
        "drug": "Accutane",
    }
)


def read(*codes: str | None, **choices: object) -> StitchedRecords:
    treatments = pd.DataFrame({"patient_id": "a", "day": range(300, 300 + len(codes)), "code": list(codes)})
    return read_dispensings(FILLS, treatments=treatments.assign(days_supply=30), **choices)  # type: ignore[arg-type]


def kinds(records: StitchedRecords) -> list[str]:
    return records.table("events").sort_values("date")["kind"].tolist()


def test_the_case() -> None:
    records = read_records(read_study(CASE / "study.toml"))
    codes = pd.read_csv(CASE / "treatments.csv")["code"]
    found = records.table("events")["kind"].value_counts().to_dict()
    assert found == {
        "topical": int(codes.isin(["D10AD04", "D10AD54"]).sum()),
        "antiandrogen": int((codes == "G03HB01").sum()),
        "oral_antibiotic": int((codes == "J01AA14").sum()),
    }
    rules = {finding.rule: finding for finding in records.findings}
    assert "unknown_treatment" not in rules
    assert rules["unconfirmed_code"].count == (codes == "J01AA14").sum()  # read, and said to be unsure


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("D10AD04", "topical"), ("D10AD54", "topical"), ("D10AD51", "topical"), ("D10AD06", "topical"),
        ("D10AE51", "topical"), ("D10AX05", "topical"), ("D10AX06", "topical"), ("D10AE01", "topical"),
        ("D10AF52", "topical_antibiotic"), ("D10AF01", "topical_antibiotic"), ("D10AF07", "topical_antibiotic"),
        ("G03HA01", "antiandrogen"), ("G03HB01", "antiandrogen"), ("C03DA01", "antiandrogen"), ("9997", "antiandrogen"),
        ("G03AA07", "contraceptive"), ("G03AB03", "contraceptive"), ("J01AA02", "oral_antibiotic"),
        ("J01AA14", "oral_antibiotic"), ("j01 aa 08", "oral_antibiotic"), ("ATC: J01FA10", "oral_antibiotic"),
        ("D10BA01", "isotretinoin"), ("107436", "topical"), ("D10AB02", "topical"), ("6980", "oral_antibiotic"),
    ],
)  # fmt: skip
def test_a_code_says_its_kind(code: str, kind: str) -> None:
    known = known_code(code)
    assert known is not None
    assert known.concept_set == kind


@pytest.mark.parametrize("code", ["C09AA03", "G03CA03", "J01CA04", "J01AA12", "X", "", "G03", "L70.0"])
def test_other_codes_say_none(code: str) -> None:
    assert known_code(code) is None


def test_every_set_is_a_kind_and_no_code_is_of_two() -> None:
    assert set(TREATMENT_SETS) <= set(KIND)
    rows = [row for row in published_codes() if row.concept_set in (*TREATMENT_SETS, "isotretinoin")]
    included = [(row.vocabulary, row.code) for row in rows if row.use != "exclude"]
    assert len(set(included)) == len(included)


def test_a_table_of_mostly_unknown_codes_is_an_error_with_its_codes_and_counts() -> None:
    with pytest.raises(DataError) as caught:
        read("J01AA02", "XX1", "XX1", "YY2")
    assert "3 of 4 rows of a data frame have no known kind: XX1 (2), YY2 (1)" in " ".join(str(caught.value).split())
    assert '"your code" = "oral_antibiotic" under [data.values.code]' in " ".join(str(caught.value).split())
    with pytest.raises(DataError, match="no known kind"):  # faults of a table do not set patients aside
        read("J01AA02", "XX1", "XX1", "YY2", on_invalid="set_aside")


def test_fewer_unknown_codes_are_a_warning() -> None:
    records = read("J01AA02", "XX1", "D10AF01")
    assert kinds(records) == ["oral_antibiotic", "topical_antibiotic"]
    (told,) = [finding for finding in records.findings if finding.rule == "unknown_treatment"]
    assert (told.severity, told.count, told.row) == ("warning", 1, 3)
    assert "1 of 3 rows of a data frame has no known kind: XX1 (1)" in told.message


def test_the_advice_of_the_error_leads_to_an_answer() -> None:
    records = read("J01AA02", "XX1", "XX1", "YY2", values={"code": {"XX1": "topical", "YY2": "not_for_acne"}})
    assert kinds(records) == ["oral_antibiotic", "topical", "topical"]
    assert not {"unknown_treatment", "unknown_codes"} & {finding.rule for finding in records.findings}


@pytest.mark.parametrize("column", ["kind", "code"])
def test_what_treats_no_acne_is_left_out_and_told(column: str) -> None:
    treatments = pd.DataFrame({"patient_id": "a", "day": [300, 400], column: ["not_for_acne", "topical"]})
    records = read_dispensings(FILLS, treatments=treatments)
    assert kinds(records) == ["topical"]
    (told,) = [finding for finding in records.findings if finding.rule == "treatment_not_for_acne"]
    assert (told.severity, told.count, told.row) == ("note", 1, 2)


def test_tazarotene_is_for_acne_only_beside_a_diagnosis() -> None:
    records = read("D05AX05", "D05AX05", "J01AA02")
    assert kinds(records) == ["oral_antibiotic"]
    (told,) = [finding for finding in records.findings if finding.rule == "needs_acne_code"]
    assert told.count == 2


def test_beside_a_diagnosis_of_acne_within_thirty_days_tazarotene_counts() -> None:
    treatments = pd.DataFrame({"patient_id": "a", "day": [300, 400, 500], "kind": None, "code": "D05AX05"})
    diagnoses = pd.DataFrame({"patient_id": ["a", "a", "b"], "day": [330, 369, 500],
                              "diagnosis_code": ["L70.0", "L70.0", "L70.0"]})  # fmt: skip
    records = read_dispensings(FILLS, treatments=treatments, diagnoses=diagnoses)
    assert records.table("events")[["date", "kind"]].values.tolist() == [[300, "topical"]]
    told = {finding.rule: finding.count for finding in records.findings}
    assert (told["counted_beside_acne"], told["needs_acne_code"]) == (1, 2)
    eczema = read_dispensings(FILLS, treatments=treatments, diagnoses=diagnoses.assign(diagnosis_code="L20"))
    assert kinds(eczema) == []


def test_a_kind_of_the_file_goes_before_its_code() -> None:
    treatments = pd.DataFrame(
        {"patient_id": "a", "day": [300, 310], "kind": ["topical", None], "code": ["J01AA02", "G03AA12"]}
    )
    assert kinds(read_dispensings(FILLS, treatments=treatments)) == ["topical", "contraceptive"]


def fills_of(*drugs: str) -> pd.DataFrame:
    """One person's isotretinoin, and after it one fill of each other drug."""
    others = FILLS.head(1).assign(strength_mg=None, drug=[list(drugs)]).explode("drug", ignore_index=True)
    others["dispense_day"] = range(300, 300 + len(drugs))
    return pd.concat([FILLS, others], ignore_index=True)


def test_the_advice_names_the_column_that_holds_the_names_and_leads_to_an_answer() -> None:
    fills = fills_of("Doxycyclin 100", "Our own mixture", "Our own mixture", "Their mixture")
    before = read_dispensings(fills, treatments=fills)
    (told,) = [each for each in before.findings if each.rule == "mostly_unknown_treatment"]
    assert told.column == "drug"
    assert "values" in told.advice
    assert "drug" in told.advice
    assert "code" not in told.advice.split("values")[1]
    meant = {"our own mixture": "topical", "Their mixture": "not_for_acne"}
    after = read_dispensings(fills, treatments=fills, values={"drug": meant})
    assert kinds(after) == ["oral_antibiotic", "topical", "topical"]
    assert not any("unknown" in each.rule for each in after.findings)
    (others,) = [each for each in after.findings if each.rule == "other_product"]  # kinds are not said to be products
    assert "what values calls topical (2), Doxycyclin 100 (1), what values calls not_for_acne (1)" in others.message


def test_codes_that_are_said_of_the_column_that_is_not_there_are_an_error() -> None:
    fills = fills_of("Doxycyclin 100", "Our own mixture")
    with pytest.raises(DataError, match="1 of them stands in") as caught:
        read_dispensings(fills, treatments=fills, values={"code": {"our own mixture": "topical"}})
    (error,) = caught.value.findings.errors
    assert (error.rule, error.column, error.row) == ("unused_values", "drug", 5)
    assert '"Our own mixture" = "topical"' in error.advice


def test_a_name_or_word_says_the_same_in_every_door() -> None:
    drugs = ("Diane 35", "Duac", "Epiduo", "PDT", "Erythromycin 500 mg Filmtabletten", "Isotrex")
    meant = ["antiandrogen", "topical_antibiotic", "topical", "procedure", "oral_antibiotic", "topical"]
    fills = fills_of(*drugs)
    assert kinds(read_dispensings(fills, treatments=fills)) == meant
    table = fills.tail(len(drugs)).rename(columns={"dispense_day": "day"})[["patient_id", "day", "drug"]]
    assert kinds(read_dispensings(FILLS, treatments=table)) == meant


def test_what_no_setting_aside_mends_is_not_said_to_be_mended_by_it() -> None:
    fills = pd.concat([FILLS.assign(patient_id=f"p{at}", dispense_day=[5000, 5030]) for at in range(12)])
    seen = pd.DataFrame({"patient_id": [f"p{at}" for at in range(12)], "start_day": 0, "end_day": 900})
    later = seen.assign(day=5100, kind="topical")[["patient_id", "day", "kind"]]
    for choice in ("stop", "set_aside"):
        with pytest.raises(DataError) as caught:
            read_dispensings(fills, observation=seen, treatments=later, on_invalid=choice)
        assert {each.rule for each in caught.value.findings.errors} == {"treatments_elsewhere", "dispensings_elsewhere"}
        assert "set_aside" not in str(caught.value)
