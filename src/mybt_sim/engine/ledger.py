"""The ledger: the only place where a balance changes (LED-MODEL)."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book
from mybt_sim.engine.kinds import Entry, Event
from mybt_sim.engine.records import Record


@compiled
def post(book: Book, contract: Record, entry: Entry, amount_kopecks: int, now: int) -> None:
    """Add an entry of `amount_kopecks` (negative takes) and with it change the balance."""
    contract.balance_kopecks += amount_kopecks
    count = book.entry_count
    if count < len(book.entries):
        row = book.entries[count]
        row.contract_id = contract.contract_id
        row.posted_at = now
        row.amount_kopecks = amount_kopecks
        row.balance_after_kopecks = contract.balance_kopecks
        row.entry = entry
    book.entry_count = count + 1


@compiled
def charge(book: Book, contract: Record, entry: Entry, amount_kopecks: int, now: int) -> None:
    """Take `amount_kopecks` from the balance; nothing is posted when there is nothing to take."""
    if amount_kopecks != 0:
        post(book, contract, entry, -amount_kopecks, now)


@compiled
def give_back(book: Book, contract: Record, amount_kopecks: int, now: int) -> None:
    """Put back what was paid for something that did not come; nothing is posted for nothing."""
    if amount_kopecks != 0:
        post(book, contract, Entry.ADJUST, amount_kopecks, now)


@compiled
def note(book: Book, contract: Record, event: Event, value: int, now: int) -> None:
    """Write down that `event` happened; what `value` means stands beside the event."""
    count = book.event_count
    if count < len(book.events):
        row = book.events[count]
        row.contract_id = contract.contract_id
        row.happened_at = now
        row.value = value
        row.event = event
    book.event_count = count + 1
