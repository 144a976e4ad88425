"""How a command runs: errors are sentences, a kill leaves nothing half-written, progress is live on a terminal."""

from __future__ import annotations

import os
import re
import shlex
import signal
import sys
from collections.abc import Callable
from io import TextIOWrapper
from itertools import takewhile
from pathlib import Path
from typing import Any, NoReturn

import click

from isostats.doors import through
from isostats.errors import IsostatsError
from isostats.progress import stop_at_next_step
from isostats.scratch import as_text
from isostats.study.flags import one_or_all
from isostats.study.inputs import Inputs
from isostats.study.study_file import KEYS
from isostats.writing import no_space_left

PATH = click.Path(path_type=Path)
DOOR, TYPED = "isostats.door", "isostats.typed"
LONGEST_NAME = 80
NO_SPACE = (
    "No space is left on the disk; nothing half-written stays. Free some, or name a folder on another disk for "
    "temporary files, in the variable TMPDIR."
)


def sources(name: str) -> Callable[[Any], Any]:
    """The argument of a command that reads a study file, or one or several files of course records."""
    return click.argument(name, nargs=-1, required=True, type=PATH, callback=lambda _, __, value: one_or_all(value))


def out_folder(default: str, words: str) -> Callable[[Any], Any]:
    """The option --out of a command that writes a folder."""
    return click.option("--out", default=default, show_default=True, type=PATH, help=words)


class ClearErrors(click.Group):
    """A group whose errors are sentences: an IsostatsError ends the run with its text and exit code 1."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note whether a study file is named, or a kit that has one: then users can change its keys, else the flags."""
        of_file = args[:1] == ["network"] or any(word.endswith(".toml") for word in args)
        ctx.meta[DOOR] = "key" if of_file else "flag"
        ctx.meta[TYPED] = list(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what users can mend comes out as a sentence, in the words that the user can use."""
        try:
            with through(ctx.meta.get(DOOR, "flag")):
                return super().invoke(ctx)
        except IsostatsError as error:
            raise click.ClickException(f"{error}{_way_by_init(error, ctx)}") from error
        except KeyboardInterrupt:
            _stop()
        except RuntimeError as error:  # the engine's own word for Ctrl-C
            if "interrupt" not in str(error).lower():
                raise
            _stop()
        except MemoryError as error:
            raise click.ClickException("The records do not fit into this machine's memory.") from error
        except Exception as error:
            if isinstance(error, BrokenPipeError):  # whoever read the output has had enough
                raise
            if no_space_left(error):
                raise click.ClickException(NO_SPACE) from error
            if not isinstance(error, OSError):
                raise
            raise click.ClickException(_of_the_system(error)) from error


def _way_by_init(error: IsostatsError, ctx: click.Context) -> str:
    """What to do about faults of files that no study describes: most are of how these are written."""
    if ctx.meta.get(DOOR) != "flag" or not getattr(error, "findings", None):
        return ""
    files, flags = _inputs(ctx)
    if not files:
        return ""
    if ctx.meta[TYPED][:1] == ["courses"]:
        return _way_to_courses(files[0])
    return f"\nNext: isostats check {shlex.join([*files, *flags])}: it says which of these isostats init mends."


def _way_to_courses(file: str) -> str:
    """What to do where a file cannot be stitched: it is one of courses, or its columns are called otherwise."""
    from isostats.records.guessing.drafts import draft_study

    try:
        draft = draft_study([Path(file)])
    except IsostatsError:  # what cannot be guessed is no help
        return ""
    if "courses" in draft.sources:
        return f"\nThese seem to be course records, and need no stitching. Next: isostats report {shlex.join([file])}"
    if "dispensings" not in draft.sources or not draft.guesses:
        return ""
    init = f"isostats init {shlex.join([file])}"
    return f"\nNext: {init} writes into study.toml how it is read; then isostats courses study.toml --out courses.csv."


def _inputs(ctx: click.Context) -> tuple[list[str], list[str]]:
    """The files of records that were typed, and the flags that name what is beside them and how all are read.

    Of `isostats courses` there are no flags: `isostats init` looks at the files alone.
    """
    name, *args = ctx.meta[TYPED]
    command = ctx.command.get_command(ctx, name) if isinstance(ctx.command, click.Group) else None
    if command is None:
        return [], []
    typed, _, order = command.make_parser(click.Context(command, parent=ctx)).parse_args(args)
    argument = next((each.name for each in command.params if isinstance(each, click.Argument)), None)
    source = typed.get(argument or "") or ()
    files = list(takewhile(os.path.isfile, [source] if isinstance(source, str) else source))
    reading = {each.flat for each in KEYS if each.model is Inputs} if argument != "dispensings" else set()
    flags: list[str] = []
    for option in dict.fromkeys(order):
        if option.name in reading:
            values = typed[option.name]
            for value in values if isinstance(values, list) else [values]:
                off = value is False and option.secondary_opts
                flags += off[:1] if off else [option.opts[0], *([value] if isinstance(value, str) else [])]
    return files, flags


def _of_the_system(error: OSError) -> str:
    """What the system refuses, in a sentence; the name it is about is shortened."""
    name = str(error.filename or "")
    about = f": {name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME] + '...'}" if name else ""
    return f"The system says '{error.strerror or error}'{about}. Check the names and rights of the files."


_killed: list[int] = []


class Stopped(KeyboardInterrupt):
    """Somebody stops the run. A KeyboardInterrupt itself may make Python end by the signal, whoever caught it: where
    one passes through code that was made of a text, it notes that nobody had."""


def say_any_name() -> None:
    """Have names that are no text go out as the bytes that they are, and no sign that a terminal lacks end a run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
            unicode = stream.encoding.lower().startswith("utf")
            stream.reconfigure(errors="surrogateescape" if unicode else "backslashreplace")


def stop_politely() -> None:
    """Have Ctrl-C and a polite kill unwind alike, so that nothing half-written stays; one that is ignored (nohup, a job
    in the background) stays so. The run then ends with 128 and the number of the signal: 130 or 143."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _unwind)


def _unwind(number: int, frame: object) -> None:
    _killed.append(number)
    stop_at_next_step(stopped := Stopped())
    raise stopped


def _stop() -> NoReturn:
    if _killed and hasattr(signal, "pthread_sigmask"):  # where that was noted, the code of the exit stands all the same
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    click.echo("Stopped; nothing half-written stays.", err=True)
    raise SystemExit(128 + (_killed[0] if _killed else signal.SIGINT))


SERVER = re.compile(r"(postgres(?:ql)?://)[^/\s]*(/[^?\s]*)?(\?\S*)?")


def command_as_typed() -> str:
    """The command as typed, for the provenance; where files lie, and who asks which host, stay out.

    Of a path its last name stays; of a server's address the kind and the database: postgres://.../claims.
    """
    from isostats.engines.passwords import shown

    words = [as_text(_without_folders(SERVER.sub(r"\1...\2", shown(each)))) for each in sys.argv[1:]]
    return shlex.join(["isostats", *words])


def _without_folders(word: str) -> str:
    """A word of a command with its paths as their last names.

    >>> _without_folders("--courses=/data/north.csv,../south.csv"), _without_folders("relapses/year")
    ('--courses=north.csv,south.csv', 'relapses/year')
    """
    return "".join(part if part in "=," else _last_name(part) for part in re.split("([=,])", word))


def _last_name(text: str) -> str:
    path = Path(text)
    if "://" in text or path.name in ("", text):
        return text
    leads = path.is_absolute() or text.startswith(("~", ".")) or path.exists() or path.parent.exists()
    return path.name if leads else text
