"""Records whose fields are attributes: the ones of the layout, and no others."""

import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mybt_sim.base.attributes import Record, with_attributes

INNER = np.dtype([("flag", "?"), ("sum", "i8")], align=True)
OUTER = np.dtype([("one", INNER), ("few", INNER, (2, 3)), ("ends", "i8", (4,))], align=True)


def test_fields_are_the_memory_of_the_array() -> None:
    plain: Any = np.zeros(3, OUTER)
    records = with_attributes(plain)
    records[1].one.sum = 7
    records[1].few[1, 2].flag = True
    records[1].ends[3] = 9
    assert plain[1]["one"]["sum"] == 7
    assert plain[1]["few"]["flag"].tolist() == [[False] * 3, [False, False, True]]
    assert plain[1]["ends"].tolist() == [0, 0, 0, 9]
    assert (plain[[0, 2]] == np.zeros(2, OUTER)).all()


def test_the_layout_stays_what_it_was() -> None:
    described = with_attributes(np.zeros(1, OUTER)).dtype
    assert described == OUTER
    assert described.isalignedstruct
    assert with_attributes(np.zeros(1, described)).dtype is described


def test_a_name_that_is_no_field_is_an_error_read_or_written() -> None:
    record = with_attributes(np.zeros(1, INNER))[0]
    with pytest.raises(AttributeError, match="amount"):
        print(record.amount)
    with pytest.raises(AttributeError, match="amount"):
        record.amount = 1


WAYS: dict[str, Callable[[Any], Any]] = {
    "copied": lambda records: records.copy(),
    "in another shape": lambda records: records.reshape(2, 1)[:, 0],
    "end to end": lambda records: np.concatenate([records, records]),
    "repeated": lambda records: np.repeat(records, 2),
    "one alone": lambda records: records[0].copy().reshape(1),
    "sent": lambda records: pickle.loads(pickle.dumps(records)),
}


@pytest.mark.parametrize("way", WAYS)
def test_copies_have_attributes_as_well(way: str) -> None:
    records = with_attributes(np.zeros(2, OUTER))
    records[0].one.sum = 5
    copy = WAYS[way](records)[0]
    assert isinstance(copy, Record)
    assert isinstance(copy.few[0, 0], Record)
    assert copy.one.sum == 5
