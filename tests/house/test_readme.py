"""The README's Python runs as it stands, and its commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.house.tree import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_ten_lines_run(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    lines = [line for line in code.splitlines() if line.strip() and not line.startswith("import")]
    assert len(lines) <= 11
    (tmp_path / "data").symlink_to(ROOT / "data")
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Both ends lie below the claimed 85%." in done.stdout, "later steps may have come unseen, as on the page"
    assert (tmp_path / "remission.pdf").read_bytes().startswith(b"%PDF")


def test_every_command_named_is_one() -> None:
    from isostats.cli import main

    shell = "".join(re.findall(r"```sh\n(.*?)```", README, re.DOTALL))
    named = set(re.findall(r"^isostats ([a-z]+)", shell, re.MULTILINE))
    assert {"check", "report", "init", "notebooks", "courses", "simulate"} <= named
    assert named <= set(main.commands)


def test_every_file_named_is_there() -> None:
    linked = re.findall(r"\]\(([^)#]+)\)", README)
    assert linked
    assert not [name for name in linked if "://" not in name and not (ROOT / name).exists()]


def test_readme_and_notebooks_need_no_inner_module() -> None:
    """A name that has to be fetched from within is a name that is missing outside."""
    texts = [README, *(path.read_text(encoding="utf-8") for path in sorted((ROOT / "notebooks").glob("*.ipynb")))]
    inner = re.findall(r"(?:from|import) isostats\.[\w.]+[^\n\"]*", "\n".join(texts))
    assert inner == []
