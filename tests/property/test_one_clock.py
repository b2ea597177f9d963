"""One law, one clock: a year leads to the same, whatever the way by which it passes.

The same contracts live it in a run, in a world that goes from deed to deed by one jump, in worlds
that halt anywhere besides, and in plain Python. They agree to the kopeck and the second, in every
entry and event, its number, the use and the charges of every day, and in all that is kept.
"""

import datetime
from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mybt_sim.behaviour.intents import intend_promise
from mybt_sim.engine.book import Book, clear_journal
from mybt_sim.engine.close_day import open_contract
from mybt_sim.engine.records import DAY_S, Record, blank
from mybt_sim.engine.vocabulary import Entry, Event
from mybt_sim.operations import OPERATIONS
from mybt_sim.operations.money import CancelPromise
from mybt_sim.operations.outside import Advance
from mybt_sim.operations.request import Look
from mybt_sim.quality.life import signed
from mybt_sim.quality.story import Start
from mybt_sim.simulation.acting import live_until
from mybt_sim.simulation.block import BlockLife, prepare
from mybt_sim.simulation.layouts import LIFE, DayColumn, forget_life
from mybt_sim.world import World
from tests.support.worlds import state_of
from tests.support.year_ways import (
    Scripted,
    live,
    lived_in_bulk,
    lived_in_plain_python,
    people,
    told_by,
    told_by_run,
    world_of,
    write_script,
)

