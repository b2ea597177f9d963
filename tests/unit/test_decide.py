"""The door answers each question, and can't be led astray by what it is given."""

from dataclasses import dataclass, field
from typing import Unpack

import pytest

from mybt_sim.catalogue import Catalogue, load_catalogue
from mybt_sim.engine.access_records import ACCESS, Access, Session
from mybt_sim.engine.book import BOOK, Book
from mybt_sim.engine.decide import REQUEST, Facts, Question, decide, request_of
from mybt_sim.engine.records import (
    DAY_S,
    NEVER,
    NO_TARIFF,
    Record,
    Records,
    blank,
    blank_contract,
    records_of,
)
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES
from mybt_sim.engine.vocabulary import CardBrand, Client, Technology

FIRST_DAY = 20_605  # 1 June 2026
NOON = FIRST_DAY * DAY_S + DAY_S // 2
CATALOGUE: Catalogue = load_catalogue()


@dataclass
class Room:
    """A book, a contract with this tariff and balance on fibre, and nobody in particular."""

    tariff_id: str = "T08"
    balance_kopecks: int = 5_000
    books: Records = field(default_factory=lambda: blank(BOOK, 1))
    contracts: Records = field(default_factory=blank_contract)
    accesses: Records = field(default_factory=lambda: records_of(Access()))

    def __post_init__(self) -> None:
        self.books[0] = CATALOGUE.book(first_day=FIRST_DAY, last_day=FIRST_DAY + 60)
        place = CATALOGUE.tariff_index(self.tariff_id)
        tariff = CATALOGUE.tariffs[place]
        self.contract.tariff = place
        self.contract.kind = tariff.service_kind
        self.contract.settlement = tariff.settlement
        self.contract.technology = Technology.PON
        self.contract.balance_kopecks = self.balance_kopecks

    @property
    def book(self) -> Book:
        book: Book = self.books[0]
        return book

    @property
    def contract(self) -> Record:
        contract: Record = self.contracts[0]
        return contract

    @property
    def access(self) -> Access:
        parts = zip(Access(), self.accesses[0].item(), strict=True)
        return Access._make(type(part)(*values) for part, values in parts)

    def ask(self, question: Question, *, now: int = NOON, **facts: Unpack[Facts]) -> Refusal:
        requests = request_of(question, **facts)
        answer: Refusal = decide(self.books, self.contracts, self.accesses, requests, now)
        return answer


@pytest.mark.parametrize("question", Question)
def test_each_question_is_answered_by_the_rule_of_its_name(question: Question) -> None:
    rule = RULES[question.name.lower()]
    possible = {Refusal.NONE, *(check.refusal for check in rule.checks)}
    assert Room().ask(question) in possible


@pytest.mark.parametrize("number", [-1, len(Question), 2**40])
def test_what_is_no_question_is_a_mistake_of_the_caller(number: int) -> None:
    with pytest.raises(AssertionError, match="no rule answers this question"):
        Room().ask(number)  # type: ignore[arg-type]


def test_layouts_have_the_fields_of_the_typed_classes() -> None:
    assert REQUEST.names == (*Facts.__annotations__, "question")
    assert ACCESS.names == Access._fields
    for name, blank_value in Access()._asdict().items():
        assert ACCESS[name].names == blank_value._fields
        assert records_of(blank_value)[0].item() == blank_value
    assert REQUEST["is_online"] == ACCESS["session"]["is_closed"] == "?"
    assert REQUEST["operation"] == ACCESS["session"]["opened_at"] == "i8"


@pytest.mark.parametrize(
    ("question", "balance_after"),
    [
        (Question.TOP_UP, 6_000),
        (Question.ERIP_PAYMENT, 6_000),
        (Question.PROMISE_PAYMENT, 6_000),
        (Question.CHANGE_TARIFF, 5_000),
        (Question.SUSPEND, 4_580),
        (Question.REDEEM_EXPRESS_CARD, 6_000),
    ],
)
def test_each_operation_is_carried_out(question: Question, balance_after: int) -> None:
    room = Room()
    refusal = room.ask(
        question,
        amount_kopecks=1_000,
        brand=CardBrand.BELKART,
        is_known=True,
        tariff=CATALOGUE.tariff_index("T09"),
        term_days=30,
        is_wellformed=True,
    )
    assert refusal is Refusal.NONE
    assert room.contract.balance_kopecks == balance_after


