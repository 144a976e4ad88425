"""ro-crate-metadata.json: what a folder is and holds, as a Research Object Crate 1.1 in JSON-LD.

Every file has a description; there is no path of a machine and no person in it. Checksums are in manifest.json.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from isostats.report.checker_files import DISCLOSURE, RESULTS
from isostats.version import __version__
from isostats.writing import MANIFEST

FILE = "ro-crate-metadata.json"
ABOUT = {f"`{FILE}`": "what this folder is and holds, for archives: an RO-Crate in JSON-LD"}
PROFILE = "https://w3id.org/ro/crate/1.1"
TYPES = {".md": "text/markdown", ".toml": "application/toml", ".parquet": "application/vnd.apache.parquet",
         ".R": "text/x-r", ".json": "application/json"}  # fmt: skip
LICENCE = {
    "@id": "#licence", "@type": "CreativeWork", "name": "No licence is stated",
    "description": "Those who have the records in custody decide who may use these results, and how.",
}  # fmt: skip


def write_crate(
    folder: Path, *, title: str, about: str, day: str, files: Mapping[str, str], words: Mapping[str, str]
) -> None:
    """Describe a folder that was written on a ``day``.

    ``files`` are as its README has them, ``words`` are of single files within its folders. What checkers get is written
    afterwards, with this file among the rest, and is described already.
    """
    stated = {name.strip("`"): what for name, what in files.items() if name not in ABOUT}
    held = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    stated |= {name: "what is in this folder" for name in held if name.startswith("README.")}
    places = sorted(held | {MANIFEST, *(stated.keys() & {DISCLOSURE, RESULTS})})
    entities: list[dict[str, Any]] = [
        {"@id": name, "@type": "Dataset", "name": name.rstrip("/"), "description": what}
        for name, what in stated.items() if name.endswith("/")
    ]  # fmt: skip
    for name in places:
        what = words.get(name) or stated.get(name) or _as_a_part(name, stated)
        entity = {"@id": name, "@type": "File", "name": Path(name).name, "description": what}
        if kind := TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0]:
            entity["encodingFormat"] = kind
        entities.append(entity)
    root = {
        "@id": "./", "@type": "Dataset", "name": title, "description": about,
        "datePublished": day, "license": {"@id": LICENCE["@id"]},
        "hasPart": [{"@id": each["@id"]} for each in entities],
    }  # fmt: skip
    descriptor = {"@id": FILE, "@type": "CreativeWork", "conformsTo": {"@id": PROFILE}, "about": {"@id": "./"}}
    program = {"@id": "#isostats", "@type": "SoftwareApplication", "name": "isostats", "softwareVersion": __version__}
    run = {"@id": "#run", "@type": "CreateAction", "name": "The run that wrote this folder",
           "instrument": {"@id": program["@id"]}, "result": {"@id": "./"}}  # fmt: skip
    crate = {"@context": f"{PROFILE}/context", "@graph": [descriptor, root, *entities, program, run, LICENCE]}
    (folder / FILE).write_text(json.dumps(crate, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _as_a_part(name: str, stated: Mapping[str, str]) -> str:
    """What a file is that only its folder is named for, or a file that was written in several."""
    folder, within, _ = name.partition("/")
    whole = f"{folder}/" if within else next((each for each in stated if name.startswith(Path(each).stem)), "")
    return f"part of {whole or 'this folder'}" + (f": {stated[whole]}" if whole in stated else "")
