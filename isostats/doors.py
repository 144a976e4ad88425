"""The words of the door that a user came through: a flag on the command line, a key in a study file, a Python keyword.

Messages are written once, in the words of a study file: ``on_invalid = "set_aside"``, ``[study] groups``. What a user
reads is said in the words of the door in use, so that a hint can be followed as it stands.

>>> import isostats.study.study_file  # declares the keys
>>> with through("flag"):
...     print(in_words_of_the_door('Set values = {sex = {"W" = "female"}} or on_invalid = "set_aside".'))
Set --values sex:W=female or --on-invalid set_aside.
>>> in_words_of_the_door('Set on_invalid = "set_aside".')
"Set on_invalid='set_aside'."
>>> with through("key"):
...     print(in_words_of_the_door('Map it: values = {sex = {"W" = "female"}}.'))
Map it: "W" = "female" under [data.values.sex].
"""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal, get_args

Door = Literal["flag", "key", "keyword"]

_door: ContextVar[Door | None] = ContextVar("door", default=None)

Names = Callable[[], Mapping[tuple[str, str], str]]
"""(section, key) of the study file -> the name as keyword and, with dashes, as flag."""

_known: list[Names] = []
_offs: list[Callable[[], Mapping[str, str]]] = []

TABLES = ("columns", "values")
"""Keys of [data] that a study file writes as tables of their own: a hint says the lines to write under their header."""

_TEXT = r'"(?:[^"\\]|\\.)*"'
_INNER = rf"\{{(?:[^{{}}\"]|{_TEXT})*\}}"
_TABLE = rf"\{{(?:[^{{}}\"]|{_TEXT}|{_INNER})*\}}"
_VALUE = rf"{_TEXT}|{_TABLE}|\[[^\]]*\]|true|false|\d+(?:\.\d+)?"
_SETTING = re.compile(rf"(?:\[[a-z]+\] )?\b([a-z_]+) = ({_VALUE})")
_OF_COMMANDS = re.compile(
    r"(?<![\w-])--(out|lineage|csv|own|at-risk|at-risk-unit|expected|horizon-days|follow-days|recruit-days|lost-per-year|"
    r"half-width|power|studies|seed)(?![\w-])"
)
"""Flags of single commands, which are keywords of the functions behind them."""
_KEY = re.compile(r"\[([a-z]+)\] ([a-z_]+)\b")


def know_keys(names: Names, offs: Callable[[], Mapping[str, str]]) -> None:
    """Tell where the keys that are flags and keywords are to be had, and (key -> flag) those flags that say no."""
    _known.append(names)
    _offs.append(offs)


@contextmanager
def through(door: Door) -> Iterator[None]:
    """The door in use for the length of a block; a door further out stays, since that is where the user stands."""
    token = _door.set(_door.get() or door)
    try:
        yield
    finally:
        _door.reset(token)


def in_words_of_the_door(text: str) -> str:
    """The same message with every setting and key in the words of the door in use."""
    door = _door.get() or "keyword"
    if door == "key" and not any(f"{table} = {{" in text for table in TABLES):
        return text
    names = {address: name for known in _known for address, name in known().items()}

    def setting(match: re.Match[str]) -> str:
        name = match[1]
        try:
            value = tomllib.loads(f"value = {match[2]}")["value"]
        except tomllib.TOMLDecodeError:
            return match[0]
        if name not in names.values():
            return match[0]
        if door == "key":
            return _as_lines(f"data.{name}", value) if name in TABLES and value else match[0]
        return _as_flag(name, value) if door == "flag" else f"{name}={value!r}"

    def key(match: re.Match[str]) -> str:
        name = names.get((match[1], match[2]))
        if name is None:
            return match[0]
        return flag_name(name) if door == "flag" else name

    text = _SETTING.sub(setting, text)
    if door == "key":
        return text
    text = _KEY.sub(key, text)
    if door == "flag":
        text = text.replace('("" means not recorded)', "(nothing after the = means not recorded)")
    return text if door == "flag" else _OF_COMMANDS.sub(lambda match: f"{match[1].replace('-', '_')}=", text)


def option(name: str, value: str) -> str:
    """An option of a single command, which is a keyword of the function behind it.

    >>> option("scale", "percent")
    "scale = 'percent'"
    >>> with through("flag"):
    ...     print(option("scale", "percent"))
    --scale percent
    """
    return f"{flag_name(name)} {value}" if _door.get() == "flag" else f"{name} = {value!r}"


def wordings(text: str) -> list[str]:
    """A message in the words of every door, that in use first."""
    texts = [in_words_of_the_door(text)]
    for door in get_args(Door):
        token = _door.set(door)
        texts.append(in_words_of_the_door(text))
        _door.reset(token)
    return list(dict.fromkeys(texts))


def flag_name(key: str) -> str:
    """A key as a flag."""
    return "--" + key.replace("_", "-")


def _as_lines(table: str, pairs: Mapping[str, Any]) -> str:
    """A setting as the lines that go under the header of its table: a file has one such header alone."""
    if any(isinstance(value, dict) for value in pairs.values()):
        return " and ".join(_as_lines(f"{table}.{toml_name(name)}", value) for name, value in pairs.items())
    named = toml_name if table == "data.columns" else toml_text  # codes stand in quotation marks, as they were read
    lines = [f"{named(name)} = {toml_text(value)}" for name, value in pairs.items()]
    return f"{' and '.join(lines)} under [{table}]" + (", a line each" if len(lines) > 1 else "")


def _as_flag(name: str, value: Any) -> str:
    """A setting as it is typed on a command line."""
    flag = flag_name(name)
    if isinstance(value, dict):
        pairs = [
            f"{ours}:{yours}={code}" if isinstance(codes, dict) else f"{ours}={codes}"
            for ours, codes in value.items()
            for yours, code in (codes.items() if isinstance(codes, dict) else [("", "")])
        ]
        return " ".join(f"{flag} {_quoted(pair)}" for pair in pairs)
    if isinstance(value, list):
        return f"{flag} {shlex.quote(','.join(map(str, value)))}"
    if isinstance(value, bool):
        off = next((flags[name] for known in _offs if name in (flags := known())), f"{flag} false")
        return flag if value else off
    return f"{flag} {shlex.quote(str(value))}"


def _quoted(pair: str) -> str:
    """A pair as a shell takes it. What ends with its sign stands in quotation marks: a full stop behind it would else
    seem to be its value."""
    shown = shlex.quote(pair)
    return f"'{pair}'" if shown == pair and pair.endswith("=") else shown


def toml_text(text: str) -> str:
    r"""A text as a study file writes it, whatever is in it.

    >>> print(toml_text('say "ah"'))
    "say \"ah\""
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in escaped) + '"'


def toml_name(name: str) -> str:
    """The name of a key as a study file writes it: in quotation marks where it needs them.

    >>> toml_name("course_start"), toml_name("weights.date")
    ('course_start', '"weights.date"')
    """
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml_text(name)


def one_line(text: str) -> str:
    r"""A text in one line, with nothing that a terminal would obey: as it stands in a comment of a study file.

    >>> one_line("two\nlines")
    'two lines'
    """
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
