"""The ledger: here alone a balance changes (LED-MODEL), but on days in a row (`quiet.py`).

Entries and events are numbered here, one by one within their contract, because several of them can
share a second. An entry belongs to the day on which it is posted; only the charges of an ended day,
posted at its end, belong to that day.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import DAY_S, Record
from mybt_sim.engine.vocabulary import Entry, Event, PaymentChannel


@compiled
def post(book: Book, contract: Record, entry: Entry, amount_kopecks: int, now: int) -> None:
    """Add an entry of `amount_kopecks` (negative takes) and with it change the balance."""
    _write(book, contract, entry, PaymentChannel.NONE, amount_kopecks, now // DAY_S, now)


@compiled
def post_by_channel(
    book: Book,
    contract: Record,
    entry: Entry,
    channel: PaymentChannel,
    amount_kopecks: int,
    now: int,
) -> None:
    """Add an entry of real money, which came in by `channel`."""
    _write(book, contract, entry, channel, amount_kopecks, now // DAY_S, now)


@compiled
def charge(book: Book, contract: Record, entry: Entry, amount_kopecks: int, now: int) -> None:
    """Take `amount_kopecks` from the balance; nothing is posted when there is nothing to take."""
    if amount_kopecks != 0:
        post(book, contract, entry, -amount_kopecks, now)


@compiled
def charge_day(book: Book, contract: Record, entry: Entry, amount_kopecks: int, day: int) -> None:
    """Take what `day` cost, at its end: it is posted at 24:00 and belongs to that day."""
    if amount_kopecks != 0:
        ended_at = (day + 1) * DAY_S
        _write(book, contract, entry, PaymentChannel.NONE, -amount_kopecks, day, ended_at)


@compiled
def give_back(book: Book, contract: Record, amount_kopecks: int, now: int) -> None:
    """Put back what was paid for something that did not come; nothing is posted for nothing."""
    if amount_kopecks != 0:
        post(book, contract, Entry.ADJUST, amount_kopecks, now)


@compiled
def _write(
    book: Book,
    contract: Record,
    entry: Entry,
    channel: PaymentChannel,
    amount_kopecks: int,
    day: int,
    now: int,
) -> None:
    contract.balance_kopecks += amount_kopecks
    contract.posting_count += 1
    count = book.entry_count
    if count < len(book.entries):
        row = book.entries[count]
        row.contract_id = contract.contract_id
        row.posting_no = contract.posting_count
        row.day = day
        row.posted_at = now
        row.amount_kopecks = amount_kopecks
        row.balance_after_kopecks = contract.balance_kopecks
        row.entry = entry
        row.channel = channel
    book.entry_count = count + 1


@compiled
def note(book: Book, contract: Record, event: Event, value: int, now: int) -> None:
    """Write down that `event` happened; what `value` means stands beside the event."""
    contract.event_count += 1
    count = book.event_count
    if count < len(book.events):
        row = book.events[count]
        row.contract_id = contract.contract_id
        row.event_no = contract.event_count
        row.happened_at = now
        row.value = value
        row.event = event
    book.event_count = count + 1
