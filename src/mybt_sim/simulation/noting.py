"""Lives that are lived once and noted, and their decisions taken again under other conditions."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import IS_COMPILED, compiled
from mybt_sim.base.remembering import remembering
from mybt_sim.behaviour.editions import holds_until, tables_at
from mybt_sim.behaviour.layouts import BEHAVIOUR_TABLES
from mybt_sim.engine.book import BOOK, EDITIONS, Book, calendar_day, clear_journal
from mybt_sim.engine.day_prices import forget_prices
from mybt_sim.engine.records import (
    CONTRACT,
    DAY_S,
    EVENT,
    LEDGER_ENTRY,
    SERVICE_DAY,
    Record,
    Records,
    blank,
)
from mybt_sim.population.layouts import Tables
from mybt_sim.simulation.acting import act, live_until
from mybt_sim.simulation.binding import live_bindings
from mybt_sim.simulation.calm import live_some_days
from mybt_sim.simulation.coming import state_beginnings
from mybt_sim.simulation.consulted import (
    BEHAVIOUR_WORDS,
    CONSULTED_WORDS,
    DECISION,
    REMEMBERING_BOOK,
    REMEMBERING_TABLES,
    begin_notes,
    take_reads,
)
from mybt_sim.simulation.day import end_day, next_morning, tables_from, use_day
from mybt_sim.simulation.fibre import state_fibre
from mybt_sim.simulation.kernel import live_block, take_away
from mybt_sim.simulation.layouts import LIFE, OPERATION_ROW, Attempts, Facts
from mybt_sim.simulation.metrics import forget_sums, measure_day
from mybt_sim.simulation.moving import state_moves
from mybt_sim.simulation.totals import Total, add_days, add_operations, add_sums

EVERYTHING = -1
"""All bits of a word."""
WORD = np.dtype(np.int64).itemsize
CONTRACT_WORDS, ENTRY_WORDS, EVENT_WORDS, OPERATION_WORDS = (
    layout.itemsize // WORD for layout in (CONTRACT, LEDGER_ENTRY, EVENT, OPERATION_ROW)
)


def _word_of(layout: np.dtype[Any], name: str) -> int:
    return int(layout.fields[name][1]) // WORD if layout.fields else 0


OPERATIONS_AT = _word_of(LIFE, "operations")
ENTRIES_AT, EVENTS_AT = _word_of(BOOK, "entries"), _word_of(BOOK, "events")


class Notes(NamedTuple):
    """What lives have consulted, and what they came to, by place of the contract."""

    consulted: NDArray[np.int64]  # contract × edition × CONSULTED_WORDS
    behaviour: NDArray[np.int64]  # contract × BEHAVIOUR_WORDS
    totals: NDArray[np.int64]  # contract × Total
    decisions: Records  # DECISION, in order of contracts
    decision_count: NDArray[np.int64]  # one number, which may exceed their room


def room_for_notes(contracts: int, editions: int, decisions: int) -> Notes:
    """Arrays for so many contracts and decisions."""
    return Notes(
        np.zeros((contracts, editions, CONSULTED_WORDS), np.int64),
        np.zeros((contracts, BEHAVIOUR_WORDS), np.int64),
        np.zeros((contracts, len(Total)), np.int64),
        blank(DECISION, decisions),
        np.zeros(1, np.int64),
    )


class Reads(NamedTuple):
    """What was consulted, as bits."""

    book: NDArray[np.int64]  # edition × CONSULTED_WORDS
    behaviour: NDArray[np.int64]  # BEHAVIOUR_WORDS


def remembering_book(book: Book) -> Records:
    """A book with the same content and an edition for each part of the run, as REMEMBERING_BOOK.

    So a bit tells when a life has consulted something: by month, or by quarter or year where the
    run is so long that there is no room for more.
    """
    days = book.calendar[: book.days]
    for months in (1, 2, 3, 6, 12, 120):
        part = (days["year"] * 12 + days["month"] - 1) // months
        keys = np.stack([days["edition"], part], axis=1)
        parts, places = np.unique(keys, axis=0, return_inverse=True)
        if len(parts) < EDITIONS:
            break
    else:
        raise AssertionError("a book has no room for the parts of the run")
    sources = np.concatenate([[0], parts[:, 0]])  # some look at the very first edition by number
    noted = blank(REMEMBERING_BOOK, 1)
    for name in BOOK.names or ():
        if name in ("terms", "tariffs"):
            for field in BOOK[name].base.names or ():
                noted[0][name][field][: len(sources)] = book[name][field][sources]
        elif name in ("add_ons", "suspension_terms"):
            noted[0][name][: len(sources)] = book[name][sources]
        elif name not in ("entries", "events"):
            noted[0][name] = book[name]
    noted[0].calendar["edition"][: book.days] = 1 + places.reshape(-1)
    noted[0].editions = len(sources)
    return noted


def remembering_tables(editions: Records) -> Records:
    """The same editions as REMEMBERING_TABLES."""
    noted = blank(REMEMBERING_TABLES, len(editions))
    for name in BEHAVIOUR_TABLES.names or ():
        noted[name] = editions[name]
    return noted


def reads_of(books: Records, editions: Records) -> Reads:
    """What has been taken into a REMEMBERING_BOOK, with what is read of `editions` since.
    Uncompiled nothing can be noted: then everything was consulted."""
    book = books[0].consulted[: books[0].editions].copy()
    behaviour = books[0].behaviour | np.bitwise_or.reduce(editions["read"])
    if not IS_COMPILED:
        book[:], behaviour[:] = EVERYTHING, EVERYTHING
    return Reads(book, behaviour)


@compiled
def note_dates(
    editions: Records,
    places: Tables,
    people: Records,
    facts: Records,
    room: Records,
    run: tuple[int, int, int],
) -> None:
    """As `block.state_dates`; `room` is one PERSON, `run` seed, first day and days of the run."""
    tables = remembering(editions[0])
    span = (run[1], run[2])
    state_beginnings(tables, run[0], span, facts)
    state_fibre(tables, run[0], span, facts)
    state_moves(tables, places, run, people, facts, room)


@compiled
def note_bindings(
    books: Records,
    editions: Records,
    attempts: Attempts,
    people: Records,
    facts: Records,
    room: Records,
    run: tuple[int, int, int],
) -> None:
    """As `live_bindings`, under a REMEMBERING_BOOK."""
    book = remembering(books[0])
    live_bindings(book, editions, attempts, people, facts, room, run)
    for edition in range(len(editions)):
        take_reads(book, remembering(editions[edition]))


def note_lives(
    books: Records,
    editions: Records,
    facts: Facts,
    people: tuple[Records, Records],
    room: tuple[Records, Records],
    run: tuple[int, int, int],
    notes: Notes,
) -> None:
    """Let contracts live one after the other; `people` are FACT and CONTRACT, `facts` has room for
    one life. Uncompiled nothing can be noted: then every life has consulted everything."""
    _note_lives(books, editions, facts, people, room, run, notes)
    if not IS_COMPILED:
        notes.consulted[:] = EVERYTHING
        notes.behaviour[:] = EVERYTHING


@compiled
def _note_lives(
    books: Records,
    editions: Records,
    facts: Facts,
    people: tuple[Records, Records],
    room: tuple[Records, Records],
    run: tuple[int, int, int],
    notes: Notes,
) -> None:
    book = remembering(books[0])
    for position in range(len(people[1])):
        for edition in range(len(editions)):
            begin_notes(book, remembering(editions[edition]))
        facts.counts[:] = 0
        fact = people[0][position : position + 1]
        live_block(book, editions, facts, fact, people[1][position : position + 1], room, run)
        for edition in range(len(editions)):
            take_reads(book, remembering(editions[edition]))
        count = facts.counts[2]
        assert count <= len(facts.operations), "a life has more operations than there is room for"
        begins = max(run[1], fact[0].connected_on)
        add_days(facts.days, 0, max(0, run[1] + run[2] - begins), notes.totals[position])
        add_operations(facts.operations, count, notes.totals[position])
        for place in range(book.decision_count):
            _add_up_before(book, book.decisions[place], facts, begins)
        _write_notes(book, position, notes)


@compiled
def _add_up_before(book: Book, decision: Record, facts: Facts, first_day: int) -> None:
    """Write the sums of the life before a decision; operations are taken away once a month."""
    for column in range(len(decision.before)):
        decision.before[column] = 0
    day = decision.now // DAY_S
    add_days(facts.days, 0, day - first_day, decision.before)
    month_begins = (day - calendar_day(book, day).day_of_month + 1) * DAY_S
    count = 0
    while count < facts.counts[2] and facts.operations[count].attempted_at < month_begins:
        count += 1
    add_operations(facts.operations, count + decision.operations, decision.before)


@compiled
def _write_notes(book: Book, position: int, notes: Notes) -> None:
    for edition in range(book.editions):
        for word in range(CONSULTED_WORDS):
            notes.consulted[position, edition, word] = book.consulted[edition, word]
    for word in range(BEHAVIOUR_WORDS):
        notes.behaviour[position, word] = book.behaviour[word]
    for place in range(book.decision_count):
        count = notes.decision_count[0]
        if count < len(notes.decisions):
            notes.decisions[count] = book.decisions[place]
            notes.decisions[count].position = position
        notes.decision_count[0] = count + 1


class Side(NamedTuple):
    """One of two conditions under which a decision is taken, with room for what comes of it.

    The words are the memory of the records beside them, to be compared.
    """

    book: Records
    editions: Records
    contract: Records
    life: Records
    service_day: Records
    book_words: NDArray[np.int64]
    contract_words: NDArray[np.int64]
    life_words: NDArray[np.int64]


def side_of(book: Book, editions: Records) -> Side:
    """The conditions of a scenario."""
    books, lives, contracts = blank(BOOK, 1), blank(LIFE, 1), blank(CONTRACT, 1)
    books[0] = book
    words = (records.view(np.int64) for records in (books, contracts, lives))
    return Side(books, editions, contracts, lives, blank(SERVICE_DAY, 1), *words)


@compiled
def take_again(
    base: Side,
    variant: Side,
    decisions: Records,
    places: NDArray[np.intp],
    differs: NDArray[np.bool_],
) -> None:
    """Say of each decision at `places` whether it comes to something else in the variant."""
    for place in places:
        _decide(base, decisions[place])
        _decide(variant, decisions[place])
        differs[place] = not _is_same(base, variant)


@compiled
def live_on(
    conditions: tuple[Records, Records, Records],
    facts: Facts,
    decisions: Records,
    places: NDArray[np.intp],
    room: tuple[Records, Records, Records],
    run: tuple[int, int, int],
    totals: NDArray[np.int64],
) -> None:
    """Live on from decisions to the end of the run, and write the sums of the whole lives.

    `conditions` are book, editions, and FACT of all contracts; `room` is for a contract, its life
    and a service day; `facts` has room for the sums of one life.
    """
    book, editions = conditions[0][0], conditions[1]
    contract, life, service_day = room[0][0], room[1][0], room[2][0]
    seed, first_day, days = run
    forget_prices(life.prices)
    for row in range(len(places)):
        decision = decisions[places[row]]
        _come_back_to(book, decision, room)
        forget_sums(facts.sums)
        today = decision.now // DAY_S
        fact, tables = conditions[2][decision.position], tables_at(editions, today)
        live_until(book, tables, contract, life, (today + 1) * DAY_S)
        use_day(book, tables, contract, life, service_day, today)
        end_day(book, contract, service_day, today)
        measure_day(facts.sums, 0, contract, service_day, today)
        day, end = today + 1, first_day + days
        while True:
            balance_kopecks = contract.balance_kopecks  # at the end of a day, before its midnight
            tables = tables_from(book, editions, seed, fact, contract, life, day)
            is_new_month = next_morning(book, tables, contract, life, service_day, day)
            if is_new_month or day == end:
                take_away(book, facts, life)
            if day == end:
                break
            at = (day, 0, min(end, holds_until(editions, day)) - day)
            day += live_some_days(book, tables, contract, life, service_day, facts, at)
        for column in range(len(decision.before)):
            totals[row, column] = decision.before[column]
        add_sums(facts.sums, totals[row])
        totals[row, Total.BALANCE_KOPECKS] = balance_kopecks


@compiled
def _come_back_to(book: Book, decision: Record, room: tuple[Records, Records, Records]) -> None:
    """The state of a life at the second of a decision."""
    clear_journal(book)
    room[0][0] = decision.contract
    life = room[1][0]
    life.traits = decision.traits
    life.plan = decision.plan
    life.span.until = 0
    life.operation_count = 0


@compiled
def _decide(side: Side, decision: Record) -> None:
    _come_back_to(side.book[0], decision, (side.contract, side.life, side.service_day))
    tables = tables_at(side.editions, decision.now // DAY_S)
    act(side.book[0], tables, side.contract[0], side.life[0], decision.now)


@compiled
def _is_same(base: Side, variant: Side) -> bool:
    """Whether contract, plan, operations and journal are the same."""
    ours, theirs = base.book[0], variant.book[0]
    attempts = base.life[0].operation_count
    if attempts != variant.life[0].operation_count:
        return False
    if ours.entry_count != theirs.entry_count or ours.event_count != theirs.event_count:
        return False
    return (
        _are_equal(base.contract_words, variant.contract_words, 0, CONTRACT_WORDS)
        and _are_equal(
            base.life_words, variant.life_words, 0, OPERATIONS_AT + attempts * OPERATION_WORDS
        )
        and _are_equal(
            base.book_words, variant.book_words, ENTRIES_AT, ours.entry_count * ENTRY_WORDS
        )
        and _are_equal(
            base.book_words, variant.book_words, EVENTS_AT, ours.event_count * EVENT_WORDS
        )
    )


@compiled
def _are_equal(ours: NDArray[np.int64], theirs: NDArray[np.int64], first: int, count: int) -> bool:
    found = 0
    for word in range(first, first + count):
        found |= ours[word] ^ theirs[word]
    return found == 0
