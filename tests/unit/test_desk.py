"""The desk carries out each kind of request, and can't be led astray by what it is given."""

import pytest

from mybt_sim.catalogue import Catalogue, load_catalogue
from mybt_sim.engine.book import BOOK
from mybt_sim.engine.desk import REQUEST, carry_out
from mybt_sim.engine.records import DAY_S, NEVER, NO_TARIFF, Records, blank, blank_contract
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import CardBrand, Operation, Technology

FIRST_DAY = 20_605  # 1 June 2026
NOON = FIRST_DAY * DAY_S + DAY_S // 2
CATALOGUE: Catalogue = load_catalogue()


def room(tariff_id: str, balance_kopecks: int) -> tuple[Records, Records, Records]:
    """A book, a contract with this tariff and balance on fibre, and a request."""
    books, contracts, requests = blank(BOOK, 1), blank_contract(), blank(REQUEST, 1)
    books[0] = CATALOGUE.book(first_day=FIRST_DAY, last_day=FIRST_DAY + 60)
    tariff = CATALOGUE.tariffs[CATALOGUE.tariff_index(tariff_id)]
    contracts[0].tariff = CATALOGUE.tariff_index(tariff_id)
    contracts[0].kind = tariff.service_kind
    contracts[0].settlement = tariff.settlement
    contracts[0].technology = Technology.PON
    contracts[0].balance_kopecks = balance_kopecks
    return books, contracts, requests


@pytest.mark.parametrize(
    ("operation", "balance_after"),
    [
        (Operation.TOP_UP, 6_000),
        (Operation.ERIP_PAYMENT, 6_000),
        (Operation.PROMISE_PAYMENT, 6_000),
        (Operation.CHANGE_TARIFF, 5_000),
        (Operation.SUSPEND, 4_580),
        (Operation.REDEEM_EXPRESS_CARD, 6_000),
    ],
)
def test_each_operation_is_carried_out(operation: Operation, balance_after: int) -> None:
    books, contracts, requests = room("T08", 5_000)
    requests[0].operation = operation
    requests[0].amount_kopecks = 1_000
    requests[0].brand = CardBrand.BELKART
    requests[0].is_known = True
    requests[0].tariff = CATALOGUE.tariff_index("T09")
    requests[0].term_days = 30
    requests[0].is_wellformed = True
    assert carry_out(books, contracts, requests, NOON) is Refusal.NONE
    assert contracts[0].balance_kopecks == balance_after


def test_add_ons_and_videos_are_carried_out() -> None:
    books, contracts, requests = room("T14", 5_000)
    requests[0].add_on = CATALOGUE.add_on_index("A03")
    requests[0].operation = Operation.CONNECT_ADD_ON
    assert carry_out(books, contracts, requests, NOON) is Refusal.NONE
    assert contracts[0].balance_kopecks == 1_500
    requests[0].operation = Operation.DISCONNECT_ADD_ON
    assert carry_out(books, contracts, requests, NOON) is Refusal.NONE
    assert carry_out(books, contracts, requests, NOON) is Refusal.ADDON_NOT_ON
    requests[0].operation = Operation.RENT_VIDEO
    assert carry_out(books, contracts, requests, NOON) is Refusal.NONE
    assert contracts[0].balance_kopecks == 1_210
    requests[0].rented_until = NOON + DAY_S
    assert carry_out(books, contracts, requests, NOON) is Refusal.ADDON_ALREADY_ON
    assert books[0].allowed_from == NOON + DAY_S


def test_a_promise_is_not_cancelled() -> None:
    books, contracts, requests = room("T08", 5_000)
    requests[0].operation = Operation.CANCEL_PROMISE
    assert carry_out(books, contracts, requests, NOON) is Refusal.PROMISE_NOT_CANCELLABLE


