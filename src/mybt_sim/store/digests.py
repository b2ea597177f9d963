"""Digests of tables: the same for any chunking, thread or machine.

Each column is hashed by itself, in the order of the rows, from the bytes of its values in a
canonical width; text is hashed as lengths and bytes, NULLs as a mask. Columns are hashed by BLAKE3,
which reads them three times as fast as SHA-256; the digest of a table is the SHA-256 of its
columns' names, types and digests.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from blake3 import blake3
from numpy.typing import NDArray

from mybt_sim.store.columns import Column, Table

WIDTHS = {
    "INTEGER": np.int32,
    "SMALLINT": np.int16,
    "BIGINT": np.int64,
    "BOOLEAN": np.bool_,
    "DATE": np.int32,
    "TIMESTAMP": np.int64,
    "ENUM": np.int32,
}


class TableDigest:
    """Digest of one table, fed batch by batch."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.rows = 0
        self._columns = [_ColumnDigest(column) for column in table.columns]

    def update(self, batch: pa.RecordBatch) -> None:
        """Add the rows of `batch`."""
        self.rows += batch.num_rows
        for digest, array in zip(self._columns, batch.columns, strict=True):
            digest.update(array)

    def hexdigest(self) -> str:
        """The digest so far."""
        return joined_digest(self.table, self.rows, self.column_digests())

    def column_digests(self) -> tuple[bytes, ...]:
        """The digest of each column so far."""
        return tuple(column.digest() for column in self._columns)


def joined_digest(table: Table, rows: int, columns: Iterable[bytes]) -> str:
    """The digest of a table whose columns were read apart."""
    whole = hashlib.sha256(f"{table.name} {rows}".encode())
    for digest in columns:
        whole.update(digest)
    return whole.hexdigest()


def digest_of(table: Table, batches: Iterable[pa.RecordBatch]) -> TableDigest:
    """Digest of a table given as batches."""
    digest = TableDigest(table)
    for batch in batches:
        digest.update(batch)
    return digest


class _ColumnDigest:
    def __init__(self, column: Column) -> None:
        self.column = column
        self.values = blake3()
        self.lengths = blake3()
        self.nulls = blake3()

    def update(self, array: pa.Array) -> None:
        if self.column.nullable:
            self.nulls.update(_mask(array).view(np.uint8).data)
        if self.column.type == "VARCHAR":
            text = array.fill_null("") if array.null_count else array
            self.lengths.update(_lengths(text).view(np.uint8).data)
            self.values.update(_bytes(text))
        else:
            self.values.update(_numbers(self.column, array).view(np.uint8).data)

    def digest(self) -> bytes:
        heading = f"{self.column.name} {self.column.sql_type}".encode()
        parts = self.values.digest() + self.lengths.digest() + self.nulls.digest()
        return hashlib.sha256(heading + parts).digest()


def _mask(array: pa.Array) -> NDArray[np.bool_]:
    return np.ascontiguousarray(array.is_null().to_numpy(zero_copy_only=False))


def _lengths(text: pa.Array) -> NDArray[np.int32]:
    lengths = pc.binary_length(text)
    return np.ascontiguousarray(lengths.to_numpy(zero_copy_only=False).astype(np.int32))


def _bytes(text: pa.StringArray) -> memoryview:
    """The characters of all values in a row, as UTF-8."""
    _, offsets, characters = text.buffers()
    ends = np.frombuffer(offsets, np.int32)[text.offset : text.offset + len(text) + 1]
    return memoryview(characters or b"")[ends[0] : ends[-1]]


def _numbers(column: Column, array: pa.Array) -> NDArray[Any]:
    """Values as numbers of the column's canonical width; NULL counts as 0."""
    if pa.types.is_dictionary(array.type):
        array = array.indices
    elif pa.types.is_date(array.type):
        array = array.view(pa.int32())
    elif pa.types.is_timestamp(array.type):
        array = array.view(pa.int64())
    if array.null_count:
        array = array.fill_null(False if pa.types.is_boolean(array.type) else 0)
    numbers = array.to_numpy(zero_copy_only=False)
    return np.ascontiguousarray(numbers.astype(WIDTHS[column.type], copy=False))
