"""All histories instead of some: every sequence of twelve deeds at the edges, laws at each step.

Depth first, with the state kept for each depth, so that histories share what they have in common;
and what lies behind a state is lived once, however many histories lead to it (`seen`). A deed says
its moment and sum by how the contract stands, which makes twelve of them many.
"""

import datetime
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import called, compiled
from mybt_sim.catalogue.calendar import day_of
from mybt_sim.engine.book import Book
from mybt_sim.engine.contract_clock import next_due
from mybt_sim.engine.records import DAY_S, FAR, NO_TARIFF, Record, Records, blank
from mybt_sim.engine.vocabulary import Technology
from mybt_sim.quality.facts import plan_on, terms_on
from mybt_sim.quality.hunt.path import story_in
from mybt_sim.quality.hunt.seen import Seen, is_seen, make_seen
from mybt_sim.quality.laws.every import LAWS
from mybt_sim.quality.room import (
    Room,
    go_on,
    make_room,
    set_deed,
    set_opening,
    set_time,
    step_on,
    the_catalogue,
)
from mybt_sim.quality.steps import (
    AFTER_WORD,
    DEED,
    STATE_WORDS,
    Deed,
    blank_states,
    words_of,
)
from mybt_sim.quality.story import Start, Story

LETTERS = 12
DEPTH_MOST = 10
HALF_HOUR_S = 1_800

SEARCHED = np.dtype(
    [
        ("histories", "i8"),  # of full length, those behind a state that was seen included
        ("steps", "i8"),  # checked, midnights and ends included
        ("deeds", "i8"),
        ("broken", "i8"),
        ("length", "i8"),  # of the path that breaks, the opening included
    ],
    align=True,
)


class Search(NamedTuple):
    """A room, and a state for each depth."""

    room: Room
    blank_words: NDArray[np.int64]
    stack: NDArray[np.int64]  # states as words, a row for each depth
    letters: NDArray[np.int64]  # which deed comes next at each depth
    wish: Records
    searched: Records
    seen: Seen
    is_merging: bool


def make_search(room: Room | None = None, *, depth: int = 1, is_merging: bool = True) -> Search:
    """A search that has looked at nothing yet; `room.starts` says how its contract begins.

    One that does not merge lives what lies behind a state once for each history that leads to it.
    """
    searched = blank(SEARCHED, 1)
    searched["broken"] = -1
    return Search(
        room or make_room(),
        words_of(blank_states(1))[0],
        np.zeros((DEPTH_MOST + 1, STATE_WORDS), np.int64),
        np.zeros(DEPTH_MOST + 1, np.int64),
        blank(DEED, 1),
        searched,
        make_seen(depth),
        is_merging,
    )


