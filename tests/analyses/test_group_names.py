"""What a group is called is read back as it was made, whatever signs its level holds."""

from __future__ import annotations

from itertools import product

import pytest

import isostats as iso
from isostats import figures
from isostats.cohort.counting import event_table
from isostats.errors import EstimateError
from isostats.vocabulary import group_names as names
from isostats.words.english import group_words, plain, term_words

ODD = ("north", "a=b", "a = b", "north, west", "a - b", "a: b", "missing", "=", "< 12", "a & b", "all", "a by b")


@pytest.mark.parametrize("level", ODD)
def test_a_group_gives_back_its_column_and_level(level: str) -> None:
    group = names.group_name("clinic", level)
    assert (names.column_of(group), names.level_of(group)) == ("clinic", level)
    assert names.levels_together(group) == [level]
    assert group_words(group) == f"clinic: {' '.join(level.split())}"
    assert plain(group) == " ".join(level.split())
    assert term_words(names.ratio_name(group, "north")) == f"clinic: {' '.join(level.split())}, against north"


@pytest.mark.parametrize(("one", "two", "within"), [*product(ODD, ("south", "a=b"), ("", "sex=female"))])
def test_a_difference_gives_back_its_groups(one: str, two: str, within: str) -> None:
    pair = tuple(names.group_name("clinic", each) for each in (one, two))
    name = names.name_within(within, names.difference_name(*pair))
    assert names.parted_difference(name) == (within, *pair)
    assert names.parted_by(names.name_by(name, "sex")) == (name, "sex")


def test_everyone_and_a_level_alone_have_no_column() -> None:
    assert [names.column_of(each) for each in ("all", "female")] == ["", ""]
    assert [names.level_of(each) for each in ("all", "female")] == ["all", "female"]
    assert names.covariate_of("age") == "age"


def test_a_site_whose_name_ends_as_those_of_no_site_is_one() -> None:
    sites = ["site=ward=missing", "site=north", "site=missing"] * 40
    table = event_table([100, 400] * 60, [1, 0] * 60, group=sites)
    frame = iso.funnel(table, horizon_days=365).frame.set_index("group")
    assert (frame["status"] == "ok").to_dict() == {"site=ward=missing": True, "site=north": True, "site=missing": False}


def test_a_figure_offers_the_levels_that_hold_a_sign_of_equality() -> None:
    table = event_table([100, 400] * 20, [1, 0] * 20, group=["ward=a=b", "ward=c=d"] * 20)
    curve = iso.kaplan_meier(table)
    with pytest.raises(EstimateError, match="It draws: a=b, c=d"):
        figures.remission_by_group(curve, order=["e"])
    with pytest.raises(EstimateError, match="both 'a=b' and 'c=d' 'Ward'"):
        figures.remission_by_group(curve, labels={"a=b": "Ward", "c=d": "Ward"})
