"""Case 31: what the user has set for matplotlib, is as before, and so is the process; pictures are the same."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import matplotlib as mpl
import pytest

import isostats as iso
from tests.figures.made import people, remission_of

ROOT = Path(__file__).parents[2]
STYLES = [
    {"font.size": 17.0, "svg.fonttype": "none"},
    {"axes.grid": True, "axes.facecolor": "black", "text.usetex": False, "savefig.bbox": "tight", "figure.dpi": 300.0},
    {"font.family": ["serif"], "axes.unicode_minus": False, "text.antialiased": False, "path.sketch": (1, 2, 3)},
]


def test_figures_made_in_threads_are_those_of_one_thread() -> None:
    curve = remission_of(people(400))

    def picture(_: int) -> bytes:
        return iso.figures.render(iso.figures.remission(curve, claim=0.85), "svg")

    plain = picture(0)
    with mpl.rc_context(STYLES[0]):
        before = dict(mpl.rcParams)
        with ThreadPoolExecutor(4) as threads:
            assert set(threads.map(picture, range(6))) == {plain}
        assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
def test_the_users_style_changes_no_byte_in_any_format(style: dict[str, object], kind: str) -> None:
    curve = remission_of(people(200))
    plain = iso.figures.render(iso.figures.remission(curve), kind)
    with mpl.rc_context(style):
        assert iso.figures.render(iso.figures.remission(curve), kind) == plain


def test_an_error_while_drawing_gives_the_settings_back() -> None:
    before = dict(mpl.rcParams)
    with pytest.raises(Exception):  # noqa: B017, PT011  whatever it is
        iso.figures.remission("no curve")
    assert dict(mpl.rcParams) == before


STATE = """
import decimal, json, locale, os, random, sys, warnings
import matplotlib, numpy, pandas
def state():
    return {
        "rc": {name: repr(value) for name, value in dict.items(matplotlib.rcParams)},
        "numpy errors": numpy.geterr(), "numpy random": repr(numpy.random.get_state()),
        "random": hash(random.getstate()),
        "locale": locale.setlocale(locale.LC_ALL), "decimal": repr(decimal.getcontext()), "folder": os.getcwd(),
        "warnings": [repr(each) for each in warnings.filters if "isostats" not in repr(each)],
        "pandas": {name: repr(pandas.get_option(name)) for name in ("display.precision", "display.max_rows",
                   "mode.copy_on_write", "mode.chained_assignment", "future.infer_string", "display.width")},
        "numpy printing": repr(numpy.get_printoptions()), "environment": dict(os.environ),
        "mask": os.umask(os.umask(0o022)),
    }
import lifelines, seaborn, matplotlib.pyplot  # what their import changes is theirs
matplotlib.rcParams["font.size"] = 17
matplotlib.rcParams["axes.grid"] = True
numpy.seterr(all="warn"); numpy.random.seed(3); random.seed(3)
pandas.set_option("mode.copy_on_write", True)
before = state()
import isostats as iso
from isostats.report.job import write_report
folder = sys.argv[1]
courses = pandas.read_csv(sys.argv[2], dtype=str).head(120)
courses.to_csv(folder + "/courses.csv", index=False)
held = courses.copy(deep=True)
iso.read_courses(courses)
assert courses.equals(held), "the user's frame was written to"
write_report(folder + "/courses.csv", out=folder + "/report", simulated=True, groups=["sex"],
             outcomes=["systemic_treatment"], formats=["svg"])  # all kinds of figures, and one in each further format
from tests.figures.made import people, remission_of
for kind in ("png", "pdf", "tiff", "eps"):
    iso.figures.render(iso.figures.remission(remission_of(people(40))), kind)
after = state()
print(json.dumps([name for name in before if before[name] != after[name]]))
"""


def test_a_report_leaves_the_process_as_it_was_and_works_with_copy_on_write(tmp_path: Path) -> None:
    example = ROOT / "data/example/simulated_courses.csv"
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", STATE, str(tmp_path), str(example)],
        capture_output=True, text=True, cwd=ROOT, timeout=300, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert json.loads(ran.stdout.splitlines()[-1]) == []
