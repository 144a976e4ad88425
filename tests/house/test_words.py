"""Numbers are written, and names of the tables spelt, in one place each: read off the syntax tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from isostats.vocabulary import names
from isostats.words.numbers import agreed
from tests.house.tree import MODULES, PACKAGE, definitions, parsed, shown

NUMERIC = re.compile(r"[.,%]|[efgEFG]$")
"""A format that turns a number into text for people; widths and padding of names do not."""

VALUES = {"found", "given", "told", "said"}
"""They say that there is a value, not what it is."""

NAMES = {
    "odd_people", "staying", "fates", "seam", "front_door", "placing", "ground", "beside", "there", "given_tables",
    "stitched_there", "together", "asked", "ways_out", "stranger", "oddities", "live",
}  # fmt: skip
"""Of modules and classes: nobody from the field would look for a thing under them."""

WORDS = {text: name for name, text in vars(names).items() if name.isupper() and isinstance(text, str)}
ORDINARY = {"all", "time", "censored", "death"}
"""Words of every day, and of tables of others; which of them is meant a syntax tree cannot tell."""
COLUMNS = set(names.RESULT_COLUMNS)
"""Words of results, which other rooms may use for something else: a table of events, a number n in SQL."""
OF_RESULTS = {"analyses", "compare", "estimate", "evidence", "figures", "published", "release", "report"}
NOUNS = {"counted", "few", "nearest", "require_one_of", "require_probability", "getattr", "hasattr", "setattr", "cast"}
"""Calls whose texts are nouns of a sentence, or names in Python."""
FILES = {"Table", "figure_file", "write_csv"}
"""Calls whose texts are names of files, which may be those of what is in them."""


def room(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0]


def elsewhere(*rooms: str) -> list[Path]:
    return [module for module in MODULES if room(module) not in rooms]


def written_numbers(module: Path, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = "".join(part.value for part in ast.walk(node.format_spec) if isinstance(part, ast.Constant))
            if NUMERIC.search(spec):
                yield f"{shown(module)}:{node.lineno} :{spec}"
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "format":
            yield f"{shown(module)}:{node.lineno} format()"


def spelt_names(module: Path, tree: ast.Module) -> Iterator[str]:
    if module.parent.name == "languages":  # English words as a reader sees them, not names of ours
        return
    known = {text for text in WORDS if text not in ORDINARY and (text not in COLUMNS or room(module) in OF_RESULTS)}
    left_out = set(_no_names(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in known and id(node) not in left_out:
            yield f"{shown(module)}:{node.lineno} {node.value!r}"


def _no_names(tree: ast.Module) -> Iterator[int]:
    """Constants that only look like a name: parts of texts, types, nouns of sentences, names of files."""
    for node in ast.walk(tree):
        inside: Iterable[ast.AST] = ()
        if isinstance(node, ast.JoinedStr):
            inside = [part for part in node.values if isinstance(part, ast.Constant)]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
            inside = ast.walk(node.slice)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in NOUNS | FILES:
            inside = [*node.args, *(keyword.value for keyword in node.keywords)]
        elif isinstance(node, ast.Compare) and ast.unparse(node.comparators[-1]).endswith(".present"):
            inside = [node.left]  # a table or a column that records have
        yield from map(id, inside)


def poor_names(module: Path, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        bound = (
            node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            else node.arg if isinstance(node, ast.arg)
            else node.name if isinstance(node, (ast.FunctionDef, ast.ClassDef))
            else node.target.id if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
            else ""
        )  # fmt: skip
        if bound.strip("_").lower() in VALUES:
            yield f"{shown(module)}:{getattr(node, 'lineno', 0)} {bound}"


def agreed_by_hand(module: Path, tree: ast.Module) -> Iterator[str]:
    """A verb for one or several that is chosen where it stands: then another message has "1 rows have"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.IfExp):
            parts = (node.body, node.orelse)
            one, several = (str(part.value) if isinstance(part, ast.Constant) else "" for part in parts)
            if one.isalpha() and one != several and agreed(2, one) == several:
                yield f"{shown(module)}:{node.lineno} {one!r}"


RULES: dict[Callable[[Path, ast.Module], Iterator[str]], tuple[str, ...]] = {
    written_numbers: ("words", "doors.py"),
    spelt_names: ("vocabulary",),
    poor_names: (),
    agreed_by_hand: ("words",),
}
"""Each rule with the rooms that it is not for."""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_one_place_writes_numbers_and_one_spells_names(rule: Callable[[Path, ast.Module], Iterator[str]]) -> None:
    assert [fault for module in elsewhere(*RULES[rule]) for fault in rule(module, parsed(module))] == []


def test_no_module_and_no_class_has_a_name_that_nobody_would_guess() -> None:
    modules = [shown(module) for module in MODULES if module.stem in NAMES]
    kinds = [node for module in MODULES for node in definitions(module) if isinstance(node, ast.ClassDef)]
    classes = [kind.name for kind in kinds if kind.name.lower() in NAMES]
    assert modules + classes == []


def test_the_tree_is_read_right() -> None:
    """The check can fail: each fault that it is for is seen in a text that has it."""
    text = 'found = f"{0.5:.1%} {x:,} {name:<9}"\nrow = table["second_course"]\nwords = f"the second_course{x}"\n'
    tree = ast.parse(text)
    module = PACKAGE / "figures" / "not_there.py"
    assert [text.split(" :")[1] for text in written_numbers(module, tree)] == [".1%", ","]
    assert [text.split()[1] for text in spelt_names(module, tree)] == ["'second_course'"]
    assert [text.split()[1] for text in poor_names(module, tree)] == ["found"]