@pytest.mark.parametrize("operation", [Operation.CONNECT_ADD_ON, Operation.DISCONNECT_ADD_ON])
@pytest.mark.parametrize("add_on", [20, 59, 60, 64, -1, -64, 2**40, -(2**40)])
def test_an_add_on_that_does_not_exist_is_not_available(operation: Operation, add_on: int) -> None:
    books, contracts, requests = room("T08", 5_000)
    requests[0].operation = operation
    requests[0].add_on = add_on
    assert carry_out(books, contracts, requests, NOON) is Refusal.ADDON_NOT_AVAILABLE
    assert contracts[0].balance_kopecks == 5_000


def test_what_is_no_self_service_is_refused() -> None:
    books, contracts, requests = room("T08", 5_000)
    requests[0].operation = Operation.LIST_NEWS
    assert carry_out(books, contracts, requests, NOON) is Refusal.NOT_SELF_SERVICE


@pytest.mark.parametrize("tariff_id", ["T08", "T14", "T18"])
@pytest.mark.parametrize("tariff", [21, 63, 64, 65, -1, -64, 2**40, -(2**40)])
def test_a_tariff_that_does_not_exist_is_not_available(tariff_id: str, tariff: int) -> None:
    """Compiled code would read foreign memory if it looked such an index up."""
    books, contracts, requests = room(tariff_id, 5_000)
    requests[0].operation = Operation.CHANGE_TARIFF
    requests[0].tariff = tariff
    requests[0].is_confirmed = True
    assert carry_out(books, contracts, requests, NOON) is Refusal.TARIFF_NOT_AVAILABLE
    assert contracts[0].pending_tariff == NO_TARIFF


def test_the_answer_to_one_request_is_not_shown_to_the_next() -> None:
    books, contracts, requests = room("T08", 5_000)
    requests[0].operation = Operation.CHANGE_TARIFF
    requests[0].tariff = CATALOGUE.tariff_index("T09")
    carry_out(books, contracts, requests, NOON)
    requests[0].tariff = CATALOGUE.tariff_index("T10")
    assert carry_out(books, contracts, requests, NOON) is Refusal.TARIFF_CHANGE_PENDING
    assert books[0].allowed_from == (FIRST_DAY + 1) * DAY_S
    requests[0].tariff = CATALOGUE.tariff_index("T08")
    assert carry_out(books, contracts, requests, NOON) is Refusal.TARIFF_SAME
    assert books[0].allowed_from == NEVER


def test_a_suspension_is_ordered_and_taken_back() -> None:
    books, contracts, requests = room("T08", 5_000)
    requests[0].operation = Operation.RESUME
    assert carry_out(books, contracts, requests, NOON) is Refusal.VOL_NOT_SUSPENDED
    contracts[0].suspended_until = NOON + 1
    assert carry_out(books, contracts, requests, NOON) is Refusal.NONE
    assert contracts[0].suspended_until == 0


@pytest.mark.parametrize("term_days", [0, -1, 14, 180, 2**62, -(2**63)])
def test_a_length_that_is_not_offered_is_refused(term_days: int) -> None:
    books, contracts, requests = room("T08", 10_000)
    requests[0].operation = Operation.SUSPEND
    requests[0].term_days = term_days
    assert carry_out(books, contracts, requests, NOON) is Refusal.VOL_TERM_INVALID
    assert contracts[0].suspended_until == 0


def test_mistakes_with_cards_come_back_in_the_request() -> None:
    books, contracts, requests = room("T08", 5_000)
    requests[0].operation = Operation.REDEEM_EXPRESS_CARD
    requests[0].is_wellformed = True
    for mistakes in (1, 2, 3):
        assert carry_out(books, contracts, requests, NOON) is Refusal.CARD_UNKNOWN
        assert requests[0].card_tries.tolist() == (FIRST_DAY, mistakes)
    requests[0].is_known = True
    assert carry_out(books, contracts, requests, NOON) is Refusal.CARD_TRIES_EXCEEDED
    assert books[0].allowed_from == (FIRST_DAY + 1) * DAY_S
    assert carry_out(books, contracts, requests, NOON + DAY_S // 2) is Refusal.NONE
