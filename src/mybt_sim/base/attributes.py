"""Records of NumPy whose fields are attributes, at the speed of C.

`numpy.record` looks for each field in Python: five times as long, and it was most of what rules
cost where they are not compiled: in a live world, on the phone, in tests. Here each layout has a
class of its own, with a property for each field. Compiled code sees no difference.
"""

import copyreg
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray


class _ClassOfLayout(type):
    """The class of such classes: another process makes its own from the layout."""

    layout: np.dtype[Any]


class Record(np.void, metaclass=_ClassOfLayout):  # type: ignore[misc] # as NumPy's own does
    """One record; fields are read and written as attributes, compiled or not.

    There are no other attributes: a name that is no field is an error, written as well as read.
    """

    __slots__ = ()

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...
        def __setattr__(self, name: str, value: Any) -> None: ...


if TYPE_CHECKING:

    class Records(np.ndarray[tuple[Any, ...], np.dtype[Any]]):
        """An array of records with attributes; made by `blank`.

        To the type checker it is a kind of array of its own, whose columns are of any type: with
        NumPy's types each comparison of two columns takes it a third of a second.
        """

        def __getitem__(self, key: Any, /) -> Any: ...
else:
    Records: TypeAlias = NDArray[Any]


def with_attributes(records: NDArray[Any]) -> Records:
    """The same records in the same memory, as ones whose fields are attributes."""
    return cast(Records, records.view(_described(records.dtype)))


def alone(record: Record) -> Records:
    """One record as an array of length 1."""
    return cast(Records, record.reshape(1))


@cache
def _described(layout: np.dtype[Any]) -> np.dtype[Any]:
    """A layout whose records, and the ones inside of them, have attributes."""
    if layout.subdtype:
        inner, shape = layout.subdtype
        return np.dtype((_described(inner), shape))
    if layout.names is None or layout.fields is None:
        return layout
    fields = layout.fields
    plain = np.dtype(
        {
            "names": list(layout.names),
            "formats": [_described(fields[name][0]) for name in layout.names],
            "offsets": [fields[name][1] for name in layout.names],
            "itemsize": layout.itemsize,
        },
        align=layout.isalignedstruct,
    )
    return np.dtype((_class_of(plain), plain))


@cache
def _class_of(layout: np.dtype[Any]) -> _ClassOfLayout:
    parts = {name: _field(name) for name in layout.names or ()}
    return _ClassOfLayout("Record", (Record,), {"__slots__": (), "layout": layout, **parts})


def _field(name: str) -> property:
    def write(record: Record, value: Any) -> None:
        record[name] = value

    return property(itemgetter(name), write)


copyreg.pickle(_ClassOfLayout, lambda kind: (_class_of, (kind.layout,)))
