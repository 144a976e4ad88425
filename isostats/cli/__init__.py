"""The command line: records in, an answer about the claimed figure out."""

from __future__ import annotations

import atexit
import gc
import os
import sys

import click

from isostats.cli import (
    evidence_commands,
    init_command,
    network_commands,
    paper_commands,
    plan_command,
    pool_command,
    simulate_command,
    study_commands,
)
from isostats.cli.running import ClearErrors, say_any_name, stop_politely
from isostats.version import __version__


@click.group(cls=ClearErrors, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="isostats")
def main() -> None:
    """Remission, time to relapse and second courses after isotretinoin, held against the ~85% claim.

    \b
    Start with:
      isostats init my_courses.xlsx                    what your columns and codes are called, as a study.toml
      isostats check study.toml                        what is wrong with the data
      isostats report study.toml --out my_report       the whole answer, one page

    Course records have one row per course and at least the columns patient_id, course_start, course_end and
    last_contact. Nothing ever leaves this machine.
    """
    stop_politely()
    say_any_name()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: a second thread would only wait
    gc.set_threshold(400_000)  # a command is over before what circles could gather matters; loading makes 110,000
    sys.setswitchinterval(0.001)  # a thread that fetches a drawn figure waits so long for each piece of it
    keep_memory()


for _command in (
    study_commands.report,
    study_commands.check,
    study_commands.courses,
    init_command.init,
    simulate_command.simulate,
    plan_command.plan,
    pool_command.pool,
    network_commands.network,
    study_commands.notebooks,
    evidence_commands.published,
    study_commands.claims,
    study_commands.grid,
    evidence_commands.reconstruct,
    paper_commands.cite,
    paper_commands.check_manuscript,
    paper_commands.tables,
):
    main.add_command(_command)


M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""As malloc.h of the GNU C library numbers them."""


def keep_memory() -> None:
    """Keep up to 64 MB that are free, and take arrays of up to 32 MB from them: what goes back to the system is asked
    for again a moment later, page by page. Where the C library cannot be told so, it does as ever."""
    import ctypes

    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "mallopt"):
        library.mallopt(M_TRIM_THRESHOLD, 64 << 20)
        library.mallopt(M_MMAP_THRESHOLD, 32 << 20)


def run() -> None:
    """The command as a process of its own. After all that is left to be done at its end, the system takes its memory
    back at once: Python would free it piece by piece, which takes as long as drawing a figure."""
    code: object = 1

    def end() -> None:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code if isinstance(code, int) else 1)

    atexit.register(end)  # the first of all is called last
    try:
        main(prog_name="isostats")
    except SystemExit as stop:
        code = stop.code or 0
        raise
