"""Digest of the seed data that a run was made of."""

import hashlib
from pathlib import Path

UNLIVED_FOLDERS = frozenset({"content", "journeys", "realism", "rulebook"})


def digest_folder(folder: Path) -> str:
    """SHA-256 over names and contents of the data files below `folder`, in order of names.

    Texts and targets are left out: a news item does not make a run another one, nor does a target.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        is_unlived = path.relative_to(folder).parts[0] in UNLIVED_FOLDERS
        if path.suffix in {".toml", ".csv"} and not is_unlived:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()
