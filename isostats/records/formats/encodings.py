"""Which encoding a text is in that is not UTF-8, by which letters its bytes would make."""

from __future__ import annotations

import re
from pathlib import Path

LOOKED_AT = 1 << 20  # bytes
WORDS = {
    "cp1252": "Windows-1252", "cp1250": "Windows-1250 (of Central Europe)", "cp932": "Shift-JIS (of Japan)",
}  # fmt: skip
"""The encodings that are told apart, as messages call them."""
JAPANESE = re.compile("[\\u3040-\\u30ff\\u4e00-\\u9fff]{2}")
IN_WORDS = re.compile(r"(?<=[^\W\d_])[¹³º¿¼¾£¥ª¯](?=[^\W\d_])|\b[¹³¿¼¾£¥](?=[^\W\d_])|(?<=[^\W\d_])[¹³¿¼¾£¥](?![\d])")
"""Signs that are no letters in Windows-1252, beside letters: in Windows-1250 they are letters."""


def other_encoding(path: Path) -> str:
    """The encoding of a file that is not UTF-8: Shift-JIS where its bytes are and make Japanese words, Windows-1250
    where signs would stand within words otherwise, else Windows-1252."""
    with path.open("rb") as file:
        start = file.read(LOOKED_AT)
    start = start[: start.rfind(b"\n") + 1] or start
    japanese, western, central = (_decoded(start, each) for each in ("cp932", "cp1252", "cp1250"))
    halves = japanese and sum("\uff61" <= sign <= "\uff9f" for sign in japanese)
    if japanese and JAPANESE.search(japanese) and (western is None or _mostly_japanese(japanese, halves or 0)):
        return "cp932"
    if western is not None and central is not None:
        within = len(IN_WORDS.findall(western))
        if within and within > len(IN_WORDS.findall(central)):
            return "cp1250"
    return "cp1252"


def _decoded(start: bytes, encoding: str) -> str | None:
    try:
        return start.decode(encoding)
    except UnicodeDecodeError:
        return None


def _mostly_japanese(text: str, halves: int) -> bool:
    """Whether signs beyond ASCII are nearly all Japanese: those of a Western text would pair with letters by chance."""
    beyond = [sign for sign in text if not sign.isascii()]
    return halves == 0 and sum(JAPANESE.match(sign * 2) is not None for sign in beyond) > 0.9 * len(beyond)
