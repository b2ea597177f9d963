"""Tables of a durable world's file.

Balance = sum of posting less the daily charges of advance contracts, columns of contract_day.
"""

from mybt_sim.catalogue import Catalogue
from mybt_sim.store import facts
from mybt_sim.store.columns import (
    BIGINT,
    Column,
    Table,
    flag,
    moment,
    text,
    whole,
)
from mybt_sim.store.schema import POPULATION_TABLES, run_tables

WORLD_FORMAT = 3
NUMBER = whole(
    "command_number", "The command that caused it; 0: the past of the world", type=BIGINT
)
CONTRACT = whole("contract_id", "The contract")


def world_tables(catalogue: Catalogue) -> dict[str, Table]:
    """What a world writes while it lives, by name."""
    days = facts.contract_day(tuple(tariff.id for tariff in catalogue.tariffs))
    tables = (WORLD, SEAL, COMMAND, POSTING, EVENT, days, CHECKPOINT, LOSS, REFORM)
    return {table.name: table for table in tables}


ROWS = (
    whole("postings", "Rows of posting up to here", type=BIGINT),
    whole("events", "Rows of event up to here", type=BIGINT),
    whole("contract_days", "Rows of contract_day up to here", type=BIGINT),
)
CHAIN = text("chain", "SHA-256 over the chain before it, the command and its effects")


WORLD = Table(
    "world",
    "One row: what this file is, and where the world began.",
    (
        whole("format", "Version of these tables"),
        text("scenario", "Scenario of the population, as JSON"),
        whole("past_days", "Days of it that were lived before the world began"),
        text("run", "Run that the world was started from", nullable=True),
        text("run_digest", "Digest of that run's contract_day", nullable=True),
        *ROWS,
    ),
)

SEAL = Table(
    "seal",
    "One row: whether a process has the world open, and how far it was when it was closed last.",
    (
        flag("is_open", "Set while a process has it open; its head then says how far it is"),
        whole("number", "Commands at the last closing", type=BIGINT),
        CHAIN,
    ),
)

COMMAND = Table(
    "command",
    "One row per command, in order. The state of the world follows from them.",
    (
        whole("number", "1, 2, 3 …", type=BIGINT),
        moment("happened_at", "When it came"),
        whole("device", "The device that it came from; 0: none", type=BIGINT),
        text("name", "Operation, or what happened outside"),
        text("arguments", "Arguments as JSON; secrets as keyed digests"),
        text("idempotency_key", "Key that makes a repetition safe", nullable=True),
        text("refusal", "NONE, or why it was refused"),
        CHAIN,
        *ROWS,
    ),
    ("number",),
    is_unique=True,
)

CHECKPOINT = Table(
    "checkpoint",
    "Derived: what the state was after a command, as what changed since an earlier one.",
    (
        whole("number", "The command", type=BIGINT),
        CHAIN,
        text("source", "Digest of the rules and seed data that it was made by"),
        whole("before", "The checkpoint that it goes on from; 0: the beginning", type=BIGINT),
        text("digest", "SHA-256 of the body"),
        Column("body", "BLOB", "The changes, packed"),
    ),
    ("number",),
    is_unique=True,
)

LOSS = Table(
    "loss",
    "One row each time the world was opened although something was missing from it.",
    (
        whole("number", "Commands that were left", type=BIGINT),
        text("missing", "What was known to be missing"),
    ),
)

REFORM = Table(
    "reform",
    "One row per change of the rules in the midst of the world, in order.",
    (
        whole("number", "The command after which it holds; 0: from the beginning", type=BIGINT),
        text(
            "change",
            "What is changed, as in a scenario, as JSON; none: all is as at first",
            nullable=True,
        ),
    ),
)

POSTING = Table(
    "posting",
    "One row per ledger entry that is not a daily charge; those are columns of contract_day.",
    (
        NUMBER,
        CONTRACT,
        *facts.ENTRY_COLUMNS,
    ),
    ("contract_id", "posting_no"),
)

EVENT = Table(
    "event",
    "One row per change of state that the rules wrote down.",
    (
        NUMBER,
        CONTRACT,
        *facts.EVENT_COLUMNS,
    ),
    ("contract_id", "event_no"),
)


def population_tables(catalogue: Catalogue) -> dict[str, Table]:
    """Who the subscribers are, in the tables of a run, by name."""
    names = {table.name for table in POPULATION_TABLES}
    return {table.name: table for table in run_tables(catalogue) if table.name in names}
