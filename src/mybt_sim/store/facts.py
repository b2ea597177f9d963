"""Tables of what happened. Those with a SELECT are derived once all blocks are in."""

from mybt_sim.behaviour.layouts import Channel, Payer
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Entry, Event, Operation, PaymentChannel, PromiseState, Status
from mybt_sim.simulation.metrics import Metric
from mybt_sim.store.columns import (
    BIGINT,
    BITPACKING,
    DATE,
    RLE,
    Column,
    Table,
    choice,
    enum_words,
    flag,
    moment,
    text,
    whole,
)
from mybt_sim.store.derived import (
    ADD_ON_PERIOD_SQL,
    BILL_SQL,
    BLOCK_PERIOD_SQL,
    PROMISE_SQL,
    SUSPENSION_SQL,
    TARIFF_CHANGE_SQL,
)

OPERATIONS = enum_words(Operation)
REFUSALS = tuple(refusal.name for refusal in Refusal)
CONTRACT = whole("contract_id", "The contract")
BEGUN_BY = whole("event_no", "Number of the event that began it: the order within a contract")
KOPECKS = "in kopecks"
BY_BILL = "; an advance contract pays it at 24:00, a credit one by its bill"
CHANNELS = enum_words(PaymentChannel)[1:]


DAY_COMPRESSION = {
    RLE: (
        "contract_id",
        "status",
        "tariff_id",
        "long_distance_minutes",
        "international_minutes",
        "service_minutes",
        "usage_kopecks",
        "local_minutes",
        "mobile_minutes",
    ),
    BITPACKING: (
        "day",
        "down_mb",
        "up_mb",
        "tv_minutes",
        "tariff_fee_kopecks",
        "add_on_fee_kopecks",
        "balance_kopecks",
    ),
}
"""What DuckDB picks for these columns by itself, after it has tried the other ways too: naming it
saves a sixth of the time of storing."""


def contract_day(tariff_ids: tuple[str, ...]) -> Table:
    """The largest table: every contract on every day."""
    return Table(
        "contract_day",
        "One row per contract and day of the run, by contract and day.",
        (
            CONTRACT,
            Column("day", DATE, "The day, 00:00 to 24:00 of Minsk local time"),
            choice("status", enum_words(Status), "State at the end of the day, before midnight"),
            choice("tariff_id", tariff_ids, "Tariff plan by which the day was charged"),
            whole("down_mb", "Volume received, MB (1 GB = 1024 MB)"),
            whole("up_mb", "Volume sent, MB"),
            whole("tv_minutes", "Minutes with the set-top box on"),
            whole("local_minutes", "Started minutes of local calls"),
            whole("long_distance_minutes", "Started minutes of long-distance calls"),
            whole("mobile_minutes", "Started minutes of calls to mobiles"),
            whole("international_minutes", "Started minutes of international calls"),
            whole("service_minutes", "Started minutes of calls to service numbers"),
            whole("usage_kopecks", f"What the day's usage cost {KOPECKS}{BY_BILL}"),
            whole("tariff_fee_kopecks", f"The day's share of the tariff's fee {KOPECKS}{BY_BILL}"),
            whole("add_on_fee_kopecks", f"The day's shares of add-on fees {KOPECKS}{BY_BILL}"),
            whole("balance_kopecks", "Closing balance in kopecks, after the charges of the day"),
        ),
        ("contract_id", "day"),
    ).packed(DAY_COMPRESSION)


ENTRY_COLUMNS = (
    whole(
        "posting_no",
        "Number of the ledger entry within its contract, from 1, daily charges included",
        type=BIGINT,
    ),
    Column("day", DATE, "The day to which it belongs"),
    moment("posted_at", "When it was posted"),
    choice("entry", enum_words(Entry), "Kind of ledger entry"),
    whole("amount_kopecks", f"Amount {KOPECKS}; negative takes from the balance", type=BIGINT),
    whole("balance_after_kopecks", f"Balance after it {KOPECKS}, as the rules saw it", type=BIGINT),
    choice("channel", CHANNELS, "The way by which a payment came; NULL for others", nullable=True),
)
"""A ledger entry as it is stored, by runs and by worlds."""

