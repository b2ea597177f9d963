"""A contract goes along with its home as it is; one that has ended stays behind."""

import pytest

from mybt_sim.engine.close_day import connect_contract
from mybt_sim.engine.moving import move_home
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.tariff_change import change_tariff
from mybt_sim.engine.termination import terminate
from mybt_sim.engine.vocabulary import Event, Technology
from mybt_sim.quality.life import book_with, signed
from mybt_sim.quality.room import the_catalogue
from mybt_sim.quality.story import Start

DAY = 20_620
"""In the midst of June 2026."""
LOCALITY = 7


@pytest.mark.parametrize("balance_kopecks", [5_000, 0])
def test_a_contract_goes_along_with_its_order_or_its_block(balance_kopecks: int) -> None:
    book = book_with().copy()
    tariff = the_catalogue().tariff_index("T08")
    contract = signed(Start(DAY, tariff, balance_kopecks, technology=Technology.PON), book)
    connect_contract(book, contract, balance_kopecks, DAY * DAY_S)
    ordered = the_catalogue().tariff_index("T09")
    answer = change_tariff(book, contract, ordered, True, DAY * DAY_S + 1)
    assert (answer == Refusal.NONE) == (not contract.is_blocked)
    before, told, entries = contract.copy(), int(book.event_count), int(book.entry_count)
    assert move_home(book, contract, LOCALITY, (DAY + 1) * DAY_S) == Refusal.NONE
    (event,) = book.events[told : int(book.event_count)]
    assert (event.event, event.value, event.happened_at) == (
        Event.MOVED,
        LOCALITY,
        (DAY + 1) * DAY_S,
    )
    assert book.entry_count == entries
    before.event_count += 1
    assert contract == before


def test_a_contract_that_has_ended_stays_behind() -> None:
    book = book_with().copy()
    contract = signed(Start(DAY, the_catalogue().tariff_index("T08"), 5_000), book)
    connect_contract(book, contract, 5_000, DAY * DAY_S)
    assert terminate(book, contract, DAY * DAY_S + 1) == Refusal.NONE
    before, told = contract.copy(), int(book.event_count)
    answer = move_home(book, contract, LOCALITY, (DAY + 1) * DAY_S)
    assert answer == Refusal.CONTRACT_TERMINATED
    assert contract == before
    assert book.event_count == told
