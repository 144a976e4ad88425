"""Files that travel with the package: the published evidence, the notebooks, the fonts and the page's templates.

In a wheel they lie inside the package, in a source tree beside it. Where the package is imported from a zip (a wheel on
the path, Spark's ``--py-files``) they are unpacked once, into a folder that goes with the process.
"""

from __future__ import annotations

import atexit
import shutil
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from isostats.errors import IsostatsError
from isostats.scratch import scratch_folder

_PACKAGE = Path(__file__).resolve().parent


@cache
def _package() -> Path:
    """The package's folder, or the files that are no code in a folder like it."""
    if _PACKAGE.is_dir():
        return _PACKAGE
    folder = scratch_folder("package")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _unpack(files("isostats"), folder)
    return folder


def _unpack(source: Traversable, folder: Path) -> None:
    for each in source.iterdir():
        place = folder / each.name
        if each.is_dir():
            place.mkdir()
            _unpack(each, place)
        elif not each.name.endswith((".py", ".pyc")):
            place.write_bytes(each.read_bytes())


def beside_code(*parts: str) -> Path:
    """A file or folder that lies among the modules, such as ``beside_code("figures", "fonts")``."""
    return _package().joinpath(*parts)


def resource(*parts: str) -> Path:
    """The path of a bundled file or folder, such as ``resource("data", "published", "codes.csv")``.

    Raises IsostatsError, naming the file, where the installation does not hold it.

    >>> resource("data", "published", "codes.csv").name
    'codes.csv'
    """
    for root in (_package() / "_bundled", _PACKAGE.parent):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise IsostatsError(f"{'/'.join(parts)} does not come with this installation of isostats; install it again.")
