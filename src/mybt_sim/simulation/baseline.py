"""A scenario lived so that its variants have little to live: only who is touched lives again.

A life is a function of what it consults. Where a variant says the same in each place that a life of
the baseline has consulted, and each decision that was kept whole comes to the same again, that life
is the variant's as well, to the bit. Whoever is not proved untouched lives again.

Who operates a contract is decided before it lives. Where a variant changes anything that was
consulted for that, everybody binds and lets go again; whose facts come out otherwise is touched.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.remembering import WORD_BITS
from mybt_sim.behaviour.layouts import BEHAVIOUR_TABLES
from mybt_sim.engine.book import BOOK, Book
from mybt_sim.engine.records import (
    CONTRACT,
    SERVICE_DAY,
    TARIFF,
    TERMS,
    Record,
    Records,
    blank,
    join,
)
from mybt_sim.population import Block, draw_block, join_blocks
from mybt_sim.population.layouts import PERSON
from mybt_sim.simulation.binding import part_from_ended
from mybt_sim.simulation.block import (
    BLOCK_ROWS,
    BlockLife,
    Simulation,
    bind,
    bind_by,
    live_population,
    make_room,
    state_dates,
    state_ends,
)
from mybt_sim.simulation.consulted import (
    BEHAVIOUR_WORDS,
    CONSULTED_WORDS,
    TARIFF_FIELDS,
    TERM_WORDS,
)
from mybt_sim.simulation.executors.threads import block_ranges
from mybt_sim.simulation.layouts import LIFE, OPERATION_ROW, OPERATION_ROWS, Facts
from mybt_sim.simulation.metrics import room_for_sum
from mybt_sim.simulation.noting import (
    Notes,
    Reads,
    live_on,
    note_bindings,
    note_dates,
    note_lives,
    reads_of,
    remembering_book,
    remembering_tables,
    room_for_notes,
    side_of,
    take_again,
)
from mybt_sim.simulation.totals import Total, totals_of

DECISIONS_PER_CONTRACT = 3
PEOPLE_AT_ONCE = 12_500
"""Who is bound anew in one go: a share of the work for each thread, and few copies of the book."""
Progress = Callable[[int, int], None]
"""Is told how many subscribers and contracts more have been lived."""


FROM_THE_START = -1
EVERYBODYS = ("since", "outage_s", "has_outages")
"""Fields of the tables that everybody looks at."""
NO_ATTEMPTS = blank(OPERATION_ROW, 0)


class Touched(NamedTuple):
    """Whose lives may be others, by position, in order."""

    positions: NDArray[np.intp]
    since: NDArray[np.intp]  # the decision by which each parts, or FROM_THE_START
    bound: Records  # FACT of all contracts, as they are bound in the variant


class Changed(NamedTuple):
    """What a variant changes: bits as in `Notes`, None where it is not noted; regions with other
    outages."""

    book: NDArray[np.int64] | None
    behaviour: NDArray[np.int64]
    regions: NDArray[np.bool_]


@dataclass(frozen=True)
class Baseline:
    """A scenario that was lived, with what each of its lives has consulted.

    population  who lives, as they were drawn; positions are those of its contracts
    bound       FACT of all of them, as they were bound before they lived
    told        FACT of all of them, as a run tells them
    notes       of all of them; consulted by edition × word × contract, behaviour by word × contract
    book        REMEMBERING_BOOK, the book of the scenario in the parts of which notes tell
    bound_by    what was consulted to bind them all
    """

    simulation: Simulation
    population: Block
    bound: Records
    told: Records
    book: Record
    notes: Notes
    bound_by: Reads

    def __repr__(self) -> str:
        return f"<Baseline of {self.simulation.scenario}: {len(self.population.facts):,} contracts>"

    @property
    def totals(self) -> NDArray[np.int64]:
        """Contract × Total."""
        return self.notes.totals

    def changed_by(self, variant: Simulation) -> "Changed":
        """What `variant` changes: the same for all baselines of one simulation."""
        book = changed_book(self.book, variant.book)
        return Changed(book, *changed_behaviour(self.simulation.editions, variant.editions))

    def touched_by(
        self, variant: Simulation, *, threads: int = 1, changed: "Changed | None" = None
    ) -> "Touched":
        """Whose lives may be others under the conditions of `variant`, with the same people and
        days. Who asks several baselines of one simulation says what is `changed`."""
        contracts = len(self.population.facts)
        touched = np.zeros(contracts, np.bool_)
        book, behaviour, regions = changed or self.changed_by(variant)
        if book is None:
            touched[:] = True
        else:
            for edition, word in zip(*np.nonzero(book), strict=True):
                touched |= (self.notes.consulted[edition, word] & book[edition, word]) != 0
            for word in np.flatnonzero(behaviour):
                touched |= (self.notes.behaviour[word] & behaviour[word]) != 0
            if regions.any():
                touched |= regions[self.bound["region"]]
                touched |= (self.bound["moved_on"] > 0) & regions[self.bound["new_region"]]
        bound = self.bound
        if book is None or self._binds_otherwise(book, behaviour):
            bound, is_other = self._bound_under(variant, threads)
            touched |= is_other
        since = np.full(contracts, FROM_THE_START)
        if book is not None and (book.any() or behaviour.any()):
            bits = np.concatenate([np.bitwise_or.reduce(book, axis=0), behaviour])
            differing = self._taken_otherwise(variant, bits, touched, threads)
            positions, firsts = np.unique(self._decided_by[differing], return_index=True)
            since[positions] = differing[firsts]
            touched[positions] = True
        positions = np.flatnonzero(touched)
        return Touched(positions, since[positions], bound)

    def _binds_otherwise(self, book: NDArray[np.int64], behaviour: NDArray[np.int64]) -> bool:
        """Whether anything was consulted to bind people that is changed, as in `Changed`."""
        consulted = (self.bound_by.book & book).any() or (self.bound_by.behaviour & behaviour).any()
        return bool(consulted)

    def _bound_under(self, variant: Simulation, threads: int) -> tuple[Records, NDArray[np.bool_]]:
        """FACT of all contracts as they are bound in the variant, and whose are others."""
        bound, is_other = self.bound, np.zeros(len(self.bound), np.bool_)

        def bind_part(people: slice, contracts: slice) -> tuple[slice, Records] | None:
            part = replace(
                self.population,
                people=self.population.people[people],
                facts=self.population.facts[contracts],
            )
            facts = bound_facts(variant, part)
            return (
                None if facts.tobytes() == self.bound[contracts].tobytes() else (contracts, facts)
            )

        with ThreadPoolExecutor(threads) as executor:
            parts = list(executor.map(lambda part: bind_part(*part), self._parts))
        if others := [part for part in parts if part is not None]:
            bound = bound.copy()
            for contracts, facts in others:
                is_other[contracts] = facts != bound[contracts]
                bound[contracts] = facts
        return bound, is_other

    @cached_property
    def _parts(self) -> list[tuple[slice, slice]]:
        """People and their contracts, a few thousand at a time."""
        people, owners = (
            np.ascontiguousarray(rows["subscriber_id"])
            for rows in (self.population.people, self.population.facts)
        )
        edges = [*range(0, len(people), PEOPLE_AT_ONCE), len(people)]
        firsts = [*np.searchsorted(owners, people[edges[:-1]]).tolist(), len(owners)]
        return [
            (slice(*ids), slice(*rows))
            for ids, rows in zip(pairwise(edges), pairwise(firsts), strict=True)
        ]

    def _taken_otherwise(
        self,
        variant: Simulation,
        changed: NDArray[np.int64],
        touched: NDArray[np.bool_],
        threads: int,
    ) -> NDArray[np.intp]:
        """Places of the decisions of others than those `touched` that come to something else."""
        decisions = self.notes.decisions
        is_concerned, differs = np.zeros((2, len(decisions)), np.bool_)
        for word in np.flatnonzero(changed):
            is_concerned |= (self._consulted_to_decide[word] & changed[word]) != 0
        if touched.any():
            is_concerned &= ~touched[self._decided_by]

        def take(places: NDArray[np.intp]) -> None:
            ours = side_of(self.simulation.book, self.simulation.editions)
            theirs = side_of(variant.book, variant.editions)
            take_again(ours, theirs, decisions, places, differs)

        with ThreadPoolExecutor(threads) as executor:
            list(executor.map(take, np.array_split(np.flatnonzero(is_concerned), threads)))
        return np.flatnonzero(differs)

    @cached_property
    def _decided_by(self) -> NDArray[np.int64]:
        """The position of the contract of each decision."""
        return np.ascontiguousarray(self.notes.decisions["position"])

    @cached_property
    def _consulted_to_decide(self) -> NDArray[np.int64]:
        """As `Notes.consulted`, by word and decision."""
        return np.ascontiguousarray(self.notes.decisions["consulted"].T)

    def totals_under(
        self, variant: Simulation, touched: "Touched", *, threads: int = 1
    ) -> NDArray[np.int64]:
        """Contract × Total under the conditions of `variant`.

        Who is touched by a decision lives on from it, the others that are touched live anew.
        """
        totals = self.totals.copy()
        is_anew = touched.since == FROM_THE_START
        anew = touched.positions[is_anew]
        done = 0
        for block in self.live_again(variant, anew, touched.bound, threads=threads):
            part = anew[done : done + len(block.contracts)]
            totals[part] = totals_of(block.days, block.contracts, block.operations)
            done += len(part)
        with ThreadPoolExecutor(threads) as executor:
            places = touched.since[~is_anew]
            parts = np.array_split(places, threads)
            rest = list(executor.map(lambda part: self._live_on(variant, part), parts))
        totals[touched.positions[~is_anew]] = np.concatenate(rest)
        return totals

    def _live_on(self, variant: Simulation, places: NDArray[np.intp]) -> NDArray[np.int64]:
        totals = np.zeros((len(places), len(Total)), np.int64)
        books = blank(BOOK, 1)
        books[0] = variant.book
        scenario = variant.scenario
        live_on(
            (books, variant.editions, self.bound),
            room_for_sums_of_one(),
            self.notes.decisions,
            places,
            (blank(CONTRACT, 1), blank(LIFE, 1), blank(SERVICE_DAY, 1)),
            (scenario.seed, scenario.first_day, scenario.days),
            totals,
        )
        return totals

    def live_again(
        self,
        simulation: Simulation,
        positions: NDArray[np.intp],
        bound: Records,
        *,
        threads: int = 1,
    ) -> Iterator[BlockLife]:
        """The lives of some contracts under conditions, in parts, in order of their positions.

        `bound` are the facts of all contracts, as they are bound under these conditions. What
        accounts ask for besides is left out.
        """
        days = simulation.scenario.days
        most = max(16, BLOCK_ROWS // days)
        parts = [positions[start : start + most] for start in range(0, len(positions), most)]

        def live(part: NDArray[np.intp]) -> BlockLife:
            population = replace(
                self.population,
                contracts=self.population.contracts[part],
                facts=bound[part],
            )
            book: Book = simulation.book.copy()
            return live_population(simulation, book, population, NO_ATTEMPTS, days=days)

        with ThreadPoolExecutor(threads) as executor:
            yield from executor.map(live, parts)


def live_baseline(
    simulation: Simulation,
    *,
    ids: range | None = None,
    threads: int = 1,
    progress: Progress = lambda *_: None,
) -> Baseline:
    """Live a scenario, and write down what each life consults.

    With `ids` those subscribers alone; they are as in the whole where `ids` begin and end with
    blocks.
    """
    asked = range(1, simulation.scenario.subscribers + 1) if ids is None else ids
    ranges = [
        (asked.start - 1 + first, count)
        for first, count in block_ranges(len(asked), simulation.block_size)
    ]
    book = remembering_book(simulation.book)
    parts = []
    with ThreadPoolExecutor(threads) as executor:
        for part in executor.map(lambda ids: _note_block(simulation, book, *ids), ranges):
            parts.append(part)
            progress(part.population.count, len(part.bound))
    return Baseline(
        simulation,
        join_blocks([part.population for part in parts]),
        join([part.bound for part in parts]),
        join([part.told for part in parts]),
        book[0],
        _join_notes([part.notes for part in parts]),
        Reads(
            np.bitwise_or.reduce([part.bound_by.book for part in parts]),
            np.bitwise_or.reduce([part.bound_by.behaviour for part in parts]),
        ),
    )


class _Part(NamedTuple):
    """A block of a baseline."""

    population: Block
    bound: Records
    told: Records
    notes: Notes
    bound_by: Reads


def _note_block(simulation: Simulation, book: Records, first: int, count: int) -> _Part:
    scenario = simulation.scenario
    population = draw_block(
        simulation.pools,
        simulation.catalogue,
        seed=scenario.seed,
        first=first,
        count=count,
        start_day=scenario.first_day,
        offer=simulation.offer,
    )
    bound, reads = _note_bound_facts(simulation, book, population)
    room = len(bound) * DECISIONS_PER_CONTRACT
    told, notes = _note(simulation, book, population, bound, room)
    if (needed := int(notes.decision_count[0])) > room:
        told, notes = _note(simulation, book, population, bound, needed)
    return _Part(population, bound, told, notes, reads)


def _note_bound_facts(
    simulation: Simulation, book: Records, population: Block
) -> tuple[Records, Reads]:
    """As `bound_facts`, and what was consulted for them."""
    scenario, bound = simulation.scenario, replace(population, facts=population.facts.copy())
    books, editions = book.copy(), remembering_tables(simulation.editions)
    run = (scenario.seed, scenario.first_day, scenario.days)
    places, room = population.pools.tables, blank(PERSON, 1)
    note_dates(editions, places, bound.people, bound.facts, room, run)
    bind_by(partial(note_bindings, books, editions), scenario, bound, scenario.days)
    return bound.facts, reads_of(books, editions)


def bound_facts(simulation: Simulation, population: Block) -> Records:
    """The facts of people who were drawn, as contracts begin and are bound before they live."""
    scenario, bound = simulation.scenario, replace(population, facts=population.facts.copy())
    span = (scenario.first_day, scenario.days)
    state_dates(simulation, bound, span)
    bind(simulation, simulation.book.copy(), bound, scenario.days)
    return bound.facts


def _note(
    simulation: Simulation, book: Records, population: Block, bound: Records, decisions: int
) -> tuple[Records, Notes]:
    scenario = simulation.scenario
    told, contracts = bound.copy(), population.contracts.copy()
    notes = room_for_notes(len(population.contracts), int(book[0].editions), decisions)
    note_lives(
        book.copy(),
        remembering_tables(simulation.editions),
        room_for_one(scenario.days),
        (told, contracts),
        (blank(LIFE, 1), blank(SERVICE_DAY, 1)),
        (scenario.seed, scenario.first_day, scenario.days),
        notes,
    )
    part_from_ended(NO_ATTEMPTS, told, contracts)
    state_ends(told, contracts)
    return told, notes._replace(decisions=notes.decisions[: notes.decision_count[0]])


def room_for_one(days: int) -> Facts:
    """Where one life is written for its sums; of its journal nothing is kept."""
    return make_room(days, days, np.array([0, 0, OPERATION_ROWS]), metrics_only=False)


def room_for_sums_of_one() -> Facts:
    """Where the days of one life are added up, and nothing is written."""
    nothing = make_room(0, 0, np.zeros(3, np.int64), metrics_only=True)
    return nothing._replace(sums=room_for_sum())


def _join_notes(parts: list[Notes]) -> Notes:
    firsts = np.cumsum([0, *(len(part.totals) for part in parts)])
    for part, (first, _) in zip(parts, pairwise(firsts), strict=True):
        part.decisions["position"] += first
    return Notes(
        np.ascontiguousarray(np.concatenate([part.consulted for part in parts]).transpose(1, 2, 0)),
        np.ascontiguousarray(np.concatenate([part.behaviour for part in parts]).T),
        np.concatenate([part.totals for part in parts]),
        join([part.decisions for part in parts]),
        np.sum([part.decision_count for part in parts], axis=0),
    )


def changed_book(base: Record, variant: Record) -> NDArray[np.int64] | None:
    """Bits of what a variant changes, by edition of the baseline, as in `Notes.consulted`.

    None when it changes something that is not noted, so that everybody may be touched.
    """
    days = int(base.days)
    changed = np.zeros((int(base.editions), CONSULTED_WORDS), np.int64)
    calendars = base.calendar[:days], variant.calendar[:days]
    for name in calendars[0].dtype.names:
        if name != "edition" and (calendars[0][name] != calendars[1][name]).any():
            return None
    if any(base[name] != variant[name] for name in ("first_day", "days", "tariff_count")):
        return None
    pairs = {(0, 0), *zip(*(one["edition"].tolist() for one in calendars), strict=True)}
    ours, theirs = np.array(sorted(pairs)).T
    for name in ("add_ons", "suspension_terms"):
        if (base[name][ours] != variant[name][theirs]).any():
            return None
    for name in set(TARIFF.names or ()) - set(TARIFF_FIELDS):
        if (base.tariffs[name][ours] != variant.tariffs[name][theirs]).any():
            return None
    for place, name in enumerate(TERMS.names or ()):
        for edition in ours[base.terms[name][ours] != variant.terms[name][theirs]]:
            _set_bit(changed[edition], place)
    for word, name in enumerate(TARIFF_FIELDS, start=TERM_WORDS):
        is_other = base.tariffs[name][ours] != variant.tariffs[name][theirs]
        for pair, tariff in zip(*np.nonzero(is_other), strict=True):
            _set_bit(changed[ours[pair]], word * WORD_BITS + int(tariff))
    return changed


def changed_behaviour(
    base: Records, variant: Records
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Bits of the tables that a variant changes on any day, as in `Notes.behaviour`, and by region
    whether it has other outages; that there are any at all is looked at by everybody, and says no
    more. Both are editions."""
    days = np.union1d(base["since"], variant["since"])
    ours, theirs = (
        editions[np.searchsorted(editions["since"], days, side="right") - 1]
        for editions in (base, variant)
    )
    changed = np.zeros(BEHAVIOUR_WORDS, np.int64)
    for place, name in enumerate(BEHAVIOUR_TABLES.names or ()):
        if name not in EVERYBODYS and (ours[name] != theirs[name]).any():
            _set_bit(changed, place)
    return changed, (base[0].outage_s != variant[0].outage_s).any(axis=1)


def _set_bit(words: NDArray[np.int64], bit: int) -> None:
    word, place = divmod(bit, WORD_BITS)
    words[word] |= np.int64(np.uint64(1 << place).astype(np.int64))
