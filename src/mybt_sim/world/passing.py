"""Time passes for every contract: expiries at their second, midnights in the order of GEN-CLOCK.

People of a live world use their services as in a run, but only devices give orders.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book, calendar_day, clear_journal
from mybt_sim.engine.close_day import open_next_day
from mybt_sim.engine.promise import expire_promise
from mybt_sim.engine.records import DAY_S, Record, Records
from mybt_sim.engine.status import active_seconds
from mybt_sim.engine.timed_add_on import expire_add_ons, next_add_on_end
from mybt_sim.simulation.kernel import end_day, take_away, use_day, write_day
from mybt_sim.simulation.layouts import Conduct, Facts
from mybt_sim.simulation.plans import month_number
from mybt_sim.simulation.traits import draw_traits
from mybt_sim.simulation.usage_draws import draw_month_mood, forget_use, keep_active_part


@compiled
def pass_time(
    book: Book,
    conduct: Conduct,
    facts: Facts,
    people: tuple[Records, Records, Records],
    uses: tuple[Records, Records],
    room: tuple[Records, Records],
    run: tuple[int, int, int],
) -> None:
    """Let the clock go on from `now` to `until`, that second included.

    people   FACT and CONTRACT as they were drawn, and CONTRACT as they are
    uses     for each contract its row in the SERVICE_DAY behind it, or -1: what a live device used
    room     for one life and one service day;  run: seed, now, until
    """
    life = room[0][0]
    seed, now, until = run
    days = until // DAY_S - now // DAY_S
    life.operation_count = 0
    clear_journal(book)
    for position in range(len(people[2])):
        contract = people[2][position]
        draw_traits(book, conduct, seed, people[0][position], people[1][position], life.traits)
        life.plan.month_net_q16 = 0
        _live_on(book, conduct, facts, contract, life, room[1][0], uses, position, days, now, until)
        take_away(book, facts, life)


@compiled
def _live_on(
    book: Book,
    conduct: Conduct,
    facts: Facts,
    contract: Record,
    life: Record,
    service_day: Record,
    uses: tuple[Records, Records],
    position: int,
    days: int,
    now: int,
    until: int,
) -> None:
    row = position * days
    use_row = uses[0][position]
    midnight = (now // DAY_S + 1) * DAY_S
    moment = min(_next_expiry(contract), midnight)
    while moment <= until:
        if moment < midnight:
            expire_promise(book, contract, moment)
            expire_add_ons(book, contract, moment)
        else:
            day = midnight // DAY_S - 1
            _draw_use(book, conduct, contract, life, service_day, day)
            if use_row >= 0:
                _add_use(service_day, uses[1][use_row])
                use_row = -1
            end_day(book, contract, service_day, day)
            write_day(facts.days, row, contract, service_day, day)
            open_next_day(book, contract, day + 1)
            row += 1
            midnight += DAY_S
            if calendar_day(book, day + 1).day_of_month == 1:
                take_away(book, facts, life)
        moment = min(_next_expiry(contract), midnight)


@compiled
def _next_expiry(contract: Record) -> int:
    """The second at which something of the contract ends by itself."""
    moment = next_add_on_end(contract)
    if contract.promise_open_kopecks > 0:
        moment = min(moment, contract.promise_due_at)
    return moment


@compiled
def _draw_use(
    book: Book, conduct: Conduct, contract: Record, life: Record, service_day: Record, day: int
) -> None:
    """What the people of the contract used on `day`, as far as it could be used."""
    if calendar_day(book, day).day_of_month == 1 or life.plan.month_net_q16 == 0:
        draw_month_mood(conduct, life, month_number(book, day))
    forget_use(service_day)
    active_s = active_seconds(contract, (day + 1) * DAY_S)
    if active_s > 0:
        use_day(book, conduct, life, service_day, day)
    if 0 < active_s < DAY_S:
        keep_active_part(service_day, active_s)


@compiled
def _add_use(service_day: Record, use: Record) -> None:
    service_day.down_mb += use.down_mb
    service_day.up_mb += use.up_mb
    service_day.tv_minutes += use.tv_minutes
    for call_class in range(len(use.call_minutes)):
        service_day.call_minutes[call_class] += use.call_minutes[call_class]
