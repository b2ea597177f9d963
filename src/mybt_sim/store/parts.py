"""Parts of a dataset: one Parquet file for each table and block, under a fixed name.

    contract_day/000001.parquet    rows of the first block, in their order
    blocks/000001.json             the receipt: what the parts of that block are; it comes last

A part is written aside, brought to the disk, and renamed, so it is whole or not there. Whoever
makes a block again writes the same bytes under the same name; a block with a fitting receipt needs
no making. No value stands in the name of a folder: every column is inside of the file.
"""

import contextlib
import os
import socket
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from blake3 import blake3

from mybt_sim.store.columns import Table

RECEIPTS = "blocks"
ROW_GROUP_ROWS = 2**20
ASIDES = ".*.partial"
"""Names of what is not finished; Spark, Trino and DuckDB's own globs pass over hidden files."""


class Part(msgspec.Struct, frozen=True):
    """One file: rows of `table` of one block."""

    table: str
    block: int
    rows: int
    bytes: int
    blake3: str

    @property
    def name(self) -> str:
        """Where it stands in its dataset."""
        return part_name(self.table, self.block)

    def fits(self, folder: Path) -> bool:
        """Whether the file holds what was written."""
        path = folder / self.name
        try:
            return path.stat().st_size == self.bytes and digest_of_file(path) == self.blake3
        except OSError:
            return False


class Receipt(msgspec.Struct, frozen=True):
    """What the maker of a block says of it; `plan` tells of which run the block is."""

    plan: str
    block: int
    parts: tuple[Part, ...]

    def as_bytes(self) -> bytes:
        """The file of this receipt."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"


def part_name(table: str, block: int) -> str:
    """The fixed name of a part."""
    return f"{table}/{block:06}.parquet"


def receipt_name(block: int) -> str:
    """The fixed name of a receipt."""
    return f"{RECEIPTS}/{block:06}.json"


def read_receipt(folder: Path, block: int) -> Receipt | None:
    """The receipt of a block; None when there is none that can be read."""
    try:
        return msgspec.json.decode((folder / receipt_name(block)).read_bytes(), type=Receipt)
    except (OSError, msgspec.DecodeError):
        return None


def write_receipt(folder: Path, receipt: Receipt) -> None:
    """Say that a block is finished."""
    with placed(folder / receipt_name(receipt.block)) as aside:
        aside.write_bytes(receipt.as_bytes())


@contextlib.contextmanager
def placed(path: Path) -> Iterator[Path]:
    """A place to write to; at the end of the block its file is on the disk, and at `path`.

    The name aside is this thread's own: two who make the same part do not disturb each other.
    """
    path.parent.mkdir(exist_ok=True)
    writer = f"{socket.gethostname()}.{os.getpid()}.{threading.get_ident()}"
    aside = path.with_name(f".{path.name}.{writer}.partial")
    try:
        yield aside
        _bring_to_disk(aside)
        os.replace(aside, path)
        _bring_to_disk(path.parent)
    finally:
        aside.unlink(missing_ok=True)


def _bring_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest_of_file(path: Path) -> str:
    """BLAKE3 of the bytes of a file."""
    return str(blake3().update_mmap(path).hexdigest())


def write_part(
    folder: Path, block: int, table: Table, schema: pa.Schema, batches: Iterable[pa.RecordBatch]
) -> Part:
    """Write one part, and say what it is."""
    nullable = (column.nullable for column in table.columns)
    fields = (field.with_nullable(may) for field, may in zip(schema, nullable, strict=True))
    schema, rows = pa.schema(list(fields)), 0
    with placed(folder / part_name(table.name, block)) as aside:
        with pq.ParquetWriter(aside, schema, compression="zstd") as writer:
            for batch in batches:
                typed = pa.RecordBatch.from_arrays(batch.columns, schema=schema)
                writer.write_batch(typed, row_group_size=ROW_GROUP_ROWS)
                rows += batch.num_rows
        return Part(table.name, block, rows, aside.stat().st_size, digest_of_file(aside))
