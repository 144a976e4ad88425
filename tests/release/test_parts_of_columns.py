"""Several groups of a column that together are several of another: the sums of both sides are equal."""

from __future__ import annotations

from itertools import product

from isostats.release.tied_groups import EQUAL, holding


def test_wards_of_women_together_are_their_units_though_none_lies_within_another() -> None:
    """Ten counts of exactly one followed from a release in which only single groups were held against several."""
    wards = {f"ward={each}": 15 for each in range(20)}
    units = {f"unit={each}": 75 for each in range(4)}
    shared = {
        (ward, unit): 7 + (place + number) % 2
        for (place, ward), (number, unit) in product(enumerate(wards), enumerate(units)) if place // 10 == number // 2
    }  # fmt: skip
    wards = {ward: sum(people for (mine, _), people in shared.items() if mine == ward) for ward in wards}
    units = {unit: sum(people for (_, its), people in shared.items() if its == unit) for unit in units}
    equal = [(mine, its) for sign, mine, its in holding(shared, wards, units) if sign == EQUAL]
    assert (tuple(wards)[:10], tuple(units)[:2]) in equal
    assert (tuple(wards)[10:], tuple(units)[2:]) in equal
