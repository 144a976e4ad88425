"""The table under the funnel of sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from isostats.report.tables import STATUS, Table, share, whole, with_interval
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import in_words

if TYPE_CHECKING:
    from isostats.report.analysis import Analysis

POSITIONS = {
    "within": "within",
    "above_95": "above the 95% limit",
    "above_998": "above the 99.8% limit",
    "below_95": "below the 95% limit",
    "below_998": "below the 99.8% limit",
}


def funnel_table(analysis: Analysis) -> Table:
    """Every site with its estimate, the limits of chance at its size, and where it stands, or why it does not."""
    sites = analysis.sites
    wide = sites is not None and sites.over_dispersed
    header = [
        "site",
        "in remission (limits)",
        "effective number",
        "at risk",
        "people",
        "95% limits of chance",
        "stands",
    ]
    header += ["allowing for over-dispersion"] if wide else []
    body = [] if sites is None or not sites.enough else [_row(row, wide) for row in sites.frame.to_dict("records")]
    caption = "" if sites is None else (
        f"Sites at {in_words(sites.time)}, free of {OUTCOMES[analysis.primary_outcome].label}, in % with "
        f"{sites.level:.0%} limits (Kaplan-Meier), against the overall {share(sites.overall)}%. Effective number: as "
        "many wholly followed people would know the share as well. Limits of chance: normal on the arcsine scale, at "
        "that number. In the order of their names; nothing is ranked. A site without an estimate says why."
    )  # fmt: skip
    return Table("funnel", caption, tuple(header), body)


def _row(row: dict[str, Any], wide: bool) -> tuple[str, ...]:
    name = str(row["group"]).partition("=")[2].replace("_", " ") or str(row["group"])
    counts = (whole(row["at_risk"]), whole(row["n"]))
    if row["status"] != "ok":
        why = f"{STATUS[row['status']]}: {row['reason']}"
        return (name, why, "–", *counts, "–", "–", *(["–"] if wide else []))
    chance = f"{share(row['lower_95'])} to {share(row['upper_95'])}"
    stands = (POSITIONS[row["position"]], *([POSITIONS[row["position_adjusted"]]] if wide else []))
    return (name, with_interval(row), f"{row['n_effective']:,.0f}", *counts, chance, *stands)
