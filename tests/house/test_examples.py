"""Every public name has an example in its docstring, and the example runs."""

from __future__ import annotations

import doctest
import inspect
from types import ModuleType
from typing import Any

import pytest

import isostats as iso
from isostats.report import job
from isostats.report.job import Finished
from tests.house.tree import ROOT

PACKAGES = (iso, iso.figures, iso.tables)


def documented(package: ModuleType, name: str) -> Any:
    return inspect.unwrap(getattr(package, name))


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_every_public_name_has_an_example(package: ModuleType) -> None:
    assert package.__all__
    assert [name for name in package.__all__ if ">>>" not in (documented(package, name).__doc__ or "")] == []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_every_public_function_says_its_types(package: ModuleType) -> None:
    for name in package.__all__:
        function = documented(package, name)
        if inspect.isfunction(function):
            parameters = inspect.signature(function).parameters.values()
            assert all(each.annotation is not each.empty for each in parameters), name
            assert "return" in function.__annotations__, name


@pytest.fixture
def analysed_once(example: Finished, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the examples ask for again and again is analysed already."""
    study = iso.read_study(ROOT / "data/example/study.toml")
    monkeypatch.setattr(job, "KEPT", {job._fingerprint(study): example.analysis})


@pytest.mark.usefixtures("analysed_once")
@pytest.mark.parametrize("name", iso.figures.__all__)
def test_the_example_of_a_figure_runs(name: str) -> None:
    """A decorated function is none of its module's own to doctest, which passes it by; the others run there."""
    documentation = inspect.getdoc(documented(iso.figures, name)) or ""
    test = doctest.DocTestParser().get_doctest(documentation, {}, name, None, None)
    assert doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF).run(test).failed == 0
