"""Whether an id that several sources have is one person or several: what each source says of whoever has it decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import log

from isostats.engines.embedded import Engine, one_row
from isostats.records.findings import Finding
from isostats.words.numbers import agreed, counted

FACTS = {"sex": "sex", "birth_year": "birth year"}
"""What stays with a person, in whatever file: of two people it agrees by chance alone."""
SLIPS = 0.05
"""How often a fact of one person differs between two files."""
ENOUGH = log(10)
"""How much likelier one answer must make what both sources say than the other."""
ADVICE = (
    "Kept apart, nobody would have a second course in another source. Lists of one clinic (one a year, say) belong in "
    "one file, one below the other. Where the sources number their own people, say ids_apart = true: whoever has an id "
    "in two of them is then two people."
)

# Of each two sources: how many ids they share, in how many a fact is known of both and agrees, and how often it would
# agree by chance.
TWO = """WITH shares AS (
    SELECT source, value, count(*) / sum(count(*)) OVER (PARTITION BY source) AS share FROM ({rows}) AS known
    WHERE value IS NOT NULL GROUP BY source, value
),
chances AS (
    SELECT one.source AS a, other.source AS b, sum(one.share * other.share) AS chance
    FROM shares AS one JOIN shares AS other ON one.value = other.value AND one.source < other.source GROUP BY ALL
),
shared AS (
    SELECT one.source AS a, other.source AS b, count(*) AS ids, count(one.value = other.value) AS known,
           count(*) FILTER (one.value = other.value) AS alike
    FROM ({rows}) AS one JOIN ({rows}) AS other ON one.said = other.said AND one.source < other.source GROUP BY ALL
)
SELECT a, b, ids, known, alike, coalesce(chance, 0) FROM shared LEFT JOIN chances USING (a, b) ORDER BY a, b"""

# The same of people at several sites of one table, each against the first of their sites.
AT_SITES = """WITH known AS (
    SELECT person, site, min({fact}) AS value FROM {places}
    WHERE person IS NOT NULL AND site IS NOT NULL AND {fact} IS NOT NULL GROUP BY person, site
),
shares AS (SELECT value, count(*) / sum(count(*)) OVER () AS share FROM known GROUP BY value),
pairs AS (
    SELECT value, first_value(value) OVER (PARTITION BY person ORDER BY site) AS first,
           row_number() OVER (PARTITION BY person ORDER BY site) AS place FROM known
)
SELECT count(*) FILTER (place > 1), count(*) FILTER (place > 1 AND value = first),
       (SELECT coalesce(sum(share * share), 0) FROM shares) FROM pairs"""

FIRST = """SELECT min(one.said) FROM people_{a} AS one JOIN people_{b} AS other ON one.said = other.said"""


@dataclass(frozen=True)
class SharedIds:
    """Two sources with ids in common: ``weight`` is the logarithm of how much likelier their facts are of the same
    people than of others."""

    sources: tuple[int, int]
    ids: int
    weight: float
    agreeing: tuple[str, ...]

    @property
    def are_others(self) -> bool:
        """Whether the ids are of different people."""
        return self.weight <= -ENOUGH


def weight_of(known: int, alike: int, chance: float) -> float:
    """The logarithm of how much likelier a fact, ``alike`` in so many of those in which it is ``known``, is of the same
    people than of others, of whom it agrees by ``chance``.

    >>> round(weight_of(19, 19, 0.5), 1), round(weight_of(19, 10, 0.5), 1)
    (12.2, -14.3)
    """
    by_chance = min(max(chance, SLIPS / 10), 1 - SLIPS)
    return alike * log((1 - SLIPS) / by_chance) + (known - alike) * log(SLIPS / (1 - by_chance))


def shared_ids(connection: Engine, sources: int) -> list[SharedIds]:
    """Each two of the views ``people_0``, ``people_1`` ... that have ids in common (in the column ``said``)."""
    ids: dict[tuple[int, int], int] = {}
    weights: dict[tuple[int, int], float] = {}
    agreeing: dict[tuple[int, int], list[str]] = {}
    for fact, words in FACTS.items():
        rows = " UNION ALL ".join(
            f"SELECT {at} AS source, said, CAST({fact} AS VARCHAR) AS value FROM people_{at}" for at in range(sources)
        )
        for a, b, both, known, alike, chance in connection.execute(TWO.format(rows=rows)).fetchall():
            ids[a, b] = both
            weights[a, b] = weights.get((a, b), 0.0) + weight_of(known, alike, chance)
            agreeing.setdefault((a, b), []).extend([f"{words} {alike} of {known}"] if known else [])
    return [SharedIds(pair, ids[pair], weights[pair], tuple(agreeing[pair])) for pair in ids]


def at_several_sites(connection: Engine, places: str, facts: Collection[str]) -> tuple[float, str]:
    """The weight of what stays with a person (of those ``facts`` that a table of their ``places`` has) for ids at
    several sites, and in how many each is alike, in words."""
    weight, agreeing = 0.0, list[str]()
    for fact, words in FACTS.items():
        if fact in facts:
            known, alike, chance = one_row(connection, AT_SITES.format(fact=fact, places=places))
            weight += weight_of(known, alike, chance)
            agreeing += [f"{words} {alike} of {known}"] * bool(known)
    return weight, ", ".join(agreeing)


def not_kept_apart(connection: Engine, names: Sequence[str]) -> Finding | None:
    """The error about sources whose ids are of the same people, or may be: apart, nobody has the course of another
    source for a second one. None where every id that two sources have is of different people."""
    if not (asked := [each for each in shared_ids(connection, len(names)) if not each.are_others]):
        return None
    most = max(asked, key=lambda each: (each.weight, each.ids))
    a, b = most.sources
    first = one_row(connection, FIRST.format(a=a, b=b))[0]
    whose = "of the same people" if most.weight >= ENOUGH else "of the same people or of others, which nothing tells"
    message = f"{counted(most.ids, 'id')} in both {names[a]} and {names[b]} {agreed(most.ids, 'is')} {whose}"
    message += f" (alike: {', '.join(most.agreeing)})" if most.agreeing else ""
    message += f"; so with {counted(len(asked) - 1, 'further pair')} of sources" if len(asked) > 1 else ""
    return Finding("error", "people_in_several", most.ids, message, None, f"patient {first}", ADVICE)
