"""`decide`: the one compiled door to the rules, for callers that are not compiled.

A request passes several rules, one after the other: whether the device is online, who is signed in,
whether what was typed is right, and last the rule of its operation. Each is asked by its question.

Handing a record from Python to compiled code costs more than the rule; an array of length 1 does
not. The door takes arrays, opens them, and calls the rule that the request names.
"""

from collections.abc import Callable
from functools import cache
from typing import TypedDict, Unpack

from mybt_sim.base.compiled import compiled, entry_of
from mybt_sim.base.named import Named
from mybt_sim.engine.access import admit, outside_self_service, own_check, recall
from mybt_sim.engine.access_records import Access
from mybt_sim.engine.add_on import connect_add_on, disconnect_add_on
from mybt_sim.engine.binding import bind_by_login, unbind
from mybt_sim.engine.book import Book, blank_book
from mybt_sim.engine.express_card import redeem_express_card
from mybt_sim.engine.guest import list_news, list_places, set_language
from mybt_sim.engine.promise import cancel_promise, promise_payment
from mybt_sim.engine.quick_balance import check_balance
from mybt_sim.engine.records import (
    NEVER,
    Record,
    Records,
    blank,
    blank_contract,
    layout_of,
    records_of,
)
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.sign_in import close_session, open_session, request_code, sign_in
from mybt_sim.engine.statement import statement, usage
from mybt_sim.engine.support import close_ticket, open_ticket, reply_ticket
from mybt_sim.engine.suspension import resume, suspend
from mybt_sim.engine.tariff_change import cancel_tariff_change, change_tariff
from mybt_sim.engine.top_up import erip_payment, top_up
from mybt_sim.engine.video import find_video, rent_video
from mybt_sim.engine.voice_code import bind_by_voice_code, request_voice_code


class Question(Named):
    """What can be asked; each bears the name of the rule that answers it, in lower case."""

    ADMIT = 0
    RECALL = 1
    OWN_CHECK = 2
    OUTSIDE_SELF_SERVICE = 3
    REQUEST_CODE = 4
    SIGN_IN = 5
    OPEN_SESSION = 6
    CLOSE_SESSION = 7
    BIND_BY_LOGIN = 8
    REQUEST_VOICE_CODE = 9
    BIND_BY_VOICE_CODE = 10
    UNBIND = 11
    CHECK_BALANCE = 12
    STATEMENT = 13
    USAGE = 14
    OPEN_TICKET = 15
    REPLY_TICKET = 16
    CLOSE_TICKET = 17
    LIST_NEWS = 18
    LIST_PLACES = 19
    SET_LANGUAGE = 20
    FIND_VIDEO = 21
    TOP_UP = 22
    ERIP_PAYMENT = 23
    REDEEM_EXPRESS_CARD = 24
    PROMISE_PAYMENT = 25
    CANCEL_PROMISE = 26
    CHANGE_TARIFF = 27
    CANCEL_TARIFF_CHANGE = 28
    CONNECT_ADD_ON = 29
    DISCONNECT_ADD_ON = 30
    RENT_VIDEO = 31
    SUSPEND = 32
    RESUME = 33


class Facts(TypedDict, total=False):
    """What a rule is told beside the records; each question needs a few, the others are 0."""

    operation: int  # the Operation that the client wants
    client: int  # Client
    is_online: bool
    is_wellformed: bool  # what was typed has the right form
    is_code_wellformed: bool  # the code has the right form, beside a number that was typed
    is_mobile: bool  # a number that is valid is one of a mobile
    is_known: bool  # what was named exists
    is_used: bool  # the card was redeemed before
    is_match: bool  # the secret, or the surname, is the right one
    is_same: bool  # the repeated request is the same as the first
    is_bound: bool
    is_active: bool  # the service is not terminated
    is_answered: bool  # somebody took the call of the auto-informer
    is_declined: bool  # the acquirer's answer
    is_confirmed: bool  # the subscriber agreed to lose add-ons
    account_id: int
    count: int  # services left to bind, tickets open
    text_length: int
    age_s: int  # since the first request with the same key
    from_day: int
    until_day: int
    home_phone: int  # the line to be called, as digits
    amount_kopecks: int
    brand: int  # CardBrand
    tariff: int
    add_on: int
    rented_until: int  # end of the last rental of the same title; 0: none
    term_days: int


class Request(Facts):
    """A question with its facts."""

    question: int


REQUEST = layout_of(Request)


def request_of(question: Question, **facts: Unpack[Facts]) -> Records:
    """A request as an array of length 1."""
    requests = blank(REQUEST, 1)
    requests["question"] = question
    for name, fact in facts.items():
        requests[name] = fact
    return requests


@cache
def door() -> Callable[[Records, Records, Records, Records, int], int]:
    """`decide`, opened once for the whole process; asking something harmless does it."""
    harmless = request_of(Question.OUTSIDE_SELF_SERVICE)
    books = blank_book().reshape(1)
    return entry_of(decide, books, blank_contract(), records_of(Access()), harmless, 0)


