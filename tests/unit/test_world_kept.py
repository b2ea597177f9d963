"""Access records of a world are typed, and what they are called is no part of any fingerprint."""

from typing import Any

import pytest

from mybt_sim.engine.access_records import Access
from mybt_sim.world import World, kept
from mybt_sim.world.draft import Draft
from mybt_sim.world.durable.packing import packed_value, value_of
from mybt_sim.world.kept import Kept
from mybt_sim.world.state import Answer, Table
from tests.support.worlds import base_world, contract_ids, rows_of, state_of

ALL = {name: one for name, one in vars(kept).items() if isinstance(one, Kept)}
MOBILE = "+375 29 123-45-67"
TYPED = (*dict.fromkeys(map(type, Access())), Answer)


@pytest.mark.parametrize("one", ALL.values(), ids=list(ALL))
def test_a_kind_is_kept_as_rules_find_it(one: Kept[Any]) -> None:
    assert type(Access()[one.part]) is one.kind
    assert one.of(7) == (one, 7)


def test_every_part_of_access_is_kept() -> None:
    assert {one.part for one in ALL.values()} == set(range(len(Access())))


@pytest.mark.parametrize("kind", TYPED, ids=lambda kind: kind.__name__)
def test_fingerprints_know_values_and_no_types(kind: Any) -> None:
    row = kind(*(number for number, _ in enumerate(kind._fields)))
    assert repr(row) != repr(tuple(row))
    prints = set()
    for value in (row, tuple(row)):
        state = state_of(base_world()).copy()
        state.tables[Table.SESSION][1] = value
        draft = Draft(state)
        draft.put(Table.TICKET, 1, value)
        prints.add((state.digest(), draft.fingerprint()))
    assert len(prints) == 1


@pytest.mark.parametrize("kind", TYPED, ids=lambda kind: kind.__name__)
def test_a_checkpoint_gives_typed_values_back(kind: Any) -> None:
    row = kind(*(number for number, _ in enumerate(kind._fields)))
    again = value_of(packed_value(row))
    assert type(again) is kind
    assert again == row


def test_a_world_keeps_typed_records() -> None:
    world = World.create(80)
    ids = contract_ids(world)
    contract = next(one for one in ids if world.directory.holder_of(one).home_phone)
    holder, phone = world.directory.holder_of(contract), world.client("web")
    phone.check_balance("1" * 13, "wrong")
    phone.request_code(MOBILE)
    phone.sign_in(MOBILE, world.outside.inbox(MOBILE)[-1].code or "")
    phone.bind_by_login("1" * 13, "wrong")
    phone.bind_by_login(*world.outside.paper(contract)[0])
    phone.redeem_express_card(contract, "1" * 16)
    phone.request_voice_code(f"+{holder.home_phone}", holder.surname["ru"])
    phone.open_ticket("Topic", "Why?")
    phone.sign_out()
    for one in ALL.values():
        rows = rows_of(world, one.table)
        assert rows, one.table
        assert {type(row) for row in rows.values()} == {one.kind}
