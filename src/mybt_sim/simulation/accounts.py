"""The day of accounts and guests, beside that of the contracts: sessions, checks, questions.

Whatever somebody asks for goes through the engine's rules at its second. It changes records of
access alone, which stay with the person; so these lives follow those of the contracts, and are left
out where only the sums of days are wanted. What an account does to a contract is in `acting`, what
binds it in `binding`.
"""

from typing import NamedTuple

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below
from mybt_sim.behaviour.editions import tables_at
from mybt_sim.behaviour.layouts import CELLS, BehaviourTables
from mybt_sim.behaviour.visits import (
    Visit,
    gives_up,
    is_lucky,
    is_malformed,
    is_wrong_again,
    luck,
    next_visit,
    plan_visits,
    remember,
    strike_off,
    typed_after,
)
from mybt_sim.engine.access import admit, own_check
from mybt_sim.engine.book import Book, calendar_day
from mybt_sim.engine.guest import list_news, list_places, set_language
from mybt_sim.engine.quick_balance import check_balance
from mybt_sim.engine.records import DAY_S, FAR, Record, Records
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.sign_in import close_session
from mybt_sim.engine.statement import statement, usage
from mybt_sim.engine.vocabulary import Client, Event, Operation
from mybt_sim.simulation.calling import call_support, is_call, plan_calls
from mybt_sim.simulation.layouts import Attempts
from mybt_sim.simulation.people import CLIENTS, become, note_ends, take_contracts, write_attempt
from mybt_sim.simulation.questions import ask, follow_up
from mybt_sim.simulation.signing_in import begin_session, come_in

NOTHING = -1


class Population(NamedTuple):
    """Those who live, and what has happened to their contracts."""

    people: Records  # PERSON
    facts: Records  # FACT
    accounts: Records  # ACCOUNT
    contracts: Records  # CONTRACT, after the last midnight
    events: Records  # EVENT, by contract
    outages: Records  # OUTAGE


@compiled
def live_accounts(
    book: Book,
    editions: Records,
    attempts: Attempts,
    population: Population,
    room: Records,
    run: tuple[int, int, int],
) -> None:
    """Let people look, check and ask; `room` is for one life; `run` as for `live_block`."""
    seed, first_day, days = run
    people, accounts = population.people, population.accounts
    contract, account, event = 0, 0, 0
    for position in range(len(people)):
        life = become(room, seed, people[position])
        first = contract
        contract = take_contracts(life, population.facts, first)
        note_ends(life, population.contracts, first)
        if life.account_id != 0:
            life.client = CLIENTS[accounts[account].client]
            begin_session(book, life, accounts[account].opened_at, first_day * DAY_S)
            account += 1
        first_event = event
        event = _events_until(life, population.events, event)
        day = first_day
        while day < first_day + days:
            row = calendar_day(book, day)
            next_day = min(first_day + days, day + row.days_in_month - row.day_of_month + 1)
            plan_visits(book, tables_at(editions, day), life, day)
            for past in range(first_event, event):
                _wonder_at(editions, life, population.events[past], day, next_day)
            past_events = population.events[first_event:event]
            plan_calls(book, editions, life, past_events, population.outages, (day, next_day))
            _live_until(book, editions, attempts, life, next_day * DAY_S)
            day = next_day


@compiled
def _events_until(life: Record, events: Records, first: int) -> int:
    """Where the events of a person's contracts end; they begin at `first`."""
    last_id = life.contracts[life.contract_count - 1].contract_id
    row = first
    while row < len(events) and events[row].contract_id <= last_id:
        row += 1
    return row