CALLS = (
    *(DayColumn.LOCAL_MINUTES, DayColumn.LONG_DISTANCE_MINUTES),
    *(DayColumn.MOBILE_MINUTES, DayColumn.INTERNATIONAL_MINUTES),
)
SUBSCRIBERS, SEED, START = 5, 10, datetime.date(2027, 6, 20)
"""Internet, television, a telephone and a package on either side; 29 February is in the year."""
OF_A_RUN = {
    *(Event.BLOCKED, Event.RESTORED, Event.BARRED, Event.UNBARRED, Event.BILL_ISSUED),
    *(Event.PROMISE_GIVEN, Event.PROMISE_EXPIRED, Event.PROMISE_ENDING),
    *(Event.TARIFF_ORDERED, Event.TARIFF_CHANGED, Event.ADDONS_STARTED, Event.ADDONS_ENDED),
}
EXAMPLES = max(1, settings().max_examples // 50)


@cache
def script() -> Scripted:
    """A year with everything in it, once per process."""
    return write_script(people(SUBSCRIBERS, SEED, START))


@st.composite
def halts(draw: st.DrawFn) -> list[int]:
    """Seconds anywhere, and at midnights, deeds and ends: one before, that one, one after."""
    year = script()
    ends = {at for told in year.told.contracts.values() for _, _, at, *_ in told.events}
    marks = sorted({deed.at for deed in year.deeds} | ends)
    days = st.integers(year.begun_at // DAY_S + 1, year.end_at // DAY_S - 1)
    near = st.one_of(st.sampled_from(marks), days.map(lambda day: day * DAY_S))
    beside = st.builds(lambda mark, step: mark + step, near, st.integers(-1, 1))
    anywhere = st.integers(year.begun_at, year.end_at)
    one = st.one_of(anywhere, beside).filter(lambda at: year.begun_at <= at <= year.end_at)
    return draw(st.lists(one, min_size=20, max_size=200))


@cache
def quiet_year() -> tuple[BlockLife, World]:
    """People whose orders come to nothing, in a run and, by one jump, in a world."""
    nobody_asks = {
        "payment.card_declined_share": 1,
        "payment.wrong_annex_share": 1,
        "promise.when_blocked_share": 0,
        "promise.spontaneous_share": 0,
        "tariff.try_share": 0,
        "payment.express_share": 0,
        "payment.express_share_65": 0,
        "add_on.connect_share": 0,
        "add_on.disconnect_share": 0,
        "add_on.boost_share": 0,
        "video.share": 0,
        "away.suspend_share": 0,
        "leave.pon_share": 0,
        "leave.xdsl_share": 0,
        "leave.tv_share": 0,
        "leave.phone_share": 0,
    }
    scenario = people(60, 11, START, behaviour=nobody_asks)
    world = world_of(scenario)
    world.advance(days=scenario.days)
    return lived_in_bulk(scenario), world


def test_a_year_without_orders_is_the_same_by_one_jump_as_in_a_run() -> None:
    run, world = quiet_year()
    assert told_by(world).contracts == told_by_run(run)
    happened = {Event(int(one)) for one in run.events["event"]}
    assert happened >= {Event.BLOCKED, Event.BILL_ISSUED, Event.BARRED, Event.BILL_REMINDER}


def test_a_barred_line_of_a_live_world_calls_service_numbers_only() -> None:
    """SUS-TEL: what the clock draws is refused as a call by hand would be."""
    _, world = quiet_year()
    whole, barred = state_of(world).history.in_order(), 0
    for row in whole.events[whole.events["event"] == Event.BARRED]:
        is_line = whole.days[DayColumn.CONTRACT_ID] == row.contract_id
        days = whole.days[:, is_line & (whole.days[DayColumn.DAY] >= row.happened_at // DAY_S)]
        assert not days[list(CALLS)].any()
        barred += days.shape[1]
    assert barred > 100


@pytest.mark.parametrize("is_asking", [False, True])
def test_what_lasts_hours_ends_at_its_second_in_a_run_too(is_asking: bool) -> None:
    """GEN-CLOCK: a run that could buy such add-ons must not keep them until midnight."""
    simulation = prepare(people(1, 11, START))
    book, day = simulation.book, simulation.scenario.first_day
    noon = day * DAY_S + DAY_S // 2
    life = blank(LIFE, 1)[0]
    forget_life(life)
    life.traits.account_id = 1
    contract = with_a_turbo_day(book, day, noon)
    if is_asking:
        intend_promise(life.plan, 500, noon)  # at the same second, but after the end
    live_until(book, simulation.editions[0], contract, life, (day + 1) * DAY_S)
    told = book["events"][: int(book.event_count)]
    assert [(int(row["event"]), int(row["happened_at"])) for row in told] == [
        (Event.ADDONS_ENDED, noon),
        *([(Event.PROMISE_GIVEN, noon)] if is_asking else []),
    ]
    assert contract.add_ons == 0


def with_a_turbo_day(book: Book, day: int, ends_at: int) -> Record:
    """A contract with T08 whose A14 ends at a second of the day."""
    contract = signed(Start(day, 7), book)
    open_contract(book, contract, 10_000, 0, day * DAY_S)
    contract.add_ons = 1 << 13
    contract.timed_until[int(book.add_ons[0, 13].timed_slot)] = ends_at
    clear_journal(book)
    return contract


def test_what_people_of_a_run_do_comes_to_the_same_in_a_world() -> None:
    year = script()
    assert len(year.of_run) > 40
    assert all(int(row.refusal) == outcome.refusal for row, outcome in year.of_run)
    run = told_by_run(lived_in_bulk(year.scenario))
    happened = set()
    for contract in year.left_alone:
        assert year.told.contracts[contract] == run[contract], contract
        happened |= {Event(row[4]) for row in run[contract].events}
    assert happened >= OF_A_RUN


def test_one_jump_to_the_end_is_the_same_as_day_by_day() -> None:
    """Also from a moment at which the use of an open day is still to be counted."""
    year = script()
    used = [n for n, told in enumerate(year.told.answers) if told[1:] == ("record_session", "NONE")]
    deeds = year.deeds[: used[len(used) // 4] + 1]
    jumped = live(year.begin.fork(), deeds, [], year.end_at)
    by_days = live(year.begin.fork(), deeds, [day * DAY_S for day in year.days[1:]], year.end_at)
    assert told_by(jumped) == told_by(by_days)


@settings(max_examples=EXAMPLES)
@given(halts=halts())
def test_halts_on_the_way_change_nothing(halts: Sequence[int]) -> None:
    year = script()
    year.check(told_by(year.lived_again(halts)))


def test_a_year_in_plain_python_is_the_same() -> None:
    year = script()
    told, run = lived_in_plain_python(year, [day * DAY_S for day in year.days[::50]])
    year.check(told)
    assert run == told_by_run(lived_in_bulk(year.scenario))


def test_every_operation_is_mixed_in() -> None:
    year = script()
    asked = {deed.command.name for deed in year.deeds}
    assert asked == {one.name for one in OPERATIONS if one is not Advance}
    done = {name for _, name, refusal in year.told.answers if refusal == "NONE"}
    only_looked_at = {one.name for one in OPERATIONS if issubclass(one, Look)}
    assert asked - done - only_looked_at == {CancelPromise.name}


@pytest.mark.parametrize("kind", [Entry, Event])
def test_everything_happens_that_can(kind: type[Entry | Event]) -> None:
    told = script().told.contracts.values()
    entries = {Entry(row[6]) for one in told for row in one.entries}
    events = {Event(row[4]) for one in told for row in one.events}
    in_days = {Entry.FEE_TARIFF, Entry.FEE_ADDON, Entry.USAGE}
    seldom = {Event.TARIFF_LAPSED, Event.SUSPENSION_LAPSED, Event.CONNECTED}
    in_runs = {Event.LINE_CHANGED, Event.MOVED}
    met = entries | in_days if kind is Entry else events | seldom | in_runs
    assert met == set(kind)


def test_deeds_are_done_where_clocks_go_wrong() -> None:
    year = script()
    seconds = {deed.at % DAY_S for deed in year.deeds}
    assert {0, 1, DAY_S - 1} <= seconds
    asked = {deed.at for deed in year.deeds}
    ends = {
        row[2]
        for told in year.told.contracts.values()
        for row in told.events
        if row[4] in (Event.PROMISE_EXPIRED, Event.ADDONS_ENDED, Event.SUSPENSION_ENDED)
    }
    assert {0, -1, 1} <= {end - at for end in ends for at in (end - 1, end, end + 1) if at in asked}
