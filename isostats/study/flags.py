"""Every key of the study file as a flag of the same name; values are checked where the study is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import click

from isostats.doors import flag_name
from isostats.study.bands import split_list
from isostats.study.definitions import ClaimChoices, CourseDefinition
from isostats.study.inputs import Inputs
from isostats.study.keys import KINDS, StudyKey
from isostats.study.study_file import KEYS, REPLACED

Command = Callable[..., Any]


def study_flags(command: Command) -> Command:
    """Add every key of the study file as an option; what is not stated on the command line is None."""
    for name in REPLACED:
        command = click.option(flag_name(name), hidden=True, expose_value=False, callback=_replaced)(command)
    command = key_flags(KEYS)(command)
    for each in reversed([each for each in KEYS if each.model is Inputs and each.name in KINDS]):
        about = f"{each.declared.about}; beside the name of a published definition."
        command = click.option(flag_name(each.name), multiple=True, callback=_asked(one_or_all), help=about)(command)
    return command


def one_or_all(values: Sequence[Any]) -> Any:
    """What was typed once as it is, and several as a list."""
    return values[0] if len(values) == 1 else list(values)


def course_flags(command: Command) -> Command:
    """Add the keys that courses of dispensings depend on as options; what is not stated is None."""
    return key_flags(each for each in KEYS if concerns_courses(each))(command)


def claim_flags(*names: str) -> Callable[[Command], Command]:
    """Add keys of [claim] as options, to commands that read no study."""
    return key_flags(each for each in KEYS if each.model is ClaimChoices and each.name in names)


def concerns_courses(each: StudyKey) -> bool:
    """Whether the courses that are made of dispensings depend on a key."""
    return each.model in (Inputs, CourseDefinition) and each.declared.of_courses and each.goes_with("dispensings")


def key_flags(keys: Iterable[StudyKey]) -> Callable[[Command], Command]:
    """Add options for keys; where the courses come from is the argument of a command itself, and no flag."""
    chosen = [each for each in keys if not (each.model is Inputs and each.name in KINDS)]

    def add(command: Command) -> Command:
        for each in reversed(chosen):
            command = flag_of(each)(command)
        return command

    return add


def flag_of(each: StudyKey) -> Callable[[Command], Command]:
    """The option of one key."""
    flag, of, kind = flag_name(each.flat), each.declared, bare(each.type)
    if of.off:
        return click.option(f"{flag}/{of.off}", default=None, help=f"{of.about}.")
    if of.form == "OUTCOME:DAYS":
        return click.option(flag, metavar=of.form, callback=_asked(_primary), help=f"{of.about}.")
    if of.form == "GROUP,...":
        return click.option(flag, metavar=of.form, callback=_asked(split_list), help=f"{of.about}.")
    if of.form:  # a table, or names that may hold commas: once for each
        callback = _asked(_FORMS.get(of.form, list))
        return click.option(flag, multiple=True, metavar=of.form, callback=callback, help=f"{of.about}; repeatable.")
    if get_origin(kind) is tuple:
        callback = _asked(partial(_list_of, bare(get_args(kind)[0])))
        return click.option(flag, metavar="A,B,...", callback=callback, help=of.about + _shown_default(each))
    choice = click.Choice(get_args(kind)) if get_origin(kind) is Literal else kind if kind in (int, float) else str
    return click.option(flag, type=choice, help=of.about + _shown_default(each))


def bare(kind: Any) -> Any:
    """A declared type without its range, and without the None of what may be left out."""
    if get_origin(kind) is Annotated:
        return bare(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return bare(next(part for part in get_args(kind) if part is not type(None)))
    return kind


def _shown_default(each: StudyKey) -> str:
    value = each.default
    if value is None or value in ("", ()):
        return "."
    shown = ",".join(str(part).lower() for part in value) if isinstance(value, tuple) else value
    return f".  [default: {shown}]"


def _replaced(_context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    """A flag of before says what stands in its place."""
    if value is not None:
        name = str(parameter.name)
        raise click.UsageError(REPLACED[name].replace(name, flag_name(name), 1))


def _asked(read: Callable[[Any], Any]) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """A callback that reads what was typed; what was not typed is None."""
    return lambda _context, _parameter, value: read(value) if value else None


def _list_of(kind: Any, text: str) -> list[Any]:
    words = [word.strip() for word in text.split(",")]
    try:
        if kind is int:
            return [int(word) for word in words]
        if kind is bool:
            return [{"true": True, "false": False}[word.lower()] for word in words]
    except (ValueError, KeyError):
        what = "of whole numbers such as 365,730" if kind is int else "such as true,false"
        raise click.BadParameter(f"{text!r} is not a list {what}.") from None
    return [word for word in words if word]


def _pair(text: str, separator: str, example: str, *, empty: bool = False) -> tuple[str, str]:
    """The two sides of a separator: the last one where one side may be empty, for a text may hold it too."""
    left, mark, right = text.rpartition(separator) if empty else text.partition(separator)
    filled = (bool(left.strip()), bool(right.strip()))
    if not mark or not (any(filled) if empty else all(filled)):
        raise click.BadParameter(f"{text!r} is not of the form {example}.")
    return left.strip(), right.strip()


def values_of(texts: Iterable[str]) -> dict[str, dict[str, str]]:
    """Codes as typed, by column: theirs -> ours; nothing after the = means not recorded, nothing before it an empty
    cell."""
    values: dict[str, dict[str, str]] = {}
    for text in texts:
        column, pair = _pair(text, ":", "relapse_treatment:Doxy=oral_antibiotic")
        yours, ours = _pair(pair, "=", "relapse_treatment:Doxy=oral_antibiotic", empty=True)
        values.setdefault(column, {})[yours] = ours
    return values


def _primary(text: str) -> dict[str, Any]:
    outcome, days = _pair(text, ":", "systemic_treatment:730")
    return {"outcome": outcome, "horizon_days": _number(days, text, "systemic_treatment:730")}


def _number(days: str, text: str, example: str) -> int:
    if not days.isdigit():
        raise click.BadParameter(f"{text!r} is not of the form {example}.")
    return int(days)


def _pairs(
    read: Callable[[str, str], Any], example: str, *, empty: bool = False
) -> Callable[[Iterable[str]], dict[str, Any]]:
    """A reader of pairs joined by =, given once for each: name -> what ``read`` makes of the value and the text.

    ``empty`` takes a name with nothing after its =, which is what is not recorded.
    """

    def pairs(texts: Iterable[str]) -> dict[str, Any]:
        sides = (
            (text, text.strip()[:-1].strip(), "") if empty and text.strip().find("=") == len(text.strip()) - 1 > 0
            else (text, *_pair(text, "=", example))
            for text in texts
        )  # fmt: skip
        return {name: read(value, text) for text, name, value in sides}

    return pairs


_FORMS: dict[str, Callable[[Any], Any]] = {
    "FILE": one_or_all,
    "OURS=YOURS": _pairs(lambda yours, text: yours, "patient_id=MRN"),
    "COLUMN:YOURS=OURS": values_of,
    "SET=CODE,...": _pairs(
        lambda codes, text: [code.strip() for code in codes.split(",")], "antiandrogen=RxNorm:9997,RxNorm:1234"
    ),
    "COLUMN=VALUE,...": _pairs(
        lambda values, text: [value.strip() for value in values.split(",")], "site=A,B", empty=True
    ),
    "TABLE=ORDER": _pairs(lambda order, text: order, "events=day_first"),
    "KIND=DAYS": _pairs(lambda days, text: _number(days, text, "antiandrogen=180"), "antiandrogen=180"),
}
"""How a flag that is given once for each is read, by its form."""
