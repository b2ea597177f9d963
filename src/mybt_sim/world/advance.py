"""Time passes for every contract: expiries at their second, midnights in the order of GEN-CLOCK.

People of a live world use their services as in a run, but only devices give orders.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.behaviour.editions import tables_at
from mybt_sim.behaviour.traits import draw_traits
from mybt_sim.engine.book import Book, calendar_day, clear_journal
from mybt_sim.engine.close_day import open_next_day
from mybt_sim.engine.contract_clock import next_due, run_due
from mybt_sim.engine.records import DAY_S, Record, Records
from mybt_sim.simulation.day import end_day, tables_from, use_day, write_day
from mybt_sim.simulation.kernel import take_away
from mybt_sim.simulation.layouts import Facts, forget_life


@compiled
def pass_time(
    book: Book,
    editions: Records,
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
    clear_journal(book)
    for position in range(len(people[2])):
        contract = people[2][position]
        forget_life(life)
        fact, drawn = people[0][position], people[1][position]
        if days > 0:  # else nothing is used
            numbers = tables_at(editions, now // DAY_S)
            draw_traits(book, numbers, seed, fact, drawn, life.traits)
        use = uses[1][max(uses[0][position], 0) : uses[0][position] + 1]
        who = (fact, drawn, contract)
        _live_on(book, editions, facts, who, room, use, (position * days, seed, now, until))
        take_away(book, facts, life)


@compiled
def _live_on(
    book: Book,
    editions: Records,
    facts: Facts,
    who: tuple[Record, Record, Record],
    room: tuple[Records, Records],
    use: Records,
    run: tuple[int, int, int, int],
) -> None:
    """Let one contract go on.

    who  its FACT, and CONTRACT as it was drawn and as it is
    use  what a live device used today, or nothing;  run: row of its next day, seed, now, until
    """
    life = room[0][0]
    service_day = room[1][0]
    row, seed, now, until = run
    fact, drawn, contract = who
    tables = tables_at(editions, now // DAY_S)
    is_used = len(use) > 0
    midnight = (now // DAY_S + 1) * DAY_S
    moment = min(next_due(contract), midnight)
    while moment <= until:
        if moment < midnight:
            run_due(book, contract, moment)
        else:
            day = midnight // DAY_S - 1
            use_day(book, tables, contract, life, service_day, day)
            if is_used:
                _add_use(service_day, use[0])
                is_used = False
            end_day(book, contract, service_day, day)
            write_day(facts.days, row, contract, service_day, day)
            tables = tables_from(book, editions, seed, fact, drawn, life, day + 1)
            open_next_day(book, contract, day + 1)
            row += 1
            midnight += DAY_S
            if calendar_day(book, day + 1).day_of_month == 1:
                take_away(book, facts, life)
        moment = min(next_due(contract), midnight)


@compiled
def _add_use(service_day: Record, use: Record) -> None:
    service_day.down_mb += use.down_mb
    service_day.up_mb += use.up_mb
    service_day.tv_minutes += use.tv_minutes
    for call_class in range(len(use.call_minutes)):
        service_day.call_minutes[call_class] += use.call_minutes[call_class]
