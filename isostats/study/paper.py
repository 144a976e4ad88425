"""Studies as published papers define them: named, with what is assumed and what cannot be reproduced."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from isostats.errors import IsostatsError
from isostats.resources import resource
from isostats.study.keys import Section, key


@dataclass(frozen=True)
class Paper(Section, section="paper", prefix="paper_"):
    """The published study whose definition is followed, if any.

    >>> print(Paper(name="A 2020", assumed=["the gap"], not_reproduced=["weights", "codes"]).words)
    Defined as in A 2020. Of that 1 part is assumed and 2 things cannot be reproduced.
    """

    name: str = key("", "the published study whose definition is followed", example='"Liu 2008"')
    source: str = key("", "where it was read", example='"doi:10.1000/1"')
    assumed: tuple[str, ...] = key((), "what is assumed, since the paper does not say it or was not read in full",
                                   example='["[courses] gap_days: not reported; ours"]', form="TEXT")  # fmt: skip
    not_reproduced: tuple[str, ...] = key((), "what of it cannot be reproduced", example='["the drug list"]',
                                          form="TEXT")  # fmt: skip

    @property
    def words(self) -> str:
        """That it is followed, and how far; empty where none is."""
        if not self.name:
            return ""
        parts, things = len(self.assumed), len(self.not_reproduced)
        some = f"{parts} {'part is' if parts == 1 else 'parts are'} assumed"
        lost = f"{things} {'thing' if things == 1 else 'things'} cannot be reproduced"
        return f"Defined as in {self.name}. Of that {some} and {lost}."

    @property
    def terms(self) -> dict[str, str]:
        """The same in full, as terms with what they mean here."""
        if not self.name:
            return {}
        source = f"{self.name} ({self.source})" if self.source else self.name
        named = {"defined as in": source, "assumed": "; ".join(self.assumed)}
        named["cannot be reproduced"] = "; ".join(self.not_reproduced)
        return {name: text for name, text in named.items() if text}


def named_studies() -> dict[str, Path]:
    """The definitions that come with isostats, by name; none where the installation lacks them."""
    try:
        folder = resource("data", "published", "studies")
    except IsostatsError:
        return {}
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}
