"""The widget's own script in headless Chromium: a choice goes to a model, and the explorer's answer is drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import isostats as iso
from isostats.report.explorer import NO_GAP
from isostats.report.job import Finished
from tests.report.browser import CHROMIUM, Browser, browser

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine; .ci/run installs one")

MODEL = """
const kept = STATE, heard = [];
window.sent = [];
window.model = {
  get: name => kept[name],
  set: (name, value) => { kept[name] = value; },
  save_changes: () => { sent.push(kept.choice); },
  on: (name, then) => { heard.push([name, then]); },
  off: () => {},
};
window.answers = ANSWERS;
window.reply = answer => { kept.answer = answer; for (const [, then] of heard) then(); };
"""
SIZES = "[...document.querySelectorAll('.live *')].filter(e => !e.closest('.scroll') && !e.closest('svg') &&"
SIZES += " e.getBoundingClientRect().right > innerWidth + 1).length"


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.fixture(scope="module")
def answers(example: Finished) -> list[dict[str, Any]]:
    explorer = iso.explore(example.analysis)
    return [explorer.answer(), explorer.answer(outcome="second_course"), explorer.answer(by="site")]


def page_of(widget: Any, folder: Path, answers: list[dict[str, Any]], *, dark: bool = False) -> Path:
    """A page that holds the widget's script as a module and calls it as anywidget does."""
    state = {name: getattr(widget, name) for name in ("controls", "axes", "answer", "choice", "grid")}
    model = MODEL
    for name, value in (("STATE", state), ("ANSWERS", answers)):
        model = model.replace(name, json.dumps(value).replace("<", "\\u003c"))
    called = widget._esm.replace("export default { render };", "render({ model: window.model, el: document.body });")
    assert called != widget._esm
    ground = "#111" if dark else "#fff"
    page = folder / "live.html"
    page.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Live</title><style>{widget._css}'
        f"body {{ background: {ground}; font: 15px sans-serif; margin: 0 }}</style>"
        f'<body><script>{model}</script><script type="module">{called}</script></body></html>',
        encoding="utf-8",
    )
    return page


@pytest.fixture(scope="module")
def page(example: Finished, answers: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_of(iso.explore(example.analysis).widget(), tmp_path_factory.mktemp("live"), answers)


def test_a_choice_goes_out_and_the_answer_is_drawn(
    chromium: Browser, page: Path, answers: list[dict[str, Any]]
) -> None:
    chromium.open(page)
    assert chromium.value("document.querySelector('.now').textContent") == answers[0]["verdict"]
    path = "document.querySelector('.step').getAttribute('d')"
    before = chromium.value(path)
    assert before.count("V") > 100
    change = "(() => { const s = document.querySelector('select[name=outcome]');"
    change += " s.selectedIndex = [...s.options].findIndex(o => o.value === 'second_course');"
    change += " s.dispatchEvent(new Event('change')); })()"
    chromium.value(change)
    assert chromium.value("sent") == [answers[1]["choice"]]
    assert chromium.value("document.querySelector('.live').getAttribute('aria-busy')") == "true"
    chromium.value("reply(answers[1])")
    assert chromium.value("document.querySelector('.now').textContent") == answers[1]["verdict"]
    assert chromium.value("document.querySelector('.live').getAttribute('aria-busy')") == "false"
    assert chromium.value(path) != before
    chromium.value("reply(answers[2])")
    assert chromium.value("document.querySelectorAll('.curve .step').length") == 5
    rows = chromium.value("[...document.querySelectorAll('tbody tr')].map(r => r.cells[0].textContent)")
    assert rows == [group["name"] for group in answers[2]["groups"]]
    assert chromium.complaints == []


def test_the_keyboard_and_a_screen_reader_reach_all_of_it(chromium: Browser, page: Path) -> None:
    chromium.open(page)
    labelled = "[...document.querySelectorAll('select')].map(s => s.labels.length)"
    assert chromium.value(labelled) == [1] * 5
    assert chromium.value("document.querySelector('.now').getAttribute('aria-live')") == "polite"
    off = "[...document.querySelectorAll('select:disabled')].map(s => document.getElementById("
    off += "s.getAttribute('aria-describedby')).textContent)"
    assert chromium.value(off) == [NO_GAP]
    chromium.press("Tab")
    assert chromium.value("document.activeElement.name") == "outcome"
    chromium.press("Tab")
    chromium.press("ArrowDown")
    assert chromium.value("sent.at(-1).horizon_days") == 1095
    assert chromium.complaints == []


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_lies_outside_the_window(chromium: Browser, page: Path, width: int) -> None:
    chromium.open(page, width=width)
    assert chromium.value(SIZES) == 0
    assert chromium.value("document.documentElement.scrollWidth") <= width
    assert chromium.value("document.querySelector('.curve').clientWidth") > width / 2


def test_the_grid_is_the_same_as_in_the_page(chromium: Browser, example: Finished, tmp_path: Path) -> None:
    widget = iso.explore(example.analysis["grid"].value).widget()
    chromium.open(page_of(widget, tmp_path, []))
    assert " definitions." in chromium.value("document.querySelector('.counts').textContent")
    chromium.value("document.querySelector('.level input').click()")
    assert " of " in chromium.value("document.querySelector('.counts').textContent")
    assert chromium.value("location.hash") == "", "a notebook's address is not ours"
    assert chromium.complaints == []
