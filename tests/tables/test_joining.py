"""Tables side by side and one under another: every row and cell of both is there, in each format."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import isostats as iso
from isostats.errors import EstimateError
from isostats.tables.cells import Count, PHead, PValue
from isostats.tables.paper import Table
from isostats.tables.word import word_bytes

docx = pytest.importorskip("docx")
LABELS = st.lists(st.sampled_from(["Sex", "– a", "– b", "– not recorded", "Age", "Site"]), min_size=1, max_size=8)


def a_table(labels: list[str], first: int = 0) -> Table:
    rows = [(label, Count(first + place), PValue(0.03)) for place, label in enumerate(labels)]
    return Table("made_up", f"Made up from {first}.", ("", "people", PHead()), rows)


WOMEN, MEN = a_table(["Age", "Sex", "– a", "– b"]), a_table(["Age", "Sex", "– b", "– c", "Site"], 100)


@settings(max_examples=60)
@given(LABELS, LABELS)
def test_a_merged_table_holds_each_row_of_both_once_in_its_place(left: list[str], right: list[str]) -> None:
    tables = a_table(left), a_table(right, 100)
    merged = iso.tables.merge({"L": tables[0], "R": tables[1]})
    for table, part in zip(tables, (slice(1, 3), slice(3, 5)), strict=True):
        held = [(row[0], *row[part]) for row in merged.body if row[part] != ("", "")]
        assert sorted(held) == sorted(table.body)
    of_first = [row[:3] for row in merged.body if row[1]]
    assert of_first == tables[0].body, "the first table keeps its order"
    assert iso.tables.merge({"L": tables[0], "R": tables[0]}).body == [(*row, *row[1:]) for row in tables[0].body]


@settings(max_examples=30)
@given(LABELS, LABELS)
def test_a_stacked_table_is_one_table_after_the_other(left: list[str], right: list[str]) -> None:
    above, below = a_table(left), a_table(right, 100)
    made = iso.tables.stack({"Women": above, "Men": below})
    assert made.body == [("Women", "", ""), *above.body, ("Men", "", ""), *below.body]
    assert made.caption == "Women: Made up from 0. Men: Made up from 100."


def test_the_captions_of_joined_tables_say_of_each_what_holds_for_it_and_nothing_twice() -> None:
    shared = "Not recorded: people and % of all. * Known only at the end."
    median, mean = (
        Table("made_up", f"People by sex: {what}. {shared}", ("", "all"), [("Age", Count(1))])
        for what in ("median (quartiles)", "mean (SD)")
    )
    for join in (iso.tables.merge, iso.tables.stack):
        joined = join({"Median": median, "Mean": mean})
        assert joined.caption == (
            f"Median: People by sex: median (quartiles). Mean: People by sex: mean (SD). {shared}"
        )
        assert joined.written().notes == f"Mean: People by sex: mean (SD). {shared}"
        assert join({"Once": mean, "Again": mean}).caption == mean.caption


def test_a_merged_table_can_be_joined_again_and_its_heads_stay() -> None:
    once = iso.tables.merge({"Women": WOMEN, "Men": MEN})
    twice = iso.tables.merge({"Both": once, "Women again": WOMEN})
    assert twice.header[1:4] == ("Both: Women: people", "Both: Women: p", "Both: Men: people")
    assert twice.header[-1] == "Women again: p"
    stacked = iso.tables.stack({"One": once, "Two": once})
    assert (stacked.header, stacked.spans) == (once.header, once.spans)
    assert stacked.to_html().count("Women") == once.to_html().count("Women")


def test_a_level_is_matched_under_its_own_heading() -> None:
    left, right = a_table(["Sex", "– not recorded", "Age", "– not recorded"]), a_table(["Age", "– not recorded"], 100)
    merged = iso.tables.merge({"L": left, "R": right})
    assert [(row[0], row[3]) for row in merged.body] == [
        ("Sex", ""), ("– not recorded", ""), ("Age", "100"), ("– not recorded", "101"),
    ]  # fmt: skip


def test_heads_stand_over_their_columns_in_each_format() -> None:
    merged = iso.tables.merge({"Women & girls": WOMEN, "Men": MEN}, caption="Both.", name="both")
    assert merged.header == ("", "Women & girls: people", "Women & girls: p", "Men: people", "Men: p")
    shown = [(row[0], row[1], row[3]) for row in merged.body]
    assert shown == [("Age", "0", "100"), ("Sex", "1", "101"), ("– a", "2", ""), ("– b", "3", "102"),
                     ("– c", "", "103"), ("Site", "", "104")]  # fmt: skip
    page = merged.to_html(journal="jama")
    assert '<th scope="colgroup" colspan="2">Women &amp; girls</th>' in page
    assert page.count("<i>P</i> value") == 2
    latex = merged.to_latex(journal="jama")
    assert r"\multicolumn{1}{l}{} & \multicolumn{2}{c}{Women \& girls} & \multicolumn{2}{c}{Men} \\" in latex
    assert r"\cmidrule(lr){2-3}\cmidrule(lr){4-5}" in latex
    assert "|   | Women \\& girls: people | Women \\& girls: p | Men: people | Men: p |" in merged.to_markdown()
    assert next(csv.reader(io.StringIO(merged.to_csv()))) == list(merged.header)
    assert list(merged.frame.columns)[1:3] == ["Women & girls: people", "Women & girls: p"]
    (made,) = docx.Document(io.BytesIO(word_bytes([merged.written()]))).tables
    rows = [[cell.text for cell in row.cells] for row in made.rows]
    assert rows[:3] == [["", "Women & girls", "Women & girls", "Men", "Men"], ["", "people", "p", "people", "p"],
                        ["Age", "0", "0.030", "100", "0.030"]]  # fmt: skip
    assert [len(row._tr.xpath("./w:trPr/w:tblHeader")) for row in made.rows] == [1, 1, *[0] * 6]


def test_a_stacked_table_comes_out_in_each_format() -> None:
    made = iso.tables.stack({"Women": WOMEN, "Men": MEN})
    expected = [list(row) for row in made.body]
    (word,) = docx.Document(io.BytesIO(word_bytes([made.written()]))).tables
    assert [[cell.text for cell in row.cells] for row in word.rows][1:] == expected
    assert list(csv.reader(io.StringIO(made.to_csv())))[1:] == expected
    assert [line.split("|")[1].strip() for line in made.to_markdown().splitlines() if line.startswith("| ")][2:] == [
        row[0] for row in expected
    ]
    assert re.findall(r"\n(Women|Men) &  &", made.to_latex()) == ["Women", "Men"]
    assert made.to_html().count("<td>Men</td>") == 1


def test_what_cannot_be_one_table_is_refused() -> None:
    other = Table("other", "Other.", ("who", "people"), [("a", Count(1))])
    for call, words in (
        (lambda: iso.tables.merge([WOMEN, MEN]), r"with its head, and list has none: iso.tables.merge\(\{'Women'"),  # type: ignore[arg-type]
        (lambda: iso.tables.stack({1: WOMEN, 2: MEN}), "A head is a text .*; 1 is none"),  # type: ignore[dict-item]
        (lambda: iso.tables.stack({"Women": WOMEN}), "takes two tables or more, and here are 1"),
        (lambda: iso.tables.merge({"Women": WOMEN, "Men": "men"}), "'Men' is no table but str"),  # type: ignore[dict-item]
        (lambda: iso.tables.merge({"Women": WOMEN, "Other": other}), "begin with '', 'who'"),
        (lambda: iso.tables.stack({"Women": WOMEN, "Other": other}), "columns of 'Other' .* iso.tables.merge"),
    ):
        with pytest.raises(EstimateError, match=words):
            call()
