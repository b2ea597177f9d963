"""What tables of worked examples cannot show of add-ons: other catalogues, and broken requests."""

import pytest

from mybt_sim.engine.add_on import connect_add_on, disconnect_add_on
from mybt_sim.engine.records import DAY_S, FAR, TIMED_SLOTS
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.status import (
    CREDIT_TRUST_ADD_ON,
    SMS_ALERT_ADD_ON,
    SUSPENSION_ADD_ON,
    VIDEO_ADD_ON,
)
from mybt_sim.engine.timed_add_on import expire_add_ons, next_add_on_end
from mybt_sim.engine.vocabulary import Event, Technology
from mybt_sim.quality.life import Life, book_with
from mybt_sim.quality.room import the_catalogue
from mybt_sim.quality.steps import Deed
from mybt_sim.quality.story import Start

FIRST_DAY = 20_605  # 1 June 2026
T08, T09 = 7, 8
A03, A09, A14 = 2, 8, 13


def life_with(tariff: int = T08) -> Life:
    return Life(Start(FIRST_DAY, tariff, 100_000, Technology.PON))


def test_the_rules_know_the_add_ons_of_the_catalogue_by_their_places() -> None:
    catalogue = the_catalogue()
    assert catalogue.add_on_index("A01") == SMS_ALERT_ADD_ON
    assert catalogue.add_on_index("A02") == CREDIT_TRUST_ADD_ON
    assert catalogue.add_on_index("A10") == SUSPENSION_ADD_ON
    assert catalogue.add_on_index("A11") == VIDEO_ADD_ON


def test_slots_go_to_the_timed_add_ons_in_order_and_to_no_video() -> None:
    for edition in range(book_with().editions):
        rows = book_with().add_ons[edition, :20]
        slots = {
            one.id: int(row.timed_slot)
            for one, row in zip(the_catalogue().add_ons, rows, strict=True)
        }
        assert {name: slot for name, slot in slots.items() if slot >= 0} == {"A09": 0, "A14": 1}


def test_a_change_of_plan_ends_a_timed_add_on_and_forgets_its_end() -> None:
    life = life_with()
    life.book["tariffs"]["fitting_add_ons"][:, T09] = 0
    assert life.do(Deed.CONNECT_ADD_ON, choice=A14).refusal is Refusal.NONE
    assert life.do(Deed.CHANGE_TARIFF, choice=T09).refusal is Refusal.NONE
    assert next_add_on_end(life.contract) == life.now + DAY_S
    life.contract.timed_until[1] += 3_600
    life.advance(life.now + DAY_S)
    ended = [one for one in life.steps[-1].events if one.event is Event.ADDONS_ENDED]
    assert [one.value for one in ended] == [1 << A14]
    assert next_add_on_end(life.contract) == FAR
    assert life.contract.add_ons == 0


def test_what_nobody_agreed_to_lose_stays_and_the_change_lapses() -> None:
    """TAR-ADDONS at the effect: the list that was confirmed is the one that may end."""
    life = life_with()
    life.book["tariffs"]["fitting_add_ons"][:, T09] = 1 << A14
    assert life.do(Deed.CHANGE_TARIFF, choice=T09).refusal is Refusal.NONE
    assert life.do(Deed.CONNECT_ADD_ON, choice=A14).refusal is Refusal.NONE
    life.book["tariffs"]["fitting_add_ons"][:, T09] = 0
    life.contract.timed_until[1] += 3_600
    life.advance(life.now + DAY_S)
    told = [(one.event, one.value) for one in life.steps[-1].events]
    assert (Event.TARIFF_LAPSED, Refusal.TARIFF_CONFIRM_REQUIRED) in told
    assert life.contract.tariff == T08
    assert life.contract.add_ons == 1 << A14


def test_all_slots_can_run_at_once_and_each_ends_by_itself() -> None:
    life = life_with()
    indexes = range(20, 20 + TIMED_SLOTS)
    life.book.add_on_count = 24
    life.book["add_ons"]["timed_slot"] = -1
    for slot, index in enumerate(indexes):
        rows = life.book["add_ons"][:, index]
        rows["timed_slot"], rows["lasts_s"] = slot, (TIMED_SLOTS - slot) * 3_600
        life.book["tariffs"]["fitting_add_ons"][:, T08] |= 1 << index
        assert life.do(Deed.CONNECT_ADD_ON, choice=index).refusal is Refusal.NONE
    for index in reversed(indexes):
        assert life.contract.add_ons >> index & 1
        life.advance(int(next_add_on_end(life.contract)))
        assert not life.contract.add_ons >> index & 1
    assert life.contract.add_ons == 0
    assert next_add_on_end(life.contract) == FAR


def test_nothing_expires_before_its_second() -> None:
    life = life_with()
    life.do(Deed.CONNECT_ADD_ON, choice=A09)
    expire_add_ons(life.book, life.contract, life.now + DAY_S - 1)
    assert life.contract.add_ons == 1 << A09
    expire_add_ons(life.book, life.contract, life.now + DAY_S)
    assert life.contract.add_ons == 0


@pytest.mark.parametrize("add_on", [20, 59, 60, 63, 64, -1, -64, 2**40, -(2**40)])
def test_an_add_on_that_does_not_exist_is_not_available(add_on: int) -> None:
    """Compiled code would read foreign memory, or shift by any number, if it looked it up."""
    life = life_with()
    life.contract.add_ons = -1
    for operation in (connect_add_on, disconnect_add_on):
        answer = operation(life.book, life.contract, add_on, life.now)
        assert answer == Refusal.ADDON_NOT_AVAILABLE
    assert life.contract.add_ons == -1


def test_a_static_address_is_paid_once_more_after_it_was_given_up() -> None:
    life = life_with()
    for deed in (Deed.CONNECT_ADD_ON, Deed.DISCONNECT_ADD_ON, Deed.CONNECT_ADD_ON):
        assert life.do(deed, choice=A03).refusal is Refusal.NONE
    assert life.contract.balance_kopecks == 100_000 - 2 * 3_500
