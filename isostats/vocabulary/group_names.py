"""What groups, terms and pairs of them are called in every table: made and read here alone.

A group is ``sex=female``; of two columns together it is ``sex & site=female & north``, and everyone is ``all``. The
name of a column that people are split by holds no sign of equality, so the first one of a group is the one between
column and level: a level may hold further ones. A term of a model is called as a group is, or as its covariate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

EQUALS = "="
TOGETHER = " & "
AGAINST = " vs "
SUBSET = "subset"
"""Before the names of a study's subsets, as a column before its groups."""
BY = " by "
MISSING_LEVEL = "missing"
"""The group of people of whom a column holds nothing."""


def group_name(column: str, level: object) -> str:
    """What a group is called.

    >>> group_name("sex", "female")
    'sex=female'
    """
    return f"{column}{EQUALS}{level}"


def unrecorded(by: str) -> str:
    """How the people are called, among the groups of a column, of whom it holds nothing.

    >>> unrecorded("sex")
    'sex=missing'
    """
    return group_name(by, MISSING_LEVEL)


def known_groups(groups: Sequence[str]) -> list[str]:
    """The groups without the people of whom it is not recorded, who are no group of their own.

    >>> known_groups(["sex=female", "sex=male", "sex=missing"])
    ['sex=female', 'sex=male']
    """
    return [group for group in groups if not column_of(group) or group != unrecorded(column_of(group))]


def column_of(group: str) -> str:
    """By which column, or columns together, a group is one; empty for everyone, and for what has no column.

    >>> column_of("sex=female"), column_of("all")
    ('sex', '')
    """
    column, mark, _ = group.partition(EQUALS)
    return column if mark else ""


def level_of(group: str) -> str:
    """What a group is called without its column; what has no column is called so already.

    >>> level_of("clinic=north=west"), level_of("not_clear")
    ('north=west', 'not_clear')
    """
    column, mark, level = group.partition(EQUALS)
    return level if mark else column


def covariate_of(term: str) -> str:
    """The covariate of a term: its column, or the term itself where that is a number.

    >>> covariate_of("sex=female"), covariate_of("age")
    ('sex', 'age')
    """
    return term.partition(EQUALS)[0]


def together(names: Iterable[str]) -> str:
    """The name of columns by which people are split together, or of a level of each.

    >>> together(["sex", "site"])
    'sex & site'
    """
    return TOGETHER.join(names)


def columns_together(by: str) -> list[str]:
    """The columns that a grouping splits by.

    >>> columns_together("sex & site")
    ['sex', 'site']
    """
    return by.split(TOGETHER)


def levels_together(group: str) -> list[str]:
    """The level of each column that a group is split by; they are one where a level holds the sign between two itself.

    >>> [levels_together(each) for each in ("sex & site=female & north", "site=a & b", "sex & site=female & a & b")]
    [['female', 'north'], ['a & b'], ['female & a & b']]
    """
    levels = level_of(group).split(TOGETHER)
    return levels if len(levels) == len(columns_together(column_of(group))) else [level_of(group)]


def ratio_name(one: str, reference: object) -> str:
    """What a term of a model is called with the level that it is held against, where there is one.

    >>> ratio_name("sex=female", "male"), ratio_name("age", "")
    ('sex=female vs male', 'age')
    """
    return f"{one}{AGAINST}{reference}" if reference else one


def difference_name(one: object, two: object) -> str:
    """What the difference of two groups is called.

    >>> difference_name("sex=female", "sex=male")
    'sex=female - sex=male'
    """
    return f"{one} - {two}"


def name_within(group: str, name: str) -> str:
    """What a difference or a ratio within one group of another column is called; as it is within no group.

    >>> name_within("site=north", "sex=female - sex=male")
    'site=north: sex=female - sex=male'
    """
    return f"{group}: {name}" if group else name


def parted_difference(name: str) -> tuple[str, str, str]:
    """Within which group, and which group less which, the name of a difference says.

    >>> parted_difference("sex=female - sex=male")
    ('', 'sex=female', 'sex=male')
    >>> parted_difference("site=a: b: sex=female - sex=male")
    ('site=a: b', 'sex=female', 'sex=male')
    """
    places = [0, *(i + 2 for i in range(len(name)) if name.startswith(": ", i))]
    for place in places:
        column = column_of(rest := name[place:])
        one, mark, two = rest.rpartition(f" - {group_name(column, '')}")
        if mark:
            return name[: max(place - 2, 0)], one, group_name(column, two)
    return "", name, ""


def name_by(name: str, by: str) -> str:
    """What is called that is asked of a difference, a ratio or a confounder by another column.

    >>> name_by("sex=female - sex=male", "site")
    'sex=female - sex=male by site'
    """
    return f"{name}{BY}{by}"


def parted_by(name: str) -> tuple[str, str]:
    """What is asked, and by which column.

    >>> parted_by("sex=female - sex=male by site")
    ('sex=female - sex=male', 'site')
    """
    what, _, by = name.rpartition(BY)
    return what, by
