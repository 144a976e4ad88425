"""What a folder of rounded counts, made to leave the building, says of itself: how far rounding moves a number, and
what is not in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from isostats.analyses.headline import lacking_words
from isostats.analyses.protocol import texts
from isostats.analyses.rounded_figures import ends_of
from isostats.release.counts_files import RULES
from isostats.release.rounding import step_words
from isostats.release.sent_releases import TESTED, TO_POOL
from isostats.report.about_reports import OF_FIGURES, OF_MANIFEST, OF_PAGE
from isostats.report.checker_files import checker_words
from isostats.report.page import Section
from isostats.report.writing import About, provenance
from isostats.study.release_choices import STRICTER, WRITTEN
from isostats.study.release_rules import PRESETS, ReleaseRules
from isostats.vocabulary import names as v
from isostats.vocabulary.estimands import SECOND_COURSE, TREATMENT_SUCCESS
from isostats.vocabulary.outcomes import OUTCOMES
from isostats.words.numbers import count_text, in_words, percent

if TYPE_CHECKING:
    from isostats.analyses.headline import Statement
    from isostats.analyses.results import StudyResults
    from isostats.release.caveats import Unknowns
    from isostats.release.disclosure_control import Passed
    from isostats.release.pooling import PooledTables
    from isostats.release.sent_releases import Release
    from isostats.report.network.proofs import Proof

LEFT_OUT = (
    "This page is made from the rounded counts in safe_counts.csv and from nothing else. It leaves out whatever needs "
    "more than these: tests between groups, regression models, and any test of the claim or verdict on it. From "
    "rounded counts they would be wrong, and exact ones beside rounded counts can give people away. Mean and median "
    "times are not here, since days are known by {steps} only. Nor are the shares with improved or unknown responses "
    "counted as success, the comparison of sites, and courses and doses. Left out as well are the grid of definitions, "
    "subsets, claims one by one, the data's quality, and the flow from the rows read. Days between the ends of "
    "{steps}s, exact totals and the fingerprint of the records stay where the records are."
)
README = (
    "Everything is made from these counts alone, by a life table. Nothing is quoted where fewer than {least} people "
    "are at risk. No test, model or verdict is released; the page says what else is left out, and with "
    "tables/rounding.csv how far rounding can have moved each figure. The title, the rules of eligibility and the "
    "names of groups are the study's own words: they were not checked."
)
ROUNDED_FILES = {
    "`safe_counts.csv`": "people, cumulative events by cause and people who left, by outcome, population, group, day",
    **OF_PAGE,
    "`results.csv`": "every estimate",
    "`tables/`": "the tables of the report as CSV, in numbers/ unrounded; `isostats tables` sets them for a paper; "
    "rounding.csv says how far rounding moved what is quoted",
    **OF_FIGURES,
    "`disclosure.csv`": "for the output checker: each measure, why it was taken, how far it can have moved a number",
    "`results.json`": "for the output checker: every file in the layout of ACRO, which SACRO-Viewer opens",
    "`checksums/`": "the SHA-256 of each of them, where the viewer looks for it",
    **OF_MANIFEST,
}


def bins_words(rules: ReleaseRules) -> str:
    """How a count is rounded, and how few people are written.

    >>> bins_words(ReleaseRules(10)).partition(".")[0]
    '0 is 0, 1 to 10 is written 5, 11 to 20 is 15, and so on'
    >>> bins_words(ReleaseRules(10, "hidden", few_written="<= {few}")).partition(".")[0]
    '0 to 10 is written <= 10, 11 to 20 is 15, and so on'
    """
    base, few = rules.min_cell, rules.few
    least, most = few + 1, -(-(few + 1) // base) * base
    nobody = "0 to " if rules.zeros == "hidden" else "0 is 0, 1 to "
    written = rules.label or rules.middle_of_few
    taken = f" Estimates take {rules.middle_of_few} for {rules.label}." if rules.label else ""
    return (
        f"{nobody}{few} is written {written}, {least} to {most} is {most - base // 2}, and so on.{taken} A count "
        f"may lie up to {max(base // 2, few - rules.middle_of_few)} from what is written, sums of several counts "
        "further; parts need not add up to n."
    )


def least_count(rules: ReleaseRules) -> int:
    """The least count that other programs are shown: those from 1 to below it are suppressed.

    >>> least_count(ReleaseRules(10)), least_count(ReleaseRules(6, redacted_up_to=7))
    (10, 8)
    """
    return max(rules.min_cell, rules.redacted_up_to + 1)


def preset_words(rules: ReleaseRules) -> tuple[str, ...]:
    """What the preset of a release is based on, and that it is a reading of that; nothing where there is none."""
    if not rules.preset:
        return ()
    preset = PRESETS[rules.preset]
    own, usual = asdict(rules), asdict(preset.rules)
    words = [f"Rules: the preset {rules.preset}, after {preset.words}"]
    for what, keys in (("made it stricter", STRICTER), ("writes it in its own way", WRITTEN)):
        if changed := ", ".join(f"{key} is {own[key]}" for key in keys if own[key] != usual[key]):
            words.append(f"The study {what}: {changed}.")
    if rules.site_names:
        words.append("Sites and others who treated stand by name, as the study decided (site_names = true).")
    words.append("It is our reading of that guidance, not the custodian's word: their checkers decide.")
    return (" ".join(words),)


def about_release(
    results: StudyResults, passed: Passed, unknowns: Unknowns, *,
    to_pool: Mapping[str, Any], proof: Proof | None, day: str,
) -> About:
    """The head, README.md, manifest.json and last sections of a release."""
    it, tables = results.basis, passed.tables
    custody = (
        f"Rounded counts, made to leave the building: each is the middle of a bin of {tables.base} people, by "
        f"{step_words(tables.days)}."
    )
    joined, dropped = [by for by, groups in tables.joined.items() if groups], ", ".join(tables.dropped)
    left_out = {
        LEFT_OUT.format(steps=step_words(tables.days)): True,
        f"Groups of up to {tables.rules.few} people are joined to *other*: {', '.join(joined)}.": joined,
        f"Too few people are outside one group of {dropped}: nothing is split by it.": dropped,
        **dict.fromkeys(unknowns.sentences, True),
    }
    return About(
        custody=custody,
        title=f"{it.study.study.title}: a release",
        readme=(
            f"{bins_words(tables.rules)} Small groups are joined to *other*.",
            *preset_words(tables.rules),
            README.format(least=it.min_at_risk),
            *unknowns.sentences,
            *lacking_words(unknowns.cautions),
            *([proof.words] if proof is not None else []),
            *checker_words(results, passed),
        ),
        files=_files_of(tables.rules, ROUNDED_FILES),
        texts_as=tables.rules.texts_as,
        manifest={
            "release": custody,
            "simulated": it.study.simulated,
            "rounded_to_midpoints_of": tables.base,
            RULES: asdict(tables.rules),
            "days": list(tables.days),
            "quoted_from_at_risk": it.min_at_risk,
            "attack": passed.words,
            "joined_to_other": joined,
            "not_split_by": list(tables.dropped),
            "coded": list(tables.coded),
            TO_POOL: to_pool,
        }
        | ({TESTED: proof.in_manifest} if proof is not None else {}),
        sections=(
            Section("left-out", "What a release leaves out", [*texts([words for words, so in left_out.items() if so])]),
            provenance(("counts", bins_words(tables.rules)), ("attack", passed.words)),
        ),
        note=" ".join(text for text in (it.study.paper.words, *unknowns.sentences) if text),
        beside=lambda answer: rounding_sentence(results, answer),
        least_count=least_count(tables.rules),
        day=day,
    )  # fmt: skip


def _files_of(rules: ReleaseRules, usual_files: Mapping[str, str]) -> dict[str, str]:
    """What lies in a folder of rounded counts, by the names that the rules give the files."""
    named = {"safe_counts.csv": f"safe_counts{rules.column_suffix}.csv", "captions.md": f"captions.{rules.texts_as}"}
    files = {}
    for name, what in usual_files.items():
        for usual, own in named.items():
            name, what = name.replace(usual, own), what.replace(usual, own)
        files[name] = what
    if rules.underlying_counts:
        files["`figures/`"] += f"; the rounded counts under each, as NAME_counts{rules.column_suffix}.csv"
    if rules.most_rows:
        most = f"a table of more than {count_text(rules.most_rows)} rows"
        files[f"`{named['safe_counts.csv']}`"] += f"; {most}, here and below, is in numbered files: NAME_1.csv, ..."
    return files


def rounding_sentence(results: StudyResults, answer: Statement) -> str:
    """How far rounding can have moved an answer at the page's head."""
    ends = ends_of(results["rounding"].value, answer.row)
    if ends is None:
        return f"Nothing is quoted where fewer than {results.basis.min_at_risk} people are at risk."
    low, high = (percent(end) for end in ends)
    when, what = in_words(int(answer.row[v.TIME_DAYS])), _share_of_what(answer)
    if answer.ends is None:
        lies = f"the share {what} at {when} lies between {low} and {high}"
        return f"Rounding alone: by the life table of the unrounded counts {lies}."
    fails = answer.row[v.QUANTITY] == v.CUMULATIVE_INCIDENCE  # of whose share the naive figure is the lower end
    end = "the upper end" if fails else "the lower end"
    table = f"{end} of the share {what} at {when} lies between {low} and {high}"
    naive = answer.row | {v.QUANTITY: v.REMISSION, v.METHOD: v.NAIVE}
    others = ends_of(results["rounding"].value, naive) if answer.row[v.QUANTITY] != v.TREATMENT_SUCCESS else None
    if others is None:
        return f"Rounding alone: by the unrounded counts {table}. How far the other end lies is not bounded here."
    low, high = (percent(end) for end in ((1 - others[1], 1 - others[0]) if fails else others))
    return f"Rounding alone: by the unrounded counts {table}, the other end between {low} and {high}."


