"""The report as PDF by either way, and its summary as a Word file; what nothing here can make is refused beforehand."""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from isostats.analyses.five_numbers import KeyNumber
from isostats.analyses.headline import Statement
from isostats.analyses.protocol import Definitions, Heading, Table, Text
from isostats.errors import OutputError
from isostats.figures.drawing import Drawn
from isostats.figures.finished import Words
from isostats.report import printing, typesetting
from isostats.report.job import write_report
from isostats.report.page import Section, render
from isostats.report.summary import Summary
from isostats.report.word_summary import summary_word
from isostats.tables.word import printable
from isostats.vocabulary.estimands import DURABLE_CONTROL

HOSTILE = 'Site #1 "x" \\ $y$ *bold* [a] <b> @key // ~ `raw` \x07'


def dot() -> bytes:
    """A picture of one white point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\xff")) + chunk(b"IEND", b"")


PICTURE = Drawn(Words("A curve", f"A curve. {HOSTILE}", "A falling curve, 77%."), {"png": dot()})
TABLE = Table("t", f"A table. {HOSTILE}", ("who", "n"), [(HOSTILE, "3"), ("b", "")])
SUMMARY = Summary(
    title=HOSTILE, banner="SIMULATED DATA.", custody="Exact counts.", note="",
    statements=(Statement(DURABLE_CONTROL, {}, None, "An answer.", "Beside it.", "What it means."),),
    numbers=(KeyNumber("people", "3,000", names=("remission.systemic_treatment.730:n",)),),
    lead=(PICTURE,), people=TABLE, naive="Naive.", caveats=("Two years is not permanent.",),
)  # fmt: skip
SECTIONS = [Section("s", HOSTILE, [Text(HOSTILE), Heading("More"), Definitions((("day 0", HOSTILE),)), TABLE, PICTURE])]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    path.write_text(render(**SUMMARY.on_the_page, sections=SECTIONS), encoding="utf-8")
    return path


def test_typst_sets_what_no_browser_prints(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("typst")
    monkeypatch.setattr(printing, "browser", lambda: None)
    printing.write_pdf(page, tmp_path / "report.pdf", summary=SUMMARY, sections=SECTIONS)
    made = (tmp_path / "report.pdf").read_bytes()
    assert made.startswith(b"%PDF")
    assert b"/Lang(en)" in made
    assert b"/Title" in made


def test_typst_breaks_a_name_that_is_wider_than_its_column() -> None:
    """Fitted into the page, the long name takes the lines that it needs, and none of its letters is lost."""
    name = "Isotretinoin_follow_up_" * 20
    text = typesetting._text(name)
    longest = max(map(len, text.strip('#"').split(typesetting.BREAK)))
    assert longest <= typesetting.BREAKS_AFTER
    assert text.replace(typesetting.BREAK, "") == f'#"{name}"'


def test_a_figure_is_set_as_svg_or_png_whatever_else_it_is_drawn_as(tmp_path: Path) -> None:
    words = Words("Remission", "Remission.", "A line.")
    every = Drawn(words, {"eps": b"", "pdf": b"", "png": b"", "svg": b"<svg/>", "tiff": b""})
    assert "figure0.svg" in typesetting._figure(every, tmp_path)
    assert "figure1.png" in typesetting._figure(Drawn(words, {"png": b"", "tiff": b""}), tmp_path)


@pytest.mark.skipif(printing.browser() is None, reason="no Chromium on this machine; .ci/run installs one")
def test_a_browser_prints_the_page(page: Path, tmp_path: Path) -> None:
    printing.write_pdf(page, tmp_path / "report.pdf", summary=SUMMARY, sections=SECTIONS)
    made = (tmp_path / "report.pdf").read_bytes()
    assert made.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b", made)) == 1  # so little fills one sheet: what follows begins no new one


def test_both_ways_are_named_where_neither_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "browser", lambda: None)
    monkeypatch.setattr(printing, "find_spec", lambda name: None)
    (tmp_path / "none.csv").write_text("patient_id\n")
    with pytest.raises(OutputError, match=r"needs Chromium .* or typst: pip install 'isostats\[pdf\]'"):
        write_report(tmp_path / "none.csv", out=tmp_path / "out", pdf=True)  # before a record is read
    assert not (tmp_path / "out").exists()


def test_the_summary_in_word_has_its_figure_tables_and_captions() -> None:
    docx = pytest.importorskip("docx")
    made = summary_word(SUMMARY, [TABLE])
    assert made == summary_word(SUMMARY, [TABLE])
    document = docx.Document(BytesIO(made))
    texts = [each.text for each in document.paragraphs]
    of_captions = [each._p.xml for each in document.paragraphs if each.style.name == "Caption"]
    captions = ["".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml)) for xml in of_captions]
    assert "Durable control. An answer." in texts
    assert [caption.partition(".")[0] for caption in captions] == ["Figure 1", "Table 1", "Table 2", "Table 3"]
    assert [len(table.rows) for table in document.tables] == [2, 3, 3]
    assert document.tables[0].cell(1, 1).text == "3,000"
    (picture,) = document.inline_shapes
    assert picture._inline.docPr.get("descr") == "A falling curve, 77%."
    assert {"Naive.", "Two years is not permanent."} <= set(texts)


def test_the_word_summary_is_titled_and_names_no_user() -> None:
    docx = pytest.importorskip("docx")
    about = docx.Document(BytesIO(summary_word(SUMMARY))).core_properties
    assert about.title == printable(HOSTILE)
    assert (about.author, about.last_modified_by) == ("isostats", "")
