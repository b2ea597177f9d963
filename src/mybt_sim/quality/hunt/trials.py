"""Trials: random lives of one contract, every law asked at every step, until one breaks.

A trial begins anew, or where some earlier one met an outcome that is still rare: so what lies
behind a seldom state is looked at as well. Such places are kept with the path that leads to them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import called, compiled
from mybt_sim.base.draws import draw, key_of
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import DAY_S, Record, Records, blank
from mybt_sim.quality.facts import is_of_line
from mybt_sim.quality.features import features_of
from mybt_sim.quality.hunt.drawing import (
    DAYS_KEPT,
    OPERATION_COUNT,
    draw_deed,
    draw_start,
    draw_swarm,
)
from mybt_sim.quality.hunt.maze import ALWAYS, Maze, go_back, go_in, leave, make_maze
from mybt_sim.quality.hunt.outcomes import OUTCOMES, places_of_outcomes
from mybt_sim.quality.hunt.places import (
    SELDOM_SLOTS,
    Places,
    drawn_place,
    go_to,
    keep_place,
    make_places,
    slot_of,
)
from mybt_sim.quality.laws.every import NONE_BROKEN
from mybt_sim.quality.room import (
    EVENTS_ROW,
    FEATURES_ROW,
    PATH_MOST,
    Room,
    column_of,
    first_broken_of_own,
    go_on,
    make_room,
    set_deed,
    set_opening,
    set_time,
    step_on,
)
from mybt_sim.quality.steps import (
    AFTER_WORD,
    BEFORE_WORD,
    STATE_WORDS,
    Deed,
    blank_states,
    words_of,
)

STREAM = 977
TRIAL_DEEDS = 24
RARE = 8
RARE_FEATURE = 3
CHAIN_SLOTS = 4
"""Places kept of a chain, so that one which leads nowhere is not the only one."""
TRIES_MOST = 8
ALL_OPERATIONS = (1 << OPERATION_COUNT) - 1

FOUND = np.dtype(
    [
        ("steps", "i8"),  # checked so far
        ("trials", "i8"),
        ("broken", "i8"),  # place of the law that was broken; -1: none
        ("length", "i8"),  # deeds of the path in hand
        ("asked", "i8"),  # operations among the steps
        ("last", "i8"),  # the outcome of the last operation of the life in hand; -1: none yet
    ],
    align=True,
)
HABITS = np.dtype(
    [
        ("deeds", "i8"),  # of a life
        ("behind", "i8"),  # deeds of a life behind a place
        ("from_places", "i8"),  # so many of four lives begin at a place
        ("hasty", "i8"),  # so many of four lives never wait for more than a day
        ("swarm", "i8"),  # of every life; 0: each life draws one of its own
        ("goes_on", "i8"),  # whether each trial goes on where the one before ended
    ],
    align=True,
)


class Habits(NamedTuple):
    """How a hunter goes about it; the fields of HABITS."""

    deeds: int = TRIAL_DEEDS
    behind: int = TRIAL_DEEDS // 2
    from_places: int = 2
    hasty: int = 3
    swarm: int = 0
    goes_on: int = 0


FAR = 7 << OPERATION_COUNT
"""In a swarm: the clock jumps as far as it can."""
WALK_HABITS = Habits(from_places=0, swarm=FAR | ALL_OPERATIONS)
"""Of a walk that keeps nothing in mind."""
MAZE_HABITS = Habits(behind=1, from_places=3, swarm=FAR | ALL_OPERATIONS)
"""Of a hunt behind what it has not reached yet."""


class Hunter(NamedTuple):
    """A thread's room, and what it keeps of earlier trials."""

    room: Room
    blank_words: NDArray[np.int64]
    places: Places
    maze: Maze
    outcomes: NDArray[np.int64]  # the place of an outcome among all, by deed and refusal
    pairs: NDArray[np.int64]  # how often one outcome directly followed another in a life
    habits: Records
    found: Records


