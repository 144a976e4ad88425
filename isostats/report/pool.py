"""Releases of several sites as one report: their rounded counts added up, and nothing else of theirs looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from isostats.analyses.choices import primary_outcome
from isostats.analyses.curves import Curves
from isostats.analyses.pooled_sites import FEWEST, between_sites
from isostats.analyses.protocol import Basis, answered
from isostats.analyses.results import StudyResults
from isostats.cohort.informative_censoring import FollowUp
from isostats.errors import StudyError
from isostats.figures.drawing import FigureQueue
from isostats.progress import Step, silent
from isostats.release.counts_files import PEOPLE, cut_long_tables, write_rows
from isostats.release.decisions import require_alike, study_decided
from isostats.release.event_tables import SafeTables, published_counts
from isostats.release.knowledge import cumulative
from isostats.release.pooling import SITE, PooledTables, pool_tables
from isostats.release.rounding import QUOTED_FROM
from isostats.release.safe_cohort import NOBODY, SafeCohort
from isostats.release.sent_releases import Release, read_release
from isostats.report.about_releases import about_pooled, kits_words
from isostats.report.interchange.forms import require_released
from isostats.report.release import analyses_of
from isostats.report.writing import write_answers, write_tables
from isostats.study.choices import USUAL_TITLE
from isostats.study.definitions import FILLS
from isostats.study.study_file import Study
from isostats.words.language import ENGLISH, language_of, speaking
from isostats.words.numbers import counted
from isostats.words.small_counts import few_written
from isostats.writing import whole_folder

if TYPE_CHECKING:
    from isostats.cohort.following import Cohort
    from isostats.figures.drawing import Drawing

@dataclass(frozen=True, eq=False)
class PooledReport:
    """A written report of pooled releases: its folder and its results."""

    folder: Path
    analysis: StudyResults
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "\n".join(
            [f"Pooled: {self.folder / 'report.html'}", str(self.analysis["definitions"].value), *self.notes]
        )


def write_pooled(
    folders: Sequence[str | Path],
    *,
    out: str | Path,
    names: Sequence[str] = (),
    title: str = "",
    interchange: Sequence[str] = (),
    language: str = ENGLISH,
    step: Step = silent,
) -> PooledReport:
    """Pool two releases or more and write the report of them together, whole or not at all.

    ``folders`` are what `isostats report ... --release` wrote at each site, unchanged; ``names`` are what the sites are
    called on the page, 1, 2, 3, ... if not given; ``interchange`` is that of [study], but for what needs exact times;
    ``language`` is that of the page and its figures.
    Their counts are added up, sites are compared, and every number says how far the rounding at the sites can have
    moved it. Raises DataError for a folder that is no release or was changed, StudyError where the sites decided
    differently, one is named twice, or simulated ones are among observed, EstimateError for an unknown language.
    """
    language = language_of(language)
    sites = _read(folders, names, step)
    _require_poolable(sites)
    tables = pool_tables({name: site.tables for name, site in sites.items()})
    first, files = next(iter(sites.values())), tables.files
    common = _common_title(sites)
    own = [*sites, title, common, *{site.tables.rules.label for site in sites.values()}]
    title = title or f"{common or USUAL_TITLE}: {counted(len(sites), 'site')} pooled"
    further = {"interchange": tuple(interchange), "language": language}
    study = study_decided(first.decided, title=title, simulated=first.simulated, **further)
    require_released(study.study.interchange, files)
    with (
        whole_folder(out, kind="pooled") as folder,
        FigureQueue(files.formats) as figures,
        speaking(language, names=own),
        few_written(tables.few),
    ):
        results = _answered(study, tables, sites, step=step, draw=figures.add)
        step("writing the tables")
        write_tables(results, folder)
        drawn = figures.finish(step=step)
        step("writing the page")
        counts = published_counts(tables)
        counts = counts.assign(**{PEOPLE: tables.few.written(counts[PEOPLE])})
        write_rows(counts.rename(columns={PEOPLE: PEOPLE + files.column_suffix}), folder, files)
        cut_long_tables(folder, files)
        write_answers(results, drawn, folder, files.formats, about_pooled(results, tables, sites))
    return PooledReport(Path(out), results, tuple(_notes(sites)))


def _notes(sites: Mapping[str, Release]) -> Iterator[str]:
    """What the sites have not in common, though they can be pooled, and which of them passed the test of a kit."""
    bases = {name: site.tables.base for name, site in sites.items()}
    if len(set(bases.values())) > 1:
        yield f"The sites rounded differently: {', '.join(f'to bins of {base} at {at}' for at, base in bases.items())}."
    kits = {name: site.kit for name, site in sites.items()}
    if test := kits_words(kits):
        yield test
    if len(set(filter(None, kits.values()))) > 1:
        yield "These sites used different kits. Their definitions are alike; ask why they had not the same."


def _common_title(sites: Mapping[str, Release]) -> str:
    """The title that all sites gave their reports; empty where they differ, or where it is the usual one."""
    titles = {site.title for site in sites.values()}
    return titles.pop() if len(titles) == 1 and titles != {USUAL_TITLE} else ""


def _read(folders: Sequence[str | Path], names: Sequence[str], step: Step) -> dict[str, Release]:
    """The releases by what their sites are called."""
    if len(folders) < 2:
        raise StudyError("Pooling needs the releases of two sites or more. Name their folders.")
    called = list(names) or [str(number) for number in range(1, len(folders) + 1)]
    if len(called) != len(folders) or len(set(called)) < len(called) or not all(each.strip() for each in called):
        raise StudyError(
            f"names: {counted(len(folders), 'release')} need as many names, each once; not {', '.join(called)}."
        )
    sites = {}
    for name, folder in zip(called, folders, strict=True):
        step(f"reading the release of {name}")
        sites[name] = read_release(folder)
    return sites


def _require_poolable(sites: Mapping[str, Release]) -> None:
    """Raise StudyError for releases that do not belong together."""
    for (one, first), (two, second) in combinations(sites.items(), 2):
        if first.digest == second.digest or _same_people(first.tables, second.tables):
            raise StudyError(
                f"The releases of {one} and {two} are the same counts: their people would count twice. Leave one out."
            )
    for what in ("version", "simulated"):
        values = {name: getattr(site, what) for name, site in sites.items()}
        if len(set(values.values())) > 1:
            listed = ", ".join(f"{value} at {name}" for name, value in values.items())
            way = "Let all use one version" if what == "version" else "Simulated and observed people are never pooled"
            raise StudyError(
                f"These releases differ in what made them, so nothing was pooled: {what} is {listed}. {way}."
            )
    require_alike({name: site.decided for name, site in sites.items()})


def _same_people(one: SafeTables, other: SafeTables) -> bool:
    """Whether all counts of everyone are alike on the days of both, of more people than chance would have alike."""
    shared = [address for address in one.tables if address[2] is None and address in other.tables]
    days = [day for day in one.days if day in other.days]
    for address in shared:
        parts, others = (cumulative(each.tables[address]) for each in (one, other))
        on, other_on = ([each.days.index(day) for day in days] for each in (one, other))
        alike = parts.keys() == others.keys() and all(
            np.array_equal(parts[name][:, on], others[name][:, other_on]) for name in parts
        )
        if not alike or one.tables[address].n.tolist() != other.tables[address].n.tolist():
            return False
    return bool(shared) and float(one.count(one.outcomes[0]).n.sum()) >= FEWEST


def _answered(
    study: Study,
    tables: PooledTables,
    sites: Mapping[str, Release],
    *,
    step: Step,
    draw: Callable[[Drawing], object],
) -> StudyResults:
    first, stated = next(iter(sites.values())), study.study.follow_up
    safe = SafeCohort(
        tables,
        study.outcomes,
        first.calendar,
        stitched_by=study.courses if study.data.kind in FILLS else None,
        follow_up=None if stated is None else FollowUp(NOBODY, stated),
    )
    cohort = cast("Cohort", safe)  # it has of a cohort what may be asked from counts
    asked, least = study.study, max(QUOTED_FROM * tables.base, study.study.min_at_risk)
    if asked.primary.horizon_days not in tables.days:
        raise StudyError(
            f"The primary horizon of {asked.primary.horizon_days} days is not one of the days that all sites count on: "
            f"{', '.join(str(day) for day in tables.days)}."
        )
    horizons = tuple(day for day in study.horizons if day in tables.days)
    study = replace(study, study=replace(asked, horizons_days=horizons, min_at_risk=least))
    assumed = any(site.follow_up_assumed for site in sites.values())
    groups = tuple(by for by in tables.joined if by != SITE)
    cautions = tuple(dict.fromkeys(rule for site in sites.values() for rule in site.unknowns.cautions))
    basis = Basis(study, cohort, Curves(cohort, study.claim.level), primary_outcome(study, cohort), groups,
                  follow_up_assumed=assumed, cautions=cautions)  # fmt: skip
    made = list(analyses_of(tables))
    after = next(place for place, each in enumerate(made) if each.id == "groups") + 1
    analyses = (*made[:after], between_sites(tables), *made[after:])
    return StudyResults(analyses, basis, answered(analyses, basis, step=step, draw=draw))
