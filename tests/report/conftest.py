"""One report on the bundled real records and one on the bundled simulated ones, made once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from isostats.report.job import Finished, write_report

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def bladder(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The real relapse records (another disease), whole job."""
    return write_report(ROOT / "data/real/study.toml", out=tmp_path_factory.mktemp("bladder") / "report")


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The simulated example, whole job."""
    return write_report(ROOT / "data/example/study.toml", out=tmp_path_factory.mktemp("example") / "report")
