"""A table says the same in every format, whatever its levels are called, and its text is that of its numbers."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isostats.errors import EstimateError, OutputError
from isostats.tables.cells import (
    KINDS,
    Cell,
    Count,
    GroupHead,
    Horizon,
    Mean,
    Measure,
    PartOf,
    Percent,
    PHead,
    Points,
    PValue,
    Quartiles,
    Ratio,
    Share,
    as_data,
    of_data,
)
from isostats.tables.paper import Table, table_of
from isostats.tables.word import keeps_next, word_bytes
from isostats.words.numbers import count_text, p_text, share_text
from isostats.writing import harmless

docx = pytest.importorskip("docx")
HOSTILE = (
    "$outh & |North|", "<b>bold</b>", "=HYPERLINK(1)", "a_b^c~d#e%f{g}h\\i", "[0] *x* `y`", "@citation --", "é–ß ‘q’",
)  # fmt: skip
FRACTION = st.floats(0, 1) | st.just(float("nan"))
NUMBER = st.floats(-1e6, 1e6) | st.just(float("nan"))
COUNT = st.integers(0, 10**7).map(float) | st.just(float("nan"))
CELLS = st.one_of(
    st.builds(Count, COUNT), st.builds(GroupHead, st.sampled_from(HOSTILE), COUNT), st.builds(Percent, FRACTION),
    st.builds(Horizon, st.integers(0, 4000)), st.builds(PValue, FRACTION),
    st.builds(Measure, NUMBER, st.integers(0, 3)),
    st.builds(Share, FRACTION, FRACTION, FRACTION, st.sampled_from(["ok", "beyond_followup", "not_estimable"])),
    st.builds(Share, FRACTION, FRACTION, FRACTION, bound=st.sampled_from(["", "at_most", "if_none_unseen"]),
              ends=st.none() | st.tuples(FRACTION, FRACTION)),
    st.builds(Ratio, st.floats(0, 1e9), st.floats(0, 1e9), st.just(float("inf"))), st.sampled_from(HOSTILE),
    st.builds(Points, NUMBER, NUMBER, NUMBER, st.just("ok")),
    st.builds(Quartiles, NUMBER, NUMBER, NUMBER, st.none()), st.builds(Mean, NUMBER, NUMBER, of_estimate=st.booleans()),
    st.integers(1, 999).flatmap(lambda of: st.builds(PartOf, st.integers(0, of), st.just(of))),
)  # fmt: skip


def a_table(rows: list[tuple[Cell, ...]] | None = None) -> Table:
    columns = ("level", "remission (limits)", "p", GroupHead("<b>&$outh", 1204))
    made = rows or [(name, Share(0.77, 0.754, 0.786), PValue(0.034), Count(1204)) for name in HOSTILE]
    return Table("made_up", "Shares of made-up levels in %. One | of them is $trange & <b>.", columns, made)


class Cells(HTMLParser):
    """The texts of the cells of HTML, row by row."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.within = False
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: object) -> None:
        assert tag in ("p", "div", "table", "thead", "tbody", "tr", "th", "td"), f"{tag} comes from a name"
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
        self.within = tag in ("th", "td")

    def handle_endtag(self, tag: str) -> None:
        self.within = self.within and tag not in ("th", "td")

    def handle_data(self, data: str) -> None:
        if self.within:
            self.rows[-1][-1] += data


def of_html(table: Table) -> list[list[str]]:
    return Cells(table.to_html()).rows


def of_csv(table: Table) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.to_csv())))


