"""Records that remember which of their fields were read.

A layout with a field `read` has room for a bit of each other field. In compiled code `remembering`
gives the same memory another type, with which every read of a field sets its bit. Rules are then
compiled once more for that type, so that what they look at is written down by the compiler and not
by whoever wrote the rule: nothing can be forgotten, and usual runs don't pay for it.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_getattr_generic
from numba.extending import intrinsic, models, overload, register_model
from numba.np.arrayobj import record_getattr

from mybt_sim.base.attributes import Record

READ = "read"
WORD_BITS = 64


def words_for(layout: np.dtype[Any]) -> int:
    """How many words have a bit for each field."""
    return -(-len(layout.names or ()) // WORD_BITS)


def with_reads(layout: np.dtype[Any]) -> np.dtype[Any]:
    """`layout` with room for a bit of each field."""
    return np.dtype([*fields_of(layout), (READ, "i8", (words_for(layout),))], align=True)


def fields_of(layout: np.dtype[Any], **others: np.dtype[Any]) -> list[Any]:
    """The fields of a layout, as one writes them; some of them with other layouts inside."""
    names = layout.names or ()
    return [(name, others.get(name, layout[name].base), layout[name].shape) for name in names]


class RememberingRecord(types.Record):
    """The type of records that remember, in compiled code."""

    def __init__(self, record: types.Record) -> None:
        fields: list[tuple[str, Any]] = []
        for name, field in record.fields.items():
            kind = _remembering_type(field.type)
            place = {"type": kind, "offset": field.offset, "alignment": field.alignment}
            fields.append((name, place))
        super().__init__(fields, record.size, record.aligned)
        self.name = f"Remembering{self.name}"

    def can_convert_to(self, _context: Any, _other: types.Type) -> None:
        """Into nothing: as a usual record it would be read without a trace."""


register_model(RememberingRecord)(models.RecordModel)


def _remembering_type(kind: types.Type) -> types.Type:
    """The type itself, unless there is something below it that remembers."""
    if isinstance(kind, types.NestedArray):
        inner = _remembering_type(kind.dtype)
        return kind if inner is kind.dtype else types.NestedArray(inner, kind.shape)
    if not isinstance(kind, types.Record):
        return kind
    parts = [field.type for field in kind.fields.values()]
    is_plain = all(_remembering_type(part) is part for part in parts)
    return kind if is_plain and READ not in kind.fields else RememberingRecord(kind)


@lower_getattr_generic(RememberingRecord)  # type: ignore[no-untyped-call]
def _read_field(context: Any, builder: Any, typ: Any, value: Any, attr: str) -> Any:
    names = list(typ.fields)
    if READ in names and attr != READ:
        word, bit = divmod(names.index(attr), WORD_BITS)
        whole = ir.IntType(WORD_BITS)
        offset = typ.offset(READ) + word * WORD_BITS // 8
        place = cgutils.get_record_member(  # type: ignore[no-untyped-call]
            builder, value, offset, whole
        )
        builder.store(builder.or_(builder.load(place), ir.Constant(whole, 1 << bit)), place)
    return record_getattr(context, builder, typ, value, attr)


def remembering(record: Record) -> Record:
    """The same record, as one that remembers; uncompiled it remembers nothing."""
    return record


@overload(remembering, strict=False)
def _remembering(record: Any) -> Callable[..., Any]:
    return lambda record: _as_remembering(record)  # type: ignore[call-arg]


@intrinsic
def _as_remembering(_context: Any, record: Any) -> Any:
    remembers = _remembering_type(record)

    def same(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], context.get_value_type(remembers))

    return remembers(record), same
