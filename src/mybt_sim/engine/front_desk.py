"""The front desk: one compiled door to the rules that need no contract.

An operation passes several of these rules, one after the other, before a rule of a contract is
asked: whether the device is online, who is signed in, whether what was typed is right.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.named import Named
from mybt_sim.engine.access import admit, outside_self_service, own_check, recall
from mybt_sim.engine.binding import bind_by_login, unbind
from mybt_sim.engine.book import Book
from mybt_sim.engine.guest import list_news, list_places, set_language
from mybt_sim.engine.quick_balance import check_balance
from mybt_sim.engine.records import NEVER, Record, Records
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.sign_in import request_code, sign_in
from mybt_sim.engine.statement import statement, usage
from mybt_sim.engine.support import close_ticket, open_ticket, reply_ticket
from mybt_sim.engine.video import find_video
from mybt_sim.engine.voice_code import bind_by_voice_code, request_voice_code


class Step(Named):
    """The rules of the front desk; each bears the name of its rule in lower case."""

    ADMIT = 0
    RECALL = 1
    OWN_CHECK = 2
    REQUEST_CODE = 3
    SIGN_IN = 4
    BIND_BY_LOGIN = 5
    REQUEST_VOICE_CODE = 6
    BIND_BY_VOICE_CODE = 7
    UNBIND = 8
    STATEMENT = 9
    USAGE = 10
    OPEN_TICKET = 11
    REPLY_TICKET = 12
    CLOSE_TICKET = 13
    LIST_NEWS = 14
    LIST_PLACES = 15
    SET_LANGUAGE = 16
    CHECK_BALANCE = 17
    OUTSIDE_SELF_SERVICE = 18
    FIND_VIDEO = 19


@compiled
def answer(books: Records, fronts: Records, requests: Records, step: int, now: int) -> Refusal:
    """Ask the rule `step`; each array holds one record.

    What is no step is not self-service.
    """
    book, front, request = books[0], fronts[0], requests[0]
    book.allowed_from = NEVER  # the answer to an earlier request is not one to this
    if step <= Step.OWN_CHECK:
        return _at_the_door(book, front, request, step, now)
    if step <= Step.SIGN_IN:
        return _at_sign_in(book, front, request, step, now)
    if step <= Step.UNBIND:
        return _at_binding(book, front, request, step, now)
    return _at_content(book, front, request, step, now)


@compiled
def _at_the_door(book: Book, front: Record, request: Record, step: int, now: int) -> Refusal:
    if step == Step.ADMIT:
        return admit(book, front.session, request.operation, request.client, request.is_online, now)
    if step == Step.RECALL:
        return recall(book, request.is_known, request.is_same, request.age_s, now)
    if step == Step.OWN_CHECK:
        return own_check(request.is_bound)
    return outside_self_service()


@compiled
def _at_sign_in(book: Book, front: Record, request: Record, step: int, now: int) -> Refusal:
    if step == Step.REQUEST_CODE:
        return request_code(book, front.sign_in, request.is_wellformed, request.is_mobile, now)
    return sign_in(
        book,
        front.sign_in,
        request.is_wellformed,
        request.is_mobile,
        request.is_code_wellformed,
        request.is_match,
        now,
    )


@compiled
def _at_binding(book: Book, front: Record, request: Record, step: int, now: int) -> Refusal:
    if step == Step.BIND_BY_LOGIN:
        return bind_by_login(
            book,
            front.account_tries,
            front.login_tries,
            request.is_wellformed,
            request.is_match,
            request.is_active,
            request.is_bound,
            now,
        )
    if step == Step.REQUEST_VOICE_CODE:
        return request_voice_code(
            book,
            front.account_tries,
            front.account_calls,
            front.line_calls,
            front.voice_code,
            request.home_phone,
            request.is_wellformed,
            request.is_match,
            request.is_answered,
            now,
        )
    if step == Step.BIND_BY_VOICE_CODE:
        return bind_by_voice_code(book, front.voice_code, request.is_match, request.count, now)
    return unbind(request.is_bound)


@compiled
def _at_content(book: Book, front: Record, request: Record, step: int, now: int) -> Refusal:
    if step == Step.STATEMENT:
        return statement(book, request.from_day, request.until_day, now)
    if step == Step.USAGE:
        return usage(book, request.from_day, request.until_day, now)
    if step == Step.OPEN_TICKET:
        return open_ticket(book, front.ticket, request.text_length, request.count, now)
    if step == Step.REPLY_TICKET:
        return reply_ticket(book, front.ticket, request.is_known, request.text_length, now)
    if step == Step.CLOSE_TICKET:
        return close_ticket(book, front.ticket, request.is_known, now)
    if step == Step.LIST_NEWS:
        return list_news(request.is_known)
    if step == Step.LIST_PLACES:
        return list_places(request.is_known)
    if step == Step.SET_LANGUAGE:
        return set_language(request.is_known)
    if step == Step.FIND_VIDEO:
        return find_video(request.is_known)
    if step == Step.CHECK_BALANCE:
        return check_balance(
            book,
            front.login_tries,
            front.address_tries,
            request.client,
            request.is_wellformed,
            request.is_match,
            now,
        )
    return outside_self_service()
