"""Claims with a code alone: the table of products tells which file is the dispensings."""

from __future__ import annotations

from isostats.records.guessing.drafts import draft_of
from isostats.records.guessing.sheets import Sheet, SheetColumn

FILES = {
    "claims.csv": {"MEMBER_ID": ("a", "b"), "FILL_DT": ("2017-06-13", "2018-06-13"), "DAYS_SUPPLY": ("30", "30"),
                   "QTY_DISP": ("60", "60"), "NDC11": ("00378661293", "68180051301")},
    "ndc.csv": {"NDC": ("00378661293", "68180051301"), "PRODUCT_NAME": ("Amnesteem 20 mg capsule", "Doxycycline"),
                "STRENGTH": ("20 MG", "100 MG")},
    "enrollment.csv": {"MEMBER_ID": ("a", "b"), "ELIG_START": ("2012-01-13",) * 2, "ELIG_END": ("2020-01-13",) * 2},
    "members.csv": {"MEMBER_ID": ("a", "b"), "YOB": ("1998", "1991"), "GENDER_CD": ("M", "F")},
}  # fmt: skip


def test_the_codes_of_isotretinoin_tell_the_dispensings() -> None:
    sheets = {
        name: Sheet(name, (), tuple(SheetColumn(*each) for each in cells.items()), top=tuple(cells))
        for name, cells in FILES.items()
    }
    draft = draft_of(sheets)
    assert draft.sources == {
        "dispensings": "claims.csv", "observation": "enrollment.csv", "people": "members.csv",
        "product_table": "ndc.csv",
    }  # fmt: skip
    assert draft.data()["columns"]["code"] == "NDC11"
