"""`import isostats` costs next to nothing: the heavy libraries are loaded when they are used."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "numpy",
    "pandas",
    "scipy",
    "duckdb",
    "matplotlib",
    "seaborn",
    "lifelines",
    "pydantic",
    "jinja2",
    "click",
    "rich",
)
MEASURE = f"""
import sys, time
before = set(sys.modules)
start = time.process_time()
import isostats
seconds = time.process_time() - start
print(seconds, *[name for name in {HEAVY!r} if name in sys.modules and name not in before])
"""


def test_import_is_fast_and_light() -> None:
    runs = [
        subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True).stdout.split()
        for _ in range(2)
    ]
    assert [run[1:] for run in runs] == [[]] * 2
    assert min(float(run[0]) for run in runs) < 0.1


def test_every_public_name_can_be_loaded() -> None:
    import isostats
    import isostats.simulate

    for module in (isostats, isostats.simulate):
        assert sorted(module.__all__) == list(module.__all__)
        assert [name for name in module.__all__ if getattr(module, name, None) is None] == []
        assert set(module.__all__) <= set(dir(module))
