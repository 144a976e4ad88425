"""Prints a pip constraints file of the lowest versions that pyproject.toml allows: of what isostats needs, and of the
extras named on the command line.

    python .ci/lowest_versions.py test > build/lowest.txt
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
NAMED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?>=(?P<lowest>[0-9][0-9.]*)(?:,.*)?$")


def lowest(requirements: list[str]) -> list[str]:
    """A pin to the lower bound of each requirement.

    >>> lowest(["pandas>=2.2,<3", "psycopg[binary]>=3.1"])
    ['pandas==2.2', 'psycopg==3.1']
    """
    pins = []
    for requirement in requirements:
        match = NAMED.match(requirement)
        if match is None:
            raise SystemExit(f"{requirement} in pyproject.toml has no lower bound that can be read.")
        pins.append(f"{match['name']}=={match['lowest']}")
    return pins


def main(extras: list[str]) -> None:
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    chosen = [*project["dependencies"], *(each for name in extras for each in project["optional-dependencies"][name])]
    print("\n".join(sorted(set(lowest(chosen)))))


if __name__ == "__main__":
    main(sys.argv[1:])