@compiled
def decide(
    books: Records, contracts: Records, accesses: Records, requests: Records, now: int
) -> Refusal:
    """Answer the first request; each array holds one record, blank where no rule needs one.

    A number that is no question is a mistake of the caller, and an `AssertionError`.
    """
    book, contract, access, request = books[0], contracts[0], accesses[0], requests[0]
    book.allowed_from = NEVER  # the answer to an earlier request is not one to this
    asked, amount_kopecks = request.question, request.amount_kopecks
    if asked == Question.TOP_UP:
        return top_up(book, contract, amount_kopecks, request.brand, request.is_declined, now)
    if asked == Question.ERIP_PAYMENT:
        return erip_payment(book, contract, amount_kopecks, request.is_known, now)
    if asked == Question.REDEEM_EXPRESS_CARD:
        return _redeem_express_card(book, contract, access, request, now)
    if asked == Question.PROMISE_PAYMENT:
        return promise_payment(book, contract, amount_kopecks, now)
    if asked == Question.CANCEL_PROMISE:
        return cancel_promise(contract)
    if asked == Question.CHANGE_TARIFF:
        return change_tariff(book, contract, request.tariff, request.is_confirmed, now)
    if asked == Question.CANCEL_TARIFF_CHANGE:
        return cancel_tariff_change(book, contract, now)
    if asked == Question.CONNECT_ADD_ON:
        return connect_add_on(book, contract, request.add_on, now)
    if asked == Question.DISCONNECT_ADD_ON:
        return disconnect_add_on(book, contract, request.add_on, now)
    if asked == Question.RENT_VIDEO:
        return rent_video(book, contract, request.rented_until, now)
    if asked == Question.SUSPEND:
        return suspend(book, contract, request.term_days, now)
    if asked == Question.RESUME:
        return resume(book, contract, now)
    return _about_access(book, access, request, now)


@compiled
def _redeem_express_card(
    book: Book, contract: Record, access: Record, request: Record, now: int
) -> Refusal:
    return redeem_express_card(
        book,
        contract,
        access.card_tries,
        is_wellformed=request.is_wellformed,
        is_known=request.is_known,
        is_used=request.is_used,
        now=now,
    )


@compiled
def _about_access(book: Book, access: Record, request: Record, now: int) -> Refusal:
    asked, session, client = request.question, access.session, request.client
    if asked == Question.ADMIT:
        return admit(book, session, request.operation, client, request.is_online, now)
    if asked == Question.RECALL:
        return recall(book, request.is_known, request.is_same, request.age_s, now)
    if asked == Question.OWN_CHECK:
        return own_check(request.is_bound)
    if asked == Question.OUTSIDE_SELF_SERVICE:
        return outside_self_service()
    if asked == Question.OPEN_SESSION:
        open_session(session, request.account_id, client, now)
        return Refusal.NONE
    if asked == Question.CLOSE_SESSION:
        close_session(session)
        return Refusal.NONE
    return _about_people(book, access, request, now)


@compiled
def _about_people(book: Book, access: Record, request: Record, now: int) -> Refusal:
    asked, is_wellformed = request.question, request.is_wellformed
    if asked == Question.REQUEST_CODE:
        return request_code(book, access.sign_in, is_wellformed, request.is_mobile, now)
    if asked == Question.SIGN_IN:
        return sign_in(
            book,
            access.sign_in,
            is_wellformed=is_wellformed,
            is_mobile=request.is_mobile,
            is_code_wellformed=request.is_code_wellformed,
            is_match=request.is_match,
            now=now,
        )
    if asked == Question.CHECK_BALANCE:
        return check_balance(
            book,
            access.login_tries,
            access.address_tries,
            client=request.client,
            is_wellformed=is_wellformed,
            is_match=request.is_match,
            now=now,
        )
    return _about_binding(book, access, request, now)


@compiled
def _about_binding(book: Book, access: Record, request: Record, now: int) -> Refusal:
    asked, is_match = request.question, request.is_match
    if asked == Question.BIND_BY_LOGIN:
        return bind_by_login(
            book,
            access,
            is_wellformed=request.is_wellformed,
            is_match=is_match,
            is_active=request.is_active,
            is_bound=request.is_bound,
            now=now,
        )
    if asked == Question.REQUEST_VOICE_CODE:
        return request_voice_code(
            book,
            access,
            request.home_phone,
            is_wellformed=request.is_wellformed,
            is_match=is_match,
            is_answered=request.is_answered,
            now=now,
        )
    if asked == Question.BIND_BY_VOICE_CODE:
        return bind_by_voice_code(book, access.voice_code, is_match, request.count, now)
    if asked == Question.UNBIND:
        return unbind(request.is_bound)
    return _about_content(book, access, request, now)


@compiled
def _about_content(book: Book, access: Record, request: Record, now: int) -> Refusal:
    asked, ticket, length = request.question, access.ticket, request.text_length
    if asked == Question.STATEMENT:
        return statement(book, request.from_day, request.until_day, now)
    if asked == Question.USAGE:
        return usage(book, request.from_day, request.until_day, now)
    if asked == Question.OPEN_TICKET:
        return open_ticket(book, ticket, length, request.count, now)
    if asked == Question.REPLY_TICKET:
        return reply_ticket(book, ticket, request.is_known, length, now)
    if asked == Question.CLOSE_TICKET:
        return close_ticket(book, ticket, request.is_known, now)
    if asked == Question.LIST_NEWS:
        return list_news(request.is_known)
    if asked == Question.LIST_PLACES:
        return list_places(request.is_known)
    if asked == Question.SET_LANGUAGE:
        return set_language(request.is_known)
    if asked == Question.FIND_VIDEO:
        return find_video(request.is_known)
    raise AssertionError("no rule answers this question")
