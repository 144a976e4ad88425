"""The interactive grid as a block of the page: its data are the frame's, and its script is the only one let in."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from isostats.analyses.headline import Statement
from isostats.analyses.protocol import Explored, Text
from isostats.figures.drawing import Drawing
from isostats.report.page import GridExplorer, Section, explorer_of, render, script, script_hash
from isostats.vocabulary.estimands import DURABLE_CONTROL
from tests.figures import made

HOSTILE = (
    "site=</script><script>alert(1)</script>",
    "site=\"quoted\" & 'single'",
    "site=<!-- <b>Zürich ☃ \u2028 \\u003c",
    "site=a,b;c:d=e%41",
)


class Elements(HTMLParser):
    """Scripts with their texts, the content policy, links and images."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts: list[tuple[str, str]] = []
        self.policy, self.links, self.images = "", [], []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "script":
            self.scripts.append((found.get("type") or "", ""))
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policy = str(found["content"])
        if tag == "a":
            self.links.append(found.get("href"))
        if tag == "img":
            self.images.append(found)

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            kind, text = self.scripts.pop()
            self.scripts.append((kind, text + data))


def page_of(*blocks: object) -> str:
    sections = [Section("who", "Who was studied", [Text("Some.")]), Section("grid", "Every definition", list(blocks))]
    answers = [Statement(DURABLE_CONTROL, {}, None, "An answer.")]
    empty: dict[str, str] = dict.fromkeys(("banner", "custody", "note", "beside"), "")
    return render(title="A grid", answers=answers, lead=[], sections=sections, **empty)


def interactive_grid(frame: pd.DataFrame, *, simulated: bool = False) -> GridExplorer:
    keywords = {"claim": 0.85, "margin": 0.05, "definition": None, "simulated": simulated}
    drawing = Drawing("specification_curve", "specification_curve", frame, keywords)
    return explorer_of(Explored(drawing, "grid.csv"), drawing.finish(["svg"]))


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return made.grid_of_dispensings(lost=17)


@pytest.fixture(scope="module")
def block(frame: pd.DataFrame) -> GridExplorer:
    return interactive_grid(frame, simulated=True)


def test_the_data_are_those_of_the_frame(frame: pd.DataFrame, block: GridExplorer) -> None:
    data = json.loads(block.data)
    drawn = frame[frame["status"] == "ok"].sort_values("estimate").reset_index(drop=True)
    assert data["drawn"] == len(drawn) < len(frame) == len(data["naive"]) == len(data["position"])
    for name in ("estimate", "lower", "upper"):
        assert data[name] == pytest.approx(list(drawn[name]), abs=5.1e-7)
    assert drawn.index[drawn["primary"]].tolist() == [data["primary"]]
    places = ["above", "at", "below"]
    for i, row in drawn.iterrows():
        assert places[data["position"][i]] == row["position"]
        assert data["naive"][i] == (row["denominator"] != "censoring_aware")
        limits = f"95% CI {100 * row['lower']:.1f}% to {100 * row['upper']:.1f}%"
        assert (
            data["told"][i] == f"{100 * row['estimate']:.1f}% ({limits}; n = {row['n']:,}; events = {row['events']:,})"
        )
        for choice in data["choices"]:
            value = row[choice["column"]]
            assert choice["values"][choice["codes"][i]] == (
                str(value).lower() if value in (True, False) else str(value)
            )
    assert {c["column"] for c in data["choices"]} == {
        "outcome", "horizon_days", "population", "denominator", "gap_days", "carry_over", "last_fill_days",
        "washout_days", "antibiotic_days", "group",
    }  # fmt: skip


