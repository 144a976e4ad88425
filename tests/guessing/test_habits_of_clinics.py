"""Habits of clinics: notes below the table, codes in the name of a column, a letter for a word, the encoding of another
alphabet."""

from __future__ import annotations

from pathlib import Path

import pytest

from isostats.records import read_courses
from isostats.records.formats.encodings import other_encoding
from isostats.records.guessing.drafts import Draft, draft_study
from isostats.study.study_file import make_study

ROWS = ["01;w;9.März.14;9.Aug.14;3.5.17", "02;m;1.Okt.15;1.Mai.16;3.5.19", "03;d;7.2.16;8.7.16;3.5.19"]
HEAD = "Pat.-Nr.;Geschlecht (m/w/d);Beginn;Ende;letzte Kontrolle"


def drafted(folder: Path, *lines: str, encoding: str = "utf-8") -> Draft:
    path = folder / "sheet.csv"
    path.write_bytes("\n".join(lines).encode(encoding))
    return draft_study([path])


def test_notes_below_the_table_are_no_patients(tmp_path: Path) -> None:
    notes = ["", "Stand: 3.5.2021, Angaben ohne Gewähr;;;;", "w = weiblich, m = männlich;;;;", "* Gewicht;;;;"]
    data = drafted(tmp_path, HEAD, *ROWS, *notes).data()
    assert data["total_rows"] == [note.strip(";") for note in notes if note]
    records = read_courses(make_study({"data": data}).data)
    assert records.table("people")["sex"].tolist() == ["female", "male", "other"]
    assert [each.count for each in records.findings if each.rule == "total_rows"] == [3]


@pytest.mark.parametrize("last", ["04;;;;", "Meier;;;;", "A 17;;;;", "Total;;;;"])
def test_an_id_alone_in_the_last_row_is_no_note(last: str, tmp_path: Path) -> None:
    data = drafted(tmp_path, HEAD, *ROWS, last).data()
    assert data.get("total_rows", []) == (["Total"] if last.startswith("Total") else [])
    names = [row.replace("0", "Anna Meier ", 1) for row in ROWS]
    assert "total_rows" not in drafted(tmp_path, HEAD, *names, "Anna Meier 4;;;;").data()


def test_a_letter_may_stand_for_the_word_date_and_is_likely_at_most(tmp_path: Path) -> None:
    draft = drafted(tmp_path, "NHC;F. inicio;F. fin;Última revisión", "1;9.3.14;29.8.14;3.5.17")
    guesses = {each.part: each.sureness for each in draft.guesses if each.key == "columns"}
    assert (guesses["course_start"], guesses["course_end"]) == ("likely", "likely")


@pytest.mark.parametrize(("text", "encoding", "read_as"), [
    ("患者番号,性別,治療開始日,治療終了日,最終受診日\n1,女,2014/3/9,2014/8/9,2017/1/1", "shift_jis", "cp932"),
    ("Nr pacjenta,Płeć,Początek leczenia,Koniec leczenia,Ostatnia wizyta\n1,kobieta,9-3-2014,9-8-2014,1-1-2017",
     "cp1250", "cp1250"),
    ("Fallnummer,Geschlecht,Therapiebeginn,Therapieende,Größe in m²,zuletzt gesehen\n1,w,9.3.2014,29.8.2014,1,1.1.2017",
     "latin-1", "cp1252"),
    ("Nº,Sexe,Début,Fin,Dernière visite,prix £5\n1,f,9.3.2014,29.8.2014,1.1.2017,½", "latin-1", "cp1252"),
])  # fmt: skip
def test_the_encoding_is_told_by_the_letters_that_it_makes(
    text: str, encoding: str, read_as: str, tmp_path: Path
) -> None:
    draft = drafted(tmp_path, *text.split("\n"), encoding=encoding)
    assert other_encoding(tmp_path / "sheet.csv") == read_as
    columns = draft.tables["courses"].chosen
    assert {"sex", "course_start", "course_end", "last_contact"} <= {*columns}
