"""What a life has consulted, written down in a book that remembers while the life is lived.

Most of what people and rules look at is kept as bits: which term and which fee, in which part of
the run. Some looks come to the same under many values: who needs three roubles asks for three,
whether ten are offered or twenty. Such a decision is kept whole instead, with everything that was
known of the life at that second, so that it can be taken again under other conditions.

A usual book notices nothing: there the two hooks of `acting.act` are empty.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numba.extending import overload
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.base.remembering import RememberingRecord, fields_of, with_reads, words_for
from mybt_sim.behaviour.layouts import BEHAVIOUR_TABLES, PLAN, TRAITS, BehaviourTables, Intent
from mybt_sim.engine.book import BOOK, EDITIONS, Book
from mybt_sim.engine.records import CONTRACT, TARIFF, TERMS, Record
from mybt_sim.simulation.totals import Total

TERM_WORDS = words_for(TERMS)
TARIFF_FIELDS = ("fee_e4", "is_archived", "is_on_sale")
"""What a scenario changes of a tariff."""
CONSULTED_WORDS = TERM_WORDS + len(TARIFF_FIELDS)
"""Words of bits of an edition: terms by their place in TERMS, then each field by tariff."""
BEHAVIOUR_WORDS = words_for(BEHAVIOUR_TABLES)
"""Words of bits of the behaviour tables, by place of the field."""
TARIFF_BITS = tuple(fields_of(TARIFF).index((name, TARIFF[name], ())) for name in TARIFF_FIELDS)

DECISIONS_MOST = 64
"""Of one life; whatever is decided later is kept as bits, like everything else."""

DECISION = np.dtype(
    [
        ("position", "i8"),  # of the contract among those that were lived
        ("now", "i8"),
        ("contract", CONTRACT),
        ("traits", TRAITS),
        ("plan", PLAN),
        ("operations", "i8"),  # of this month, before it
        ("before", "i8", (len(Total),)),  # the sums of the life up to it, without the balance
        ("consulted", "i8", (CONSULTED_WORDS + BEHAVIOUR_WORDS,)),  # to take it, in any edition
    ],
    align=True,
)

REMEMBERING_TABLES = with_reads(BEHAVIOUR_TABLES)
REMEMBERING_BOOK = np.dtype(
    [
        *fields_of(BOOK, terms=with_reads(TERMS), tariffs=with_reads(TARIFF)),
        ("consulted", "i8", (EDITIONS, CONSULTED_WORDS)),
        ("behaviour", "i8", (BEHAVIOUR_WORDS,)),
        ("decisions", DECISION, (DECISIONS_MOST,)),
        ("decision_count", "i8"),
        ("is_apart", "?"),  # the decision that is taken now is kept whole
    ],
    align=True,
)


def begin_decision(
    book: Book, tables: BehaviourTables, contract: Record, life: Record, kind: int, now: int
) -> None:
    """Somebody is about to do what he set out to do; before the intent is forgotten."""


def end_decision(book: Book, tables: BehaviourTables) -> None:
    """It has been done."""


@overload(begin_decision, strict=False)
def _begin_decision(
    book: Any, tables: Any, contract: Any, life: Any, kind: Any, now: Any
) -> Callable[..., None]:
    if isinstance(book, RememberingRecord):
        return lambda book, tables, contract, life, kind, now: _keep_decision(
            book, tables, contract, life, kind, now
        )
    return lambda book, tables, contract, life, kind, now: None


@overload(end_decision, strict=False)
def _end_decision(book: Any, tables: Any) -> Callable[..., None]:
    if isinstance(book, RememberingRecord):
        return lambda book, tables: _forget_decision(book, tables)
    return lambda book, tables: None


@compiled
def _keep_decision(
    book: Book, tables: BehaviourTables, contract: Record, life: Record, kind: int, now: int
) -> None:
    is_wanted = kind == Intent.PROMISE or kind == Intent.TARIFF_CHANGE
    book.is_apart = is_wanted and book.decision_count < DECISIONS_MOST
    if book.is_apart:
        take_reads(book, tables)
        decision = book.decisions[book.decision_count]
        decision.now = now
        decision.contract = contract
        decision.traits = life.traits
        decision.plan = life.plan
        decision.operations = life.operation_count
        book.decision_count += 1


@compiled
def _forget_decision(book: Book, tables: BehaviourTables) -> None:
    if book.is_apart:
        _write_reads(book, tables, book.decisions[book.decision_count - 1])
        forget_reads(book, tables)
        book.is_apart = False


@compiled
def _write_reads(book: Book, tables: BehaviourTables, decision: Record) -> None:
    words = decision.consulted
    for word in range(len(words)):
        words[word] = 0
    for edition in range(book.editions):
        for word in range(TERM_WORDS):
            words[word] |= book.terms[edition].read[word]
        for tariff in range(book.tariff_count):
            _note_tariff(words, book.tariffs[edition, tariff].read[0], tariff)
    for word in range(BEHAVIOUR_WORDS):
        words[CONSULTED_WORDS + word] = tables.read[word]


@compiled
def _note_tariff(words: NDArray[np.int64], read: int, tariff: int) -> None:
    for field in range(len(TARIFF_BITS)):
        words[TERM_WORDS + field] |= ((read >> TARIFF_BITS[field]) & 1) << tariff


@compiled
def begin_notes(book: Book, tables: BehaviourTables) -> None:
    """Nothing has been consulted yet by the life that begins."""
    for edition in range(book.editions):
        for word in range(CONSULTED_WORDS):
            book.consulted[edition, word] = 0
    for word in range(BEHAVIOUR_WORDS):
        book.behaviour[word] = 0
    book.decision_count = 0
    book.is_apart = False
    forget_reads(book, tables)


@compiled
def take_reads(book: Book, tables: BehaviourTables) -> None:
    """Add what has been read to what the life has consulted."""
    for edition in range(book.editions):
        for word in range(TERM_WORDS):
            book.consulted[edition, word] |= book.terms[edition].read[word]
        for tariff in range(book.tariff_count):
            read = book.tariffs[edition, tariff].read[0]
            _note_tariff(book.consulted[edition], read, tariff)
    for word in range(BEHAVIOUR_WORDS):
        book.behaviour[word] |= tables.read[word]
    forget_reads(book, tables)


@compiled
def forget_reads(book: Book, tables: BehaviourTables) -> None:
    """What has been read does not count."""
    for edition in range(book.editions):
        for word in range(TERM_WORDS):
            book.terms[edition].read[word] = 0
        for tariff in range(book.tariff_count):
            book.tariffs[edition, tariff].read[0] = 0
    for word in range(BEHAVIOUR_WORDS):
        tables.read[word] = 0
