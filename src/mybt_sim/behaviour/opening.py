"""The balance with which a life begins: what habits of paying would have left by that day.

A run begins in the midst of lives. Who pays on the 25th has little left on the 20th, who pays for
half a year has months, and the telephone's bill of the month before is on its way.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, low_below
from mybt_sim.base.money import E4_PER_KOPECK
from mybt_sim.behaviour.debts import forgotten_bills
from mybt_sim.behaviour.intents import month_number
from mybt_sim.behaviour.layouts import Q16, BehaviourTables, Rhythm
from mybt_sim.engine.book import Book, calendar_day, tariff_at
from mybt_sim.engine.records import DAY_S, Record
from mybt_sim.engine.vocabulary import Settlement

THOUSANDTHS = 1000


@compiled
def opening_kopecks(
    book: Book, tables: BehaviourTables, contract: Record, traits: Record, day: int
) -> int:
    """The balance at the beginning of `day`, in kopecks; below zero for an open bill."""
    fee_kopecks = tariff_at(book, contract.tariff, day * DAY_S).fee_e4 // E4_PER_KOPECK
    bits = draw(traits.acting_key, day, 0)
    if contract.settlement == Settlement.CREDIT:
        calls_kopecks = 0
        if traits.calls_q16 > 0:
            calls_kopecks = fee_kopecks * low_below(bits, tables.bill_calls_most) // THOUSANDTHS
        return -open_bills(book, tables, contract, traits, day) * (fee_kopecks + calls_kopecks)
    row = calendar_day(book, day)
    reserve_kopecks = fee_kopecks * below(bits, tables.reserve_most) // THOUSANDTHS
    if traits.rhythm == Rhythm.ON_BLOCK_ONLY:
        return fee_kopecks * low_below(bits, THOUSANDTHS) // THOUSANDTHS
    if traits.rhythm == Rhythm.SEVERAL_PER_MONTH:
        part_kopecks = fee_kopecks // tables.pay_per_month
        return reserve_kopecks + part_kopecks * low_below(bits, THOUSANDTHS) // THOUSANDTHS
    days = (traits.pay_day - row.day_of_month) % row.days_in_month
    paid_kopecks = fee_kopecks * days // row.days_in_month
    if traits.rhythm == Rhythm.MONTHS_AHEAD:
        month = month_number(book, day) + (1 if traits.pay_day < row.day_of_month else 0)
        paid_kopecks += fee_kopecks * (-(month + traits.phase) % traits.months_ahead)
    return paid_kopecks + reserve_kopecks


@compiled
def open_bills(
    book: Book, tables: BehaviourTables, contract: Record, traits: Record, day: int
) -> int:
    """How many bills are not paid yet as `day` begins: that of this month, and forgotten ones."""
    if contract.settlement != Settlement.CREDIT:
        return 0
    month = month_number(book, day)
    bills: int = forgotten_bills(tables, traits, month)
    if bills > 0:
        return bills
    bits = draw(traits.acting_key, day, 0)
    is_late = below(bits, Q16) < traits.late_q16
    if traits.pay_day < calendar_day(book, day).day_of_month and not is_late:
        return 0
    return 1 + int(forgotten_bills(tables, traits, month - 1))
