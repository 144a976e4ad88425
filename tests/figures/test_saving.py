"""Files come out the same each time, carry their words, and nothing global is touched on the way."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import pytest
from fontTools.ttLib import TTFont

import isostats as iso
from isostats import figures
from isostats.errors import OutputError
from tests.figures.scenes import SCENES, drawn
from tests.sweeps import WHOLE

ONE_OF_EACH = [name for name in SCENES if name.endswith(" normal")]


@pytest.mark.swept
@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_the_same_result_gives_the_same_bytes_and_nothing_global_changes(name: str) -> None:
    from matplotlib import pyplot

    before = dict(matplotlib.rcParams)
    one, two = drawn(name), SCENES[name]()
    kinds = ("svg", "pdf", "png")
    for kind in kinds if WHOLE else (kinds[ONE_OF_EACH.index(name) % 3],):
        first = figures.render(one, kind)
        assert first == figures.render(two, kind), f"{kind} drawn twice"
        if WHOLE or kind == "svg":  # which any difference shows in
            assert first == figures.render(one, kind), "a figure of which files were made is still the same"
    assert dict(matplotlib.rcParams) == before
    assert pyplot.get_fignums() == []


def test_the_users_own_style_changes_nothing() -> None:
    plain = figures.render(SCENES["remission small"](), "svg")
    with matplotlib.rc_context({"font.size": 30, "axes.grid": True, "lines.linewidth": 9, "svg.fonttype": "none"}):
        assert figures.render(SCENES["remission small"](), "svg") == plain


def test_files_are_what_their_names_say(tmp_path: Path) -> None:
    figure = SCENES["remission normal"]()
    heads = (("a.svg", b"<?xml"), ("a.pdf", b"%PDF"), ("a.PNG", b"\x89PNG"), ("a.tif", b"II*\0"), ("a.eps", b"%!PS-"))
    for name, start in heads:
        assert figures.save(figure, tmp_path / name).read_bytes().startswith(start)
    from PIL import Image

    with Image.open(tmp_path / "a.PNG") as image:
        assert image.size[0] == round(183 / 25.4 * 300, 0) or abs(image.size[0] - 183 / 25.4 * 300) <= 1
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert image.info["Description"] == figures.describe(figure).alt
    figures.save(figure, tmp_path / "fine.tiff", dpi=600)
    with Image.open(tmp_path / "a.tif") as coarse, Image.open(tmp_path / "fine.tiff") as fine:
        assert (coarse.info["compression"], coarse.mode, coarse.info["dpi"]) == ("tiff_lzw", "RGB", (300, 300))
        assert fine.info["dpi"] == (600, 600)
        assert fine.size[0] == pytest.approx(2 * coarse.size[0], abs=1)
    text = (tmp_path / "a.svg").read_text()
    assert "<dc:date>" not in text
    assert "SIMULATED" in text
    pdf = (tmp_path / "a.pdf").read_bytes()
    assert b"CreationDate" not in pdf
    assert b"/Type3" not in pdf


def test_an_unknown_kind_and_a_missing_folder_are_explained(tmp_path: Path) -> None:
    figure = SCENES["flow short"]()
    with pytest.raises(OutputError, match=r"a\.gif: end the name in \.svg, \.pdf, \.png, \.tiff or \.eps"):
        figures.save(figure, tmp_path / "a.gif")
    with pytest.raises(OutputError, match="No such file or directory"):
        figures.save(figure, tmp_path / "nowhere" / "a.svg")
    with pytest.raises(OutputError, match="svg, pdf, png, tiff, eps, not 'gif'"):
        figures.render(figure, "gif")  # type: ignore[arg-type]
    with pytest.raises(OutputError, match="give dpi between 72 and 1200"):
        figures.save(figure, tmp_path / "a.tiff", dpi=30)
    with pytest.raises(OutputError, match="give dpi between 72 and 1200"):
        figures.save(figure, tmp_path / "a.tiff", dpi="a")  # type: ignore[arg-type]
    with pytest.raises(OutputError, match="not a str"):
        figures.render("x", "png")  # type: ignore[arg-type]
    for call in (figures.describe, figures.show):
        with pytest.raises(TypeError, match="carries no description"):
            call("x")  # type: ignore[arg-type]


def test_the_words_of_an_svg_are_words_and_their_letters_are_inside() -> None:
    svg = figures.render(SCENES["groups two"](), "svg").decode()
    assert "n 986, events 415</text>" in svg
    assert set(re.findall(r"font-family:'([^']+)';font-weight:(\w+)", svg)) == {
        ("Isostats Sans", "normal"), ("Isostats Sans", "bold")
    }  # fmt: skip
    cut = TTFont(BytesIO(base64.b64decode(re.findall(r"data:font/woff;base64,([^)]+)", svg)[1])))
    assert {ord(letter) for letter in "".join(re.findall(r">([^<>\n]+)</text>", svg))} <= set(cut.getBestCmap())


def test_bands_of_an_eps_are_solid_tints_and_its_letters_are_outlines_of_a_font(
    caplog: pytest.LogCaptureFixture,
) -> None:
    figure = SCENES["groups two"]()
    before = figures.render(figure, "svg")
    eps = figures.render(figure, "eps")
    assert eps == figures.render(figure, "eps")
    assert "transparency" not in caplog.text
    assert b"/FontType 42" in eps
    assert b"CreationDate" not in eps
    assert figures.render(figure, "svg") == before, "the tints stayed in the figure"
    tint = [1 - 0.18 * (1 - level) for level in (0, 0x72 / 255, 0xB2 / 255)]
    assert " ".join(f"{level:.3g}" for level in tint).encode() in eps


def test_no_band_of_an_eps_hides_the_claim_or_the_edge_of_another_band() -> None:
    from isostats.figures.opaque_files import solid_tints

    figure = SCENES["groups two"]()
    axes = figure.axes[0]
    bands = [each for each in axes.collections if str(each.get_label()).startswith("band ")]
    before = [each.get_zorder() for each in axes.get_children()]
    with solid_tints(figure):
        highest = max(band.get_zorder() for band in bands)
        assert all(highest < line.get_zorder() for line in axes.lines)
        outlines = [each for each in axes.patches if each.get_zorder() == 0.4]
        assert len(outlines) == len(bands) == 2
        assert all(highest < each.get_zorder() for each in outlines)
    assert [each.get_zorder() for each in axes.get_children()] == before


def test_a_sign_that_no_xml_can_hold_is_left_out_of_an_svg() -> None:
    """A vertical tab, as FileMaker puts between lines, came from a name into the file, and browsers refused it."""
    counts = iso.event_table([100, 200, 300, 400] * 5, [1, 0] * 10, group=["a\x0bb", "c\x1bd"] * 10)
    svg = figures.render(figures.remission_by_group(iso.kaplan_meier(counts), min_at_risk=1), "svg")
    ElementTree.fromstring(svg)
    assert not {0x0B, 0x1B} & {*svg}


def test_the_package_loads_matplotlib_only_when_drawing() -> None:
    code = (
        "import sys, isostats.figures as f\n"
        "assert not {'matplotlib', 'pandas', 'seaborn'} & set(sys.modules)\n"
        "f.remission; f.describe; f.save\n"
        "assert not {'matplotlib', 'seaborn', 'matplotlib.pyplot'} & set(sys.modules), 'on looking up a name'\n"
        "assert set(f.__all__) <= set(dir(f))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="swimmer"):
        figures.swimmer  # noqa: B018
