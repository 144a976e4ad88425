"""Pages of the manual that come from elsewhere, so that none can disagree with the program.

The dictionary and the keys of a study are those files themselves; the gallery draws each figure from the call that it
shows; the reference lists the public names; *What counts as what* is read from the tests of worked patients; the
notebooks are the executed copies in build/notebooks (`make notebooks`).
"""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "build" / "notebooks"
REPOSITORY_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)")
PAGES = {
    "README.md": "index.md", "data/README.md": "data-dictionary.md", "data/study_keys.md": "study-keys.md",
    "CONTRIBUTING.md": "contributing.md", "ARCHITECTURE.md": "architecture.md",
    "docs/decisions": "decisions/README.md", "docs/decisions/README.md": "decisions/README.md",
}  # fmt: skip
"""Files of the repository that are pages here."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add every page that is made from elsewhere."""
    made = {
        "data-dictionary.md": _own_page("data/README.md"),
        "study-keys.md": _own_page("data/study_keys.md"),
        "contributing.md": _own_page("CONTRIBUTING.md"),
        "architecture.md": _own_page("ARCHITECTURE.md"),
        "reference.md": "".join(reference()),
        "what-counts.md": "".join(what_counts()),
        "coverage.md": "".join(coverage()),
        "release-presets.md": "".join(release_presets()),
        **notebooks(),
        **gallery(),
    }
    for name, content in made.items():
        files.append(File.generated(config, name, content=content))
    for name in ("generated_pages.py", "docstrings.py", "gallery.json", "registry.toml"):
        source = files.get_file_from_path(name)
        if source is not None:
            files.remove(source)
    return files


