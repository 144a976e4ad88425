"""The explorer as a widget of anywidget: its script and style are those of the report's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import anywidget
import traitlets

from isostats.report.page import explorer_script
from isostats.resources import beside_code

EXPORTED = "export default { render };\n"


@cache
def _kind() -> Any:
    """The class of the widget, with the script as it stands now."""

    class Live(anywidget.AnyWidget):
        _esm = explorer_script() + EXPORTED
        _css = beside_code("report", "explorer.css").read_text(encoding="utf-8")
        controls: Any = traitlets.List().tag(sync=True)
        axes: Any = traitlets.Dict().tag(sync=True)
        choice: Any = traitlets.Dict().tag(sync=True)
        answer: Any = traitlets.Dict().tag(sync=True)
        grid: Any = traitlets.Unicode().tag(sync=True)

    return Live


def widget_of(
    *, controls: Sequence[Mapping[str, Any]] = (), axes: Mapping[str, Any] | None = None,
    answer: Mapping[str, Any] | None = None, ask: Callable[..., dict[str, Any]] | None = None, grid: str = "",
) -> Any:
    """A widget that shows an answer, and asks for another when a choice changes; or a ``grid`` to look into."""
    first = dict(answer or {})
    made = _kind()(
        controls=list(controls), axes=dict(axes or {}), answer=first, choice=first.get("choice", {}), grid=grid
    )
    if ask is not None:
        made.observe(lambda change: setattr(made, "answer", ask(**change["new"])), "choice")
    return made
