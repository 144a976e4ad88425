"""Every key of the study file as a command-line flag of the same name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import click
from pydantic.fields import FieldInfo

from isostats.report.study import REPLACED, SECTIONS, flat_name
from isostats.vocabulary import names as v

NOT_FLAGS = ("courses", "dispensings", "omop")
"""Where the courses come from is the argument itself: a file of course records, or a study file."""

OPPOSITES = {
    "simulated": "--not-simulated",
    "carry_over": "--no-carry-over",
    "already_on": "--not-already-on",
    "contraceptive_counts": "--contraceptive-never",
    "prevention_rules": "--no-prevention-rules",
    "stitch_there": "--stitch-here",
}


def study_flags(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add one option per study key to a command; what is not given on the command line is None."""
    for section, model in reversed(SECTIONS.items()):
        for name, field in reversed(model.model_fields.items()):
            if name not in NOT_FLAGS:
                command = _option(flat_name(section, name), field)(command)
    for name in REPLACED:
        flag = "--" + name.replace("_", "-")
        command = click.option(flag, hidden=True, expose_value=False, callback=_replaced)(command)
    return command


def key_flags(*sections: tuple[str, str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add options for some keys only, each section with its keys' names; what is not given is None."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for section, names in reversed(sections):
            for name in reversed(names.split()):
                command = _option(flat_name(section, name), SECTIONS[section].model_fields[name])(command)
        return command

    return add


def _option(name: str, field: FieldInfo) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    flag = "--" + name.replace("_", "-")
    explained = field.description or ""
    if name == "columns":
        return click.option(
            flag, multiple=True, metavar="OURS=YOURS", callback=columns_given, help=explained + "; repeatable."
        )
    if name == "values":
        return click.option(
            flag, multiple=True, metavar="COLUMN:YOURS=OURS", callback=values_given, help=explained + "; repeatable."
        )
    if name == "concept_sets":
        return click.option(
            flag, multiple=True, metavar="SET=CODE,...", callback=_concept_sets, help=explained + "; repeatable."
        )
    if name == "already_on_days":
        return click.option(
            flag, multiple=True, metavar="KIND=DAYS", callback=_days_by_kind, help=explained + "; repeatable."
        )
    if name in ("products", "drug_types"):
        metavar = "NAME" if name == "products" else "TYPE"
        return click.option(
            flag, multiple=True, metavar=metavar, callback=_each, help=explained + "; repeatable."
        )
    if name == "primary":
        return click.option(flag, metavar="OUTCOME:DAYS", callback=_primary, help=explained + ".")
    if name in OPPOSITES:
        return click.option(f"{flag}/{OPPOSITES[name]}", default=None, help=explained + ".")
    if "list" in str(field.annotation):
        kind = str(field.annotation)
        convert = _whole_numbers if "int" in kind else _truths if "bool" in kind else _words
        return click.option(flag, metavar="A,B,...", callback=convert, help=explained + _default(field))
    return click.option(flag, type=_type(field.annotation), help=explained + _default(field))


def _replaced(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    """A flag of before says what stands in its place."""
    if value is not None:
        raise click.UsageError(REPLACED[str(parameter.name)].replace("small_cell", "--small-cell", 1))


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is None or value == "" or value == []:
        return "."
    shown = ",".join(str(each).lower() for each in value) if isinstance(value, list) else value
    return f".  [default: {shown}]"


def _type(annotation: Any) -> Any:
    """The click type of a plain field: a choice, a number or text."""
    parts = [annotation, *get_args(annotation)]
    parts += [inner for part in get_args(annotation) for inner in get_args(part)]  # Annotated[int, ...] | None
    choices = [value for part in parts for value in get_args(part) if isinstance(value, str)]
    if choices:
        return click.Choice(choices)
    return next((kind for kind in (int, float) if kind in parts), str)


def _words(ctx: click.Context, parameter: click.Parameter, value: str | None) -> list[str] | None:
    return None if value is None else [word.strip() for word in value.split(",") if word.strip()]


def _whole_numbers(ctx: click.Context, parameter: click.Parameter, value: str | None) -> list[int] | None:
    try:
        return None if value is None else [int(word) for word in value.split(",")]
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a list of whole numbers such as 365,730.") from None


def _truths(ctx: click.Context, parameter: click.Parameter, value: str | None) -> list[bool] | None:
    words = {"true": True, "false": False}
    try:
        return None if value is None else [words[word.strip().lower()] for word in value.split(",")]
    except KeyError:
        raise click.BadParameter(f"{value!r} is not a list such as true,false.") from None


def _pair(text: str, separator: str, example: str, *, empty: bool = False) -> tuple[str, str]:
    """The two sides of a separator: the last one where the right side may be empty, for a text may hold it too."""
    left, separated, right = text.rpartition(separator) if empty else text.partition(separator)
    if not separated or not left.strip() or not (right.strip() or empty):
        raise click.BadParameter(f"{text!r} is not of the form {example}.")
    return left.strip(), right.strip()


def columns_given(ctx: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> dict[str, str] | None:
    """The names of columns of a repeatable flag, ours -> theirs."""
    return dict(_pair(text, "=", "patient_id=MRN") for text in value) or None


def values_given(
    ctx: click.Context | None, parameter: click.Parameter | None, value: tuple[str, ...]
) -> dict[str, dict[str, str]] | None:
    """The codes of columns of a repeatable flag, column -> theirs -> ours; nothing after the = means not recorded."""
    codes: dict[str, dict[str, str]] = {}
    for text in value:
        column, pair = _pair(text, ":", "relapse_treatment:Doxy=oral_antibiotic")
        yours, ours = _pair(pair, "=", "relapse_treatment:Doxy=oral_antibiotic", empty=True)
        codes.setdefault(column, {})[yours] = ours
    return codes or None


def _each(ctx: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> list[str] | None:
    """Names given one by one: they may hold commas."""
    return list(value) or None


def _concept_sets(
    ctx: click.Context, parameter: click.Parameter, value: tuple[str, ...]
) -> dict[str, list[str]] | None:
    pairs = [_pair(text, "=", "antiandrogen=RxNorm:9997,RxNorm:1234") for text in value]
    return {name: [code.strip() for code in codes.split(",")] for name, codes in pairs} or None


def _days_by_kind(ctx: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> dict[str, int] | None:
    pairs = dict(_pair(text, "=", "antiandrogen=180") for text in value)
    for kind, days in pairs.items():
        if not days.isdigit():
            raise click.BadParameter(f"{kind}={days!r} is not of the form antiandrogen=180.")
    return {kind: int(days) for kind, days in pairs.items()} or None


def _primary(ctx: click.Context, parameter: click.Parameter, value: str | None) -> dict[str, Any] | None:
    if value is None:
        return None
    outcome, days = _pair(value, ":", "systemic_treatment:730")
    if not days.isdigit():
        raise click.BadParameter(f"{value!r} is not of the form systemic_treatment:730.")
    return {v.OUTCOME: outcome, "horizon_days": int(days)}