EVENT_COLUMNS = (
    whole("event_no", "Number of the event within its contract, from 1", type=BIGINT),
    moment("happened_at", "When it happened"),
    choice("event", enum_words(Event), "What happened"),
    whole(
        "value",
        "Kopecks, tariff index, add-on bits, days or a moment, by kind of event",
        type=BIGINT,
    ),
)
"""An event as it is stored, by runs and by worlds."""

POSTING = Table(
    "posting",
    "One row per ledger entry that is not a daily charge; those are columns of contract_day.",
    (
        CONTRACT,
        *ENTRY_COLUMNS,
    ),
    ("contract_id", "posting_no"),
).packed(
    {
        RLE: ("contract_id",),
        BITPACKING: (
            "posting_no",
            "day",
            "posted_at",
            "entry",
            "amount_kopecks",
            "balance_after_kopecks",
            "channel",
        ),
    }
)

OPERATION = Table(
    "operation",
    "One row per self-service attempt, look, or payment from outside, with its outcome.",
    (
        whole("subscriber_id", "Whose: the holder of the contract, else the one who asked"),
        whole(
            "operation_no",
            "Number of the attempt within its subscriber, from 1, in order of time",
            type=BIGINT,
        ),
        whole(
            "contract_id",
            "The contract; NULL when it is about none, or about a number or an account",
            nullable=True,
        ),
        whole(
            "account_id",
            "The account that asked, or that a code was for; NULL for guests and from outside",
            nullable=True,
        ),
        moment("attempted_at", "When it was asked for"),
        choice("operation", OPERATIONS, "What was asked for"),
        choice("channel", enum_words(Channel), "Where it came from"),
        whole(
            "amount_kopecks",
            f"Amount {KOPECKS}; NULL when there is none",
            type=BIGINT,
            nullable=True,
        ),
        choice("tariff_id", (), "The tariff asked for; NULL when there is none", nullable=True),
        choice("add_on_id", (), "The add-on asked about; NULL when there is none", nullable=True),
        whole("term_days", "Length of a suspension; NULL when there is none", nullable=True),
        choice(
            "payer",
            enum_words(Payer)[1:],
            "Who pays or tries to; NULL when nothing is paid, or nobody knows",
            nullable=True,
        ),
        choice("refusal", REFUSALS, "Why it was refused; NULL when accepted", nullable=True),
    ),
    ("subscriber_id", "operation_no"),
).packed(
    {
        RLE: ("account_id", "tariff_id", "add_on_id", "term_days", "refusal"),
        BITPACKING: (
            "subscriber_id",
            "operation_no",
            "contract_id",
            "attempted_at",
            "operation",
            "channel",
            "amount_kopecks",
            "payer",
        ),
    }
)

EVENT = Table(
    "event",
    "One row per change of state that the rules wrote down; other tables are made of it.",
    (
        CONTRACT,
        *EVENT_COLUMNS,
    ),
    ("contract_id", "event_no"),
).packed({RLE: ("contract_id",), BITPACKING: ("event_no", "happened_at", "event", "value")})

PROMISE = Table(
    "promise",
    "One row per promised payment that was given.",
    (
        CONTRACT,
        BEGUN_BY,
        moment("given_at", "When it was given"),
        moment("due_at", "When it ends if it is not repaid"),
        whole("amount_kopecks", f"Promised sum {KOPECKS}"),
        choice("state", enum_words(PromiseState), "State at the end of the run"),
        moment("closed_at", "When it was repaid or expired; NULL while open", nullable=True),
        whole("unpaid_kopecks", f"Remainder that expired {KOPECKS}"),
    ),
    ("contract_id", "event_no"),
    PROMISE_SQL,
)

