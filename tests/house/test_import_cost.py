"""`import isostats` costs next to nothing: the heavy libraries are loaded when they are used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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


def test_a_check_of_texts_loads_no_frames(tmp_path: Path) -> None:
    """It needs none, and to load them takes a third of its time."""
    rows = "patient_id,course_start,course_end,last_contact\na,2015-01-01,2015-06-01,2019-01-01\n"
    (tmp_path / "courses.csv").write_text(rows)
    (tmp_path / "study.toml").write_text('[data]\ncourses = "courses.csv"\n')
    check = (
        "import sys\nfrom isostats.cli import main\nmain(['check', 'study.toml'], standalone_mode=False)\n"
        "print(*[name for name in ('pandas', 'matplotlib') if name in sys.modules], file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert run.stdout == "No faults found.\n"
    assert run.stderr.split() == []
