"""Releases of several sites as one: their safe counts added up, and between which counts the unrounded sums lie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np

from isostats.errors import StudyError
from isostats.release.decisions import of_all
from isostats.release.event_tables import Address, SafeTables, rounded_table
from isostats.release.knowledge import cumulative
from isostats.release.rounding import step_words
from isostats.release.rounding_error import Bounds, Range, bounds_of
from isostats.study.release_rules import ReleaseRules
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import group_name
from isostats.words.numbers import count_text
from isostats.words.small_counts import EVERY_COUNT, FewPeople

SITE = "site"
"""The column by which pooled counts are split into the releases that they are the sums of."""
DEFINED = ("time_zero", "gap_rule", "eligibility")
"""What of a definition does not go by what a site has recorded, so that it is the same at all of them."""
BoundsOfTable = Callable[[SafeTables, Address], Bounds]


@dataclass(frozen=True, eq=False)
class PooledTables(SafeTables):
    """The sums of several sites' safe tables, and by :data:`SITE` the tables that they are the sums of.

    The base of ``rules`` is the sum of the sites' bases: so wide is the bin of a sum. ``not_pooled`` says of each
    column that splits a release why it does not split the sums.
    """

    sites: Mapping[str, SafeTables] = field(default_factory=dict)
    not_pooled: Mapping[str, str] = field(default_factory=dict)

    @property
    def few(self) -> FewPeople:
        """Which counts are few: those of a site that writes few as words, and sums of few at every site."""
        rules = [site.rules for site in self.sites.values()]
        hiding = [each for each in rules if each.label]
        if not hiding:
            return replace(EVERY_COUNT, suffix=self.files.column_suffix)
        words = {each.few_written for each in hiding}
        one = words.pop() if len(words) == 1 else "<= {few}"
        ends = {0: 0}  # of each sum of few, the largest count that it can stand for
        for each in rules:
            none = each.few if each.zeros == "hidden" else 0
            added: dict[int, int] = {}
            for value, end in ends.items():
                for more, most in ((0, none), (each.middle_of_few, each.few)):
                    added[value + more] = max(added.get(value + more, 0), end + most)
            ends = added
        least = min(each.least_small for each in hiding)
        sums = {value: one.format(few=end) for value, end in ends.items() if value >= least and end}
        few = max(each.few for each in hiding)
        most = max(each.middle_of_few for each in hiding)
        return FewPeople(least, most, one.format(few=few), self.files.column_suffix, sums)

    @property
    def files(self) -> ReleaseRules:
        """How files and columns are called where all sites call them so, and the formats of figures that all have."""
        rules = [site.rules for site in self.sites.values()]
        suffixes, sizes = {each.column_suffix for each in rules}, [each.most_rows for each in rules if each.most_rows]
        kinds = tuple(kind for kind in rules[0].formats if all(kind in each.formats for each in rules))
        return replace(
            ReleaseRules(), column_suffix=suffixes.pop() if len(suffixes) == 1 else "", formats=kinds or ("png",),
            texts_as="txt" if all(each.texts_as == "txt" for each in rules) else "md", most_rows=min(sizes, default=0),
        )  # fmt: skip

    @property
    def counts_words(self) -> str:
        """How its counts were rounded."""
        bases = " or ".join(count_text(base) for base in sorted({site.base for site in self.sites.values()}))
        steps = step_words(self.days)
        return f"counts are sums over {count_text(len(self.sites))} sites of midpoints of bins of {bases}, by {steps}"


def pool_tables(sites: Mapping[str, SafeTables]) -> PooledTables:
    """Add up the safe tables of two sites or more, by their names.

    The days are those that all have, and so are outcomes, populations and groupings; a grouping is added up where every
    site has the same groups of it. Raises StudyError where they share no table.
    """
    first, *others = sites.values()
    days = tuple(day for day in first.days if all(day in site.days for site in others))
    shared = [address for address in first.tables if all(address in site.tables for site in others)]
    if len(days) < 2 or not shared:
        raise StudyError("These releases share no outcome that is counted on the same days, so nothing was pooled.")
    _require_one_definition(sites, shared)
    not_pooled = dict(_not_alike(sites))
    by_site = [(outcome, population, SITE) for outcome, population, by in shared if by is None]
    kept = [address for address in shared if address[2] is None or address[2] not in not_pooled]
    groupings = {by: () for _, _, by in (*by_site, *kept) if by is not None}
    tables = {}
    for address in sorted((*by_site, *kept), key=lambda each: (each[2] is not None, each[2] != SITE)):
        written = _of_sites(sites, address, days, _as_written)
        counts = {part: each.low.astype(np.int64) for part, each in written.parts.items()}
        table = rounded_table(written.groups, np.array(days), written.people.low.astype(np.int64), counts)
        definitions = [site.tables[_held(address)].definition for site in sites.values()]
        tables[address] = replace(table, definition=of_all(definitions))
    rules = ReleaseRules(sum(site.base for site in sites.values()))
    return PooledTables(rules, days, tables, groupings, sites=sites, not_pooled=not_pooled)


def _require_one_definition(sites: Mapping[str, SafeTables], shared: Iterable[Address]) -> None:
    """Raise StudyError where sites that decided alike say otherwise of what they counted."""
    name, *others = sites
    for address, attribute in product(shared, DEFINED):
        definitions = {site: each.tables[address].definition for site, each in sites.items()}
        here = getattr(definitions[name], attribute)
        for other in others:
            if (there := getattr(definitions[other], attribute)) != here:
                raise StudyError(
                    f"These releases counted otherwise, so nothing was pooled: {attribute} is {here!r} at {name} and "
                    f"{there!r} at {other}. Let each site make its release again with one version of isostats."
                )


def counts_within(tables: SafeTables, address: Address) -> Bounds:
    """Between which counts the unrounded ones of a table lie; of a pooled one, the sums of its sites' bins."""
    if isinstance(tables, PooledTables):
        return _of_sites(tables.sites, address, tables.days, _within_bins)
    return _within_bins(tables, address)