def of_markdown(table: Table) -> list[list[str]]:
    lines = [line for line in table.to_markdown().splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return [[re.sub(r"\\(.)", r"\1", cell) for cell in row] for row in (cells[0], *cells[2:])]


def of_latex(table: Table) -> list[list[str]]:
    text = table.to_latex()
    body = re.sub(r"\\(top|mid|bottom)rule\n", "", text[text.index("\\toprule") : text.index("\\end{tabular}")])
    return [re.split(r"(?<!\\) & ", line.removesuffix(r" \\")) for line in body.splitlines()]


def of_word(table: Table) -> list[list[str]]:
    (made,) = docx.Document(io.BytesIO(word_bytes([table.written()]))).tables
    return [[cell.text for cell in row.cells] for row in made.rows]


def shown(table: Table) -> list[list[str]]:
    return [list(table.header), *map(list, table.body)]


def test_every_format_has_the_same_cells_whatever_a_level_is_called() -> None:
    table = a_table()
    assert of_html(table) == of_word(table) == shown(table)
    assert of_markdown(table) == shown(table)
    assert of_csv(table) == [[harmless(cell) for cell in row] for row in shown(table)]
    assert of_csv(table)[3][0] == "'=HYPERLINK(1)"
    assert [len(row) for row in of_latex(table)] == [4] * 8


def test_nothing_of_a_name_is_read_as_latex() -> None:
    first = [row[0] for row in of_latex(a_table())][1:]
    assert first[0] == r"\$outh \& \textbar{}North\textbar{}"
    assert first[1] == r"\textless{}b\textgreater{}bold\textless{}/b\textgreater{}"
    assert first[3] == r"a\_b\textasciicircum{}c\textasciitilde{}d\#e\%f\{g\}h\textbackslash{}i"
    assert first[4] == r"{[}0{]} {*}x{*} \textasciigrave{}y\textasciigrave{}", "a row after \\\\ begins with no [ or *"
    assert first[5] == "@citation -{}-"
    text = a_table().to_latex()
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")
    assert r"\caption{Shares of made-up levels in \%.}" in text


@settings(max_examples=40)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=4))
def test_tables_of_any_cells_come_through(rows: list[tuple[Cell, ...]]) -> None:
    table = a_table(rows)
    assert of_html(table) == shown(table)
    assert [[" ".join(cell.split()) for cell in row] for row in shown(table)] == of_markdown(table)
    assert [len(row) for row in of_latex(table)] == [len(table.columns)] * (len(rows) + 1)
    again = [tuple(of_data(as_data(cell)) for cell in row) for row in rows]
    assert a_table(again).body == table.body
    assert len(table.frame) == len(rows)


@settings(max_examples=40)
@given(st.lists(st.tuples(FRACTION, FRACTION, COUNT), min_size=1, max_size=5))
def test_the_texts_are_those_of_the_numbers(rows: list[tuple[float, float, float]]) -> None:
    items = {
        "share": lambda each: Percent(each[0]),
        "p": lambda each: PValue(each[1]),
        "people": lambda each: Count(each[2]),
    }
    table = table_of("made_up", "Made up.", rows, items)
    write = {"share": share_text, "p": p_text, "people": count_text}
    numbers = table.frame.astype("float64")
    for name, written in write.items():
        assert table.texts[name].tolist() == [written(value) for value in numbers[name]]


def test_numbers_keep_all_their_digits_and_their_limits_columns_of_their_own() -> None:
    frame = a_table().frame
    assert frame["remission (limits): lower"].tolist() == [0.754] * 7
    assert frame["<b>&$outh (n = 1,204)"].dtype == "Int64"
    assert "'=HYPERLINK(1),0.77,0.754,0.786,ok,0.034,1204" in a_table().to_csv(numbers=True)


def test_a_journal_sets_the_numbers_and_nothing_else() -> None:
    table = a_table()
    assert "77·0 (75·4–78·6)" in table.to_markdown(journal="lancet")
    assert "77.0 (75.4-78.6)" in table.to_latex(journal="jama")
    assert table.to_html(journal="plain") == table.to_html()
    assert table.to_csv(numbers=True, journal="lancet") == table.to_csv(numbers=True)
    with pytest.raises(EstimateError, match="No journal 'lancett'; did you mean 'lancet'"):
        table.to_latex(journal="lancett")  # type: ignore[arg-type]


