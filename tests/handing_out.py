"""Which tests go to one process where several run them, and in what order: long ones first, so that none is last."""

from __future__ import annotations

from typing import Any

TOGETHER = {
    "Spark": (
        "tests/databases/test_stitched_there.py", "tests/databases/test_omop_servers.py",
        "tests/databases/test_flat_tables.py", "tests/databases/test_spark.py", "tests/databases/test_bad_input.py",
        "tests/cases/test_30_ids_of_twenty_digits.py", "tests/spec/test_stitching.py",
    ),
    "the bundled reports": (
        "tests/report/test_empty_figures.py",
        "tests/report/test_job.py", "tests/report/test_claims_folder.py", "tests/report/test_page.py",
        "tests/report/test_published.py", "tests/report/test_grid.py", "tests/analyses/test_protocol.py",
        "tests/analyses/test_ladder.py", "tests/house/test_reprs.py", "tests/goldens/test_goldens.py",
        "tests/report/test_paper_tables.py", "tests/report/test_paper_files.py", "tests/report/test_in_german.py",
        "tests/report/test_explorer.py", "tests/report/test_explorer_in_chromium.py",
        "tests/report/test_page_in_use.py", "tests/report/test_outputs_apart.py",
        "tests/report/test_print.py", "tests/report/test_wrong_calls.py", "tests/analyses/test_differences.py",
        "tests/analyses/test_models.py", "tests/analyses/test_conditional_remission.py", "tests/analyses/test_dose.py",
        "tests/analyses/test_permanence.py", "tests/estimate/test_recurrent.py",
        "tests/analyses/claims/test_german_verdicts.py",
    ),
    "the example by sex": (
        "tests/analyses/test_headline.py", "tests/analyses/test_lost.py", "tests/analyses/test_five_numbers.py",
        "tests/analyses/test_cautions.py", "tests/analyses/test_bounds_say_so.py", "tests/report/test_interchange.py",
    ),
    "the scenes of figures": (
        "tests/figures/test_layout.py", "tests/figures/test_words.py", "tests/figures/test_saving.py",
        "tests/figures/test_languages.py",
    ),
}  # fmt: skip
"""Files that need what takes seconds to have: Spark, a whole report of each bundled study, every scene drawn."""
LONG = (
    "tests/report/test_release.py", "tests/report/test_grid_dispensings.py", "tests/report/test_notebooks.py",
    "tests/databases/test_whole_way.py", "tests/figures/test_standard.py", "tests/databases/test_worked_there.py",
    "tests/records/test_rules.py", "tests/laws", "tests/analyses",
    "tests/cases", "tests/omop", "tests/simulate", "tests/evidence", "tests/report",
)  # fmt: skip
"""What begins next, file by file."""
GROUPS = {file: group for group, files in TOGETHER.items() for file in files}


def group_of(test: str) -> str:
    """What goes to one process: the group of a test's file, else the file."""
    file = test.partition("::")[0]
    return GROUPS.get(file, file)


def place_of(test: str) -> int:
    """Where in the order a test's file begins; tests of one place keep their order."""
    file = test.partition("::")[0]
    if file in GROUPS:
        return list(TOGETHER).index(GROUPS[file])
    places = [at for at, beginning in enumerate(LONG, len(TOGETHER)) if file.startswith(beginning)]
    return min(places, default=len(TOGETHER) + len(LONG))


def scheduling(config: Any, log: Any) -> Any:
    """Of ``--dist loadfile``: file by file, but groups whole; None leaves it to pytest-xdist."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler.loadfile import LoadFileScheduling

    class ByGroup(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    config.option.loadscopereorder = False  # the order is that of place_of
    return ByGroup(config, log)