def test_a_share_that_is_a_range_is_drawn_told_and_counted_as_one() -> None:
    wide = made.with_ranges(made.grid(lost=7))
    data = json.loads(interactive_grid(wide).data)
    drawn = wide[wide["status"] == "ok"].sort_values("estimate").reset_index(drop=True)
    ranges = drawn["outcome"] != "second_course"
    assert [each is not None for each in data["lowest"]] == ranges.tolist()
    for name in ("lowest", "highest"):
        assert [each for each in data[name] if each is not None] == pytest.approx(list(drawn[name][ranges]), abs=6e-7)
    for told, row, wide_here in zip(data["told"], drawn.to_dict("records"), ranges, strict=True):
        both = f"between {100 * row['lowest']:.1f}% and {100 * row['highest']:.1f}% (n = "
        assert told.startswith(both) == wide_here
    undecided = (drawn["position"] == "undecided").sum()
    assert data["position"][: len(drawn)].count(3) == undecided > 0
    assert data["places"][3] == "undecided"
    assert data["how"].endswith("Wide pale bars: the least and the most that a share can be.")


def test_only_rows_with_an_estimate_carry_numbers(frame: pd.DataFrame, block: GridExplorer) -> None:
    data = json.loads(block.data)
    ok = (frame["status"] == "ok").sum()
    assert {len(data[name]) for name in ("estimate", "lower", "upper", "told")} == {ok}
    assert set(data["position"][ok:]) == {3}
    secret = frame.copy()
    lost = secret["status"] != "ok"
    secret.loc[lost, "n"] = 987654
    secret.loc[lost, "estimate"] = 0.123456
    told = page_of(interactive_grid(secret))
    assert "987654" not in told
    assert "987,654" not in told
    assert "123456" not in told


def test_no_name_of_a_group_breaks_out() -> None:
    block = interactive_grid(made.grid(groups=("all", *HOSTILE)))
    assert not set("<>&") & set(block.data)
    assert block.data.isascii()
    (groups,) = [c for c in json.loads(block.data)["choices"] if c["column"] == "group"]
    assert set(groups["values"]) == {"all", *HOSTILE}
    found = Elements(page_of(block))
    assert [kind for kind, _ in found.scripts] == ["application/json", ""]
    assert json.loads(found.scripts[0][1]) == json.loads(block.data)
    assert found.scripts[1][1] == script()


def test_the_policy_lets_in_exactly_this_script(block: GridExplorer) -> None:
    found = Elements(page_of(block))
    (text,) = [text for kind, text in found.scripts if not kind]
    wanted = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    parts = dict(part.strip().split(" ", 1) for part in found.policy.split(";"))
    assert parts == {
        "default-src": "'none'", "img-src": "data:", "style-src": "'unsafe-inline'", "script-src": f"'sha256-{wanted}'"
    }  # fmt: skip


def test_a_page_without_a_grid_has_nothing_of_its_script(block: GridExplorer) -> None:
    text = page_of(block.picture)
    found = Elements(text)
    assert found.scripts == [("", script(explored=False))]
    assert script() == script(explored=True) != script(explored=False)
    assert script_hash(explored=False) in found.policy
    assert "explorer" not in text


def test_the_script_is_plain_and_asks_nothing_of_anyone() -> None:
    text = script()
    assert not re.search(r"</script|<!--|fetch|XMLHttpRequest|import|innerHTML|eval|WebSocket", text)
    assert re.findall(r"https?://[^\"]*", text) == ["http://www.w3.org/2000/svg"]
    assert text.isascii()
    assert "\r" not in text
    assert max(map(len, text.splitlines())) <= 120


def test_the_same_grid_gives_the_same_bytes(frame: pd.DataFrame, block: GridExplorer) -> None:
    again = interactive_grid(frame.sample(frac=1, random_state=np.random.default_rng(2)), simulated=True)
    assert page_of(again) == page_of(block)


def test_picture_and_table_stand_there_without_the_script(block: GridExplorer) -> None:
    found = Elements(page_of(block))
    (image,) = found.images
    assert image["alt"] == block.picture.words.alt
    assert "135 definitions" not in image["alt"]
    assert "144 definitions of remission" in image["alt"]
    assert "grid.csv" in found.links