def _share_of_what(answer: Statement) -> str:
    """What the share of an answer is a share of."""
    if answer.estimand.id == SECOND_COURSE.id:
        return "with a second course"
    if answer.estimand.id == TREATMENT_SUCCESS.id:
        return "of treatment successes"
    return f"free of {OUTCOMES[answer.estimand.outcome].phrase}"


POOLED_FILES = {
    "`safe_counts.csv`": "the rounded counts added up, and each site's, by outcome, population, group and day",
    **OF_PAGE,
    "`results.csv`": "every estimate",
    "`tables/`": "the tables of the report as CSV, in numbers/ unrounded; rounding.csv says how far rounding went",
    **OF_FIGURES,
    **OF_MANIFEST,
}
POOLED_LEFT_OUT = (
    "This page is made from the releases of the sites and from nothing else: each count is a sum of rounded ones. "
    "Tests and models that need records are not here, nor are mean and median times. Who was left out before the first "
    "course was studied is known at the sites alone. Each table was rounded by itself, so that parts need not add up "
    "to their whole. People seen at two sites count twice."
)


def kits_words(kits: Mapping[str, str]) -> str:
    """Which sites passed the test of one network kit; empty where none did.

    >>> kits_words({"North": "3f2a9c" * 11, "South": ""})
    'The simulated test of network kit 3f2a9c3f2a9c was passed at North; none at South.'
    """
    if not any(kits.values()):
        return ""
    at = {kit: ", ".join(name for name, each in kits.items() if each == kit) for kit in dict.fromkeys(kits.values())}
    none = f"; none at {at.pop('')}" if "" in at else ""
    passed = "; that of ".join(f"{kit[:12]} was passed at {names}" for kit, names in at.items())
    return f"The simulated test of network kit {passed}{none}."


