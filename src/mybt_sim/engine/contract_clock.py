"""How time passes for a contract within a day, for a run and for a live world alike.

Whoever moves a clock runs what is due at its exact second, and at midnight closes the day
(`close_day.py`) with the use that the contract could make of it.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book
from mybt_sim.engine.promise import expire_promise
from mybt_sim.engine.records import DAY_S, Record
from mybt_sim.engine.rule import rule
from mybt_sim.engine.timed_add_on import expire_add_ons, next_add_on_end
from mybt_sim.engine.usage import CALL_CLASSES
from mybt_sim.engine.vocabulary import CallClass


@compiled
def next_due(contract: Record) -> int:
    """The second at which something of the contract ends by itself; FAR when nothing does."""
    moment = next_add_on_end(contract)
    if contract.promise_open_kopecks > 0:
        return min(moment, contract.promise_due_at)
    return moment


@rule("GEN-CLOCK")
def run_due(book: Book, contract: Record, now: int) -> None:
    """End what is due at `now`: a promise, then timed add-ons."""
    expire_promise(book, contract, now)
    expire_add_ons(book, contract, now)


@rule("USE-BLOCKED", "SUS-TEL")
def keep_usable_use(contract: Record, service_day: Record, active_s: int) -> None:
    """Of what a whole day would use keep what could be used in `active_s` seconds of it.

    A line that is barred at the end of the day was barred since its last midnight, for payments
    only lift a bar: it reached service numbers alone.
    """
    if active_s < DAY_S:
        _keep_part(service_day, active_s)
    if contract.is_barred:
        _keep_service_calls(service_day)


@compiled
def _keep_part(service_day: Record, active_s: int) -> None:
    service_day.down_mb = service_day.down_mb * active_s // DAY_S
    service_day.up_mb = service_day.up_mb * active_s // DAY_S
    service_day.tv_minutes = service_day.tv_minutes * active_s // DAY_S
    for call_class in range(CALL_CLASSES):
        minutes = service_day.call_minutes[call_class]
        service_day.call_minutes[call_class] = minutes * active_s // DAY_S


@compiled
def _keep_service_calls(service_day: Record) -> None:
    for call_class in range(CALL_CLASSES):
        if call_class != CallClass.SERVICE:
            service_day.call_minutes[call_class] = 0
