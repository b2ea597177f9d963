"""Contracts come to an account during a run, and are let go.

Both change who operates a contract, so they are decided before the contracts live: the facts of a
contract say from when and until when it is bound. Relatives' contracts can be let go and not
bound, since they may stand in another block.
"""

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.behaviour.editions import tables_at
from mybt_sim.behaviour.layouts import BehaviourTables
from mybt_sim.behaviour.visits import (
    Visit,
    gives_up,
    is_lucky,
    is_malformed,
    is_wrong_again,
    luck,
    typed_after,
    visit_in_month,
)
from mybt_sim.engine.binding import bind_by_login, unbind
from mybt_sim.engine.book import Book, calendar_day
from mybt_sim.engine.records import DAY_S, FAR, Record, Records
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.engine.voice_code import bind_by_voice_code, request_voice_code
from mybt_sim.population.layouts import Method
from mybt_sim.simulation.layouts import Attempts
from mybt_sim.simulation.people import become, take_contracts, write_attempt

NEW_DAYS = 31


@compiled
def live_bindings(
    book: Book,
    editions: Records,
    attempts: Attempts,
    people: Records,
    facts: Records,
    room: Records,
    run: tuple[int, int, int],
) -> None:
    """Bind and let go; `facts` are told, `room` is for one life, `run` as for `live_block`."""
    seed, first_day, days = run
    until_day = first_day + days
    row = 0
    for position in range(len(people)):
        person, first = people[position], row
        while row < len(facts) and facts[row].subscriber_id == person.subscriber_id:
            row += 1
        own = facts[first:row]
        if not person.has_account and _is_nobodys(own):
            continue  # there is no account to bind to, and nothing to let go
        life = become(room, seed, person)
        take_contracts(life, facts, first)
        if life.account_id != 0 and _unbound(own, until_day * DAY_S) > 0:
            _bind_some_day(book, editions, attempts, life, own, (first_day, until_day))
        for place in range(len(own)):
            if own[place].account_id != 0:
                _let_go_some_day(book, editions, attempts, life, own[place], (first_day, until_day))


@compiled
def _is_nobodys(own: Records) -> bool:
    """Whether none of somebody's contracts is bound."""
    count = 0
    for place in range(len(own)):
        count += own[place].account_id != 0
    return count == 0


@compiled
def part_from_ended(attempts: Records, facts: Records, contracts: Records) -> NDArray[np.bool_]:
    """Once it is known which contracts have ended: nobody binds those. Says which attempts stay.

    `attempts` are those of `live_bindings`, `contracts` have lived.
    """
    stays = np.ones(len(attempts), np.bool_)
    row = 0
    for place in range(len(attempts)):
        while facts[row].subscriber_id < attempts[place].subscriber_id:
            row += 1
        stays[place] = _has_object(attempts[place], facts, contracts, row)
    for position in range(len(facts)):
        fact = facts[position]
        if fact.account_id != 0 and not _is_in_force(contracts[position], fact.bound_at):
            fact.account_id = 0
            fact.unbound_at = FAR
            fact.method = Method.NONE.value
    return stays


@compiled
def _has_object(attempt: Record, facts: Records, contracts: Records, row: int) -> bool:
    """Whether a contract of the person, from `row` on, can be what an attempt was about."""
    while row < len(facts) and facts[row].subscriber_id == attempt.subscriber_id:
        fact = facts[row]
        is_named = attempt.contract_id == 0 or attempt.contract_id == fact.contract_id
        at = attempt.attempted_at
        if attempt.operation == Operation.UNBIND:
            at = fact.bound_at
        has_begun = fact.connected_on * DAY_S <= at
        is_open = has_begun and (fact.account_id == 0 or fact.bound_at >= at)
        if is_named and is_open and _is_in_force(contracts[row], at):
            return True
        row += 1
    return False


@compiled
def _is_in_force(contract: Record, now: int) -> bool:
    return bool(not contract.is_terminated or now <= contract.terminated_at)


@compiled
def _is_unbound(fact: Record, now: int) -> bool:
    """Whether a contract is there and bound to no account."""
    return bool(fact.account_id == 0 and fact.connected_on * DAY_S <= now)


@compiled
def _unbound(own: Records, now: int) -> int:
    """How many of somebody's contracts are bound to no account."""
    count = 0
    for place in range(len(own)):
        if _is_unbound(own[place], now):
            count += 1
    return count


@compiled
def _is_new(own: Records, first_day: int, day: int) -> bool:
    """Whether a contract of somebody has begun in the month before `day`, within the run."""
    for place in range(len(own)):
        fact = own[place]
        begins = fact.connected_on
        if fact.account_id == 0 and first_day < begins < day <= begins + NEW_DAYS:
            return True
    return False


@compiled
def _next_month(book: Book, day: int) -> int:
    row = calendar_day(book, day)
    return day + row.days_in_month - row.day_of_month + 1


