"""Makes the fonts in isostats/figures/fonts: matplotlib's DejaVu Sans cut to Latin and Greek, without layout tables;
and in fonts/cut these cut once more to the letters that most figures use, as PDF and SVG carry them.

A PDF embeds the letters it uses, and cutting them from the whole DejaVu takes four times as long as all the drawing.
DejaVu's licence (LICENSE_DEJAVU) allows changed copies under another name. Run: python tests/figures/make_fonts.py
"""

from io import BytesIO
from pathlib import Path

import matplotlib
from fontTools import subset

from isostats.figures.embedded_fonts import make_cut
from isostats.figures.ready_fonts import IN_PDF, IN_SVG

FONTS = Path(__file__).parents[2] / "isostats" / "figures" / "fonts"
SOURCE = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),
    *range(0x370, 0x400),
    *map(ord, "‐‑‒–—‘’“”†•…‰′″€←↑→↓−≈≠≤≥∞✓■●◆"),
]

# What draws glyphs, and nothing else: a PDF knows its letters by their numbers.
NOT_IN_PDF = ["kern", "GSUB", "GPOS", "GDEF", "MATH", "FFTM", "OS/2", "post", "name", "gasp"]


def for_pdf(path: Path) -> bytes:
    """A font cut to the usual letters, as a PDF carries it."""
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True)
    options.drop_tables += NOT_IN_PDF
    font = subset.load_font(str(path), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(IN_PDF))
    cutter.subset(font)
    target = BytesIO()
    font.save(target)
    return target.getvalue()


def ready_cuts(path: Path) -> dict[str, bytes]:
    """The files of fonts/cut that are made of one font, by name."""
    woff = {f"{path.stem}{ending}.woff": make_cut(str(path), sorted(letters)) for ending, letters in IN_SVG.items()}
    return {path.name: for_pdf(path), **woff}


if __name__ == "__main__":
    for source, weight in (("DejaVuSans.ttf", "Regular"), ("DejaVuSans-Bold.ttf", "Bold")):
        options = subset.Options(
            layout_features=[], legacy_kern=True, hinting=True, name_IDs=["*"], glyph_names=True, notdef_outline=True
        )
        options.drop_tables += ["GSUB", "GPOS", "GDEF", "MATH", "FFTM"]
        font = subset.load_font(str(SOURCE / source), options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=CHARACTERS)
        cutter.subset(font)
        for record in font["name"].names:
            record.string = record.toUnicode().replace("DejaVuSans", "IsostatsSans").replace("DejaVu", "Isostats")
        font.save(FONTS / f"IsostatsSans-{weight}.ttf")
        for name, data in ready_cuts(FONTS / f"IsostatsSans-{weight}.ttf").items():
            (FONTS / "cut" / name).write_bytes(data)
