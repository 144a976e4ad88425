"""Values as a study file writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from isostats.doors import toml_name, toml_text
from isostats.study.keys import Section, keys_of


def toml(value: Any) -> str:
    """A value as a study file writes it.

    >>> toml({"topical": 180}), toml(("a", True)), toml(0.85)
    ('{ topical = 180 }', '["a", true]', '0.85')
    """
    if isinstance(value, Section):
        value = {name: getattr(value, name) for name in keys_of(type(value))}
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml(part) for part in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{toml_name(name)} = {toml(part)}" for name, part in value.items()) + " }"
    return toml_text(value) if isinstance(value, str) else str(value)
