"""No number of five studies moves in silence: what moves is named in CHANGELOG.md, then the files are written anew.

The five pages are also read for sentences that are too long: they are written here anyway.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from tests.goldens.studies import BUNDLED, HERE, NAMES, differences, golden_files
from tests.report.sentences import too_long


@pytest.mark.parametrize("name", NAMES)
def test_every_table_is_as_it_was(
    name: str, request: pytest.FixtureRequest, white_report: Callable[[str], Path]
) -> None:
    made = request.getfixturevalue(name).folder if name in BUNDLED else white_report(name)
    assert golden_files(made) == golden_files(HERE / name)
    moved = [each for file in golden_files(made) for each in differences(HERE / name / file, made / file)]
    assert not moved, "\n".join(islice(moved, 20))
    bare = [
        (file.name, row[at]) for file in golden_files(made) if file.parent.name == "tables"
        for head, *body in [[*csv.reader((made / file).read_text(encoding="utf-8").splitlines())]]
        for at, name in enumerate(head) if "limits)" in name for row in body
        if re.search(r"\d", row[at]) and not re.search(r"\(.+\)|^between ", row[at])  # a range is of its ends
    ]  # fmt: skip
    assert bare == [], "a column with limits has them, or says that none exist"
    assert too_long((made / "report.html").read_text(encoding="utf-8")) == [], "a clinician reads a sentence once"