@compiled
def _wonder_at(editions: Records, life: Record, event: Record, day: int, until_day: int) -> None:
    """Some ask support why their service was blocked, once they have noticed."""
    at = event.happened_at
    if event.event != Event.BLOCKED or at < day * DAY_S or at >= until_day * DAY_S:
        return
    tables = tables_at(editions, at // DAY_S)
    for place in range(life.contract_count):
        holding = life.contracts[place]
        if holding.contract_id == event.contract_id and _is_bound(holding, at):
            bits = luck(life.key, Visit.QUESTION_OF_BLOCK, at, place)
            if is_lucky(bits, tables.block_chat_q16):
                pause_s = tables.read_after_s + below(bits, max(1, tables.read_within_s))
                remember(life, at + pause_s, Visit.QUESTION_OF_BLOCK, place)


@compiled
def _is_bound(holding: Record, now: int) -> bool:
    """Whether the account has the contract, and somebody still looks at it."""
    is_bound = holding.bound_at <= now < holding.unbound_at
    return bool(holding.is_own and is_bound and now < holding.ended_at)


@compiled
def _live_until(book: Book, editions: Records, attempts: Attempts, life: Record, end: int) -> None:
    """Do what is on the agenda before `end`, one after the other."""
    place = next_visit(life)
    while place >= 0 and life.agenda[place].at < end:
        at, kind, about = life.agenda[place].at, life.agenda[place].kind, life.agenda[place].place
        strike_off(life, place)
        tables = tables_at(editions, at // DAY_S)
        if at < life.begins_at:
            pass  # not a customer yet
        elif life.free_at > at:
            remember(life, life.free_at, kind, about)
        elif kind == Visit.QUICK_CHECK:
            _check(book, tables, attempts, life, about, at)
        elif kind == Visit.SESSION:
            _visit(book, tables, attempts, life, at)
        elif is_call(kind):
            call_support(attempts, life, kind, about, at)
        else:
            _write_to_support(book, tables, attempts, life, (kind, about), at)
        place = next_visit(life)


@compiled
def _visit(book: Book, tables: BehaviourTables, attempts: Attempts, life: Record, now: int) -> None:
    """One session: as a guest, without a network, or in the account for what one came for."""
    bits = luck(life.key, Visit.SESSION, now, 0)
    if is_lucky(bits, tables.guest_q16):
        _look_around(book, tables, attempts, life, now)
        return
    if is_lucky(luck(life.key, Visit.SESSION, now, 1), tables.offline_q16):
        refusal = admit(book, life.access.session, Operation.BALANCE, life.client, False, now)
        write_attempt(attempts, life, Operation.BALANCE, refusal, 0, now)
        return
    come_at = come_in(book, tables, attempts, life, now)
    if come_at >= FAR:
        return
    place = _chosen_contract(life, bits, come_at)
    if place < 0:
        return
    goal = _goal(tables, life, come_at, luck(life.key, Visit.SESSION, now, 2))
    if goal == Operation.CONTRACTS:
        write_attempt(attempts, life, goal, Refusal.NONE, 0, come_at)
    elif goal != NOTHING:
        _look(book, attempts, life, place, goal, come_at)
    if is_lucky(luck(life.key, Visit.SESSION, now, 5), tables.sign_out_q16):
        close_session(life.access.session)
        leaves_at = typed_after(tables, life.key, come_at)
        write_attempt(attempts, life, Operation.SIGN_OUT, Refusal.NONE, 0, leaves_at)


@compiled
def _goal(tables: BehaviourTables, life: Record, now: int, bits: int) -> int:
    """What somebody wants to see who has come into the account, an Operation; or NOTHING."""
    shares_q16 = tables.look_balance_q16
    if is_lucky(bits, shares_q16):
        return Operation.BALANCE.value
    shares_q16 += tables.look_usage_q16
    if is_lucky(bits, shares_q16):
        return Operation.USAGE.value
    shares_q16 += tables.look_notices_q16
    if is_lucky(bits, shares_q16):
        return Operation.NOTIFICATIONS.value
    shares_q16 += tables.look_statement_q16
    if is_lucky(bits, shares_q16):
        return Operation.STATEMENT.value
    shares_q16 += tables.look_forecast_q16
    if is_lucky(bits, shares_q16):
        return Operation.FORECAST.value
    shares_q16 += tables.look_contracts_q16
    if is_lucky(bits, shares_q16) and _bound(life, now) > 1:
        return Operation.CONTRACTS.value
    return NOTHING


@compiled
def _chosen_contract(life: Record, bits: int, now: int) -> int:
    """The place of one of the contracts that are bound at `now`; -1: there is none."""
    chosen = below(bits, max(1, _bound(life, now)))
    for place in range(life.contract_count):
        if _is_bound(life.contracts[place], now):
            if chosen == 0:
                return place
            chosen -= 1
    return -1


@compiled
def _bound(life: Record, now: int) -> int:
    """How many contracts the account has."""
    bound = 0
    for place in range(life.contract_count):
        if _is_bound(life.contracts[place], now):
            bound += 1
    return bound


@compiled
def _look(
    book: Book, attempts: Attempts, life: Record, place: int, operation: int, now: int
) -> None:
    """Look at a contract; at its use and its statement for this month."""
    holding = life.contracts[place]
    refusal = own_check(_is_bound(holding, now))
    today = now // DAY_S
    month_day = today - calendar_day(book, today).day_of_month + 1
    if refusal == Refusal.NONE and operation == Operation.USAGE:
        refusal = usage(book, month_day, today, now)
    elif refusal == Refusal.NONE and operation == Operation.STATEMENT:
        refusal = statement(book, month_day, today, now)
    write_attempt(attempts, life, operation, refusal, holding.contract_id, now)


@compiled
def _look_around(
    book: Book, tables: BehaviourTables, attempts: Attempts, life: Record, now: int
) -> None:
    """Look at what everybody may see; wishes are in the order of the operations."""
    operation = tables.guest_wish[below(luck(life.key, Visit.SESSION, now, 3), CELLS)]
    refusal = admit(book, life.guest, operation, life.client, True, now)
    if refusal == Refusal.NONE:
        if operation == Operation.LIST_NEWS:
            refusal = list_news(True)
        elif operation == Operation.SET_LANGUAGE:
            refusal = set_language(True)
        elif operation == Operation.LIST_SERVICE_CENTRES or operation == Operation.LIST_HOTSPOTS:
            bits = luck(life.key, Visit.SESSION, now, 4)
            refusal = list_places(not is_lucky(bits, tables.unknown_place_q16))
    write_attempt(attempts, life, operation, refusal, 0, now)


@compiled
def _check(
    book: Book, tables: BehaviourTables, attempts: Attempts, life: Record, place: int, now: int
) -> None:
    """Look up a balance on the web by login and password, until it is seen or given up."""
    contract_id = life.contracts[place].contract_id
    if not life.contracts[place].begins_at <= now < life.contracts[place].ended_at:
        return
    tries, address_tries = life.check_tries[place], life.access.address_tries
    is_wrong = is_lucky(luck(life.key, Visit.QUICK_CHECK, now, 0), tables.bad_password_q16)
    for _ in range(tables.tries_most):
        is_login = not is_malformed(tables, life.key, now)
        refusal = check_balance(book, tries, address_tries, Client.WEB, is_login, not is_wrong, now)
        write_attempt(attempts, life, Operation.CHECK_BALANCE, refusal, contract_id, now)
        if refusal == Refusal.NONE or gives_up(tables, life.key, now):
            return
        is_wrong = is_wrong and is_wrong_again(tables, life.key, now)
        now = typed_after(tables, life.key, now)


@compiled
def _write_to_support(
    book: Book,
    tables: BehaviourTables,
    attempts: Attempts,
    life: Record,
    matter: tuple[int, int],
    now: int,
) -> None:
    """Open a ticket, or return to one; `matter` is the kind of visit and what it is about."""
    kind, about = matter
    come_at = come_in(book, tables, attempts, life, now)
    if come_at >= FAR:
        return
    if kind == Visit.REPLY or kind == Visit.CLOSING:
        follow_up(book, tables, attempts, life, matter, come_at)
        return
    place = about
    if kind == Visit.QUESTION:
        place = _chosen_contract(life, luck(life.key, kind, now, 2), come_at)
    is_named = place >= 0 and _is_bound(life.contracts[max(0, place)], come_at)
    contract_id = life.contracts[max(0, place)].contract_id if is_named else 0
    ask(book, tables, attempts, life, contract_id, come_at)
