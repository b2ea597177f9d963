"""Digest of the seed data that a run was made of."""

import hashlib
from pathlib import Path


def digest_folder(folder: Path) -> str:
    """SHA-256 over names and contents of all data files below `folder`, in order of names."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".toml", ".csv"}:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()
