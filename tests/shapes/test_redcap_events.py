"""Later treatments in a repeating instrument: the warning says how they are used, and following it works."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

import isostats as iso
from isostats import records

DICTIONARY = """Variable / Field Name,Form Name,Field Type,Field Label,"Choices, Calculations, OR Slider Labels"
record_id,person,text,Record,
last_seen,person,text,Last seen,
iso_start,course,text,Start,
iso_stop,course,text,Stop,
tx_date,later_treatment,text,Date of treatment,
tx_kind,later_treatment,dropdown,Treatment,"1, Oral doxycycline | 2, Topical adapalene | 3, Spironolactone"
"""
COLUMNS = {
    "patient_id": "record_id", "last_contact": "last_seen", "course_start": "iso_start", "course_end": "iso_stop",
}  # fmt: skip


def export() -> pd.DataFrame:
    rows: list[dict[str, str]] = []
    for at in range(1, 9):
        who = {"record_id": str(at)}
        rows.append({**who, "last_seen": "2022-01-01"})
        rows.append({**who, "redcap_repeat_instrument": "course", "iso_start": "2015-01-01", "iso_stop": "2015-06-01"})
        later = {**who, "redcap_repeat_instrument": "later_treatment", "tx_kind": str(1 + at % 3)}
        rows += [{**later, "tx_date": f"201{year}-03-01"} for year in (6, 7)[: at % 3]]
    names = ["record_id", "redcap_repeat_instrument", "last_seen", "iso_start", "iso_stop", "tx_date", "tx_kind"]
    return pd.DataFrame(rows, columns=names).fillna("")


def test_the_advice_on_an_instrument_of_later_treatments_works(tmp_path: Path) -> None:
    (tmp_path / "dictionary.csv").write_text(DICTIONARY, encoding="utf-8")
    whole = export()
    keys = {"layout": "redcap", "dictionary": tmp_path / "dictionary.csv"}
    (left,) = [each for each in records.check_courses(whole, columns=COLUMNS, **keys)
               if each.rule == "redcap_rows_left_out"]  # fmt: skip
    lines = r'events = "(.+?)".* go (.+) under \[data.columns\], a line each and (.+) under \[data.values.kind\]'
    ((events, columns, values),) = re.findall(lines, left.advice)
    named, kinds = (dict(re.findall(r'"(.+?)" = "(.+?)"', lines)) for lines in (columns, values))
    alone = whole.loc[whole["redcap_repeat_instrument"] == "later_treatment"]
    kept = alone[["record_id", "redcap_repeat_instrument", "tx_date", "tx_kind"]]
    kept.to_csv(tmp_path / events, index=False)
    read = iso.read_courses(whole, events=tmp_path / events, columns=COLUMNS | named, values={"kind": kinds}, **keys)
    cohort = iso.first_courses(read)
    treated = {1: "2", 2: "3", 4: "2", 5: "3", 7: "2", 8: "3"}  # at % 3 rows each, of kind 1 + at % 3
    assert cohort.count("any_treatment").events.sum() == len(treated)
    assert cohort.count("systemic_treatment").events.sum() == sum(kind == "3" for kind in treated.values())


def test_an_instrument_that_names_no_drugs_gets_no_advice(tmp_path: Path) -> None:
    other = DICTIONARY.replace("Oral doxycycline", "Good").replace("Topical adapalene", "Fair")
    (tmp_path / "dictionary.csv").write_text(other.replace("Spironolactone", "Bad"), encoding="utf-8")
    keys = {"layout": "redcap", "dictionary": tmp_path / "dictionary.csv"}
    (left,) = [each for each in records.check_courses(export(), columns=COLUMNS, **keys)
               if each.rule == "redcap_rows_left_out"]  # fmt: skip
    assert left.advice == "They are left out: only courses are read here."
