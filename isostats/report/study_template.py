"""A commented study.toml to start from, made from the study's own keys so that it cannot fall behind them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from isostats.errors import OutputError
from isostats.report.own_claims import OwnClaim
from isostats.report.study import SECTIONS, Primary, flat_name
from isostats.vocabulary import names as v

HEAD = """\
# A study for isostats. Run it with: isostats report study.toml
# Only one of [data] courses, dispensings and omop is required. Every other key is shown with its default, or with an
# example where there is none; remove the # to change one.
# Each key is also a flag (--horizons-days 365,730) and a keyword in Python (horizons_days=[365, 730]); those of [grid]
# have grid before their name (--grid-gap-days 30,60 and grid_gap_days=[30, 60]).
"""

ABOUT = {
    "data": "where the records are; paths are relative to this file",
    "study": "what is estimated",
    "courses": "how courses are told apart (course records are counted as recorded)",
    "outcomes": "which later treatments count: prevention and habit are not relapse",
    "claim": "the figure to hold the records against",
    "grid": "isostats grid study.toml: remission under every combination of these",
    "release": "what may be sent out",
}

EXAMPLES = {
    "courses": '"my_courses.csv"',
    "dispensings": '"fills.parquet"',
    "observation": '"enrolment.parquet"',
    "people": '"people.csv"',
    "treatments": '"prescriptions.csv"',
    "weights": '"weights.csv"',
    "weight_reference": '"weights_by_sex_and_age.csv"',
    "deaths": '"deaths.csv"',
    "database": '"postgres://user@host/claims"',
    "concept_sets": '{ antiandrogen = ["RxNorm:9997"] }',
    "omop": '"duckdb:///cdm.duckdb"',
    v.EVENTS: '"later_treatments.csv"',
    "columns": '{ patient_id = "MRN" }',
    "values": '{ relapse_treatment = { Doxy = "oral_antibiotic" } }',
    "dates": '"day_first"',
    "decimal": '","',
    "sheet": '"Sheet1"',
    "simulated": "true",
    "follow_up": '"active"',
    "declared": '"2026-03-01"',
    "groups": '["sex", "site"]',
    "covariates": '["insurance"]',
    "cap_days": "90",
    "products": '["Isotan 20 mg"]',
    "drug_types": '["dispensing"]',
    "grid_same_day": '["longest", "sum"]',
    "note": '"Dermatology clinic, 2015-2024"',
    "grid_outcomes": '["any_treatment", "second_course"]',
    "grid_horizons_days": "[365, 1826]",
    "grid_populations": '["everyone", "responders"]',
    "grid_washout_days": "[180, 365]",
    "grid_maintenance_days": "[0, 30, 60, 90, 180]",
    "grid_already_on": "[true, false]",
    "grid_break_days": "[60, 90, 180]",
    "grid_contraceptive_counts": "[true, false]",
    "grid_prevention_rules": "[true, false]",
    "grid_groups": '["sex"]',
    "custodian": '"the registry"',
}

CLAIM = {
    "id": '"half_free_of_treatment"',
    "statement": '"Half of our patients need no treatment for five years."',
    v.QUANTITY: '"remission"',
    v.OUTCOME: '"any_treatment"',
    v.POPULATION: '"everyone"',
    "value": "0.5",
    "margin": "0.05",
    "low": "",
    "high": "",
    "described": "false",
    "horizon_days": "1826",
    "how_read": '"no treatment at all, topicals included"',
    "source": '"our leaflet of 2019"',
}
"""A claim of one's own, as an example; what stands in place of something else in it has no value."""


def template() -> str:
    """The text of the starting study file.

    >>> print(template().splitlines()[0])
    # A study for isostats. Run it with: isostats report study.toml
    """
    lines = [HEAD]
    for section, model in SECTIONS.items():
        lines.append(f"[{section}]  # {ABOUT[section]}")
        for name, field in model.model_fields.items():
            flat = flat_name(section, name)
            value = EXAMPLES[flat] if flat in EXAMPLES else _toml(field.default)
            lines.append(f"# {field.description}")
            lines.append(f"{'' if name == 'courses' else '# '}{name} = {value}")
        lines.append("")
    lines += ["# Claims of your own, held against the records beside those of the article: isostats claims study.toml"]
    lines += [
        "# One such table for each; with the id of one of the article's it takes that one's place.",
        "# [[claims]]",
    ]
    for name, field in OwnClaim.model_fields.items():
        example = f"# {name} = {CLAIM[name]}" if CLAIM[name] else f"# # {name} = 0.4"
        lines += [f"# {field.description}", example]
    lines.append("")
    return "\n".join(lines)


def write_template(out: str | Path) -> None:
    """Write the starting study file; an existing file is never overwritten. Raises OutputError."""
    out = Path(out)
    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except FileExistsError:
        raise OutputError(f"{out} exists already and is left as it is. Choose another name with --out.") from None
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(template())
    except OSError as error:
        out.unlink(missing_ok=True)
        raise OutputError(f"{out} cannot be written: {error.strerror}.") from None


def _toml(value: Any) -> str:
    if isinstance(value, Primary):
        return "{ " + ", ".join(f"{key} = {_toml(part)}" for key, part in value) + " }"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(part) for part in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + " }"
    return f'"{value}"' if isinstance(value, str) else str(value)
