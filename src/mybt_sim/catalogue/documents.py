"""Reading files: from bytes to TOML documents, with a finding for each that cannot be read."""

import hashlib
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from mybt_sim.base.files import text_in, why_unreadable
from mybt_sim.catalogue.findings import Finding, Spot

Document = dict[str, Any]


def read_contents(
    folder: Path, names: tuple[str, ...], findings: list[Finding]
) -> dict[str, bytes]:
    """The bytes of the files `names` under `folder`, as far as they can be read."""
    contents = {}
    for name in sorted(names):
        spot = Spot(findings, name)
        try:
            contents[name] = (folder / name).read_bytes()
        except FileNotFoundError:
            spot.report(
                f"is missing in {folder}",
                remedy="bring it back, or let MYBT_SIM_SEED name the right folder",
            )
        except OSError as error:
            spot.report(f"cannot be read: {why_unreadable(error)}", remedy="mend its access rights")
    return contents


def fingerprint(contents: Mapping[str, bytes]) -> str:
    """SHA-256 over names and bytes, in order of the names."""
    digest = hashlib.sha256()
    for name, content in sorted(contents.items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def parse_document(content: bytes | None, spot: Spot) -> Document | None:
    """The TOML document in `content`; None, and a finding, if it is none.

    A number with a decimal point becomes a `Decimal`, which nothing in the catalogue accepts.
    """
    if content is None:
        return None  # `read_contents` has said why
    try:
        return tomllib.loads(text_in(content), parse_float=Decimal)
    except UnicodeDecodeError as error:
        spot.report(why_unreadable(error), remedy="save the file as UTF-8")
    except tomllib.TOMLDecodeError as error:
        message, _, place = str(error).rpartition(" (at ")
        spot.inside(place.rstrip(")")).report(f"is not TOML: {message}", remedy="mend it there")
    return None
