"""Files that travel with the package: the published evidence and the notebooks.

In a wheel they lie inside the package, in a source tree beside it.
"""

from __future__ import annotations

from pathlib import Path

from isostats._checks import IsostatsError

_PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """The path of a bundled file or folder, such as ``resource("data", "published", "codes.csv")``.

    Raises IsostatsError, naming the file, where the installation does not hold it.

    >>> resource("data", "published", "codes.csv").name
    'codes.csv'
    """
    for root in (_PACKAGE / "_bundled", _PACKAGE.parent):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise IsostatsError(f"{'/'.join(parts)} does not come with this installation of isostats; install it again.")
