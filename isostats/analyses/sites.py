"""Do the sites differ by more than chance?"""

from __future__ import annotations

from typing import Any

from isostats.analyses.blocks import Block, Table, texts
from isostats.analyses.protocol import Analysis, Answer, Basis
from isostats.analyses.rows import whole, with_interval
from isostats.estimate import funnel
from isostats.estimate.site_funnel import Funnel
from isostats.figures.drawing import Drawing
from isostats.vocabulary import names as v
from isostats.vocabulary.names import STATUS_LABELS
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import count_text, in_words, limits_text, percent, share_text, stated_percent

POSITIONS = {
    "within": "within",
    "above_95": "above the 95% limit",
    "above_998": "above the 99.8% limit",
    "below_95": "below the 95% limit",
    "below_998": "below the 99.8% limit",
}
FEWEST_PEOPLE = 10
"""A site with fewer people says nothing of how often its staff write a response down."""


def estimate(it: Basis) -> Answer[Funnel | None]:
    """The funnel of sites for the primary outcome, where the study groups by sites."""
    if "site" not in it.groups:
        return Answer(None)
    sites = funnel(it.curves.remission(it.outcome, by="site"), horizon_days=it.horizon_days, min_at_risk=it.min_at_risk)
    blocks: list[Block] = [*texts([_written_down(it), sites.sentence])]
    if sites.enough:
        blocks += [Drawing("funnel", "funnel", sites, it.drawn), funnel_table(it, sites)]
    return Answer(sites, blocks=tuple(blocks))


def _written_down(it: Basis) -> str:
    """Sites differ in what they write down."""
    if not it.cohort.responses:
        return ""
    shares = it.cohort.query(
        "SELECT COUNT(response) * 1.0 / COUNT(*) AS share FROM first_courses WHERE by_site IS NOT NULL "
        f"GROUP BY by_site HAVING COUNT(*) >= {FEWEST_PEOPLE}"
    )["share"]
    if len(shares) < 2 or shares.max() - shares.min() < 0.005:
        return ""
    return (
        f"Sites write down different things: a response at the end is recorded for {percent(float(shares.min()))} to "
        f"{percent(float(shares.max()))} of people by site. Differences between sites are not quality."
    )


def funnel_table(it: Basis, sites: Funnel) -> Table:
    """Every site with its estimate, the limits of chance at its size, and where it stands, or why it does not."""
    wide = sites.over_dispersed
    header = (
        "site",
        "in remission (limits)",
        "effective number",
        "at risk",
        "people",
        "95% limits of chance",
        "stands",
        *(["allowing for over-dispersion"] if wide else []),
    )
    return Table(
        "funnel",
        f"Sites at {in_words(sites.time)}, free of {OUTCOMES[it.outcome].label}, in % with "
        f"{stated_percent(sites.level)} limits ({it.method_words}), against the overall {share_text(sites.overall)}%. "
        "Effective number: as many wholly followed people would know the share as well. Limits of chance: normal on "
        "the arcsine scale, at that number. In the order of their names; nothing is ranked. A site without an estimate "
        "says why.",
        header,
        [_cells(row, wide) for row in sites.frame.to_dict("records")],
    )


def _cells(row: dict[str, Any], wide: bool) -> tuple[str, ...]:
    name = str(row[v.GROUP]).partition("=")[2].replace("_", " ") or str(row[v.GROUP])
    counts = (whole(row[v.AT_RISK]), whole(row[v.N]))
    if row[v.STATUS] != v.OK:
        why = f"{STATUS_LABELS[row[v.STATUS]]}: {row['reason']}"
        return (name, why, "–", *counts, "–", "–", *(["–"] if wide else []))
    chance = limits_text(row["lower_95"], row["upper_95"])
    stands = (POSITIONS[row["position"]], *([POSITIONS[row["position_adjusted"]]] if wide else []))
    return (name, with_interval(row), count_text(round(row['n_effective'])), *counts, chance, *stands)


SITES = Analysis("sites", "Across sites", estimate, part_of=v.REMISSION)