def make_hunter(
    room: Room | None = None, maze: Maze | None = None, habits: Habits | None = None
) -> Hunter:
    """A hunter that has seen nothing yet."""
    found, kept = blank(FOUND, 1), blank(HABITS, 1)
    found["broken"] = -1
    kept[0] = tuple(habits or Habits())
    maze = maze or make_maze([], len(OUTCOMES))
    chains = len(maze.depths)
    return Hunter(
        room or make_room(),
        words_of(blank_states(1))[0],
        make_places(chains * CHAIN_SLOTS, chains),
        maze,
        places_of_outcomes(),
        np.zeros((len(OUTCOMES), len(OUTCOMES)), np.int64),
        kept,
        found,
    )


@called
def hunt_trials(hunter: Hunter, seed: int, most_steps: int) -> bool:
    """Live trials until so many more steps are checked; whether a law was broken.

    Then the path in `room` leads to the break, of `found.length` deeds.
    """
    found = hunter.found[0]
    goal = found.steps + most_steps
    while found.steps < goal:
        if _live_trial(hunter, key_of(seed, STREAM, found.trials)):
            return True
        found.trials += 1
        if hunter.habits[0].goes_on != 0:  # a life that is over would go on for ever
            break
    return False


@compiled
def _live_trial(hunter: Hunter, key: int) -> bool:
    room, found, habits = hunter.room, hunter.found[0], hunter.habits[0]
    book, step = room.books[0], room.steps[0]
    last_at = (book.first_day + book.days - DAYS_KEPT) * DAY_S
    swarm = habits.swarm if habits.swarm != 0 else draw_swarm(key)
    is_ready = _begin(hunter, key)
    wish = room.path[0]
    has_wish = False
    deeds_left = habits.deeds if is_ready or habits.goes_on != 0 else habits.behind
    while True:
        if not is_ready:
            if not has_wish:
                if deeds_left == 0 or found.length == PATH_MOST or step.after.now > last_at:
                    return False
                deeds_left -= 1
                wish = room.path[found.length]
                draw_deed(book, step.after, wish, swarm, (key, found.length))
                _make_haste(wish, step.after.now, (draw(key, 0, 4) >> 2) & 3 < habits.hasty)
                found.length += 1
                has_wish = True
            if not set_time(step, wish.now):
                set_deed(step.deed, wish)
                has_wish = False
        is_ready = False
        go_on(room.words)
        found.broken = step_on(book, step, room.counts)
        if found.broken == NONE_BROKEN:
            found.broken = first_broken_of_own(room)
        found.steps += 1
        if found.broken >= 0:
            return True
        if step.deed.what != Deed.OPEN:
            kept = hunter.places.kept[0]
            _note(hunter)
            if hunter.places.kept[0] > kept and habits.goes_on == 0:
                deeds_left = max(deeds_left, habits.behind)  # what leads on is gone on from


@compiled
def _make_haste(wish: Record, now: int, is_hasty: bool) -> None:
    """Who is hasty does at once what would have to wait for more than a day, unless it is done at
    a midnight."""
    if is_hasty and wish.now > now + DAY_S and not is_of_line(wish.what):
        wish.now = now


@compiled
def _note(hunter: Hunter) -> None:
    """Count what the step came to beside the one before it, and keep what is seldom."""
    room, found = hunter.room, hunter.found[0]
    step = room.steps[0]
    slot = _seldom(room.books[0], step, room.counts)
    if slot >= 0:
        _keep(hunter, slot, step.deed.what > Deed.DUE)
    if step.deed.what <= Deed.DUE:
        return
    found.asked += 1
    outcome = hunter.outcomes[step.deed.what, step.refusal]
    if outcome >= 0:
        if found.last >= 0:
            hunter.pairs[found.last, outcome] += 1
        found.last = outcome
        if len(hunter.maze.depths) > 0:
            _walk_on(hunter, outcome)


@compiled
def _seldom(book: Book, step: Record, counts: NDArray[np.int64]) -> int:
    """The slot of the outcome of the step, or of an event that it noted, if it was met but a few
    times; else -1."""
    for place in range(book.event_count):
        event = book.events[place].event
        if counts[EVENTS_ROW, event] <= RARE:
            return slot_of(EVENTS_ROW, event)
    if step.deed.what <= Deed.DUE:
        return -1
    bits, column, row = features_of(book, step), column_of(step), FEATURES_ROW
    while bits != 0:
        if bits & 1 and counts[row, column] <= RARE_FEATURE:
            return slot_of(row, column)
        bits >>= 1
        row += 1
    if counts[step.deed.what, step.refusal] <= RARE:
        return slot_of(step.deed.what, step.refusal)
    return -1


