"""House habits that can be read off the source."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from tests.house.tree import MODULES, PACKAGE, ROOT, definitions, parsed, shown, tracked_files

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_no_module_is_named_like_what_it_defines() -> None:
    """`isostats.estimate.kaplan_meier` could not be told from the module of that name."""
    same = [
        f"{shown(module)}: {node.name}"
        for module in MODULES
        for node in definitions(module)
        if node.name == module.stem
    ]
    assert same == []


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "util", "helpers", "helper", "base", "config", "common", "misc"}
    assert [
        shown(module) for module in MODULES if drawers & set(module.relative_to(PACKAGE).with_suffix("").parts)
    ] == []


def test_every_module_and_public_name_says_what_it_is() -> None:
    silent = [shown(module) for module in MODULES if not ast.get_docstring(parsed(module))]
    for module in MODULES:
        for node in definitions(module):
            if node.name.startswith("_"):
                continue
            if not ast.get_docstring(node):
                silent.append(f"{shown(module)}: {node.name}")
            if isinstance(node, ast.ClassDef):
                silent += [
                    f"{shown(module)}: {node.name}.{method.name}"
                    for method in node.body
                    if isinstance(method, ast.FunctionDef) and not method.name.startswith("_")
                    if not ast.get_docstring(method)
                ]
    assert silent == []


def test_no_star_import_no_show_and_no_global_random_state() -> None:
    found = []
    for module in MODULES:
        for node in ast.walk(parsed(module)):
            if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
                found.append(f"{shown(module)}:{node.lineno} import *")
            if isinstance(node, ast.Attribute) and ast.unparse(node) in ("plt.show", "np.random.seed", "random.seed"):
                found.append(f"{shown(module)}:{node.lineno} {ast.unparse(node)}")
    assert found == []


def test_no_tracked_file_names_a_registry_or_a_place_on_one_machine() -> None:
    hosts = [
        r"py" + r"pi\.org",
        "pythonhosted",
        r"npm" + r"js\.org",
        r"registry\.npm",
        r"repo\.anaconda",
        r"conda\.anaconda",
    ]
    places = r"(?<![\w.:/-])/(?:" + "|".join(["home", "Users", "root", "work", "opt"]) + r")/\w"
    pattern = re.compile("|".join([*hosts, places]))
    found = []
    for path in tracked_files():
        if path == Path(__file__) or path.suffix in {".png", ".pdf", ".xlsx", ".sas7bdat", ".dta", ".sav", ".parquet"}:
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        found += [f"{shown(path)}: {match[0]}" for match in pattern.finditer(text)]
    assert found == []


def test_what_is_built_is_not_tracked() -> None:
    built = re.compile(r"^(build|dist|\.venv)/|__pycache__|\.pyc$|\.egg-info|\.ipynb_checkpoints")
    assert [shown(path) for path in tracked_files() if built.search(shown(path))] == []


def test_there_are_notebooks() -> None:
    assert [path.name[:3] for path in NOTEBOOKS] == [f"{number:02d}_" for number in range(1, 12)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_are_committed_without_outputs_and_with_fixed_cell_ids(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) >= (4, 5)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert code
    assert [cell["id"] for cell in code if cell["outputs"] or cell["execution_count"] is not None] == []
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    random_ids = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){0,4}")  # as a tool gives them, new at every save
    assert [name for name in ids if random_ids.match(name) or not re.fullmatch(r"[a-z0-9-]{3,40}", name)] == []


def test_the_gap_rule_is_declared_once() -> None:
    """Whoever needs it receives the definition, and reads it there."""
    own = [
        f"{shown(module)}:{node.lineno}"
        for module in MODULES
        if shown(module) != "isostats/study/definitions.py"
        for node in ast.walk(parsed(module))
        if (isinstance(node, ast.arg) and node.arg == "gap_days")
        or (isinstance(node, ast.Name) and node.id == "gap_days" and isinstance(node.ctx, ast.Store))
    ]
    assert own == []


def test_names_of_groups_are_made_and_parted_in_one_place() -> None:
    """``column=level`` and what is built on it; a line of a study file that cannot be read is no group."""
    signs = ("=", " & ", " - ", " vs ")
    elsewhere = ("isostats/vocabulary/group_names.py", "isostats/tables/latex.py", "isostats/report/references.py")
    faults = []
    for module in MODULES:
        calls = [node for node in ast.walk(parsed(module)) if isinstance(node, ast.Call)]
        for call in calls if shown(module) not in elsewhere else ():
            does = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            joined = call.func.value if isinstance(call.func, ast.Attribute) and does == "join" else call
            parted = call.args[:1] if does in ("split", "rsplit", "partition", "rpartition") else []
            if any(isinstance(each, ast.Constant) and each.value in signs for each in (joined, *parted)):
                faults.append(f"{shown(module)}: {ast.unparse(call)}")
    assert faults == ["isostats/study/study_file.py: line.partition('=')"]


def test_modules_that_docstrings_lead_to_are_there() -> None:
    names = {shown(module).removesuffix(".py").removesuffix("/__init__").replace("/", ".") for module in MODULES}
    missing = [
        f"{shown(module)}: {named}"
        for module in MODULES
        for named in re.findall(r":mod:`(\.[\w.]+|isostats[\w.]*)`", module.read_text(encoding="utf-8"))
        if (f"{shown(module.parent).replace('/', '.')}{named}" if named.startswith(".") else named) not in names
    ]
    assert missing == []
