"""Whatever a release holds that its safe counts do not tell is refused, wherever in the folder it is hidden."""

from __future__ import annotations

import json
import re
import shutil
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import isostats as iso
from isostats.errors import StudyError
from isostats.release.safe_cohort import SafeCohort
from isostats.report import release as writing
from isostats.report.release import write_release
from isostats.report.remade_release import alike, require_decided, require_made_of_safe_counts

EXACT = 137
"""A count of the records, which no safe table tells."""


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study file of three hundred simulated people."""
    folder = tmp_path_factory.mktemp("stranger")
    made = iso.simulate_courses(300, seed=11)
    made.courses.to_csv(folder / "courses.csv", index=False)
    made.events.to_csv(folder / "events.csv", index=False)
    (folder / "study.toml").write_text(
        '[data]\ncourses = "courses.csv"\nevents = "events.csv"\nsimulated = true\n[study]\nformats = ["png", "pdf"]\n'
        'outcomes = ["systemic_treatment"]\nhorizons_days = [365, 730]\ngroups = []\nword = true\n',
        encoding="utf-8",
    )
    return folder / "study.toml"


@pytest.fixture(scope="module")
def folder(records: Path) -> Path:
    """Their release."""
    return write_release(records, out=records.parent / "out").folder


def text_of(name: str, old: str, new: str) -> Callable[[Path], None]:
    """Change the first match of ``old`` in a text file."""

    def planted(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        changed = re.sub(old, new, text, count=1)
        assert changed != text, "nothing was planted"
        (folder / name).write_text(changed, encoding="utf-8")

    return planted


def in_json(folder: Path) -> None:
    path = folder / "results.json"
    held = json.loads(path.read_text(encoding="utf-8"))
    next(iter(held["results"].values()))["properties"]["n"] = EXACT
    path.write_text(json.dumps(held, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def in_a_model(folder: Path) -> None:
    row = pd.DataFrame([{"quantity": "hazard_ratio", "group": "sex=male", "n": EXACT}])
    row.to_csv(folder / "results.csv", mode="a", header=False, index=False)


def in_pdf_metadata(folder: Path) -> None:
    path = next((folder / "figures").glob("*.pdf"))
    path.write_bytes(path.read_bytes().replace(b"/Creator (isostats)", b"/Creator (n = 137) ", 1))
    assert b"n = 137" in path.read_bytes()


def in_png_metadata(folder: Path) -> None:
    path, words = next((folder / "figures").glob("*.png")), b"Comment\0n = 137"
    chunk = struct.pack(">I", len(words)) + b"tEXt" + words + struct.pack(">I", zlib.crc32(b"tEXt" + words))
    held = path.read_bytes()
    path.write_bytes(held[:33] + chunk + held[33:])


def after_the_end_of_a_png(folder: Path) -> None:
    path = next((folder / "figures").glob("*.png"))
    path.write_bytes(path.read_bytes() + b"n = 137")


def in_word(folder: Path) -> None:
    import zipfile

    with zipfile.ZipFile(folder / "summary.docx", "a") as held:
        held.writestr(zipfile.ZipInfo("docProps/custom.xml"), "<p>n = 137</p>")


def named(name: str) -> Callable[[Path], None]:
    def planted(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("", encoding="utf-8")

    return planted


def linked(folder: Path) -> None:
    (folder / "README.md").unlink()
    (folder / "README.md").symlink_to(folder.parent / "courses.csv")


PLANTED: dict[str, tuple[Callable[[Path], None], str]] = {
    "a caption": (text_of("figures/captions.md", r"\n\nDetails", f" Of {EXACT}.\n\nDetails"), "captions.md.*137"),
    "an alternative text": (text_of("report.html", r'alt="', f'alt="Of {EXACT}. '), r"report\.html.*137.*img alt"),
    "the page": (text_of("report.html", "</p>", f" In all {EXACT}.</p>"), r"report\.html.*137"),
    "a comment of the page": (text_of("report.html", "</body>", f"<!-- {EXACT} --></body>"), "137' .comment"),
    "an attribute": (text_of("report.html", "<section ", f'<section data-n="{EXACT}" '), "137' .section data-n"),
    "a script": (text_of("report.html", "<script>", f"<script>var n = {EXACT};"), "137.*script"),
    "a footnote's percentage": (text_of("report.html", "</p>", " Of those, 43.8% (1 decimal).</p>"), r"43\.8%"),
    "a p of many digits": (text_of("tables/remission.csv", r"\n", ",p 0.0173924\n"), r"0\.0173924"),
    "JSON": (in_json, "137.*properties"),
    "a model's n": (in_a_model, r"results\.csv.*137"),
    "PDF metadata": (in_pdf_metadata, r"pdf holds.*137"),
    "PNG metadata": (in_png_metadata, "n = 137' .tEXt"),
    "bytes after a picture": (after_the_end_of_a_png, "n = 137' .after its end"),
    "a Word file": (in_word, r"summary\.docx holds.*1980"),
    "a file's name": (named("tables/n137.csv"), r"tables/n137\.csv.*no release has a file of that name"),
    "a hidden file": (named(".cache/137"), r"\.cache holds"),
    "a link to the records": (linked, r"README\.md.*no file of a release"),
    "a missing file": (lambda folder: (folder / "disclosure.csv").unlink(), "disclosure.csv.*missing"),
}  # fmt: skip


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_leak_is_refused(kind: str, folder: Path, tmp_path: Path) -> None:
    plant, told = PLANTED[kind]
    shutil.copytree(folder, tmp_path / "release")
    require_made_of_safe_counts(tmp_path / "release", folder)
    plant(tmp_path / "release")
    with pytest.raises(StudyError, match=f"Nothing was released: .*{told}"):
        require_made_of_safe_counts(tmp_path / "release", folder)


def refused(records: Path, match: str) -> None:
    out = records.parent / "refused"
    with pytest.raises(StudyError, match=match):
        write_release(records, out=out, word=False, formats=["png"])
    assert not out.exists()
    assert not list(records.parent.glob(".refused*")), "nothing half-made is left"


def test_a_cohort_that_tells_more_than_its_safe_tables_is_refused(
    records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of the kind that the remade release is for: an analysis reaches an exact count."""

    class Telling(SafeCohort):
        @property
        def people(self) -> int:
            return EXACT

    made = writing.cohort_of_safe_tables

    def telling(*what: object) -> SafeCohort:
        return Telling(**vars(made(*what)))  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "cohort_of_safe_tables", telling)
    refused(records, r"holds what its safe counts do not tell: .*137")


