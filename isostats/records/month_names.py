"""The names of months, one table for all languages: a further language is one more row.

No spelling means one month in one language and another in the next, so nobody has to say which language a file is in
(a test holds the table to that). Letters are compared without accents and in any case.

>>> MONTHS["okt"], MONTHS["out"], MONTHS["pazdziernika"], MONTHS[folded("Août")]
(10, 10, 10, 8)
"""

from __future__ import annotations

import unicodedata

# fmt: off
MONTH_NAMES: dict[str, tuple[str, ...]] = {
    "English": ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
                "september sep sept", "october oct", "november nov", "december dec"),
    "German": ("januar jänner jan jän", "februar feber feb", "märz mär mrz maerz", "april apr", "mai", "juni jun",
               "juli jul", "august aug", "september sep sept", "oktober okt", "november nov", "dezember dez"),
    "French": ("janvier janv jan", "février févr fév", "mars", "avril avr", "mai", "juin", "juillet juil", "août",
               "septembre sept", "octobre oct", "novembre nov", "décembre déc"),
    "Spanish": ("enero ene", "febrero feb", "marzo mar", "abril abr", "mayo may", "junio jun", "julio jul",
                "agosto ago", "septiembre setiembre sep sept", "octubre oct", "noviembre nov", "diciembre dic"),
    "Portuguese": ("janeiro jan", "fevereiro fev", "março mar", "abril abr", "maio mai", "junho jun", "julho jul",
                   "agosto ago", "setembro set", "outubro out", "novembro nov", "dezembro dez"),
    "Italian": ("gennaio gen", "febbraio feb febbr", "marzo mar", "aprile apr", "maggio mag", "giugno giu",
                "luglio lug", "agosto ago", "settembre set sett", "ottobre ott", "novembre nov", "dicembre dic"),
    "Polish": ("styczeń stycznia sty", "luty lutego lut", "marzec marca mar", "kwiecień kwietnia kwi", "maj maja",
               "czerwiec czerwca cze", "lipiec lipca lip", "sierpień sierpnia sie", "wrzesień września wrz",
               "październik października paź", "listopad listopada lis", "grudzień grudnia gru"),
    "Dutch": ("januari jan", "februari feb", "maart mrt maa", "april apr", "mei", "juni jun", "juli jul",
              "augustus aug", "september sep sept", "oktober okt", "november nov", "december dec"),
}
# fmt: on
"""Language -> the spellings of each month, January first."""

ERAS = {"明治": 1868, "大正": 1912, "昭和": 1926, "平成": 1989, "令和": 2019}
"""The first years of Japanese eras; the first letters stand for them too (H28 is 2016)."""
ERAS |= {"M": 1868, "T": 1912, "S": 1926, "H": 1989, "R": 2019}


def folded(word: str) -> str:
    """A word in small letters and without accents.

    >>> folded("Février")
    'fevrier'
    """
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


MONTHS = {
    folded(name): number
    for names in MONTH_NAMES.values()
    for number, spellings in enumerate(names, 1)
    for name in spellings.split()
}
"""Every spelling, folded -> the number of its month."""
