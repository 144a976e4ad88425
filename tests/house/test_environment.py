"""One statement of what isostats needs, in every file that repeats it."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement

import isostats
from tests.house.tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# the plain names of the first two are the command lines there
CONDA_NAMES = {"duckdb": "python-duckdb", "typst": "typst-py", "zlib-ng": "python-zlib-ng"}


def requirements(*extras: str) -> dict[str, Requirement]:
    lines = PROJECT["dependencies"] + [line for extra in extras for line in PROJECT["optional-dependencies"][extra]]
    return {requirement.name: requirement for requirement in map(Requirement, lines)}


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {re.sub(r"[._]", "-", name).lower(): version for name, version in (line.split("==") for line in lines)}


def test_conda_environment_has_the_bounds_of_the_project() -> None:
    listed: dict[str, str] = {}
    for line in (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines():
        found = re.match(r"  - ([a-z0-9-]+)([<>=~!][^ ]*)?(?: +#.*)?$", line)
        if found and found[1] not in ("conda-forge", "pip"):
            listed[found[1]] = found[2] or ""
    wanted = {
        CONDA_NAMES.get(name, name): str(need.specifier)
        for name, need in requirements(*PROJECT["optional-dependencies"]).items()
    }
    wanted["python"] = PROJECT["requires-python"]

    def sorted_bounds(bounds: str) -> list[str]:
        return sorted(bounds.split(","))

    assert {name: sorted_bounds(bounds) for name, bounds in listed.items()} == {
        name: sorted_bounds(bounds) for name, bounds in wanted.items()
    }
    assert "  - pip:\n      - -e .\n" in (ROOT / "environment.yml").read_text(encoding="utf-8")


def test_jupyter_comes_with_the_notebooks() -> None:
    assert "jupyter" in requirements("notebooks")


def test_a_package_named_twice_has_one_bound() -> None:
    bounds: dict[str, set[str]] = {}
    for lines in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()):
        for requirement in map(Requirement, lines):
            bounds.setdefault(requirement.name, set()).add(str(requirement.specifier))
    assert {name: found for name, found in bounds.items() if len(found) > 1} == {}


def test_constraints_are_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*==[0-9][A-Za-z0-9.+!]*", line)] == []
    assert len(pins()) == len(lines)
    assert "isostats" not in pins()


@pytest.mark.parametrize("need", requirements("test").values(), ids=str)
def test_what_the_tests_install_is_pinned_within_its_bounds(need: Requirement) -> None:
    assert need.specifier.contains(pins()[need.name])


def test_the_version_is_the_same_everywhere() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {isostats.__version__}\n" in citation
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## \[(.+?)\]", changelog, flags=re.MULTILINE)
    assert headings[0] == "Unreleased" or headings[0] == isostats.__version__
    assert f"license: {PROJECT['license']}" in citation