@compiled
def _let_go_some_day(
    book: Book,
    editions: Records,
    attempts: Attempts,
    life: Record,
    fact: Record,
    span: tuple[int, int],
) -> None:
    """Let a contract go in the first month in which somebody wants to."""
    day, until_day = span
    while day < until_day:
        tables = tables_at(editions, day)
        at = visit_in_month(
            book, tables, life.key, Visit.UNBINDING, int(fact.kind), tables.unbind_q16, day
        )
        if fact.bound_at < at < until_day * DAY_S:
            holder_id = life.account_id
            life.account_id = fact.account_id  # of a relative, it may be
            refusal = unbind(True)
            write_attempt(attempts, life, Operation.UNBIND, refusal, fact.contract_id, at)
            life.account_id = holder_id
            fact.unbound_at = at
            return
        day = _next_month(book, day)


@compiled
def _bind_some_day(
    book: Book,
    editions: Records,
    attempts: Attempts,
    life: Record,
    own: Records,
    span: tuple[int, int],
) -> None:
    """Try to bind in some months, until nothing is left to bind."""
    day, until_day = span
    while day < until_day and _unbound(own, until_day * DAY_S) > 0:
        tables = tables_at(editions, day)
        share_q16 = tables.bind_new_q16 if _is_new(own, span[0], day) else tables.bind_try_q16
        at = visit_in_month(book, tables, life.key, Visit.BINDING, 0, share_q16, day)
        if at < until_day * DAY_S and _unbound(own, at) > 0:
            bits = luck(life.key, Visit.BINDING, at, 0)
            if life.home_phone != 0 and is_lucky(bits, tables.bind_by_phone_q16):
                _bind_by_phone(book, tables, attempts, life, own, at)
            else:
                _bind_by_login(book, tables, attempts, life, own, at)
        day = _next_month(book, day)


@compiled
def _bound(fact: Record, life: Record, method: int, now: int) -> None:
    fact.account_id = life.account_id
    fact.method = method
    fact.bound_at = now


@compiled
def _bind_by_login(
    book: Book, tables: BehaviourTables, attempts: Attempts, life: Record, own: Records, now: int
) -> None:
    """Type login and password of the first contract that is not bound, until it is or enough is."""
    place = 0
    while not _is_unbound(own[place], now):
        place += 1
    fact = own[place]
    is_wrong = is_lucky(luck(life.key, Visit.BINDING, now, 1), tables.bad_password_q16)
    for _ in range(tables.tries_most):
        is_login = not is_malformed(tables, life.key, now)
        refusal = bind_by_login(book, life.access, is_login, not is_wrong, True, False, now)
        write_attempt(attempts, life, Operation.BIND_BY_LOGIN, refusal, fact.contract_id, now)
        if refusal == Refusal.NONE:
            _bound(fact, life, Method.BY_LOGIN, now)
            return
        if gives_up(tables, life.key, now):
            return
        is_wrong = is_wrong and is_wrong_again(tables, life.key, now)
        now = typed_after(tables, life.key, now)


@compiled
def _bind_by_phone(
    book: Book, tables: BehaviourTables, attempts: Attempts, life: Record, own: Records, now: int
) -> None:
    """Have a code spoken on the home phone and type it; all that is not bound yet then is."""
    is_wrong = is_lucky(luck(life.key, Visit.BINDING, now, 2), tables.wrong_surname_q16)
    for _ in range(tables.tries_most):
        bits = luck(life.key, Visit.CALL, now, 0)
        is_taken = not is_lucky(bits, tables.no_answer_q16 + tables.busy_q16)
        refusal = request_voice_code(
            book, life.access, life.home_phone, True, not is_wrong, is_taken, now
        )
        free_from = book.allowed_from
        write_attempt(attempts, life, Operation.REQUEST_VOICE_CODE, refusal, 0, now)
        if refusal != Refusal.NONE and gives_up(tables, life.key, now):
            return
        next_at = typed_after(tables, life.key, now)
        if refusal == Refusal.NONE:
            next_at = _type_spoken_code(book, tables, attempts, life, own, next_at)
        elif refusal == Refusal.VOICE_TOO_SOON:
            next_at = max(next_at, free_from)
        if next_at >= FAR:
            return
        is_wrong = is_wrong and is_wrong_again(tables, life.key, now)
        now = next_at


@compiled
def _type_spoken_code(
    book: Book, tables: BehaviourTables, attempts: Attempts, life: Record, own: Records, now: int
) -> int:
    """Type a spoken code; when a new one is asked for, FAR if none is needed or wanted any more."""
    for _ in range(tables.tries_most):
        is_right = not is_lucky(luck(life.key, Visit.CALL, now, 1), tables.wrong_voice_code_q16)
        voice_code = life.access.voice_code
        refusal = bind_by_voice_code(book, voice_code, is_right, _unbound(own, now), now)
        write_attempt(attempts, life, Operation.BIND_BY_VOICE_CODE, refusal, 0, now)
        if refusal == Refusal.NONE:
            for place in range(len(own)):
                if _is_unbound(own[place], now):
                    _bound(own[place], life, Method.BY_HOME_PHONE, now)
            return FAR
        if gives_up(tables, life.key, now):
            return FAR
        now = typed_after(tables, life.key, now)
        if refusal != Refusal.VOICE_CODE_WRONG:
            return now
    return FAR
