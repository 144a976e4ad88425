"""What is installed has the files that travel with it, and works without the source tree."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from isostats.errors import IsostatsError
from isostats.resources import resource
from tests.house.tree import MODULES, PACKAGE, ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network and unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("isostats-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, program: str) -> str:
    """The program's output, run on the unpacked wheel and nowhere near the source tree."""
    program = f"import sys; sys.path.insert(0, {str(installed)!r})\n{program}"
    done = subprocess.run([sys.executable, "-c", program], cwd=installed, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_every_module_template_and_bundled_file_is_in_the_wheel(installed: Path) -> None:
    of_the_page = [path for kind in ("*.j2", "*.js", "*.css") for path in PACKAGE.rglob(kind)]
    package = [path.relative_to(ROOT) for path in (*MODULES, PACKAGE / "py.typed", *of_the_page)]
    assert {path.suffix for path in of_the_page} == {".j2", ".js", ".css"}
    assert [str(path) for path in package if not (installed / path).is_file()] == []
    bundled = installed / "isostats" / "_bundled"
    for kind in ("data/claims.csv", "data/published/*.csv", "data/synonyms.csv", "notebooks/*.ipynb"):
        sources = sorted(ROOT.glob(kind))
        assert sources
        for source in sources:
            assert (bundled / source.relative_to(ROOT)).read_bytes() == source.read_bytes()


def test_the_wheel_holds_nothing_else(installed: Path) -> None:
    tops = {path.name for path in installed.iterdir()}
    assert {name for name in tops if not name.startswith("isostats")} == set()
    assert list(installed.rglob("test_*")) == []


def test_the_installed_package_finds_its_files(installed: Path) -> None:
    found = run(
        installed, "from isostats.resources import resource\nprint(resource('data', 'published', 'codes.csv').parent)"
    )
    assert Path(found) == installed / "isostats" / "_bundled" / "data" / "published"
    assert run(installed, "from isostats.resources import resource\nprint(resource('notebooks').is_dir())") == "True"


def test_the_installed_package_works(installed: Path) -> None:
    program = "import isostats\nprint(isostats.__file__)\nprint(isostats.simulate_courses(10, seed=1).patients)"
    assert run(installed, program).splitlines() == [str(installed / "isostats" / "__init__.py"), "10"]


def test_the_source_tree_finds_its_files_too() -> None:
    assert (
        resource("data", "published", "published_cohorts.csv") == ROOT / "data" / "published" / "published_cohorts.csv"
    )


def test_a_file_that_does_not_come_along_is_named() -> None:
    with pytest.raises(IsostatsError, match=r"data/published/nothing\.csv does not come with this installation"):
        resource("data", "published", "nothing.csv")


def test_the_wheel_works_as_a_zip_on_the_path(installed: Path, tmp_path: Path) -> None:
    (wheel,) = installed.parent.glob("isostats-*.whl")
    program = f"""
import sys; sys.path.insert(0, {str(wheel)!r})
import isostats as iso
from isostats.resources import resource
assert iso.__file__.startswith({str(wheel)!r}), iso.__file__
assert len(iso.published()) and len(iso.pool_published().outcomes)
assert [each.name for each in resource("notebooks").glob("*.ipynb")]
counts = iso.event_table([120, 400, 400, 730, 900], [1, 1, 0, 1, 0], causes=("systemic_treatment",))
iso.figures.render(iso.figures.remission(iso.kaplan_meier(counts)), "svg")
from isostats.analyses.claims.stated import builtin_claims


from isostats.report.page import render
assert builtin_claims()
assert "<html" in render(title="t", banner="", custody="", note="", answers=[], beside="", lead=[], sections=[])
print(resource("data", "claims.csv"))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert not Path(done.stdout.strip()).exists()  # what was unpacked goes with the process


def test_python_m_isostats_is_the_command(installed: Path) -> None:
    command = [sys.executable, "-m", "isostats", "--version"]
    done = subprocess.run(command, cwd=installed, capture_output=True, text=True)
    assert (done.returncode, done.stdout.split()[0]) == (0, "isostats,")
