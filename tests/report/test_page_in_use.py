"""What a reader does with the page: sorts its tables, enlarges its figures, reads the first screenful."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from isostats.analyses.five_numbers import KeyNumber
from isostats.analyses.protocol import Table
from isostats.report.job import Finished
from isostats.report.page import Section, render
from tests.report.browser import CHROMIUM, Browser, browser

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine; .ci/run installs one")
BODY = [
    ("a", "10.5 (9 to 12)", "two years", "<0.001"), ("a", "9.1%", "six months", "0.2"), ("b", "–", "500 days", "0.01"),
    ("b", "−1,204", "five years", "too few people"), ("c", "not estimable", "one year", "0.9"),
]  # fmt: skip


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("browser")) as shown:
        yield shown


@pytest.fixture
def page(tmp_path: Path) -> Path:
    table = Table("made", "A table.", ("who", "share", "at", "p"), BODY)
    parts = Table("parts", "A table of parts.", ("", "n"), [("Sex", ""), ("– female", "3"), ("– male", "1")])
    empty = dict.fromkeys(("title", "banner", "custody", "note", "beside"), "")
    text = render(**empty, answers=[], lead=[], sections=[Section("s", "Some", [table, replace(parts)])])
    path = tmp_path / "page.html"
    path.write_text(text, encoding="utf-8")
    return path


def column(chromium: Browser, place: int) -> list[str]:
    script = f"[...document.querySelectorAll('table')[0].tBodies[0].rows].map(r => r.cells[{place}].textContent)"
    shown: list[str] = chromium.value(script)
    return shown


def press_heading(chromium: Browser, place: int) -> str:
    """Press the heading of a column by the keyboard, and say how it is sorted then."""
    chromium.value(f"document.querySelectorAll('th button')[{place}].focus()")
    chromium.press(" ")
    sort = "[...document.querySelectorAll('th[aria-sort]')].map(e => e.getAttribute('aria-sort'))"
    return str(chromium.value(sort)[place])


def test_what_scrolls_sideways_fades_where_it_goes_on(chromium: Browser, tmp_path: Path) -> None:
    wide = Table("wide", "A wide table.", [f"a long heading {i}" for i in range(9)], [["value"] * 9])
    empty = dict.fromkeys(("title", "banner", "custody", "note", "beside"), "")
    path = tmp_path / "page.html"
    path.write_text(render(**empty, answers=[], lead=[], sections=[Section("s", "Some", [wide])]), encoding="utf-8")
    seen = (
        "new Promise(done => requestAnimationFrame(() => setTimeout(() => "
        "done([...document.querySelector('.scroll').classList]))))"
    )
    chromium.open(path, width=1280)
    assert chromium.value(seen) == ["scroll"]
    chromium.open(path, width=390)
    assert chromium.value(seen) == ["scroll", "onward"]
    chromium.value("document.querySelector('.scroll').scrollLeft = 1e6")
    assert chromium.value(seen) == ["scroll", "begun"]
    assert not chromium.complaints


def test_a_name_breaks_at_its_points_alone_and_is_copied_whole(chromium: Browser, tmp_path: Path) -> None:
    name = "treatment_success.systemic_treatment.730.with_response"
    number = KeyNumber("free of <it>", "77%", names=(name,))
    empty = dict.fromkeys(("title", "banner", "custody", "note", "beside"), "")
    path = tmp_path / "page.html"
    path.write_text(render(**empty, answers=[], lead=[], numbers=[number], sections=[]), encoding="utf-8")
    chromium.open(path, width=390)
    assert chromium.value("document.querySelector('.name').textContent") == name
    lines = (
        "(() => { const rows = {}; for (const part of document.querySelector('.name').childNodes) if (part.length)"
        " for (let i = 0; i < part.length; i++) { const range = document.createRange(); range.setStart(part, i);"
        " range.setEnd(part, i + 1); const top = Math.round(range.getBoundingClientRect().top);"
        " rows[top] = (rows[top] || '') + range.toString(); } return Object.values(rows); })()"
    )
    shown = chromium.value(lines)
    assert "".join(shown) == name
    assert len(shown) > 1
    assert all(line[-1] in "._" for line in shown[:-1])


def test_numbers_are_sorted_as_numbers_and_what_has_none_stands_last(chromium: Browser, page: Path) -> None:
    chromium.open(page)
    assert press_heading(chromium, 1) == "ascending"
    assert column(chromium, 1) == ["−1,204", "9.1%", "10.5 (9 to 12)", "–", "not estimable"]
    assert press_heading(chromium, 1) == "descending"
    assert column(chromium, 1) == ["10.5 (9 to 12)", "9.1%", "−1,204", "–", "not estimable"]
    assert press_heading(chromium, 1) == "none"
    assert column(chromium, 1) == [row[1] for row in BODY]
    press_heading(chromium, 2)
    assert column(chromium, 2) == ["six months", "one year", "500 days", "two years", "five years"]
    press_heading(chromium, 3)
    assert column(chromium, 3) == ["<0.001", "0.01", "0.2", "0.9", "too few people"]


def test_what_repeats_the_row_above_is_told_anew_and_parts_stay_with_their_whole(chromium: Browser, page: Path) -> None:
    chromium.open(page)
    press_heading(chromium, 3)
    same = "[...document.querySelectorAll('table')[0].tBodies[0].rows].map(r => r.cells[0].className === 'same')"
    assert column(chromium, 0) == ["a", "b", "a", "c", "b"]
    assert chromium.value(same) == [False] * 5
    assert chromium.value("document.querySelectorAll('table')[1].querySelectorAll('button').length") == 0
    assert not chromium.complaints


def test_a_figure_enlarges_by_the_keyboard_and_escape_leads_back(chromium: Browser, example: Finished) -> None:
    chromium.open(example.folder / "report.html", width=1280, height=800)
    chromium.value("document.querySelector('.enlarge').focus()")
    chromium.press(" ")
    shown = "[document.querySelectorAll('dialog[open] img').length, document.activeElement.textContent]"
    assert chromium.value(shown) == [1, "Close (Esc)"]
    chromium.press("Escape")
    after = "[document.querySelectorAll('dialog').length, document.activeElement.className]"
    assert chromium.value(f"new Promise(done => setTimeout(() => done({after}), 50))") == [0, "enlarge"]


def test_answer_figure_and_five_numbers_are_in_the_first_screenful(chromium: Browser, example: Finished) -> None:
    chromium.open(example.folder / "report.html", width=1280, height=800)
    ends = "[...document.querySelectorAll('.lead, .glance .wide, .numbers')].map(e => e.getBoundingClientRect().bottom)"
    bottoms = chromium.value(ends)
    assert len(bottoms) == 3
    assert max(bottoms) <= 800
    assert chromium.value("document.querySelectorAll('.numbers > li').length") == 5


def test_the_summary_prints_on_two_pages(chromium: Browser, example: Finished) -> None:
    """A4 within its margins is 180 x 265 mm, at 96 dots an inch."""
    chromium.open(example.folder / "report.html", width=680, height=1000)
    chromium.ask("Emulation.setEmulatedMedia", media="print")
    height = chromium.value("document.querySelector('.summary').getBoundingClientRect().bottom")
    chromium.ask("Emulation.setEmulatedMedia", media="")
    assert height < 2 * 1000
