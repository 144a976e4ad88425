"""What a researcher calls the levels of a column on a figure or in a table, in place of how the data spells them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

from isostats.vocabulary.group_names import level_of

NONE: Mapping[str, str] = MappingProxyType({})
_labels: ContextVar[Mapping[str, str]] = ContextVar("labels", default=NONE)


@contextmanager
def labelled(labels: Mapping[str, str]) -> Iterator[None]:
    """Call levels so within the ``with``; a level is named as it stands in the data, with its column or without.

    >>> with labelled({"female": "Women"}):
    ...     label_of("sex=female"), label_of("sex=male")
    ('Women', None)
    """
    token = _labels.set(labels)
    try:
        yield
    finally:
        _labels.reset(token)


def label_of(name: str) -> str | None:
    """The label of a level, where it was given one."""
    labels = _labels.get()
    return labels.get(name, labels.get(level_of(name))) if labels else None
