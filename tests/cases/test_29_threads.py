"""Case 29: one cohort may be asked by several threads at once; another process is told what to do instead."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import isostats as iso
from isostats.errors import HandleError

EXAMPLE = Path(__file__).parents[2] / "data/example/simulated_courses.csv"
ASKED = [(outcome, by) for outcome in ("any_treatment", "systemic_treatment", "second_course") for by in (None, "sex")]


@pytest.fixture(scope="module")
def records() -> Any:
    return iso.read_courses(EXAMPLE)


def test_four_threads_get_the_answers_of_one(records: Any) -> None:
    one = iso.first_courses(records)
    truth = {asked: repr(one.count(asked[0], by=asked[1])) for asked in ASKED}
    for _ in range(8):
        cohort = iso.first_courses(records)  # with nothing counted yet
        with ThreadPoolExecutor(4) as threads:
            asking = [threads.submit(cohort.count, outcome, by=by) for outcome, by in ASKED * 2]
            answers = [repr(answer.result()) for answer in asking]
        assert answers == [truth[asked] for asked in ASKED * 2]
        assert {asked: repr(cohort.count(asked[0], by=asked[1])) for asked in ASKED} == truth  # nor is the cache wrong


def test_threads_may_make_cohorts_and_read_tables_at_once(records: Any) -> None:
    def work(number: int) -> tuple[int, int]:
        cohort = iso.first_courses(records, gap_days=30 + number)
        return len(records.table("courses")), int(cohort.count("second_course").events.sum())

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(work, range(12)))) == 1


@pytest.mark.parametrize("send", [pickle.dumps, lambda handle: pickle.dumps([handle])], ids=["itself", "in a list"])
def test_records_and_cohorts_say_that_they_cannot_be_pickled(records: Any, send: Any) -> None:
    for handle in (records, iso.first_courses(records)):
        with pytest.raises(HandleError, match=r"cannot be pickled.*Read the file there.*event tables, curves"):
            send(handle)


def test_what_was_computed_can_be_pickled(records: Any) -> None:
    counts = iso.first_courses(records).count("second_course")
    curve = iso.kaplan_meier(counts)
    assert repr(pickle.loads(pickle.dumps(counts))) == repr(counts)
    assert pickle.loads(pickle.dumps(curve)).at([730]).equals(curve.at([730]))


def test_a_deep_copy_answers_as_the_original(records: Any) -> None:
    cohort = iso.first_courses(records)
    truth = repr(cohort.count("second_course", by="sex"))
    copied = copy.deepcopy({"cohort": cohort, "records": records})
    assert repr(copied["cohort"].count("second_course", by="sex")) == truth
    assert len(copied["records"].table("courses")) == len(records.table("courses"))


def _ask(cohort: Any, answer: Any) -> None:
    try:
        answer.put(repr(cohort.count("second_course")))
    except HandleError as error:
        answer.put(str(error))


def test_a_forked_process_is_told(records: Any) -> None:
    forked = multiprocessing.get_context("fork")
    answer = forked.Queue()
    process = forked.Process(target=_ask, args=(iso.first_courses(records), answer))
    process.start()
    try:
        assert "a forked process cannot ask it. Read the file again in each process" in answer.get(timeout=300)
    finally:
        process.join(timeout=10)
        process.kill()
