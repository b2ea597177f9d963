"""Digest of the seed data that a run was made of."""

import hashlib
from pathlib import Path

TEXT_FOLDERS = frozenset({"content", "journeys", "rulebook"})


def digest_folder(folder: Path) -> str:
    """SHA-256 over names and contents of the data files below `folder`, in order of names.

    Texts that no run depends on are left out: a news item does not make a run another one.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        is_text = path.relative_to(folder).parts[0] in TEXT_FOLDERS
        if path.suffix in {".toml", ".csv"} and not is_text:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()
