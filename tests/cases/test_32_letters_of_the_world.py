"""Case 32: names in any letters are legible with a font that is told, or it is said that they are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from fontTools.ttLib import TTFont

from isostats import figures
from isostats.cli import main
from isostats.figures import letters
from isostats.figures.matplotlib_settings import know_fonts
from isostats.figures.style import FAMILY
from tests.figures.made import people, remission_of
from tests.house.tree import ROOT

LATIN = ("site=Zürich", "site=Ωμέγα", "site=Клиника №3", "site=مستشفى الملك")
HAN = ("site=東京大学病院", "site=北京协和医院")
BUNDLED = Path(figures.__file__).parent / "fonts" / "IsostatsSans-Regular.ttf"


@pytest.fixture(autouse=True)
def _no_font_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine that has the own fonts alone."""
    from matplotlib.font_manager import fontManager

    know_fonts()
    own = [entry for entry in fontManager.ttflist if entry.name.startswith(("DejaVu Sans", "Isostats"))]
    monkeypatch.setattr(fontManager, "ttflist", own)
    monkeypatch.delenv("ISOSTATS_FONT", raising=False)
    letters._borrowed.cache_clear()
    letters._candidates.cache_clear()


@pytest.fixture
def han_font(tmp_path: Path) -> Path:
    """A font with the letters of HAN, each drawn as an A."""
    font = TTFont(BUNDLED)
    for table in font["cmap"].tables:
        table.cmap = {ord(c): "A" for name in HAN for c in name.split("=")[1]} | {0x20: "space"}
    for record in font["name"].names:
        if record.nameID in (1, 4, 16):
            record.string = "Made Han"
    font.save(tmp_path / "han.ttf")
    return tmp_path / "han.ttf"


def test_the_own_fonts_say_nothing() -> None:
    assert letters.about_letters([name.split("=")[1] for name in LATIN], FAMILY) == ""
    assert letters.families_for("plain text of a report", FAMILY) == ()


def test_letters_that_no_font_has_are_told_with_what_to_do(recwarn: pytest.WarningsRecorder) -> None:
    figure = figures.remission_by_group(remission_of(people(300, groups=HAN)))
    figures.render(figure, "png")
    words = figures.describe(figure)
    assert "No font of this machine has the letters of 2 names (" in words.details
    assert "東京大学病院" in words.alt  # whole, where the picture shows boxes
    assert [str(each.message) for each in recwarn if "Glyph" in str(each.message)] == []
    told = letters.about_letters(["東京大学病院", "東京大…", "north"], FAMILY)
    assert told.startswith("No font of this machine has the letters of 1 name (東京大学病院): they show as boxes. ")
    assert "ISOSTATS_FONT" in told


def test_a_font_that_the_user_names_draws_them_and_is_named(han_font: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISOSTATS_FONT", str(han_font))
    assert letters.families_for("東京", FAMILY) == ("Made Han",)
    figure = figures.remission_by_group(remission_of(people(300, groups=HAN)))
    assert "Drawn with Made Han, of this machine's fonts: 2 names." in figures.describe(figure).details
    assert figures.render(figure, "svg") == figures.render(figure, "svg")


def test_the_command_tells_it_on_stderr(tmp_path: Path) -> None:
    text = (ROOT / "data/example/simulated_courses.csv").read_text(encoding="utf-8").splitlines()[:120]
    held = "\n".join(text).replace(",north,", ",東京大学病院,")
    (tmp_path / "simulated_courses.csv").write_text(held, encoding="utf-8")
    words = ["report", str(tmp_path / "simulated_courses.csv"), "--groups", "site", "--simulated", "--formats", "svg"]
    words += ["--outcomes", "systemic_treatment", "--out", str(tmp_path / "report")]
    done = CliRunner().invoke(main, words, env={"ISOSTATS_FONT": "no such font"})
    assert done.exit_code == 0, done.stderr
    assert "No font of this machine has the letters of 5 names (東京大学病院, " in done.stderr
