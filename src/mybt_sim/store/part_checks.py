"""Whether a dataset is what its manifest says: every part, every receipt, and nothing else."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mybt_sim.store.manifest import MANIFEST, Manifest, read_manifest
from mybt_sim.store.parts import Part, Receipt, receipt_name


class PartsFound(NamedTuple):
    """Whether all files hold, and what was found."""

    hold: bool
    found: str


def check_parts(folder: Path) -> PartsFound:
    """Read the bytes of every file. `RunError` when there is no manifest."""
    manifest = read_manifest(folder)
    wrong = [
        *_damaged(folder, manifest),
        *(f"{name} is no part of the run" for name in _strays(folder, manifest)),
    ]
    whole = f"{len(manifest.parts):,} files as written"
    return PartsFound(not wrong, "; ".join(wrong[:3]) + " …" * (len(wrong) > 3) or whole)


def _damaged(folder: Path, manifest: Manifest) -> Iterator[str]:
    for part in manifest.parts:
        if not part.fits(folder):
            yield f"{part.name} is not as written"
    for receipt in _receipts(manifest):
        name = receipt_name(receipt.block)
        path = folder / name
        if not path.is_file() or path.read_bytes() != receipt.as_bytes():
            yield f"{name} is not as written"


def _receipts(manifest: Manifest) -> Iterator[Receipt]:
    parts = defaultdict[int, list[Part]](list)
    for part in manifest.parts:
        parts[part.block].append(part)
    for block, of_block in parts.items():
        yield Receipt(manifest.plan, block, tuple(of_block))


def _strays(folder: Path, manifest: Manifest) -> list[str]:
    known = {MANIFEST, *(part.name for part in manifest.parts)}
    known |= {receipt_name(part.block) for part in manifest.parts}
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return sorted(found - known)
