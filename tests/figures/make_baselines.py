"""Draws the pixel baselines anew; look at each before it is committed. Run: python -m tests.figures.make_baselines"""

from __future__ import annotations

from tests.figures.test_baselines import BASELINES, FOLDER, picture

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in BASELINES:
        (FOLDER / f"{name}.png").write_bytes(picture(name))
