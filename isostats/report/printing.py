"""The report as PDF: the page printed by a Chromium, or set by typst where there is none."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from isostats.errors import OutputError
from isostats.report.page import Section
from isostats.report.summary import Summary
from isostats.report.typesetting import typeset

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PRINTING = ("--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
            "--disable-component-update", "--no-pdf-header-footer",
            "--generate-pdf-document-outline")  # fmt: skip
LONGEST_SECONDS = 300
TIME_OF_PRINTING, NEVER = re.compile(rb"(?<=Date \()D:\d{14}[^)]*"), b"D:20000101000000+00'00'"
"""A page is the same whenever it is printed; all else that is written tells no time of the run either."""
NEITHER = (
    "A PDF needs Chromium (or Chrome) on this machine, or typst: pip install 'isostats[pdf]'. Neither is here. "
    "Install one, or leave [study] pdf out: report.html prints from any browser."
)


def require_printer() -> None:
    """Raise OutputError where nothing here can make a PDF."""
    if browser() is None and find_spec("typst") is None:
        raise OutputError(NEITHER)


def browser() -> str | None:
    """The Chromium of this machine, if there is one."""
    return next((path for path in map(shutil.which, BROWSERS) if path is not None), None)


def write_pdf(page: Path, out: Path, *, summary: Summary, sections: Sequence[Section]) -> None:
    """Print a finished page to ``out``; where no Chromium does it, the same blocks are set by typst.

    Raises OutputError where neither is there.
    """
    require_printer()
    program = browser()
    if program is not None and _printed(program, page, out):
        return
    if find_spec("typst") is None:
        raise OutputError(f"{program} printed no PDF. Another way is typst: pip install 'isostats[pdf]'.")
    out.write_bytes(typeset(summary, sections))


def _printed(program: str, page: Path, out: Path) -> bool:
    """Whether the browser printed the page; it has a profile of its own, and asks nothing of anyone."""
    as_root = ["--no-sandbox"] * (hasattr(os, "geteuid") and os.geteuid() == 0)  # it refuses to run as root with one
    with tempfile.TemporaryDirectory(prefix="isostats-print-") as profile:
        command = [program, *PRINTING, *as_root, f"--user-data-dir={profile}", f"--print-to-pdf={out.resolve()}"]
        try:
            address = page.resolve().as_uri()
            subprocess.run([*command, address], capture_output=True, timeout=LONGEST_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return False
    if not out.is_file() or not out.stat().st_size:
        return False
    out.write_bytes(TIME_OF_PRINTING.sub(lambda each: NEVER[: len(each[0])].ljust(len(each[0])), out.read_bytes()))
    return True
