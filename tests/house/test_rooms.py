"""Rooms import only rooms to their left: the contracts in pyproject.toml hold, and they bite."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

from tests.house.tree import PACKAGE, ROOT, definitions


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    return subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True)


@pytest.fixture
def copied_house(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGE, tmp_path / "isostats", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_rooms_keep_their_contracts(copied_house: Path) -> None:
    done = lint_imports(copied_house)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 kept, 0 broken" in done.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("records/__init__.py", "import isostats.estimate", "A room imports only rooms to its left BROKEN"),
        ("simulate/law.py", "import isostats.records", "A room imports only rooms to its left BROKEN"),
        ("errors.py", "import isostats.records", "A room imports only rooms to its left BROKEN"),
        (
            "cohort/__init__.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import isostats.figures",
            "A room imports only rooms to its left BROKEN",
        ),
        (
            "cohort/__init__.py",
            "import scipy",
            "Records and simulated records know nothing of statistics or figures BROKEN",
        ),
        ("estimate/__init__.py", "import duckdb", "Estimates never touch a file, an engine or a figure BROKEN"),
        ("figures/__init__.py", "import lifelines", "Figures draw results; they neither fit nor query BROKEN"),
    ],
)
def test_a_step_over_the_line_is_found(copied_house: Path, module: str, line: str, contract: str) -> None:
    with (copied_house / "isostats" / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    done = lint_imports(copied_house)
    assert done.returncode == 1
    assert contract in done.stdout


def test_no_two_files_need_each_other() -> None:
    """Whatever is imported only where it is used, or only for its type, is counted too."""
    graph = grimp.build_graph("isostats", exclude_type_checking_imports=False, cache_dir=None)
    needs = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    TopologicalSorter(needs).prepare()  # names the circle, if there is one


ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def test_the_picture_of_the_house_is_what_the_contract_says() -> None:
    picture = re.search(r"```text\n(.+?)```", ARCHITECTURE, re.DOTALL)
    assert picture
    drawn = [set(line.split("   ")[0].split()) for line in picture[1].splitlines()]
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    layers = next(each["layers"] for each in tools["importlinter"]["contracts"] if each["type"] == "layers")
    assert drawn == [set(re.findall(r"isostats\.(\w+)", layer)) for layer in reversed(layers)]


def test_every_room_is_described_and_every_file_of_the_walks_is_there() -> None:
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    described = re.findall(r"^\| (`.+?) \|", ARCHITECTURE, re.MULTILINE)
    assert {name for row in described for name in re.findall(r"`(\w+)/`", row)} == rooms
    named = {name for name in re.findall(r"`([\w/.]+)`", ARCHITECTURE) if name.partition("/")[0] in rooms}
    assert len(named) > 20
    assert [name for name in sorted(named) if not _is_there(name)] == []


def _is_there(name: str) -> bool:
    """Whether there is such a room, file, or function of a file: ``records/loading.load``."""
    place, _, function = name.partition(".")
    module = (PACKAGE / place).with_suffix(".py")
    if not module.exists():
        return (PACKAGE / place).is_dir() and not function
    return not function or function in {node.name for node in definitions(module)}
