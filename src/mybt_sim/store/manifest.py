"""The manifest of a dataset: what it is and of which parts, committed when all of them are there.

A folder without it is no run.
"""

import hashlib
from pathlib import Path
from typing import Any

import msgspec

from mybt_sim.base.errors import RunError
from mybt_sim.store.columns import Column, Table
from mybt_sim.store.parts import RECEIPTS, Part, placed

MANIFEST = "manifest.json"
LAYOUT = 1
"""Raised whenever the files of a dataset are laid out in another way."""


class ColumnSchema(msgspec.Struct, frozen=True, omit_defaults=True):
    """A column as the manifest tells it; `type` is DuckDB's, `values` the words of an ENUM."""

    name: str
    type: str
    comment: str
    nullable: bool = False
    values: tuple[str, ...] = ()


class TableSchema(msgspec.Struct, frozen=True):
    """A table as the manifest tells it, with the digest that a file would carry."""

    name: str
    grain: str
    key: tuple[str, ...]
    rows: int
    sha256: str
    columns: tuple[ColumnSchema, ...]

    def as_table(self) -> Table:
        """The table in the words of the schema."""
        columns = (
            Column(column.name, column.type, column.comment, column.nullable, column.values)
            for column in self.columns
        )
        return Table(self.name, self.grain, tuple(columns), self.key)


class Manifest(msgspec.Struct, frozen=True):
    """What a dataset is: the row of `run`, the tables, and every part."""

    layout: int
    run: dict[str, Any]
    plan: str
    block_size: int
    tables: tuple[TableSchema, ...]
    parts: tuple[Part, ...]


class _Sealed(msgspec.Struct):
    """The file: a manifest, and the digest of its text."""

    sha256: str
    manifest: msgspec.Raw


def schema_told(table: Table, rows: int, sha256: str) -> TableSchema:
    """A table for the manifest."""
    columns = tuple(
        ColumnSchema(column.name, column.type, column.comment, column.nullable, column.values)
        for column in table.columns
    )
    return TableSchema(table.name, table.grain, table.key, rows, sha256, columns)


def commit(folder: Path, manifest: Manifest) -> None:
    """From now on the folder is a run."""
    text = msgspec.json.encode(manifest)
    with placed(folder / MANIFEST) as aside:
        sealed = _Sealed(hashlib.sha256(text).hexdigest(), msgspec.Raw(text))
        aside.write_bytes(msgspec.json.encode(sealed) + b"\n")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a dataset; `RunError` when it is none that can be read here."""
    path = folder / MANIFEST
    try:
        sealed = msgspec.json.decode(path.read_bytes(), type=_Sealed)
        if hashlib.sha256(sealed.manifest).hexdigest() != sealed.sha256:
            raise msgspec.ValidationError("its text is not the one that was written")
        manifest = msgspec.json.decode(sealed.manifest, type=Manifest)
    except FileNotFoundError:
        raise _unfinished(folder) from None
    except (OSError, msgspec.MsgspecError) as error:
        raise RunError(
            f"{path} cannot be read: {error}.",
            next_step="Restore a copy of it, or simulate into another folder.",
        ) from error
    if manifest.layout != LAYOUT:
        raise RunError(
            f"{folder} is laid out in way {manifest.layout}; this version reads way {LAYOUT}.",
            next_step="Simulate it again, or open it with the version that wrote it.",
        )
    return manifest


def _unfinished(folder: Path) -> RunError:
    if (folder / RECEIPTS).is_dir():
        return RunError(
            f"{folder} has no {MANIFEST}: the run in it is not finished.",
            next_step="Finish it by the command that began it; what is there stays.",
        )
    return RunError(
        f"{folder} is a folder without {MANIFEST}, so it is no run.",
        next_step="Name a folder that `mybt-sim simulate --dataset` has finished writing.",
    )
