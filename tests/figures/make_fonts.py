"""Makes the fonts in isostats/figures/fonts: matplotlib's DejaVu Sans cut to Latin and Greek, without layout tables.

A PDF embeds the letters it uses, and cutting them from the whole DejaVu takes four times as long as all the drawing.
DejaVu's licence (LICENSE_DEJAVU) allows changed copies under another name. Run: python tests/figures/make_fonts.py
"""

from pathlib import Path

import matplotlib
from fontTools import subset

FONTS = Path(__file__).parents[2] / "isostats" / "figures" / "fonts"
SOURCE = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),
    *range(0x370, 0x400),
    *map(ord, "‐‑‒–—‘’“”†•…‰′″€←↑→↓−≈≠≤≥∞✓■●◆"),
]

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