def test_a_word_file_is_a_real_table_that_repeats_its_header(tmp_path: Path) -> None:
    table = a_table()
    table.to_word(tmp_path / "table.docx", journal="lancet")
    document = docx.Document(str(tmp_path / "table.docx"))
    (made,) = document.tables
    marks = [row._tr.xpath("./w:trPr/w:tblHeader") for row in made.rows]
    assert [len(each) for each in marks] == [1, *[0] * 7]
    assert made.rows[1].cells[1].text == "77·0 (75·4–78·6)"
    assert [int(cell.paragraphs[0].alignment or 0) for cell in made.rows[1].cells] == [0, 2, 2, 2]
    caption = next(each for each in document.paragraphs if each.style.name == "Caption")
    assert "".join(each.text for each in caption._p.xpath(".//w:t")) == "Table 1. Shares of made-up levels in %."
    assert "SEQ Table" in caption._p.xml
    assert table.written().notes in [each.text for each in document.paragraphs]
    assert word_bytes([table.written()]) == word_bytes([table.written()])


def test_a_word_file_is_replaced_only_where_nobody_changed_it(tmp_path: Path) -> None:
    path = tmp_path / "table.docx"
    a_table().to_word(path)
    a_table().to_word(path)
    document = docx.Document(str(path))
    document.core_properties.last_modified_by = "somebody"
    document.save(str(path))
    with pytest.raises(OutputError, match="isostats did not write it"):
        a_table().to_word(path)
    with pytest.raises(OutputError, match=r"does not end in \.docx"):
        a_table().to_word(tmp_path / "table.doc")


def test_without_python_docx_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "docx", None)
    with pytest.raises(OutputError, match=r"pip install 'isostats\[word\]'"):
        a_table().to_word(tmp_path / "table.docx")
    assert not (tmp_path / "table.docx").exists()


def test_signs_that_no_file_can_hold_are_left_out_and_lines_are_one() -> None:
    odd = "a\x00b\x0bc\nd\ud800 \u00a0e"
    table = a_table([(odd, Count(1), PValue(0.5), Count(12_345))])
    assert of_word(table)[1][0] == "ab c d \u00a0e"
    assert of_latex(table)[1][0] == "ab c d ~e"
    assert len(of_markdown(table)) == 2


def test_a_table_without_rows_is_refused() -> None:
    empty = table_of("made_up", "Made up.", [], {"n": lambda each: Count(1)})
    for write in (empty.to_html, empty.to_csv, empty.to_latex, empty.to_markdown):
        with pytest.raises(OutputError, match="made_up has no rows"):
            write()
    assert empty._repr_html_() == "<p>made_up: no rows</p>"


def test_every_kind_of_cell_is_known_by_name() -> None:
    assert {kind.__name__ for kind in KINDS.values()} == set(KINDS)
    assert len(KINDS) == 15


def test_the_letter_of_a_p_stands_in_its_head_as_the_journal_has_it() -> None:
    table = Table("made_up", "Made up.", ("level", PHead("log-rank"), PHead(after="of equivalence")),
                  [("a", PValue(0.03), PValue(0.2))])  # fmt: skip
    assert table.header == ("level", "log-rank p", "p of equivalence")
    assert "<th scope=\"col\">log-rank <i>P</i> value</th>" in table.to_html(journal="jama")
    assert r"log-rank \textit{P} value & \textit{P} value of equivalence" in table.to_latex(journal="nature")
    assert "| log-rank *P* value | *P* value of equivalence |" in table.to_markdown(journal="jama")
    assert "log-rank P value,P value of equivalence" in table.to_csv(journal="bmj")
    assert "<th scope=\"col\">log-rank p value</th>" in table.to_html(journal="lancet")
    (made,) = docx.Document(io.BytesIO(word_bytes([table.written("jama")]))).tables
    runs = made.rows[0].cells[1].paragraphs[0].runs
    assert [(run.text, bool(run.italic), run.bold) for run in runs] == [
        ("log-rank ", False, True), ("P", True, True), (" value", False, True),
    ]  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["Sex", "– male", "– female", "site: a", "site: b", "Age"]), min_size=2, max_size=12))
def test_no_last_row_and_no_heading_stands_alone_on_a_sheet(labels: list[str]) -> None:
    body = [(label, "1") for label in labels]
    assert keeps_next(body, len(body) - 2), "a last row alone"
    for place in range(len(body) - 1):
        heading = labels[place + 1].startswith("– ") and not labels[place].startswith("– ")
        assert keeps_next(body, place) or not heading
