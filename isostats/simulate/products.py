"""Simulated fills as claims may have them besides: capsules of several formulations, and a product's code alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from isostats.simulate.histories import generator, pick, words

if TYPE_CHECKING:
    import pandas as pd

    from isostats.simulate.dispensings import DispensingSimulation

FORMULATIONS = {"conventional": 0.8, "lidose": 0.12, "micronised": 0.08}
_NAMES = {
    "conventional": "Isotretinoin {mg} mg capsule", "lidose": "Absorica {mg} mg capsule",
    "micronised": "Absorica LD {mg} mg capsule",
}  # fmt: skip
_FIRST_CODE = 4_100_000
_APART = 1_000  # from the codes of one formulation to those of the next


def name_formulations(claims: DispensingSimulation, *, seed: int | np.random.Generator) -> DispensingSimulation:
    """The same claims with names of products of one formulation a person; ``further_truth`` has them (formulations:
    patient_id, formulation). Strengths and true doses stay; micronised ones stand for 1.25 times as much."""
    import pandas as pd

    rng, _ = generator(seed)
    people = claims.people["patient_id"]
    formulations = pd.Series(words(FORMULATIONS, pick(rng, len(people), FORMULATIONS.values())), index=people)
    fills = claims.dispensings
    templates = fills["patient_id"].map(formulations).map(_NAMES)
    named = [text.format(mg=mg) for text, mg in zip(templates, fills["strength_mg"], strict=True)]
    truth = formulations.rename("formulation").rename_axis("patient_id").reset_index()
    return replace(
        claims, dispensings=fills.assign(drug=pd.Series(named, fills.index, dtype=object)),
        further_truth={**claims.further_truth, "formulations": truth},
    )  # fmt: skip


def with_codes_alone(claims: DispensingSimulation) -> tuple[DispensingSimulation, pd.DataFrame]:
    """The same claims without strength and name, each fill with a product's code instead; and the table of products.

    Columns of the table: product_code, product, strength_mg. Codes are texts of eight digits that begin with 0.
    """
    import pandas as pd

    fills = claims.dispensings
    pairs = fills[["drug", "strength_mg"]].drop_duplicates().sort_values(["drug", "strength_mg"], ignore_index=True)
    place = pairs.groupby(pairs["drug"].str.replace(r"\d+ m[gG].*", "", regex=True)).ngroup()
    codes = [f"{_FIRST_CODE + _APART * at + mg:08}" for at, mg in zip(place, pairs["strength_mg"], strict=True)]
    products = pd.DataFrame({"product_code": codes, "product": pairs["drug"], "strength_mg": pairs["strength_mg"]})
    by_name = products.set_index("product")["product_code"]
    coded = fills.drop(columns=["strength_mg", "drug"]).assign(code=fills["drug"].map(by_name))
    return replace(claims, dispensings=coded), products
