"""Names of a package that are loaded when they are used (PEP 562), each listed once.

A package lists them as a type checker reads them, and hands its own name over:

    if TYPE_CHECKING:
        from isostats.estimate.regression import cox as cox

    __getattr__, __dir__, __all__ = lazy_names(__name__)

So there is no second list to keep in step, and no module is loaded before one of its names is asked for.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from importlib import import_module
from types import FunctionType
from typing import Any, cast


def lazy_names(package: str, *, called: str = "") -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """``__getattr__``, ``__dir__`` and ``__all__`` of a package, from the imports under its ``if TYPE_CHECKING:``.

    ``called`` is what users call the package, where its functions answer a mistaken call.
    """
    spec = cast(Any, sys.modules[package].__spec__)
    source = spec.loader.get_data(spec.origin)  # also where the package lies in a zip
    blocks = (node for node in ast.parse(source).body if isinstance(node, ast.If))
    imports = (node for block in blocks for node in block.body if isinstance(node, ast.ImportFrom))
    # a module of the package itself is a name of the package
    homes = {alias.asname or alias.name: node.module or package for node in imports for alias in node.names}
    names = sorted(homes)

    def load(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        home = homes[name]
        loaded = import_module(f"{home}.{name}") if home == package else getattr(import_module(home), name)
        if called and isinstance(loaded, FunctionType):
            loaded = _answering(loaded, f"{called}.{name}")
        setattr(sys.modules[package], name, loaded)
        return loaded

    def listed() -> list[str]:
        own = vars(sys.modules[package])
        return sorted({*names, *(name for name in own if name.startswith("__"))})  # no modules that are loaded by now

    return load, listed, names


def _answering(function: FunctionType, called: str) -> FunctionType:
    """A function as users call it: a mistake is answered by what it takes. It is known so in its own module as well, so
    that it can be pickled."""
    from isostats.calls import answering

    made = answering(function, called)
    if vars(sys.modules[function.__module__]).get(function.__name__) is function:
        setattr(sys.modules[function.__module__], function.__name__, made)
    return made
