"""How did the courses go: why they ended, interruptions, tests, visits, adverse events, indications? Described only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, Text, table_of, texts
from isostats.analyses.rows import Row, count_of, share_of, share_row, window_row
from isostats.cohort.course_conduct import (
    AFTER,
    AT_PEAK,
    CONDUCT,
    EFFECTS,
    FAR_ABOVE,
    GRADES,
    INDICATIONS,
    LIMITED,
    MONTH_AFTER,
    REASONS,
    WINDOW,
    WINDOWS,
    WindowCounts,
    tests_above_limits,
    window_counts,
)
from isostats.cohort.first_course_facts import WOMEN, CourseShare, share_counts
from isostats.cohort.relapse_intervals import AT_A_DAY, CLEAR_WITHIN, relapses_between_visits
from isostats.records.input_tables.beside_courses import EFFECT
from isostats.records.input_tables.course_details import AS_PLANNED
from isostats.study.score_rules import score_words
from isostats.vocabulary import names as v
from isostats.words.english import capital
from isostats.words.numbers import count_text, counted, in_words, percent_with_limits, stated_percent

DESCRIBED = (
    "What follows is described, and nothing is inferred from it: who is tested, stops or reports an adverse event "
    "differs in much else."
)
ABBREVIATED = ("ldl", "alt", "ast", "ggt", "alp", "ck")
"""Tests that are called by their letters."""
UNKNOWN_AGE = "Women of unknown age are counted among those of these ages."
CALLED = {
    "ended_early": "ended early", "interrupted": "interrupted", "more_scars": "worse scars at the end",
    "less_oil": "less oily skin at the end", "better_quality_of_life": "better quality of life at the end",
    "contraception_recorded": f"{WOMEN} with contraception recorded",
    "two_methods_recorded": f"{WOMEN} with two methods of contraception",
    "tested_before": "with a blood test before",
    "tested_at_peak": f"with a blood test from day {AT_PEAK[0]} to {AT_PEAK[1]}",
    "above_limit": "with a blood test above its limit",
    "far_above_limit": f"with one above {FAR_ABOVE} times its limit",
    "pregnancy_tested_before": f"{WOMEN} with a pregnancy test before",
    "pregnancy_tested_after": f"{WOMEN} with one {MONTH_AFTER[0]} to {MONTH_AFTER[1]} days after the end",
}  # fmt: skip


def estimate(it: Basis) -> Answer[tuple[Row, ...]]:
    """The shares that these records can tell; there is no answer where they have none of these columns and tables."""
    by_name = {name: row for name in CALLED if (row := _row(it, CONDUCT[name]))}
    windows = {name: held for name, asked in WINDOWS.items() if (held := window_counts(it.cohort, asked)) is not None}
    effects = _effects(it)
    if not (by_name or windows or effects):
        return Answer(())
    reasons = {name: row for name, asked in REASONS.items() if (row := _row(it, asked)) and row[v.EVENTS]}
    indications = {name: row for name, asked in INDICATIONS.items() if (row := _row(it, asked)) and row[v.EVENTS]}
    of_windows = {name: window_row(v.PROPORTION, f"windows_{name}", held, it.level) for name, held in windows.items()}
    blocks: list[Block] = [Text(DESCRIBED)]
    every = {name: share_row(v.PROPORTION, f"every_window_{name}", held.in_every, held.n, it.level)
             for name, held in windows.items()}  # fmt: skip
    limits = _limits(it)
    blocks += texts([_ended(by_name), _peak(by_name), _written("adverse_events" in it.cohort.beside)])
    blocks += [
        _shares("courses_and_their_ends", _ends_caption(it, by_name), [
            *((CALLED[name], row) for name, row in by_name.items()),
            *((f"– {'as planned' if name in AS_PLANNED else 'early'}: {_words(name)}", row)
              for name, row in reasons.items()),
        ]),
        _window_table(it, windows, of_windows, every),
        _limit_table(it, limits),
        _effect_table(it, effects),
        *_score_table(it),
        _shares("indications", "First courses by indication, in % of those with one recorded, with "
                f"{stated_percent(it.level)} Wilson limits.",
                [(_words(name), row) for name, row in indications.items()]),
    ]  # fmt: skip
    above = (each for rows in limits.values() for each in rows)
    rows = (*by_name.values(), *reasons.values(), *of_windows.values(), *every.values(), *above, *effects.values(),
            *indications.values())  # fmt: skip
    return Answer(rows, rows, tuple(blocks))


def _row(it: Basis, asked: CourseShare) -> Row | None:
    part, of = share_counts(it.cohort, asked)
    return share_row(v.PROPORTION, asked.id, part, of, it.level) if of else None


def _effects(it: Basis) -> dict[tuple[str, int], Row]:
    """By adverse event and least grade, those that anybody had."""
    made = {key: row for key, asked in EFFECTS.items() if (row := _row(it, asked)) is not None}
    return {(kind, grade): row for (kind, grade), row in made.items() if made[kind, 1][v.EVENTS]}


def _limits(it: Basis) -> dict[str, tuple[Row, Row]]:
    """By test the people with a value above its limit, and far above, of those with both recorded."""
    made = {}
    for each in tests_above_limits(it.cohort).to_dict("records"):
        test, people = str(each["test"]), int(each["people"])
        made[test] = tuple(
            share_row(v.PROPORTION, f"{test}_{name}_limit", int(each[held]), people, it.level)
            for held, name in (("above", "above"), ("far", "far_above"))
        )
    return made  # type: ignore[return-value]


def _words(name: str) -> str:
    return name.replace("_", " ")


def _ended(by_name: Mapping[str, Row]) -> str:
    if "ended_early" not in by_name:
        return ""
    row = by_name["ended_early"]
    share = percent_with_limits(*(row[name] for name in (v.ESTIMATE, v.LOWER, v.UPPER, v.LEVEL)))
    return (
        f"{count_text(row[v.EVENTS])} of {counted(row[v.N], 'first course')} with a known reason ended early, {share}. "
        "They ended for another reason than that the dose was reached or the skin was clear."
    )


def _peak(by_name: Mapping[str, Row]) -> str:
    if "tested_at_peak" not in by_name:
        return ""
    return (
        "The day of the largest dose is not recorded: it is taken to be reached in the second or third month. A panel "
        "of experts (Delphi, 2022) asks for fewer tests than one a month."
    )


def _written(held: bool) -> str:
    if not held:
        return ""
    return (
        "Of adverse events only what was written down counts, so that a share is at least as large. Whoever has no row "
        "counts as without."
    )


def _ends_caption(it: Basis, names: Iterable[str]) -> str:
    of_women = any(CALLED[name].startswith(WOMEN) for name in names)
    return (
        f"First courses, in % of those with it recorded, with {stated_percent(it.level)} Wilson limits. Reasons for "
        "the end are among those with a known one." + f" {UNKNOWN_AGE}" * of_women
    )


def _shares(name: str, caption: str, rows: Iterable[tuple[str, Row]]) -> Table:
    return table_of(
        name,
        caption,
        list(rows),
        {
            "first courses": lambda each: each[0],
            "% (limits)": lambda each: share_of(each[1]),
            "people": lambda each: count_of(each[1][v.EVENTS]),
            "recorded": lambda each: count_of(each[1][v.N]),
        },
    )


def _window_table(
    it: Basis, windows: Mapping[str, WindowCounts], rows: Mapping[str, Row], every: Mapping[str, Row]
) -> Table:
    def of(name: str) -> WindowCounts:
        return windows[name]

    return table_of(
        "tests_and_visits",
        f"Complete {WINDOW}-day windows of first courses, in % of all of them, with {stated_percent(it.level)} Wilson "
        "limits that take people as clusters. A shorter course is one window. Whoever has no row in the table counts "
        "as without." + f" {UNKNOWN_AGE}" * any(WOMEN in WINDOWS[name].label for name in windows),
        list(windows),
        {
            "windows": lambda name: WINDOWS[name].label,
            "% (limits)": lambda name: share_of(rows[name]),
            "with it": lambda name: count_of((of(name).held * of(name).people).sum()),
            "all windows": lambda name: count_of((of(name).windows * of(name).people).sum()),
            "people": lambda name: count_of(of(name).n),
            "people with any row": lambda name: count_of(of(name).seen),
            "people with it in every window, %": lambda name: share_of(every[name]),
        },
    )


def _limit_table(it: Basis, limits: Mapping[str, tuple[Row, Row]]) -> Table:
    return table_of(
        "tests_above_limits",
        f"People by their highest value from the first day to {AFTER} days after the last covered day. Shares are in "
        f"% of people with a value and its limit, with {stated_percent(it.level)} Wilson limits.",
        [test for test in LIMITED if test in limits],
        {
            "test": lambda test: test.upper() if test in ABBREVIATED else capital(_words(test)),
            "above the upper limit": lambda test: share_of(limits[test][0]),
            f"above {FAR_ABOVE} times the limit": lambda test: share_of(limits[test][1]),
            "people": lambda test: count_of(limits[test][0][v.N]),
        },
    )


def _score_table(it: Basis) -> list[Table]:
    """Relapse by score at each horizon, as far as visits tell; nothing where they do not."""
    known = relapses_between_visits(it.cohort)
    if known is None:
        return []
    by_score = f", by the last score in the {CLEAR_WITHIN} days up to it," if known.by_score else ""
    return [table_of(
        v.RELAPSE_BY_SCORE,
        f"People clear or almost clear at the end of the course{by_score} with a score at a later visit. Relapse by "
        f"score: {score_words(it.cohort.outcome_definition.score_rules)}. It lies between two visits.",
        list(it.study.horizons),
        {
            "by": in_words,
            **{name: lambda day, of=of: count_of(known.at(day)[of]) for of, name in AT_A_DAY.items()},  # type: ignore[misc]
            "all people": lambda day: count_of(known.n),
        },
    )]  # fmt: skip


def _effect_table(it: Basis, effects: Mapping[tuple[str, int], Row]) -> Table:
    def of_grade(grade: int) -> Any:
        return lambda kind: share_of(effects[kind, grade])

    graded = {f"grade {grade} or more": of_grade(grade) for grade in GRADES[1:]}
    return table_of(
        "adverse_events",
        f"First courses with each adverse event, up to {AFTER} days after the last covered day, in % of all, with "
        f"{stated_percent(it.level)} Wilson limits. Events without a grade count in the first column alone.",
        [kind for kind in EFFECT if (kind, 1) in effects],
        {
            "adverse event": lambda kind: capital(_words(kind)),
            "any grade": of_grade(1),
            **graded,
            "people": lambda kind: count_of(effects[kind, 1][v.EVENTS]),
        },
    )


BEYOND_RELAPSE = Analysis("beyond-relapse", "Beyond relapse: how the courses went", estimate)