TARIFF_CHANGE = Table(
    "tariff_change",
    "One row per change of tariff plan, ordered or brought about by a new line.",
    (
        CONTRACT,
        BEGUN_BY,
        moment("ordered_at", "When it was ordered"),
        choice("from_tariff_id", (), "The tariff plan of that moment"),
        choice("to_tariff_id", (), "The new tariff plan"),
        choice("cause", ("order", "new_line"), "Whether it was ordered, or came with fibre"),
        choice(
            "state",
            ("pending", "applied", "cancelled", "lapsed"),
            "State at the end of the run",
        ),
        moment("closed_at", "When it came into force, was cancelled or lapsed", nullable=True),
    ),
    ("contract_id", "event_no"),
    TARIFF_CHANGE_SQL,
)

SUSPENSION = Table(
    "suspension",
    "One row per voluntary suspension that was ordered.",
    (
        CONTRACT,
        BEGUN_BY,
        moment("ordered_at", "When it was ordered"),
        whole("term_days", "Days that were bought"),
        choice(
            "state",
            ("ordered", "running", "ended", "ended_early", "taken_back", "lapsed", "terminated"),
            "State at the end of the run",
        ),
        moment("started_at", "Its midnight; NULL if it has not started", nullable=True),
        moment(
            "closed_at",
            "When it ended, was taken back or lapsed; NULL until then",
            nullable=True,
        ),
    ),
    ("contract_id", "event_no"),
    SUSPENSION_SQL,
)

ADD_ON_PERIOD = Table(
    "add_on_period",
    "One row per contract, add-on and period in which it was on.",
    (
        CONTRACT,
        choice("add_on_id", (), "The add-on"),
        whole("event_no", "Number of the event that began it; 0: held from the start"),
        moment("started_at", "When it was switched on, or the start of the run"),
        moment("ended_at", "When it was switched off; NULL while on", nullable=True),
    ),
    ("contract_id", "add_on_id", "event_no"),
    ADD_ON_PERIOD_SQL,
)

BILL = Table(
    "bill",
    "One row per monthly bill of a credit contract.",
    (
        CONTRACT,
        moment("issued_at", "When it was issued, the 1st, 00:00"),
        moment("due_at", "When it is due, the 1st of the next month"),
        whole("amount_kopecks", f"Amount {KOPECKS}"),
        moment(
            "paid_at",
            "When payments had covered it, oldest bill first; NULL while they have not",
            nullable=True,
        ),
    ),
    ("contract_id", "issued_at"),
    BILL_SQL,
)

BLOCK_PERIOD = Table(
    "block_period",
    "One row per financial block of a contract.",
    (
        CONTRACT,
        BEGUN_BY,
        moment("blocked_at", "When it was blocked"),
        moment("restored_at", "When it was restored; NULL while blocked", nullable=True),
        whole("balance_kopecks", f"Balance at the block {KOPECKS}"),
    ),
    ("contract_id", "event_no"),
    BLOCK_PERIOD_SQL,
)

METRIC_DAY = Table(
    "metric_day",
    "One row per day: sums over all contracts; the only facts of a run of metrics.",
    (
        Column("day", DATE, "The day"),
        *(
            whole(name.lower(), f"Sum of {name.lower()}", type=BIGINT)
            for name in Metric.__members__
        ),
    ),
    ("day",),
)

DIGEST = Table(
    "digest",
    "One row per table: what `verify` compares.",
    (
        text("table_name", "The table"),
        whole("row_count", "Number of its rows", type=BIGINT),
        text("sha256", "Digest of its columns in the order of its rows"),
    ),
    ("table_name",),
)

RUN = Table(
    "run",
    "The one row that identifies the run.",
    (
        whole("format", "Version of this layout"),
        text("version", "Version of the simulator"),
        text("source", "Digest of rules and behaviour code"),
        text("seed_data", "Digest of the seed data"),
        text("libraries", "Libraries that take part in results, with versions"),
        text("scenario", "The scenario, as JSON"),
        flag("metrics_only", "Whether only metric_day was stored"),
        whole("seed", "Seed of all draws", type=BIGINT),
        whole("subscribers", "Number of subscribers"),
        whole("days", "Number of days"),
        Column("first_day", DATE, "First day"),
    ),
)
