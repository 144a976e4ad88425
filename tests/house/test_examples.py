"""Every public name has an example in its docstring, and pytest runs it."""

from __future__ import annotations

import doctest
import inspect
import sys
from types import ModuleType
from typing import Any

import pytest

import isostats as iso

PACKAGES = (iso, iso.figures, iso.tables)


def documented(package: ModuleType, name: str) -> Any:
    return inspect.unwrap(getattr(package, name))


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_every_public_name_has_an_example(package: ModuleType) -> None:
    assert package.__all__
    assert [name for name in package.__all__ if ">>>" not in (documented(package, name).__doc__ or "")] == []


def test_every_example_of_a_figure_is_one_that_doctest_finds() -> None:
    """What is decorated might be none of its module's own to doctest, which would pass it by."""
    functions = [documented(iso.figures, name) for name in iso.figures.__all__]
    modules = {function.__module__ for function in functions}
    found = {test.name for name in modules for test in doctest.DocTestFinder().find(sys.modules[name]) if test.examples}
    assert {f"{each.__module__}.{each.__qualname__}" for each in functions} <= found


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_every_public_function_says_its_types(package: ModuleType) -> None:
    for name in package.__all__:
        function = documented(package, name)
        if inspect.isfunction(function):
            parameters = inspect.signature(function).parameters.values()
            assert all(each.annotation is not each.empty for each in parameters), name
            assert "return" in function.__annotations__, name