def test_a_definition_that_says_a_count_is_refused(records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the stranger is told beside the counts is held against what the study decided."""
    made = writing.facts_to_pool

    def telling(tables: object, *what: object, **further: object) -> dict[str, object]:
        facts = made(tables, *what, **further)  # type: ignore[arg-type]
        facts["definitions"][0]["gap_rule"] = f"of {EXACT} people by their fills"
        return facts

    monkeypatch.setattr(writing, "facts_to_pool", telling)
    refused(records, r"manifest\.json says 'of 137 people.* 137 was not decided")


def test_every_number_of_a_study_may_stand_in_a_manifest(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"versions": {"x": "9.9"}, "days": [91], "rule": "1,204 to 84.5 mg"}')
    require_decided(tmp_path, ["91", "from 1204 to 84.5"])
    with pytest.raises(StudyError, match=r"84\.5 was not decided"):
        require_decided(tmp_path, ["91", "from 1204 to 84"])


def test_what_is_drawn_of_the_same_is_the_same() -> None:
    frame = pd.DataFrame({"a": [1.0, np.nan]})
    held = {"x": [np.array([1, 2]), frame, ("b", float("nan"))], "o": np.array(["long", None], dtype=object)}
    again = {"x": [np.array([1, 2]), frame.copy(), ("b", float("nan"))], "o": np.array(["long", None], dtype=object)}
    assert alike(held, again)
    for other in ({"x": 1}, held | {"o": np.array(["long", "b"], dtype=object)}, held | {"x": [np.array([1, 3])]}):
        assert not alike(held, other)
