"""The page as people see it: in headless Chromium, with every console message and every request observed."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from isostats.report.job import Finished
from tests.report.browser import CHROMIUM, QUIET


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.images: list[dict] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        found = dict(attrs)
        if tag == "img":
            self.images.append(found)
        self.links += [found[name] for name in ("src", "href") if name in found]
        if "id" in found:
            self.ids.append(found["id"])

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(finished: Finished) -> Page:
    return Page((finished.folder / "report.html").read_text(encoding="utf-8"))


def drawn(finished: Finished) -> int:
    return len(list((finished.folder / "figures").glob("*.svg")))


def test_every_image_has_alt_text_with_numbers(example: Finished) -> None:
    page = read(example)
    assert len({image["alt"] for image in page.images}) == drawn(example) > 10
    assert len(page.images) == drawn(example) + 1  # on paper and on a telephone the first has another layout
    for image in page.images:
        assert len(image["alt"]) > 40
        assert re.search(r"\d", image["alt"])


def test_nothing_comes_from_outside(example: Finished) -> None:
    page = read(example)
    beside = {link for link in page.links if not link.startswith(("data:", "#"))}
    assert beside == {"tables/grid.csv"}  # a file of the same folder
    assert (example.folder / "tables/grid.csv").is_file()
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


def test_the_answer_comes_first_and_simulated_is_said(example: Finished, bladder: Finished) -> None:
    page = read(example)
    text = " ".join(" ".join(page.words).split())
    first, *others = example.sentence.splitlines()
    headline = example.analysis["definitions"].value.statements[0]
    assert first == f"Durable control: {headline.sentence} {headline.meaning} {headline.beside}"
    told = [text.index(f"Durable control. {headline.sentence} {headline.meaning}"), text.index(headline.beside)]
    told += [text.index(line.replace(": ", ". ", 1)) for line in others]
    assert len(told) == 4
    assert text.index("SIMULATED DATA") < told[0] < told[1] < told[2] < told[3] < text.index("Who was studied")
    real = " ".join(" ".join(read(bladder).words).split())
    assert "SIMULATED DATA" not in real
    assert "not acne" in real, "another disease is called another disease"


def test_a_short_antibiotic_and_the_rules_that_found_something_are_said(example: Finished) -> None:
    text = " ".join(" ".join(read(example).words).split())
    assert re.search(r"short antibiotic an oral antibiotic counts from 28 days on.*? one of unknown supply is", text)
    quality = pd.read_csv(example.folder / "tables" / "data_quality.csv")
    rules = {severity: int((quality["severity"] == severity).sum()) for severity in ("error", "warning")}
    told = f"read; {rules['error']} rules found something impossible, {rules['warning']} something unusual"
    assert told in text or not sum(rules.values())


def test_the_sections_are_there_in_order(example: Finished) -> None:
    text = (example.folder / "report.html").read_text()
    titles = re.findall(r"<h2>(.*?)</h2>", text)
    assert titles == [
        "Who was studied", "What the figures mean", "Remission and time to relapse",
        "Remission that lasted: what comes next", "Second courses", "Repeated courses", "Courses and doses",
        "Differences between groups",
        "Predictors", "Against the claimed 85%", "The claims, one by one", "What the lost could have been",
        "Which definition makes it 85%?",
        "Published studies beside it", "Data quality", "Methods, ready to paste", "Reporting checklists", "Provenance",
    ]  # fmt: skip


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine; .ci/run installs one")
@pytest.mark.parametrize("width", [1100, 390])
def test_in_chromium(example: Finished, tmp_path: Path, width: int) -> None:
    """No console message, no outside request, no picture that fails to load, nothing wider than the window."""
    probe = tmp_path / "probe.html"
    page = (example.folder / "report.html").read_text(encoding="utf-8")
    watcher = (
        "<script>addEventListener('load', () => { const wide = [...document.querySelectorAll('main *')].filter(e =>"
        " !e.closest('.scroll') && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName);"
        " const broken = [...document.images].filter(i => !i.complete || !i.naturalWidth).length;"
        " const asked = performance.getEntriesByType('resource').map(r => r.name).filter(n => !n.startsWith('data:'));"
        " document.title = JSON.stringify({wide, broken, asked, images: document.images.length}); })</script>"
    )
    # the page lets in its own script alone; the copy that is probed also lets in this one, by its hash
    script = watcher.removeprefix("<script>").removesuffix("</script>")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert page.count("script-src 'sha256-") == 1
    probe.write_text(
        page.replace("script-src 'sha256-", f"script-src 'sha256-{digest}' 'sha256-").replace(
            "</head>", watcher + "</head>"
        )
    )
    run = subprocess.run(
        [CHROMIUM, *QUIET, f"--user-data-dir={tmp_path / 'profile'}", "--enable-logging=stderr", "--v=0",
         f"--window-size={width},900", "--virtual-time-budget=5000", "--dump-dom", probe.as_uri()],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    title = re.search(r"<title>(.*?)</title>", run.stdout)
    assert title is not None
    assert title.group(1) == f'{{"wide":[],"broken":0,"asked":[],"images":{drawn(example) + 1}}}'
    assert not re.findall(r".*CONSOLE.*", run.stderr)
