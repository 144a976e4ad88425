"""The interactive grid as people use it, in headless Chromium: with the mouse, the keyboard and a shared link."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from tests.figures import made
from tests.report.browser import CHROMIUM, Browser, browser
from tests.report.test_grid_explorer import HOSTILE, interactive_grid, page_of

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine; .ci/run installs one")


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return made.grid_of_dispensings(lost=17)


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.fixture(scope="module")
def page(frame: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(page_of(interactive_grid(frame, simulated=True)), encoding="utf-8")
    return path


def words(chromium: Browser, what: str = ".now") -> str:
    return str(chromium.value(f"document.querySelector('{what}').textContent"))


def box(chromium: Browser, what: str) -> tuple[float, float, float, float]:
    script = f"(() => {{ const e = document.querySelector('{what}'); e.scrollIntoView({{block: 'center'}});"
    script += " const b = e.getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; })()"
    left, top, width, height = chromium.value(script)
    return left, top, width, height


def sentence(row: pd.Series) -> str:
    """How the page's words about a definition begin."""
    within = "within 5 points of the claim"
    place = {"above": "above the claim", "at": within, "below": "below the claim"}[row["position"]]
    limits = f"95% CI {100 * row['lower']:.1f}% to {100 * row['upper']:.1f}%"
    counts = f"n = {row['n']:,}; events = {row['events']:,}"
    return f"{100 * row['estimate']:.1f}% ({limits}; {counts}), {place}. Definition "


def counted(rows: pd.DataFrame, whole: int) -> str:
    """The counts that the page tells of these rows."""
    parts = [f"{len(rows)} of {whole} definitions." if len(rows) < whole else f"{whole} definitions."]
    for aware, name in ((True, "Censoring-aware"), (False, "Naive, biased")):
        mine = rows[((rows["denominator"] == "censoring_aware") == aware) & (rows["status"] == "ok")]["position"]
        if len(mine):
            above, at, below = ((mine == p).sum() for p in ("above", "at", "below"))
            parts.append(f"{name}: {above} above the claim, {at} within 5 points of it (80% to 90%), {below} below.")
    lost = (rows["status"] != "ok").sum()
    return " ".join([*parts, *([f"Without an estimate: {lost}."] if lost else [])])


def test_a_hover_tells_the_definition(chromium: Browser, page: Path, frame: pd.DataFrame) -> None:
    drawn = frame[frame["status"] == "ok"].sort_values("estimate").reset_index(drop=True)
    chromium.open(page)
    assert words(chromium).startswith(sentence(frame[frame["primary"]].iloc[0]))
    assert ", the primary one" in words(chromium)
    left, top, width, height = box(chromium, ".curve")
    for i in (0, 40, len(drawn) - 1):
        chromium.hover(left + width * (i + 0.5) / len(drawn), top + height / 2)
        row, told = drawn.iloc[i], words(chromium)
        assert told.startswith(f"{sentence(row)}{i + 1} of {len(drawn)}")
        for part in (f"gap rule: {row['gap_days']} days;", "washout: 365 days;", "early refills: carried over;"):
            assert part in told
        assert ("naive and biased" in told) == (row["denominator"] != "censoring_aware")
        shown = chromium.value("[...document.querySelectorAll('label.has')].map(e => e.textContent)")
        assert f"{row['gap_days']} days" in shown
        assert len(shown) == 5
    assert chromium.complaints == []