def coverage() -> Iterator[str]:
    """How often intervals hold the truth, from the sweep on file: a table for each scenario."""
    with (ROOT / "data" / "validation" / "simulated_coverage.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sizes = list(dict.fromkeys(row["people"] for row in rows))
    yield (
        "# How often the intervals are right\n\nSimulated studies of a known law, each estimated as in a report. Each "
        "cell is the share of 95% intervals that held the truth, of how many, with the bias of the estimate. Nominal "
        "is 95%; of 1,000 studies 93.6% to 96.4% is chance, of 200 92% to 98%, of 50 88% to 100%. Studies without an "
        "interval (too few followed) are not counted; – where none has one. Made by "
        "`tests/validation/coverage_sweep.py` (seed 11), in `make validation`.\n"
    )
    for scenario in dict.fromkeys(row["scenario"] for row in rows):
        mine = [row for row in rows if row["scenario"] == scenario]
        yield f"\n## {scenario.capitalize()}\n\n| quantity, method | {' | '.join(f'n = {int(n):,}' for n in sizes)} |\n"
        yield f"| --- | {' | '.join('---' for _ in sizes)} |\n"
        for what in dict.fromkeys((row["quantity"], row["method"]) for row in mine):
            by_size = {row["people"]: row for row in mine if (row["quantity"], row["method"]) == what}
            cells = [_covered(by_size[n]) if n in by_size else "–" for n in sizes]
            yield f"| {', '.join(name.replace('_', ' ') for name in what)} | {' | '.join(cells)} |\n"
    yield (
        "\nThe naive share counts everyone who left as in remission: more people make it surer of a wrong value. Where "
        f"loss depends on sex, of {int(sizes[-1]):,} people these are off, which take loss for chance: "
        f"{', '.join(_off(rows, sizes[-1]))}. The weights (`ipcw`) know of it. "
        "`cox efron complete rows` leaves out doses that are missing because of the outcome, and is wrong as the naive "
        "share is. So is what leaves out what a method is for: groups that differ in severity `unadjusted`, patients "
        "of a site `unclustered`, the limits of single days taken `as band` of a whole curve, and relapses dated to "
        "`visits days`.\n"
    )


def _off(rows: list[dict[str, str]], people: str) -> list[str]:
    """What is seen not to hold the truth often enough where loss depends on sex."""
    wrong = ("naive", "complete_rows", "unadjusted", "unclustered", "as_band", "visits_days")
    low = [
        row for row in rows if row["scenario"] == "loss depends on sex" and row["people"] == people
        and row["coverage"] and float(row["coverage_upper"]) < 0.95 and not row["method"].endswith(wrong)
    ]  # fmt: skip
    return [f"{row['quantity']} ({row['method']})".replace("_", " ") for row in low]


def release_presets() -> Iterator[str]:
    """The presets of a release: what each does, and what it is based on."""
    from isostats.study.release_rules import PRESETS

    yield (
        "# Presets of a release\n\n`[release] preset`, or `--preset` beside `--release`. Each is our reading of a "
        "custodian's public guidance on the day shown, not the custodian's word. The checkers there decide.\n\n"
        "| preset | counts are midpoints of | written as few | few is written | small, not to be known | figures |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
    )
    for name, each in PRESETS.items():
        rules = each.rules
        few = f"{0 if rules.zeros == 'hidden' else 1} to {rules.few}"
        shown = _cell(rules.label)
        formats = ", ".join(kind.upper() for kind in rules.formats)
        small = f"{rules.least_small} to {rules.most_small}"
        yield f"| `{name}` | {rules.min_cell} | {few} | {shown} | {small} | {formats} |\n"
    for name, each in PRESETS.items():
        yield f"\n## {name}\n\n{each.words}\n"
    yield (
        "\nA key of `[release]` beside the preset overrides one of its rules. What is common to all: no share of few "
        "people is quoted, small groups are joined, and the folder is attacked before it is written. Where it "
        "does not stand the attack, the ladder takes half years, drops bands, keeps everyone alone, and drops groups. "
        "Where even that tells a small count, nothing is written and the command says so.\n\n"
        "**What is not met as written.** ACRO and DARWIN's packages leave counts above the threshold exact: exact "
        "counts by quarter give small ones away by subtraction, so ours are rounded. OpenSAFELY asks for the counts "
        "under each figure: ours are the rounded ones it was drawn from. The exact ones beside them would undo the "
        "rounding; a checker who may see the records finds them in the exact report.\n"
    )


def _covered(row: dict[str, str]) -> str:
    if not row["coverage"]:
        return "–"
    digits = 1 if row["quantity"].startswith("rmst") else 3
    return f"{100 * float(row['coverage']):.1f}% of {int(row['with_interval']):,} ({float(row['bias']):+.{digits}f})"


def _own_page(path: str) -> str:
    """A file of the repository; its links to other files go to their pages, or lose the link where there is none."""
    folder = Path(path).parent

    def link(match: re.Match[str]) -> str:
        target = (ROOT / folder / match[1]).resolve()
        inside = target.relative_to(ROOT).as_posix() if target.is_relative_to(ROOT) else ""
        page = PAGES.get(inside) or (inside.removeprefix("docs/") if inside.startswith("docs/decisions/") else "")
        return f"]({page}{match[2] or ''})" if page else "](#)"

    text = REPOSITORY_LINK.sub(link, (ROOT / path).read_text(encoding="utf-8"))
    return re.sub(r"\[([^\]]*)\]\(#\)", r"\1", text)


def reference() -> Iterator[str]:
    """A section for every public name, from its own docstring."""
    import isostats
    from isostats import figures, tables

    yield "# Python\n\n`import isostats as iso`: these names, and no others, are public.\n\n"
    errors = [name for name in isostats.__all__ if name.endswith("Error") or name == "NobodyLeft"]
    others = [name for name in isostats.__all__ if name not in {*errors, "figures", "tables"}]
    for title, names in (("Everything", others), ("Errors", errors)):
        yield f"## {title}\n\n"
        for name in names:
            yield f"::: isostats.{name}\n\n"
    yield "## Figures\n\n`iso.figures`: each takes a result and returns a matplotlib figure.\n\n"
    for name in figures.__all__:
        yield f"::: isostats.figures.{name}\n\n"
    yield "## Tables as one\n\n`iso.tables`: two tables or more become one, to be set in any format.\n\n"
    for name in tables.__all__:
        yield f"::: isostats.tables.{name}\n\n"


def what_counts() -> Iterator[str]:
    """The worked patients of the tests: what goes in, and what is expected, in the tests' own words."""
    yield (
        "# What counts as what\n\nWorked patients. Each line is a test that runs with every change, on every engine "
        "that it concerns; nothing here is written by hand.\n\n"
    )
    for path in sorted((ROOT / "tests" / "spec").glob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        first, _, rest = (ast.get_docstring(tree) or path.stem).partition("\n")
        before, _, after = first.rstrip(".").partition(": ")
        title = after or before  # the part that tells one from the other: most begin with "Worked patients"
        yield f"## {title[:1].upper()}{title[1:]}\n\n{rest.strip()}\n\n"
        for node in tree.body:
            yield from _worked(node)


def _worked(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
        yield f"- {node.name.removeprefix('test_').replace('_', ' ').capitalize()}.\n"
        for table in ast.walk(node):
            if isinstance(table, ast.Constant) and isinstance(table.value, str) and table.value.count("|") > 5:
                yield f"\n{_table(table.value, indent='    ')}\n"
    elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
        if isinstance(node.value.value, str) and node.value.value.count("|") > 5:
            yield f"\n{_table(node.value.value)}\n"
    elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
        pairs = zip(node.value.keys, node.value.values, strict=True)
        named = [(key.value, value) for key, value in pairs if isinstance(key, ast.Constant)]
        cases = [(name, value) for name, value in named if isinstance(name, str)]
        if len(cases) > 3:
            yield "\n| case | what happens | what is expected |\n| --- | --- | --- |\n"
            for name, value in cases:
                parts = value.elts if isinstance(value, ast.Tuple) else [value]
                *before, expected = [_cell(_plainly(part)) for part in parts]
                yield f"| {_cell(name)} | {'; '.join(before)} | {expected} |\n"
            yield "\n"


def _plainly(node: ast.expr) -> str:
    """A value of a test as a reader may take it: days, kinds and rows, without Python's marks."""
    match node:
        case ast.Constant(value=None) | ast.Name(id="NEVER"):
            return "never"
        case ast.Constant(value=str() as text):
            rows = [line.strip().strip("|").replace("|", " · ") for line in text.split("\n")]
            return " / ".join(" ".join(row.split()) for row in rows)
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            return ", ".join(f"{_plainly(key) if key else ''}: {_plainly(value)}" for key, value in pairs)
        case ast.List(elts=[ast.Tuple(), *_] as several):
            return "; ".join(map(_plainly, several))
        case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
            return ", ".join(map(_plainly, elements))
        case ast.Call(func=ast.Name(id="dict"), keywords=keywords):
            return ", ".join(f"{each.arg}: {_plainly(each.value)}" for each in keywords)
        case _:
            return ast.unparse(node)


def _cell(text: str) -> str:
    return escape(" ".join(text.split()), quote=False).replace("|", "&#124;").replace("_", "\\_")


def _table(text: str, *, indent: str = "") -> str:
    lines = [line.strip() for line in text.strip().splitlines() if line.strip().startswith("|")]
    if not lines:
        return ""
    rule = "|" + " --- |" * (lines[0].count("|") - 1)
    return "\n".join(indent + line for line in (lines[0], rule, *lines[1:])) + "\n"


def gallery() -> dict[str, str]:
    """Each figure with the call that drew it, on the bundled simulated records; every figure function has one."""
    from isostats import figures

    calls: list[dict[str, str]] = json.loads((ROOT / "docs" / "gallery.json").read_text(encoding="utf-8"))
    names: dict[str, Any] = {}
    exec(calls[0]["call"], names)  # what all of them use
    page = [f"# Figures\n\n{calls[0]['title']}\n\n```python\n{calls[0]['call']}\n```\n"]
    made: dict[str, str] = {}
    for each in calls[1:]:
        *before, last = ast.parse(each["call"]).body
        assert isinstance(last, ast.Expr), "the last line of a call is the figure"
        exec(compile(ast.Module(before, []), "gallery", "exec"), names)
        figure = eval(compile(ast.Expression(last.value), "gallery", "eval"), names)
        words = figures.describe(figure)
        file = f"gallery/{re.sub('[^a-z]+', '-', each['title'].lower()).strip('-')}.svg"
        made[file] = figures.render(figure, "svg").decode("utf-8")
        page.append(
            f"\n## {each['title']}\n\n![{escape(words.alt[:300])}]({file})\n\n{words.caption}\n\n"
            f"```python\n{each['call']}\n```\n"
        )
    shown = " ".join(each["call"] for each in calls)
    of_reports = [*names["analysis"].drawings(), *names["registry"].drawings()]
    of_report = {each.function for each in of_reports if f'figure("{each.name}")' in shown}
    drawn = [name for name in figures.__all__ if _draws(name)]
    missing = [name for name in drawn if f"figures.{name}(" not in shown and name not in of_report]
    if missing:
        raise PluginError(f"docs/gallery.json has no call of {', '.join(missing)}: add one for each.")
    return made | {"gallery.md": "".join(page)}


def _draws(name: str) -> bool:
    from isostats import figures

    returned = str(getattr(getattr(figures, name), "__annotations__", {}).get("return", ""))
    return returned.endswith("Figure")


def notebooks() -> dict[str, str]:
    """The executed notebooks as pages, and the page that lists them."""
    paths = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
    if not paths:
        raise PluginError("There are no executed notebooks in build/notebooks: run `make notebooks` first.")
    listed, made = [], {}
    for path in paths:
        written = path.read_text(encoding="utf-8").replace(f"{ROOT}/", "")  # as on every machine
        cells = [cell for cell in json.loads(written)["cells"] if "isostats.report" not in "".join(cell["source"])]
        text = "\n\n".join(part for cell in cells for part in _cell_parts(cell))
        heads = [line[2:] for line in text.splitlines() if line.startswith("# ") and "study" not in line]
        title = heads[0] if heads else path.stem
        made[f"notebooks/{path.stem}.md"] = text
        listed.append(f"1. [{title}](notebooks/{path.stem}.md)\n")
    head = (
        "# Notebooks\n\nA short course in the subject, run on simulated records. `isostats notebooks study.toml` runs "
        "all of them on yours.\n\n"
    )
    return made | {"notebooks.md": head + "".join(listed)}


def _cell_parts(cell: dict[str, Any]) -> Iterator[str]:
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        yield source
        return
    yield f"```python\n{source}\n```"
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        if "text/html" in data:
            yield "".join(data["text/html"]).replace("\n\n", "\n")
        elif "image/png" in data:
            yield f'<img alt="" src="data:image/png;base64,{"".join(data["image/png"]).strip()}">'
        elif "text/plain" in data or output.get("text"):
            plain = "".join(data.get("text/plain") or output["text"])
            yield f"```text\n{plain}\n```"
