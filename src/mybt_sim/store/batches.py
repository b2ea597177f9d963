"""Arrays of a block's life as Arrow batches, in the types of the schema."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mybt_sim.base.time import SECOND_US
from mybt_sim.behaviour.layouts import NO_ADD_ON, Payer
from mybt_sim.engine.records import EVENT, LEDGER_ENTRY, NO_TARIFF, Records
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import PaymentChannel
from mybt_sim.simulation.block import BlockLife
from mybt_sim.simulation.layouts import OPERATION_ROW, DayColumn
from mybt_sim.store.columns import Column, Table

ARROW_TYPES = {
    "INTEGER": pa.int32(),
    "SMALLINT": pa.int16(),
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "VARCHAR": pa.string(),
    "ENUM": pa.dictionary(pa.int32(), pa.string()),
}

SECOND_BITS = 36
"""Enough for any moment, so that a subscriber and a moment are one number to sort by."""

REFUSAL_CODES = {refusal.value: position for position, refusal in enumerate(Refusal)}
REFUSAL_POSITIONS = np.array([REFUSAL_CODES.get(code, 0) for code in range(max(Refusal) + 1)])


def schema_of(table: Table) -> pa.Schema:
    """Arrow's view of a table."""
    return pa.schema([(column.name, ARROW_TYPES[column.type]) for column in table.columns])


ROW_GROUP = 122_880
"""Rows of a row group of DuckDB. Batches of exactly this size are stored as they come; others
would be stored in parts and put together again, at a third of the speed."""


def row_groups(matrices: Iterable[NDArray[np.int32]]) -> Iterator[NDArray[np.int32]]:
    """The columns of several blocks, cut anew into whole row groups and a rest."""
    group = _empty_group()
    filled = 0
    for matrix in matrices:
        taken = 0
        while taken < matrix.shape[1]:
            count = min(ROW_GROUP - filled, matrix.shape[1] - taken)
            group[:, filled : filled + count] = matrix[:, taken : taken + count]
            filled, taken = filled + count, taken + count
            if filled == ROW_GROUP:
                yield group
                group = _empty_group()
                filled = 0
    if filled:
        yield np.ascontiguousarray(group[:, :filled])


def _empty_group() -> NDArray[np.int32]:
    """Room for a row group, from Arrow's pool, which keeps memory that it has been given."""
    room = pa.allocate_buffer(len(DayColumn) * ROW_GROUP * np.dtype(np.int32).itemsize)
    return np.frombuffer(room, np.int32).reshape(len(DayColumn), ROW_GROUP)


def coded_schema(table: Table) -> pa.Schema:
    """Arrow's view of a table as it is stored: codes in place of words."""
    return pa.schema(
        [
            (column.name, pa.int32() if column.values else ARROW_TYPES[column.type])
            for column in table.columns
        ]
    )


def day_batch(schema: pa.Schema, days: NDArray[np.int32]) -> pa.RecordBatch:
    """Rows of contract_day; the columns are handed over without a copy."""
    arrays = [pa.array(values).view(kind) for values, kind in zip(days, schema.types, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def worded(column: Column, codes: NDArray[np.int32]) -> pa.Array:
    """A column of closed vocabulary from its codes."""
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(column.values, pa.string()))


def posting_batch(table: Table, life: BlockLife) -> pa.RecordBatch:
    """Rows of posting, as codes; only payments have a channel."""
    return _batch(table, entry_columns(life.entries), entry_gaps(life.entries))


def entry_columns(entries: Records) -> dict[str, Records]:
    """The columns of posting, as codes and numbers; there is no word for no channel."""
    columns = {name: entries[name] for name in LEDGER_ENTRY.names or ()}
    return columns | {"channel": entries["channel"] - 1}


def entry_gaps(entries: Records) -> dict[str, NDArray[np.bool_]]:
    """Where a column of posting is NULL."""
    return {"channel": entries["channel"] == PaymentChannel.NONE}


def event_batch(table: Table, life: BlockLife) -> pa.RecordBatch:
    """Rows of event, as codes."""
    names = EVENT.names or ()
    return _batch(table, {name: life.events[name] for name in names})


def operation_batch(table: Table, life: BlockLife) -> pa.RecordBatch:
    """Rows of operation, as codes, by subscriber and second; what does not apply is NULL."""
    names = OPERATION_ROW.names or ()
    both = life.operations, life.attempts
    # as plain numbers: NumPy moves records field by field
    words = np.concatenate([one.view(np.int64).reshape(-1, len(names)) for one in both])
    rows = dict(zip(names, words.T, strict=True))
    order = np.argsort((rows["subscriber_id"] << SECOND_BITS) + rows["attempted_at"], kind="stable")
    rows = dict(zip(names, np.ascontiguousarray(words.take(order, axis=0).T), strict=True))
    columns = rows | {"tariff_id": rows["tariff"], "add_on_id": rows["add_on"]}
    columns["operation_no"] = numbers_within(rows["subscriber_id"])
    columns["payer"] = rows["payer"] - 1
    columns["refusal"] = REFUSAL_POSITIONS[rows["refusal"]]
    absent = {
        "contract_id": rows["contract_id"] == 0,
        "account_id": rows["account_id"] == 0,
        "amount_kopecks": rows["amount_kopecks"] == 0,
        "tariff_id": rows["tariff"] == NO_TARIFF,
        "add_on_id": rows["add_on"] == NO_ADD_ON,
        "term_days": rows["term_days"] == 0,
        "payer": rows["payer"] == Payer.NOBODY,
        "refusal": rows["refusal"] == Refusal.NONE,
    }
    return _batch(table, columns, absent)


def _batch(
    table: Table, columns: dict[str, Records], absent: dict[str, Any] | None = None
) -> pa.RecordBatch:
    absent, schema = absent or {}, coded_schema(table)
    arrays = [
        _array(kind, np.asarray(columns[name]), absent.get(name))
        for name, kind in zip(schema.names, schema.types, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(kind: pa.DataType, values: NDArray[Any], absent: NDArray[Any] | None) -> pa.Array:
    if pa.types.is_timestamp(kind):
        values = values * SECOND_US
    width = kind.bit_width // 8
    return pa.array(values.astype(f"i{width}", copy=False), mask=absent).view(kind)


def numbers_within(ids: Sequence[int] | NDArray[Any]) -> NDArray[np.int64]:
    """1, 2, 3 … within each run of equal ids."""
    ids = np.asarray(ids)
    positions = np.arange(len(ids))
    is_first = np.ones(len(ids), bool)
    is_first[1:] = ids[1:] != ids[:-1]
    starts = np.maximum.accumulate(np.where(is_first, positions, 0))
    return positions - starts + 1