def test_the_keyboard_does_all_of_it(chromium: Browser, page: Path, frame: pd.DataFrame) -> None:
    drawn = frame[frame["status"] == "ok"].sort_values("estimate").reset_index(drop=True)
    chromium.open(page)
    chromium.value("document.querySelector('.curve').focus()")
    for key, i in (("Home", 0), ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", len(drawn) - 1)):
        chromium.press(key)
        assert words(chromium).startswith(f"{sentence(drawn.iloc[i])}{i + 1} of "), key
        assert chromium.value("document.activeElement.getAttribute('aria-valuenow')") == str(i + 1)
    chromium.press("Tab")
    chromium.press(" ")
    some = frame[frame["outcome"] == "any_treatment"]
    assert words(chromium, ".counts") == counted(some, len(frame))
    live = "[...document.querySelectorAll('[aria-live], [role=status]')].map(e => e.className)"
    assert chromium.value(live) == ["counts", "now"]
    assert chromium.complaints == []


def test_filters_dim_count_and_can_be_shared(chromium: Browser, page: Path, frame: pd.DataFrame) -> None:
    chromium.open(page)
    assert words(chromium, ".counts") == counted(frame, len(frame))
    faint = "document.querySelector('.curve .naive.faint').getAttribute('d').split('M').length - 1"
    assert chromium.value(faint) == 0
    for tick in ("second course", "60 days", "90 days"):
        name = f"[...document.querySelectorAll('label')].find(e => e.textContent === '{tick}')"
        chromium.value(f"{name}.setAttribute('data-next', '{tick}')")
        left, top, _, height = box(chromium, f'[data-next="{tick}"]')
        chromium.click(left + 6, top + height / 2)
    some = frame[(frame["outcome"] == "second_course") & frame["gap_days"].isin([60, 90])]
    assert 0 < len(some) < len(frame)
    assert words(chromium, ".counts") == counted(some, len(frame))
    dimmed = frame[(frame["status"] == "ok") & (frame["denominator"] != "censoring_aware")].drop(
        some.index, errors="ignore"
    )
    assert chromium.value(faint) == len(dimmed)
    address = chromium.value("location.hash")
    assert address == "#grid=outcome:second_course;gap_days:60,90"
    left, top, _, height = box(chromium, ".curve")
    chromium.hover(left + 1, top + height / 2)
    lowest = some[some["status"] == "ok"].sort_values("estimate").iloc[0]
    assert words(chromium).startswith(sentence(lowest)), "the nearest of those shown"
    chromium.open(page, fragment=address)
    assert words(chromium, ".counts") == counted(some, len(frame))
    assert chromium.value("[...document.querySelectorAll('input:checked')].length") == 3
    chromium.value("document.querySelector('.explorer button').click()")
    assert words(chromium, ".counts") == counted(frame, len(frame))
    assert chromium.complaints == []


def test_a_link_to_what_is_not_there_says_so(chromium: Browser, page: Path, frame: pd.DataFrame) -> None:
    chromium.open(page, fragment="#grid=gap_days:60,75;moon:full;outcome:%E0%A4%A;;carry_over")
    told = words(chromium, ".counts")
    assert told.startswith(counted(frame[frame["gap_days"] == 60], len(frame)))
    assert "The link also asks for what this grid does not have: gap_days 75, moon full, outcome %E0%A4%A" in told
    assert chromium.complaints == []


def test_the_picture_is_there_in_print_and_without_scripts(chromium: Browser, page: Path) -> None:
    seen = "[!!document.querySelector('figure img').offsetHeight, !!document.querySelector('.explorer')?.offsetHeight]"
    chromium.open(page)
    assert chromium.value(seen) == [False, True]
    chromium.ask("Emulation.setEmulatedMedia", media="print")
    assert chromium.value(seen) == [True, False]
    chromium.open(page, scripts=False)
    assert chromium.value(seen) == [True, False]
    assert chromium.complaints == []


@pytest.mark.parametrize("width", [1100, 390])
def test_hostile_names_are_shown_as_they_are_and_nothing_overflows(
    chromium: Browser, tmp_path: Path, width: int
) -> None:
    frame = made.grid(groups=("all", *HOSTILE, *made.LONG_SITES))
    path = tmp_path / "report.html"
    path.write_text(page_of(interactive_grid(frame)), encoding="utf-8")
    chromium.open(path, width=width)
    assert chromium.value("document.documentElement.scrollWidth") <= width
    wide = "[...document.querySelectorAll('.explorer *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
    assert chromium.value(f"{wide}.map(e => e.tagName + e.className)") == []
    shown = chromium.value("[...document.querySelectorAll('label')].map(e => e.textContent)")
    assert "site: </script><script>alert(1)</script>" in shown
    group = HOSTILE[3]
    name = f"[...document.querySelectorAll('label')].find(e => e.textContent === {json.dumps('site: a,b;c:d=e%41')})"
    chromium.value(f"{name}.querySelector('input').click()")
    address = chromium.value("location.hash")
    chromium.open(path, fragment=address, width=width)
    assert words(chromium, ".counts") == counted(frame[frame["group"] == group], len(frame))
    assert chromium.complaints == []


@pytest.mark.parametrize("kind", ["one", "many"])
def test_it_survives_one_definition_and_two_thousand(
    chromium: Browser, tmp_path: Path, kind: str
) -> None:
    frame = {
        "one": lambda: made.grid(
            outcomes=["second_course"], horizons=[730], populations=["everyone"], denominators=["censoring_aware"]
        ),
        "many": lambda: made.grid_of_dispensings(large=True, gaps=(30, 45, 60, 90, 180), lost=50),
    }[kind]()
    path = tmp_path / "report.html"
    path.write_text(page_of(interactive_grid(frame)), encoding="utf-8")
    chromium.open(path)
    told = words(chromium, ".counts").replace(",", "")
    assert told.startswith(counted(frame, len(frame)).replace(",", "").replace("1 definitions", "1 definition"))
    assert not words(chromium).startswith("No definition with an estimate"), "a grid without any is a sentence"
    chromium.value("document.querySelector('.curve').focus()")
    chromium.press("End")
    if kind == "many":
        spent = "(() => { const t = performance.now(); document.querySelector('.level input').click();"
        assert chromium.value(f"{spent} return performance.now() - t; }})()") < 1000
    assert chromium.complaints == []