@compiled
def boundary_deed(book: Book, state: Record, letter: int, deed: Record) -> None:
    """What a letter means here: a deed half an hour from now, or waiting for what comes next."""
    contract, now = state.contract, state.now
    terms = terms_on(book, now)
    deed.now = now + HALF_HOUR_S
    deed.amount = 0
    deed.choice = 0
    deed.flag = 1
    if letter == 0:
        deed.what = Deed.TOP_UP
        deed.amount = terms.topup_min_kopecks
        deed.flag = 0
    elif letter == 1:
        deed.what = Deed.ERIP_PAYMENT
        deed.amount = max(1, contract.promise_open_kopecks, 1 - contract.balance_kopecks)
    elif letter == 2:
        deed.what = Deed.PROMISE_PAYMENT
        deed.amount = terms.promise_limit_kopecks
    elif letter == 3:
        deed.what = Deed.CORRECT_BALANCE
        deed.amount = -contract.balance_kopecks if contract.balance_kopecks > 0 else 1_200
    elif letter == 4:
        deed.what = Deed.CHANGE_TARIFF
        deed.choice = _other_tariff(book, contract, now)
    elif letter == 5:
        deed.what = Deed.CANCEL_TARIFF_CHANGE
    elif letter == 6:
        deed.what = Deed.DISCONNECT_ADD_ON if contract.add_ons & 2 else Deed.CONNECT_ADD_ON
        deed.choice = 1
    elif letter == 7:
        deed.what = Deed.CONNECT_ADD_ON
        deed.choice = _timed_add_on(book, contract, now)
    elif letter == 8:
        deed.what = Deed.SUSPEND
        deed.choice = book.suspension_terms[0, 0].days
    elif letter == 9:
        deed.what = Deed.RESUME
    elif letter == 10:
        deed.what = Deed.LOOK
        deed.now = (now // DAY_S + 1) * DAY_S
    else:
        deed.what = Deed.LOOK
        deed.now = _what_comes(contract, now)


@compiled
def _other_tariff(book: Book, contract: Record, now: int) -> int:
    """The next tariff that is on sale for the same kind of contract."""
    for more in range(1, book.tariff_count):
        tariff = (contract.tariff + more) % book.tariff_count
        offer = plan_on(book, tariff, now)
        is_fit = (offer.technologies >> contract.technology) & 1 and not offer.is_social
        if is_fit and offer.is_on_sale and offer.kind == contract.kind:
            return tariff
    return NO_TARIFF


@compiled
def _timed_add_on(book: Book, contract: Record, now: int) -> int:
    """The first add-on of the plan that lasts hours, else the first one there is."""
    fitting = plan_on(book, contract.tariff, now).fitting_add_ons
    edition = book.calendar[now // DAY_S - book.first_day].edition
    for add_on in range(book.add_on_count):
        if (fitting >> add_on) & 1 and book.add_ons[edition, add_on].timed_slot >= 0:
            return add_on
    return 0


@compiled
def _what_comes(contract: Record, now: int) -> int:
    """The end of a promise, an add-on or a suspension; two days from now where there is none."""
    moment = next_due(contract)
    if now < contract.suspended_until:
        moment = min(moment, contract.suspended_until)
    return moment if moment < FAR else now + 2 * DAY_S


@called
def search_all(search: Search, depth: int, first_letter: int) -> bool:
    """Every sequence of `depth` deeds, after the opening, that begins with a letter; -1: with any.

    Whether a law was broken; then `room.path` tells how, and `searched` which.
    """
    room, searched = search.room, search.searched[0]
    book, step = room.books[0], room.steps[0]
    letters, level = search.letters, 0
    is_opening = _begin(search, first_letter)
    while level >= 0:
        if not is_opening:
            last = LETTERS if level > 0 or first_letter < 0 else first_letter + 1
            if letters[level] == last:
                level -= 1
                continue
            for word in range(STATE_WORDS):
                room.words[0, AFTER_WORD + word] = search.stack[level, word]
            wish = room.path[level + 1]
            boundary_deed(book, step.after, letters[level], wish)
            letters[level] += 1
            searched.deeds += 1
        is_done = False
        while not is_done:
            if not is_opening and not set_time(step, room.path[level + 1].now):
                set_deed(step.deed, room.path[level + 1])
            is_done = is_opening or step.deed.what > Deed.DUE
            go_on(room.words)
            broken = step_on(book, step, room.counts)
            searched.steps += 1
            if broken >= 0:
                searched.broken = broken
                searched.length = level + (1 if is_opening else 2)
                return True
        if is_opening:
            level -= 1
            is_opening = False
        if level + 1 == depth:
            searched.histories += 1
            continue
        if search.is_merging and level >= 0 and is_seen(search.seen, room.words, level):
            searched.histories += LETTERS ** (depth - level - 1)
            continue
        level += 1
        letters[level] = first_letter if level == 0 and first_letter >= 0 else 0
        for word in range(STATE_WORDS):
            search.stack[level, word] = room.words[0, AFTER_WORD + word]
    return False


@compiled
def _begin(search: Search, first_letter: int) -> bool:
    room = search.room
    for word in range(STATE_WORDS):
        room.words[0, AFTER_WORD + word] = search.blank_words[word]
    set_opening(room.books[0], room.steps[0], room.starts[0])
    set_deed(room.path[0], room.steps[0].deed)
    return True


SMALL_WORLD = ("T09", datetime.date(2026, 5, 28), 400)
"""The contract whose histories are all lived: tariff, first day, kopecks. A month ends on its way,
and the fifth of the next, and it has all but enough for a suspension."""


@dataclass(frozen=True)
class Searched:
    """What a search came to: `histories` of `depth` deeds, each step of which was checked.

    `deeds` and `steps`, which are deeds and what fell due between them, were lived; histories that
    meet in a state have them in common from there on.
    """

    depth: int
    histories: int
    deeds: int
    steps: int
    seconds: float
    law: str = ""
    story: Story | None = None

    @property
    def expected(self) -> int:
        """How many histories there are."""
        return LETTERS**self.depth


def small_world() -> Start:
    """How the contract of the small world begins."""
    name, date, kopecks = SMALL_WORLD
    tariff = the_catalogue().tariff_index(name)
    return Start(day_of(date), tariff, kopecks, Technology.PON)


def search(
    depth: int, *, start: Start | None = None, threads: int = 1, is_merging: bool = True
) -> Searched:
    """Live every sequence of `depth` deeds from a start, by default that of the small world.

    Stops at the first break; with several threads that is the first one of any of them.
    """
    assert 0 < depth < DEPTH_MOST, f"a search is 1 to {DEPTH_MOST - 1} deeds deep"
    searches = [make_search(depth=depth, is_merging=is_merging) for _ in range(threads)]
    for one in searches:
        one.room.starts[0] = tuple(start or small_world())
    search_all(make_search(searches[0].room), 1, -1)  # compiles, or reads what was compiled
    started = time.perf_counter()
    parts = [range(LETTERS)[first::threads] for first in range(threads)]
    with ThreadPoolExecutor(threads, thread_name_prefix="search") as executor:
        broken = list(executor.map(_search_letters, searches, [depth] * threads, parts))
    seconds = time.perf_counter() - started
    histories, deeds, steps = (
        sum(int(one.searched[0][name]) for one in searches)
        for name in ("histories", "deeds", "steps")
    )
    for one in (one for one, is_broken in zip(searches, broken, strict=True) if is_broken):
        law = LAWS[int(one.searched[0].broken)].name
        story = story_in(one.room, int(one.searched[0].length))
        return Searched(depth, histories, deeds, steps, seconds, law, story)
    return Searched(depth, histories, deeds, steps, seconds)


def _search_letters(one: Search, depth: int, letters: range) -> bool:
    return any(search_all(one, depth, letter) for letter in letters)


def is_shortest(story: Story) -> bool:
    """Whether no shorter sequence of the twelve deeds breaks anything from the same start.

    Proven by living all of them; what the twelve deeds cannot say is not looked at.
    """
    if len(story) < 2:
        return True
    return search(len(story) - 1, start=story.start).story is None
