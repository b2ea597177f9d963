"""What people do about their services: add-ons, videos, pauses, the end of a contract."""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import low_below
from mybt_sim.behaviour.intents import act_luck, counter_moment, intend, second_of_day
from mybt_sim.behaviour.layouts import NO_ADD_ON, Q16, BehaviourTables, Channel, Intent
from mybt_sim.behaviour.service_wishes import unwanted_add_on, wished_add_on, wished_term_days
from mybt_sim.behaviour.traits import account_at
from mybt_sim.behaviour.usage import days_away, span_of
from mybt_sim.behaviour.wishes import tariff_on_fibre
from mybt_sim.engine.access import outside_self_service
from mybt_sim.engine.add_on import connect_add_on, disconnect_add_on
from mybt_sim.engine.book import Book
from mybt_sim.engine.moving import move_home
from mybt_sim.engine.new_line import move_to_fibre
from mybt_sim.engine.records import DAY_S, FAR, NEVER, NO_TARIFF, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.status import has_suspension
from mybt_sim.engine.suspension import resume, suspend, suspension_starts_at
from mybt_sim.engine.tariff_change import cancel_tariff_change
from mybt_sim.engine.termination import terminate
from mybt_sim.engine.video import has_video, rent_video
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.simulation.layouts import next_row


@compiled
def ask_add_on(
    book: Book, tables: BehaviourTables, contract: Record, life: Record, kind: int, now: int
) -> None:
    """Connect what is liked most of the list, if there is something."""
    add_on = wished_add_on(book, tables, contract, life.traits, kind, now)
    if add_on == NO_ADD_ON:
        return
    row = next_row(contract, life, Channel.APP, now)
    row.operation = Operation.CONNECT_ADD_ON
    row.add_on = add_on
    row.refusal = connect_add_on(book, contract, add_on, now)


@compiled
def drop_add_on(
    book: Book, tables: BehaviourTables, contract: Record, life: Record, now: int
) -> None:
    """Be rid of an add-on, if one is on."""
    add_on = unwanted_add_on(book, tables, contract, life.traits, now)
    if add_on == NO_ADD_ON:
        return
    row = next_row(contract, life, Channel.APP, now)
    row.operation = Operation.DISCONNECT_ADD_ON
    row.add_on = add_on
    row.refusal = disconnect_add_on(book, contract, add_on, now)


@compiled
def ask_suspension(
    book: Book, tables: BehaviourTables, contract: Record, life: Record, now: int
) -> None:
    """Pause the service while the household is away from tomorrow on, if that saves something."""
    if has_suspension(contract, now):
        return
    home_key = life.traits.home_key
    starts_at = suspension_starts_at(now)
    days = days_away(tables, home_key, span_of(home_key, starts_at // DAY_S))
    term_days = wished_term_days(book, contract, days, now)
    if term_days == 0:
        return
    row = next_row(contract, life, Channel.APP, now)
    row.operation = Operation.SUSPEND
    row.term_days = term_days
    row.refusal = suspend(book, contract, term_days, now)
    if row.refusal == Refusal.NONE and term_days > days:
        bits = act_luck(life.traits, Intent.SUSPENSION, now, 0)
        second = second_of_day(tables.hour_in_app, bits)
        intend(life.plan, Intent.RESUMPTION, starts_at + days * DAY_S + second)


@compiled
def come_back(book: Book, contract: Record, life: Record, now: int) -> None:
    """End a pause that was bought for longer than the absence lasted, unless it never began."""
    if not has_suspension(contract, now):
        return
    row = next_row(contract, life, Channel.APP, now)
    row.operation = Operation.RESUME
    row.refusal = resume(book, contract, now)


@compiled
def rent_title(book: Book, contract: Record, life: Record, now: int) -> None:
    """Pay for a title that does not run yet, where the tariff has videos."""
    if not has_video(book, contract, now):
        return
    row = next_row(contract, life, Channel.APP, now)
    row.operation = Operation.RENT_VIDEO
    row.refusal = rent_video(book, contract, NEVER, now)


@compiled
def take_back_tariff(book: Book, contract: Record, life: Record, now: int) -> None:
    """Rue an order of a tariff, if it still stands."""
    if contract.pending_tariff == NO_TARIFF:
        return
    row = next_row(contract, life, Channel.APP, now)
    row.operation = Operation.CANCEL_TARIFF_CHANGE
    row.refusal = cancel_tariff_change(book, contract, now)


@compiled
def leave(book: Book, tables: BehaviourTables, contract: Record, life: Record, now: int) -> None:
    """Give the contract up at a service centre; some ask the application first, in vain."""
    bits = act_luck(life.traits, Intent.LEAVING, now, 0)
    if account_at(life.traits, now) != 0 and low_below(bits, Q16) < tables.leave_by_app_q16:
        row = next_row(contract, life, Channel.APP, now)
        row.operation = Operation.TERMINATION
        row.refusal = outside_self_service()
        luck = act_luck(life.traits, Intent.LEAVING, now, 1)
        intend(life.plan, Intent.LEAVING, counter_moment(book, tables, now // DAY_S + 1, luck))
        return
    row = next_row(contract, life, Channel.SERVICE_CENTRE, now)
    row.operation = Operation.TERMINATION
    row.refusal = terminate(book, contract, now)
    if life.traits.bound_at > now:
        life.traits.bound_at = FAR  # nobody binds what is given up
    for kind in range(len(life.plan.intents)):
        if kind != Intent.PAYMENT:  # what is owed will be paid
            intend(life.plan, kind, FAR)


@compiled
def go_over_to_fibre(
    book: Book, tables: BehaviourTables, contract: Record, life: Record, now: int
) -> None:
    """Take the fibre that the operator brings, by a tariff that it carries, if there is one."""
    tariff = tariff_on_fibre(book, tables, contract, life.traits, now)
    if tariff == NO_TARIFF:
        return
    move_to_fibre(book, contract, tariff, now)
    if life.traits.up_q16 == tables.up_xdsl_q16:
        life.traits.up_q16 = tables.up_pon_q16


@compiled
def move_house(book: Book, contract: Record, life: Record, now: int) -> None:
    """Live at the other address from now on; what region it is in decides about outages."""
    if move_home(book, contract, life.traits.new_locality, now) == Refusal.NONE:
        life.traits.region = life.traits.new_region
