"""Every text that a file holds, wherever in it: what is shown, what is hidden beside it, and what describes the file.

Pages give their words, attributes, comments, scripts and the pictures within them; pictures and PDFs give what is
written about them and what is drawn as text; Word files and workbooks every part, those of their properties too. A kind
that is not known here is no text, and is named so: nothing is passed over in silence.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path, PurePosixPath
from urllib.parse import unquote_to_bytes

NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w])")
"""A number that stands by itself."""
UNREAD = "not read"
"""Where a file, or a part of one, says that it is of a kind that nobody looks into."""
PNG = b"\x89PNG\r\n\x1a\n"
SILENT_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"pHYs"}
"""Parts of a PNG that hold the picture and nothing else."""
FONTS = {".ttf", ".otf", ".woff", ".woff2"}
DATA = re.compile(rb"""data:(?P<kind>[a-z0-9.+/-]*)(?P<further>;[^,"']*)?,(?P<held>[^"'\s)>]*)""")


@dataclass(frozen=True)
class Piece:
    """A text, in which file it stands (within a page or an archive, after ``!``), and ``where`` there."""

    file: str
    where: str
    text: str


def numbers_in(texts: Iterable[str]) -> Iterator[str]:
    """Each number written in texts, without its commas.

    >>> list(numbers_in(["1,204 people by day 91: 84.5%", "v2"]))
    ['1204', '91', '84.5']
    """
    for text in texts:
        for number in NUMBER.findall(text):
            yield number.replace(",", "")


def texts_in_folder(folder: Path) -> Iterator[Piece]:
    """Every text of every file below a folder, hidden ones too, and the names of all."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        yield Piece(name, "name", name)
        if path.is_symlink():
            yield Piece(name, "leads to", str(path.readlink()))
        elif path.is_file():
            yield from texts_in(name, path.read_bytes())


def texts_in(name: str, held: bytes) -> Iterator[Piece]:
    """Every text of a file, by its content: what its ``name`` says only decides between kinds of text."""
    ending = PurePosixPath(name).suffix.lower()
    reader = next((read for begins, read in BY_BEGINNING if held.startswith(begins)), None) or BY_ENDING.get(ending)
    if reader is not None:
        yield from reader(name, held)
        return
    if ending in FONTS:
        return
    try:
        yield from _lines(name, held.decode("utf-8"))
    except UnicodeDecodeError:
        yield Piece(name, UNREAD, f"{ending or 'a file without an ending'}, {len(held)} bytes")


def _lines(name: str, text: str) -> Iterator[Piece]:
    for at, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield Piece(name, f"line {at}", line.strip())


def _json(name: str, held: bytes) -> Iterator[Piece]:
    def walked(value: object, where: str) -> Iterator[Piece]:
        if isinstance(value, dict):
            for key, each in value.items():
                yield Piece(name, where or "keys", str(key))
                yield from walked(each, f"{where}.{key}".lstrip("."))
        elif isinstance(value, list):
            for at, each in enumerate(value):
                yield from walked(each, f"{where}[{at}]")
        elif value is not None:
            yield Piece(name, where, value if isinstance(value, str) else json.dumps(value))

    yield from walked(json.loads(held), "")


class _Page(HTMLParser):
    """The texts of a page or an SVG."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.name, self.pieces, self.open = name, list[Piece](), ["page"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for key, value in attrs:
            text = DATA.sub(b"data:", (value or "").encode()).decode("utf-8", "replace")
            self.pieces.append(Piece(self.name, f"{tag} {key}", text))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.pieces.append(Piece(self.name, self.open[-1], " ".join(data.split())))

    def handle_comment(self, data: str) -> None:
        self.pieces.append(Piece(self.name, "comment", data.strip()))

    def handle_decl(self, decl: str) -> None:
        self.pieces.append(Piece(self.name, "declaration", decl))

    handle_pi = handle_comment
    unknown_decl = handle_comment


def _page(name: str, held: bytes) -> Iterator[Piece]:
    page = _Page(name)
    page.feed(held.decode("utf-8", "replace"))
    page.close()
    yield from page.pieces
    for at, match in enumerate(DATA.finditer(held), 1):
        if match["held"]:
            yield from _embedded(f"{name}!{at}", match["held"], match["further"] or b"")


def _embedded(name: str, held: bytes, further: bytes) -> Iterator[Piece]:
    try:
        inner = base64.b64decode(held, validate=True) if b"base64" in further else unquote_to_bytes(held)
    except binascii.Error:
        yield Piece(name, UNREAD, "data that are no base64")
        return
    if not inner.startswith((b"\x00\x01\x00\x00", b"OTTO", b"true", b"wOF")):  # fonts hold no words
        yield from texts_in(name, inner)


def _png(name: str, held: bytes) -> Iterator[Piece]:
    at, kind = len(PNG), b""
    while at + 12 <= len(held) and kind != b"IEND":
        (size,), kind = struct.unpack(">I", held[at : at + 4]), held[at + 4 : at + 8]
        part, where = held[at + 8 : at + 8 + size], kind.decode("latin-1")
        if kind == b"iTXt":
            key, _, rest = part.partition(b"\0")
            packed, (language, translated, text) = rest[:1] == b"\1", rest[2:].split(b"\0", 2)
            text = zlib.decompress(text) if packed else text
            for each in (key, language, translated, text):
                yield Piece(name, where, each.decode("utf-8", "replace"))
        elif kind in (b"tEXt", b"zTXt"):
            key, _, text = part.partition(b"\0")
            text = zlib.decompress(text[1:]) if kind == b"zTXt" else text
            yield from (Piece(name, where, each.decode("latin-1")) for each in (key, text))
        elif kind not in SILENT_CHUNKS:
            yield Piece(name, where, part.decode("latin-1"))
        at += 12 + size
    if held[at:]:
        yield Piece(name, "after its end", held[at:].decode("latin-1"))


STREAM = re.compile(rb"(?P<about><<(?:[^>]|>(?!>))*?>>)\s*stream\r?\n(?P<held>.*?)\r?\nendstream", re.DOTALL)
STRING = re.compile(rb"\((?P<plain>(?:\\.|[^\\()])*)\)|<(?P<hex>(?:[0-9A-Fa-f]\s*){2,})>", re.DOTALL)


def _pdf(name: str, held: bytes) -> Iterator[Piece]:
    """Strings of its objects and of what is packed in them; the words drawn, letter by letter where a font is cut."""
    rest = STREAM.sub(rb"\g<about>", held)
    yield from _strings(name, "object", rest)
    for line in re.findall(rb"^%[^\n%\x80-\xff]+", rest, re.MULTILINE):
        yield Piece(name, "comment", line.decode("latin-1"))
    for match in STREAM.finditer(held):
        about, packed = match["about"], match["held"]
        if b"/Length1" in about or b"/Subtype /Image" in about or b"/Subtype/Image" in about:
            continue  # a font's outlines, a picture's points
        if b"FlateDecode" in about:
            try:
                packed = zlib.decompressobj().decompress(packed)
            except zlib.error:
                yield Piece(name, UNREAD, "a packed part")
                continue
        if packed.lstrip().startswith(b"<"):
            yield Piece(name, "metadata", packed.decode("utf-8", "replace"))
        else:
            yield from _strings(name, "packed", packed)


def _strings(name: str, where: str, held: bytes) -> Iterator[Piece]:
    for line in re.split(rb"(?<=T[jJ])|\bT[*dDm]\b|\bendobj\b", held):
        parts = [_string(match) for match in STRING.finditer(line)]
        if any(part.strip() for part in parts):
            yield Piece(name, where, "".join(parts) if b"[" in line else " ".join(parts))


ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}


def _string(match: re.Match[bytes]) -> str:
    if match["hex"] is not None:
        digits = re.sub(rb"\s", b"", match["hex"])
        raw = bytes.fromhex(digits.decode() + "0" * (len(digits) % 2))
    else:
        raw = re.sub(rb"\\([0-7]{1,3}|.|\n)", _unescaped, match["plain"], flags=re.DOTALL)
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace")
    if len(raw) > 1 and not len(raw) % 2 and not any(raw[::2]):  # letters of a cut font, two bytes each
        return raw.decode("utf-16-be", "replace")
    return raw.decode("latin-1")


def _unescaped(match: re.Match[bytes]) -> bytes:
    sign = match[1]
    return bytes([int(sign, 8) % 256]) if sign.isdigit() else ESCAPES.get(sign, sign)


def _archive(name: str, held: bytes) -> Iterator[Piece]:
    """A Word file, a workbook, a zip: each part, and what is written between them."""
    with zipfile.ZipFile(BytesIO(held)) as archive:
        if archive.comment:
            yield Piece(name, "comment", archive.comment.decode("utf-8", "replace"))
        for part in archive.infolist():
            inner = f"{name}!{part.filename}"
            yield Piece(inner, "name", part.filename)
            for text in (part.comment, part.extra):
                if text:
                    yield Piece(inner, "comment", text.decode("latin-1"))
            yield Piece(inner, "date", "-".join(f"{each:02}" for each in part.date_time))
            if not part.is_dir():
                yield from texts_in(inner, archive.read(part))


def _bytes(name: str, held: bytes) -> Iterator[Piece]:
    """Readable stretches of a file that is not looked into further: EPS, TIFF, Parquet."""
    for match in re.finditer(rb"[\x20-\x7e\xa0-\xff]{4,}", held):
        yield Piece(name, "readable", match[0].decode("latin-1"))


Reader = Callable[[str, bytes], Iterator[Piece]]
BY_BEGINNING: tuple[tuple[bytes, Reader], ...] = (
    (PNG, _png), (b"%PDF", _pdf), (b"PK\x03\x04", _archive), (b"PK\x05\x06", _archive),
    (b"II*\0", _bytes), (b"MM\0*", _bytes), (b"%!PS", _bytes), (b"PAR1", _bytes),
)  # fmt: skip
BY_ENDING: dict[str, Reader] = {
    ".html": _page, ".svg": _page, ".xml": _page, ".rels": _page, ".json": _json, ".ipynb": _json,
}  # fmt: skip