def _within_bins(tables: SafeTables, address: Address) -> Bounds:
    return bounds_of(tables.tables[address], tables.rules)


def _as_written(tables: SafeTables, address: Address) -> Bounds:
    """The midpoints themselves, as bounds that leave no room."""
    table = tables.tables[address]
    parts = {part: Range(counts.astype(float), counts.astype(float)) for part, counts in cumulative(table).items()}
    return Bounds(table.groups, table.causes, Range(table.n, table.n), parts)


def _held(address: Address) -> Address:
    """The address at a site of what is pooled under one: by site, it is the site's whole."""
    outcome, population, by = address
    return outcome, population, None if by == SITE else by


def _of_sites(
    sites: Mapping[str, SafeTables], address: Address, days: Sequence[int], made: BoundsOfTable
) -> Bounds:
    """The bounds of the sites on those days, added up by group; by site, one beside the other."""
    each = []
    for name, site in sites.items():
        bounds = made(site, _held(address))
        groups = (group_name(SITE, name),) if address[2] == SITE else bounds.groups
        on = [site.days.index(day) for day in days]
        parts = {part: Range(within.low[:, on], within.high[:, on]) for part, within in bounds.parts.items()}
        each.append(replace(bounds, groups=groups, parts=parts))
    groups = tuple(dict.fromkeys(group for bounds in each for group in bounds.groups))
    causes = tuple(dict.fromkeys(cause for bounds in each for cause in bounds.causes))
    places = [[groups.index(group) for group in bounds.groups] for bounds in each]
    people = _added((len(groups),), places, [bounds.people for bounds in each])
    parts = {}
    for part in (*causes, v.LEFT):  # nobody of a site without this cause had it
        placed = zip(places, each, strict=True)
        holding = [(place, bounds.parts[part]) for place, bounds in placed if part in bounds.parts]
        parts[part] = _added((len(groups), len(days)), *zip(*holding, strict=True))
    return Bounds(groups, causes, people, parts)


def _added(shape: tuple[int, ...], places: Iterable[Sequence[int]], ranges: Iterable[Range]) -> Range:
    low, high = np.zeros(shape), np.zeros(shape)
    for place, within in zip(places, ranges, strict=True):
        low[place] += within.low
        high[place] += within.high
    return Range(low, high)


def _not_alike(sites: Mapping[str, SafeTables]) -> Iterable[tuple[str, str]]:
    """Each column that splits a release and cannot split the sums, with the reason in words."""
    for by in dict.fromkeys(column for site in sites.values() for column in (*site.joined, *site.dropped)):
        without = [name for name, site in sites.items() if by not in site.joined]
        joined = [name for name, site in sites.items() if site.joined.get(by)]
        if by == SITE:
            yield by, "the sites of the pooled figures are the releases"
        elif coded := [name for name, site in sites.items() if by in site.coded]:
            yield by, f"its groups are coded at {coded[0]}, and a code there is another one elsewhere"
        elif without:
            yield by, f"{without[0]} is not split by it"
        elif joined:
            yield by, f"small groups are joined to other at {joined[0]}"
        elif len({frozenset(_groups(site, by)) for site in sites.values()}) > 1:
            yield by, "the sites do not have the same groups of it"


def _groups(site: SafeTables, by: str) -> tuple[str, ...]:
    return next(table.groups for (_, _, column), table in site.tables.items() if column == by)