def about_pooled(results: StudyResults, tables: PooledTables, sites: Mapping[str, Release]) -> About:
    """The head, README.md, manifest.json and last sections of the report of pooled releases."""
    it = results.basis
    custody = (
        f"Pooled from the releases of {count_text(len(sites))} sites: rounded counts by {step_words(tables.days)}, "
        "added up."
    )
    quoted = f"Nothing of the whole is quoted where fewer than {count_text(it.min_at_risk)} people are at risk."
    unknown = list(dict.fromkeys(sentence for site in sites.values() for sentence in site.unknowns.sentences))
    test = kits_words({name: site.kit for name, site in sites.items()})
    counts = f"{tables.counts_words[0].upper()}{tables.counts_words[1:]}."
    return About(
        custody=custody,
        title=it.study.study.title,
        readme=(
            counts,
            f"{quoted} The page says with each number, and tables/rounding.csv with all, how far rounding at the sites "
            "can have moved it.",
            *dict.fromkeys(words for site in sites.values() for words in preset_words(site.tables.rules)),
            *unknown,
            *lacking_words(it.cautions),
            test,
        ),
        files=_files_of(tables.files, POOLED_FILES),
        texts_as=tables.files.texts_as,
        manifest={
            "pooled": custody,
            "simulated": it.study.simulated,
            "days": list(tables.days),
            "quoted_from_at_risk": it.min_at_risk,
            "sites": {
                name: {"safe_counts": site.digest, "rounded_to_midpoints_of": site.tables.base, "network_kit": site.kit,
                       RULES: asdict(site.tables.rules)}
                for name, site in sites.items()
            },
            "not_pooled_by": dict(tables.not_pooled),
        },
        sections=(
            Section("left-out", "What pooled releases leave out", [*texts([POOLED_LEFT_OUT, *unknown])]),
            provenance(("counts", counts), ("sites", ", ".join(sites)), *([("test", test)] if test else [])),
        ),
        note=" ".join(unknown),
        beside=lambda answer: rounding_sentence(results, answer),
        least_count=max(least_count(site.tables.rules) for site in sites.values()),
    )  # fmt: skip
