"""What every test shares: a law is not broken by a busy machine, one process is enough for a test, a report of each
bundled study is written once for all tests of a process, and files that share what is costly go to one process."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Callable, Generator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest
from hypothesis import settings

from tests.figures.white import leave_white
from tests.handing_out import place_of, scheduling
from tests.sweeps import WHOLE

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from isostats.analyses.results import StudyResults
    from isostats.report.job import Finished

# `make test` says the same of the same code each time; `make validation` tries other examples, and more of them.
settings.register_profile("isostats", deadline=None, derandomize=not WHOLE, max_examples=100 if WHOLE else 25)
settings.load_profile("isostats")
os.environ["ISOSTATS_ONE_PROCESS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as a command has it: the other processors are those of other tests
# Where bytecode is not kept, each process of the tests would compile the tests and the package anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# For the processes that this one starts: late in a whole run two fifths of their samples were in the GNU library's
# allocator, which put together and took apart what was free; a fifth with this, as it keeps more of each size. What is
# free stays with the process, as a command of its own has it (isostats.cli.keep_memory). Larger pieces are kept too,
# and memory is asked for in large pages, where the system has them: to read a small file takes a twelfth less.
KEPT = {
    "tcache_count": 60_000, "tcache_max": 32 << 10, "trim_threshold": 64 << 20, "mmap_threshold": 32 << 20,
    "hugetlb": 1,
}  # fmt: skip
os.environ.setdefault("GLIBC_TUNABLES", ":".join(f"glibc.malloc.{name}={value}" for name, value in KEPT.items()))
os.environ["OPENPYXL_LXML"] = "False"  # workbooks are written alike, whether or not lxml is there
ROOT = Path(__file__).parents[1]


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Examples())
    gc.disable()  # thousands of tests are collected, and stay: nothing of them is garbage


class Examples:
    """Examples in docstrings ask for the same few studies: each is analysed once for a process."""

    kept: ClassVar[dict[str, StudyResults]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        if not isinstance(item, pytest.DoctestItem):
            return (yield)
        from isostats.report import job

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(job, "KEPT", self.kept)
            return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """In a fresh clone the first process compiles all that is collected, and the others wait: each would do it too."""
    with Path(__file__).open() as door:
        if fcntl is not None and "PYTEST_XDIST_WORKER" in os.environ:
            fcntl.flock(door, fcntl.LOCK_EX)
            if any(Path(__file__).parent.glob("validation/__pycache__/*-pytest-*")):  # collected among the last
                fcntl.flock(door, fcntl.LOCK_UN)
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("swept")
    items.sort(key=lambda item: place_of(item.nodeid))


def pytest_collection_finish() -> None:
    """What was collected is not looked through for garbage again and again: that took an eighth of all time."""
    gc.freeze()
    atexit.register(gc.unfreeze)  # not before: pytest looks for garbage five times when it ends
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    return scheduling(config, log)


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """One more than there are processors: some always wait, for a server, a browser, a kernel or a process beside."""
    return (yield) + 1


@pytest.fixture
def without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a test that looks at a report's tables and words: its figures are left white."""
    leave_white(monkeypatch)


def _report(study: str, factory: pytest.TempPathFactory, **choices: object) -> Finished:
    from isostats.report.job import write_report

    return write_report(ROOT / study, out=factory.mktemp(Path(study).parent.name) / "report", **choices)


@pytest.fixture(scope="session")
def bladder(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The real relapse records (another disease), whole job; its figures are those of the page alone."""
    return _report("data/real/study.toml", tmp_path_factory, formats=["svg"])


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The simulated example, whole job; its figures are those of the page alone."""
    return _report("data/example/study.toml", tmp_path_factory, formats=["svg"])


@pytest.fixture(scope="session")
def white_report(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The report of a study of :mod:`tests.goldens` by its name, written once; its figures are left white."""
    from tests.goldens.studies import report_of

    @cache
    def made(name: str) -> Path:
        with pytest.MonkeyPatch.context() as patch:
            leave_white(patch)
            return report_of(name, tmp_path_factory.mktemp(name))

    return made


@pytest.fixture(scope="session")
def example_by_sex() -> StudyResults:
    """The course file of the simulated example alone, by sex, analysed."""
    from isostats.report.job import analyse_study

    return analyse_study(ROOT / "data/example/simulated_courses.csv", groups=["sex"])
