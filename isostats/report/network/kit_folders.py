"""Tells a folder that is the kit of a network, and what a check of records says in one. It loads nothing heavy, since
every check asks."""

from __future__ import annotations

from pathlib import Path

from isostats.writing import manifest_of

KIND = "network_kit"
SITES_OWN = (
    "This is the study file of a network kit: change [data] alone, and on_invalid. Where the advice above is to set "
    "another key, such as follow_up, leave it and tell the coordinator: all sites decide alike."
)
"""What a check of records says in a kit's folder, whose other keys its advice may name."""


def is_kit(folder: Path) -> bool:
    """Whether a folder is a kit, as its manifest says."""
    return manifest_of(folder).get("kind") == KIND
