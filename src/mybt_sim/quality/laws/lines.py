"""Laws of the line: it becomes fibre with a plan that runs on it, and moves with its home."""

from mybt_sim.engine.book import Book
from mybt_sim.engine.records import Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Event, Technology
from mybt_sim.quality.facts import did, has_fibre, has_order, is_told
from mybt_sim.quality.laws.law import law
from mybt_sim.quality.steps import Deed


@law("LINE-FIBRE", "ORD-BACK")
def fibre_comes_with_a_plan_that_runs_on_it(book: Book, step: Record) -> bool:
    """The operator brings the line and the tariff, both are told, and what was ordered for copper,
    or for a plan that is no more, lapses. Nothing else ever changes a line."""
    before, after, now = step.before.contract, step.after.contract, step.deed.now
    is_moved = did(step, Deed.MOVE_TO_FIBRE)
    if not is_told(book, Event.LINE_CHANGED, Technology.PON, is_moved):
        return False
    if not is_moved:
        return bool(after.technology == before.technology or step.deed.what == Deed.OPEN)
    is_other = after.tariff != before.tariff
    is_fit = after.tariff == step.deed.choice and has_fibre(book, after.tariff, now)
    is_said = is_told(book, Event.TARIFF_CHANGED, after.tariff, is_other)
    is_late = has_order(before) and (is_other or not has_fibre(book, before.pending_tariff, now))
    is_void = is_told(book, Event.TARIFF_LAPSED, Refusal.TARIFF_TECH_MISMATCH, is_late)
    is_kept = has_order(after) if has_order(before) and not is_late else not has_order(after)
    return bool(is_fit and is_said and is_void and is_kept and after.technology == Technology.PON)


@law("LINE-MOVE")
def a_home_moves_and_that_is_all(book: Book, step: Record) -> bool:
    """Whoever moves is told where to, once, and nobody else is; nothing is posted, nothing else
    told."""
    is_moved = did(step, Deed.MOVE_HOME)
    if not is_told(book, Event.MOVED, step.deed.choice, is_moved):
        return False
    return bool(not is_moved or (book.event_count == 1 and book.entry_count == 0))
