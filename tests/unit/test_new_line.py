"""An add-on that the tariff of the new line does not carry ends with copper, its fee as well."""

from mybt_sim.engine.close_day import charge_ended_day, connect_contract
from mybt_sim.engine.new_line import move_to_fibre
from mybt_sim.engine.records import DAY_S, SERVICE_DAY, blank
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Event, Technology
from mybt_sim.quality.life import book_with, signed
from mybt_sim.quality.room import the_catalogue
from mybt_sim.quality.story import Start

DAY = 20_620
"""In the midst of June 2026."""


def test_the_first_day_of_fibre_does_not_pay_for_what_ended_with_copper() -> None:
    catalogue, book = the_catalogue(), book_with().copy()
    copper, fibre = catalogue.tariff_index("T17"), catalogue.tariff_index("T13")
    own = 1 << catalogue.add_on_index("A03")
    book.tariffs["fitting_add_ons"][:, copper] |= own
    book.tariffs["fitting_add_ons"][:, fibre] &= ~own
    start = Start(DAY, copper, 5_000, technology=Technology.XDSL, add_ons=own)
    contract = signed(start, book)
    connect_contract(book, contract, start.balance_kopecks, DAY * DAY_S)
    assert contract.add_ons_today & own
    assert move_to_fibre(book, contract, fibre, DAY * DAY_S) == Refusal.NONE
    events = book.events[: int(book.event_count)]["event"].tolist()
    assert Event.ADDONS_ENDED in events
    assert events[-1] == Event.TARIFF_CHANGED
    service_day = blank(SERVICE_DAY, 1)[0]
    charge_ended_day(book, contract, service_day, DAY)
    assert service_day.tariff_fee_kopecks > 0
    assert service_day.add_on_fee_kopecks == 0
