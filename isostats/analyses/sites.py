"""Do the sites differ by more than chance?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from isostats.analyses.protocol import Analysis, Answer, Basis, Block, Table, table_of, texts
from isostats.analyses.rows import count_of, with_interval
from isostats.estimate import funnel
from isostats.estimate.site_funnel import Funnel
from isostats.vocabulary import names as v
from isostats.vocabulary.group_names import level_of
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import MISSING, count_text, in_words, limits_text, percent, share_text, stated_percent

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
    if not sites.enough:
        return Answer(sites, blocks=tuple(blocks))
    blocks += [it.figure("funnel", sites), _funnel_table(it, sites)]
    methods = ("Sites were compared by a funnel plot with exact binomial limits [@spiegelhalter2005].",)
    return Answer(sites, blocks=tuple(blocks), methods=methods)


def _written_down(it: Basis) -> str:
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


def _funnel_table(it: Basis, sites: Funnel) -> Table:
    def if_quoted(write: Callable[[dict[str, Any]], str]) -> Callable[[dict[str, Any]], str]:
        return lambda row: write(row) if row[v.STATUS] == v.OK else MISSING

    adjusted = {"allowing for over-dispersion": if_quoted(lambda row: POSITIONS[row["position_adjusted"]])}
    return table_of(
        "funnel",
        f"Sites at {in_words(sites.time)}, free of {OUTCOMES[it.outcome].phrase}, in % with "
        f"{stated_percent(sites.level)} limits ({it.method_words}), against the overall {share_text(sites.overall)}%. "
        "Effective number: as many wholly followed people would know the share as well. Limits of chance: exact "
        "binomial ones (mid-p) at that number. In the order of their names; nothing is ranked. A site without an "
        "estimate says why.",
        sites.frame.to_dict("records"),
        {
            "site": lambda row: level_of(str(row[v.GROUP])).replace("_", " "),
            "in remission (limits)": lambda row: with_interval(row) + f": {row['reason']}" * (row[v.STATUS] != v.OK),
            "effective number": if_quoted(lambda row: count_text(round(row["n_effective"]))),
            "at risk": lambda row: count_of(row[v.AT_RISK]),
            "people": lambda row: count_of(row[v.N]),
            "95% limits of chance": if_quoted(lambda row: limits_text(row["lower_95"], row["upper_95"])),
            "stands": if_quoted(lambda row: POSITIONS[row["position"]]),
            **(adjusted if sites.over_dispersed else {}),
        },
    )  # fmt: skip


SITES = Analysis("sites", "Across sites", estimate, part_of=v.REMISSION)