def test_add_ons_and_videos_are_carried_out() -> None:
    room, add_on = Room("T14"), CATALOGUE.add_on_index("A03")
    assert room.ask(Question.CONNECT_ADD_ON, add_on=add_on) is Refusal.NONE
    assert room.contract.balance_kopecks == 1_500
    assert room.ask(Question.DISCONNECT_ADD_ON, add_on=add_on) is Refusal.NONE
    assert room.ask(Question.DISCONNECT_ADD_ON, add_on=add_on) is Refusal.ADDON_NOT_ON
    assert room.ask(Question.RENT_VIDEO) is Refusal.NONE
    assert room.contract.balance_kopecks == 1_210
    rented = room.ask(Question.RENT_VIDEO, rented_until=NOON + DAY_S)
    assert rented is Refusal.ADDON_ALREADY_ON
    assert room.book.allowed_from == NOON + DAY_S


def test_a_promise_is_not_cancelled() -> None:
    assert Room().ask(Question.CANCEL_PROMISE) is Refusal.PROMISE_NOT_CANCELLABLE


@pytest.mark.parametrize("question", [Question.CONNECT_ADD_ON, Question.DISCONNECT_ADD_ON])
@pytest.mark.parametrize("add_on", [20, 59, 60, 64, -1, -64, 2**40, -(2**40)])
def test_an_add_on_that_does_not_exist_is_not_available(question: Question, add_on: int) -> None:
    room = Room()
    assert room.ask(question, add_on=add_on) is Refusal.ADDON_NOT_AVAILABLE
    assert room.contract.balance_kopecks == 5_000


@pytest.mark.parametrize("tariff_id", ["T08", "T14", "T18"])
@pytest.mark.parametrize("tariff", [21, 63, 64, 65, -1, -64, 2**40, -(2**40)])
def test_a_tariff_that_does_not_exist_is_not_available(tariff_id: str, tariff: int) -> None:
    """Compiled code would read foreign memory if it looked such an index up."""
    room = Room(tariff_id)
    changed = room.ask(Question.CHANGE_TARIFF, tariff=tariff, is_confirmed=True)
    assert changed is Refusal.TARIFF_NOT_AVAILABLE
    assert room.contract.pending_tariff == NO_TARIFF


def test_the_answer_to_one_request_is_not_shown_to_the_next() -> None:
    room, (one, other, same) = Room(), map(CATALOGUE.tariff_index, ("T09", "T10", "T08"))
    room.ask(Question.CHANGE_TARIFF, tariff=one)
    assert room.ask(Question.CHANGE_TARIFF, tariff=other) is Refusal.TARIFF_CHANGE_PENDING
    assert room.book.allowed_from == (FIRST_DAY + 1) * DAY_S
    assert room.ask(Question.CHANGE_TARIFF, tariff=same) is Refusal.TARIFF_SAME
    assert room.book.allowed_from == NEVER


def test_a_suspension_is_ordered_and_taken_back() -> None:
    room = Room()
    assert room.ask(Question.RESUME) is Refusal.VOL_NOT_SUSPENDED
    room.contract.suspended_until = NOON + 1
    assert room.ask(Question.RESUME) is Refusal.NONE
    assert room.contract.suspended_until == 0


@pytest.mark.parametrize("term_days", [0, -1, 14, 180, 2**62, -(2**63)])
def test_a_length_that_is_not_offered_is_refused(term_days: int) -> None:
    room = Room(balance_kopecks=10_000)
    assert room.ask(Question.SUSPEND, term_days=term_days) is Refusal.VOL_TERM_INVALID
    assert room.contract.suspended_until == 0


def test_mistakes_with_cards_are_counted() -> None:
    room, question = Room(), Question.REDEEM_EXPRESS_CARD
    for mistakes in (1, 2, 3):
        assert room.ask(question, is_wellformed=True) is Refusal.CARD_UNKNOWN
        assert room.access.card_tries == (FIRST_DAY, mistakes)
    refusal = room.ask(question, is_wellformed=True, is_known=True)
    assert refusal is Refusal.CARD_TRIES_EXCEEDED
    assert room.book.allowed_from == (FIRST_DAY + 1) * DAY_S
    tomorrow = NOON + DAY_S // 2
    assert room.ask(question, now=tomorrow, is_wellformed=True, is_known=True) is Refusal.NONE


def test_a_session_is_opened_and_closed() -> None:
    room = Room()
    room.ask(Question.OPEN_SESSION, account_id=17, client=Client.IOS)
    session = room.access.session
    assert session == Session(17, NOON, NOON, Client.IOS)
    assert room.ask(Question.CLOSE_SESSION, now=NOON + 1) is Refusal.NONE
    assert room.access.session == session._replace(is_closed=True)