@compiled
def _keep(hunter: Hunter, slot: int, is_before: bool) -> None:
    """Keep the state before the deed in hand, the way to it, and behind that the deed itself.

    Of what falls due by itself the state after it is kept, for it would not fall due once more;
    likewise of what leads on in a chain.
    """
    places, room, found = hunter.places, hunter.room, hunter.found[0]
    length = found.length - 1  # without the deed in hand
    keep_place(places, slot, room, BEFORE_WORD if is_before else AFTER_WORD, length)
    set_deed(places.paths[slot, length], room.steps[0].deed)
    places.lasts[slot] = found.last
    for chain in range(len(hunter.maze.depths)):
        places.progress[slot, chain] = hunter.maze.progress[0, chain]


@compiled
def _walk_on(hunter: Hunter, outcome: int) -> None:
    """Go on in the chains of a maze that wait for the step in hand."""
    maze, found, room = hunter.maze, hunter.found[0], hunter.room
    bits = features_of(room.books[0], room.steps[0]) | 1 << ALWAYS
    leave(maze)
    for at in range(maze.firsts[outcome], maze.firsts[outcome + 1]):
        link = maze.links[at]
        chain = link.chain
        is_there = link.place == 0 or maze.progress[1, chain] == link.place
        if not is_there or (bits >> link.feature) & 1 == 0:
            continue
        maze.progress[0, chain] = link.place + 1
        maze.reached[chain, link.place] += 1
        if link.place + 1 == maze.depths[chain]:
            if maze.solved[chain] == 0:
                maze.solved[chain] = found.steps
        elif maze.solved[chain] == 0 and hunter.habits[0].from_places > 0:
            times = maze.reached[chain, link.place]
            is_seldom = times <= CHAIN_SLOTS or times & (times - 1) == 0
            if is_seldom and found.length < PATH_MOST:
                found.length += 1
                _keep(hunter, _slot_of_chain(hunter, chain), False)
                found.length -= 1


@compiled
def _slot_of_chain(hunter: Hunter, chain: int) -> int:
    """The slot of a chain that is the least far in it, and of those the one tried most often."""
    places, first = hunter.places, SELDOM_SLOTS + chain * CHAIN_SLOTS
    slot = first
    for other in range(first + 1, first + CHAIN_SLOTS):
        far, most = places.progress[other, chain], places.progress[slot, chain]
        if far < most or (far == most and places.tries[other] > places.tries[slot]):
            slot = other
    return slot


@compiled
def _begin(hunter: Hunter, key: int) -> bool:
    """Begin a trial, at a place or anew; whether its contract is still to be opened."""
    room, found, places, habits = hunter.room, hunter.found[0], hunter.places, hunter.habits[0]
    if habits.goes_on != 0:
        return False
    slot = _place(hunter, key) if draw(key, 0, 4) & 3 < habits.from_places else -1
    if slot >= 0:
        go_to(places, slot, room)
        go_in(hunter.maze, places.progress, slot)
        found.length = places.lengths[slot]
        found.last = places.lasts[slot]
        return False
    for word in range(STATE_WORDS):
        room.words[0, AFTER_WORD + word] = hunter.blank_words[word]
    draw_start(room.books[0], room.starts[0], key)
    set_opening(room.books[0], room.steps[0], room.starts[0])
    set_deed(room.path[0], room.steps[0].deed)
    go_back(hunter.maze)
    found.length = 1
    found.last = -1
    return True


@compiled
def _place(hunter: Hunter, key: int) -> int:
    """A place to go on from; -1 when there is none, or none was drawn that leads to anything."""
    if hunter.places.kept[1] == 0:
        return -1
    for number in range(TRIES_MOST):
        slot = drawn_place(hunter.places, draw(key, 0, 7 + number))
        if slot < SELDOM_SLOTS or hunter.maze.solved[(slot - SELDOM_SLOTS) // CHAIN_SLOTS] == 0:
            return slot
    return -1
