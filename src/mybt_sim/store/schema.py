"""The tables of a run in the order in which they are written. The data dictionary reads this."""

from dataclasses import replace

from mybt_sim.catalogue import Catalogue
from mybt_sim.store import dimensions, facts
from mybt_sim.store.columns import Column, Table, View
from mybt_sim.store.derived import (
    ADDRESS_SQL,
    CASH_SQL,
    HOLDER_SQL,
    LEDGER_SQL,
    LINE_SQL,
    PAYMENT_SQL,
    REVENUE_SQL,
)

RUN_FORMAT = 6
"""Raised whenever a table changes; a run of another format is not read."""

PARALLEL_STATEMENTS = 2
STORAGE_VERSION = "v1.4.0"
"""The layout of DuckDB's own file: the oldest that is still maintained, so that the tools of an
analyst open a run. Left to itself DuckDB 2.0 writes what only 2.0 reads."""

VIEWS = (
    View(
        "ledger",
        "One row per ledger entry of a contract, daily charges included, with the balance after "
        "it; posting_no gives the order, day the day to which it belongs.",
        LEDGER_SQL,
    ),
    View(
        "revenue",
        "One row per contract, day and kind of charge, on the day for which it is charged, "
        "whenever it is billed; with VAT, amounts above zero are earned.",
        REVENUE_SQL,
    ),
    View(
        "holder",
        "One row per contract with its holder, first home, and the account that has it at the end.",
        HOLDER_SQL,
    ),
    View(
        "line",
        "One row per contract and line on which it ran, from from_day to the day before until_day, "
        "which is NULL while it does.",
        LINE_SQL,
    ),
    View(
        "address",
        "One row per contract and home in which it served, from from_day to the day before "
        "until_day, which is NULL for its last home.",
        ADDRESS_SQL,
    ),
    View("cash", "One row per payment that came in, with the way by which it came.", CASH_SQL),
    View(
        "payment",
        "One row per payment that came in, with who paid it and from where; cash tells the same "
        "payments as the ledger booked them.",
        PAYMENT_SQL,
    ),
)

REFERENCE_TABLES = (
    dimensions.LOCALITY,
    dimensions.TARIFF,
    dimensions.TARIFF_PRICE,
    dimensions.ADD_ON,
    dimensions.ADD_ON_PRICE,
    dimensions.ADD_ON_FIT,
    dimensions.REFUSAL,
    dimensions.CALENDAR,
)
POPULATION_TABLES = (
    dimensions.HOUSEHOLD,
    dimensions.MOVE,
    dimensions.SUBSCRIBER,
    dimensions.CONTRACT,
    dimensions.SERVICE,
    dimensions.ACCOUNT,
    dimensions.BINDING,
)
JOURNAL_TABLES = (facts.POSTING, facts.OPERATION, facts.EVENT)
DERIVED_TABLES = (
    facts.PROMISE,
    facts.TARIFF_CHANGE,
    facts.SUSPENSION,
    facts.ADD_ON_PERIOD,
    facts.BILL,
    facts.BLOCK_PERIOD,
)


def run_tables(catalogue: Catalogue, *, metrics_only: bool = False) -> tuple[Table, ...]:
    """Every table whose digest a run carries."""
    tariff_ids = tuple(tariff.id for tariff in catalogue.tariffs)
    if metrics_only:
        tables: tuple[Table, ...] = (facts.METRIC_DAY,)
    else:
        tables = (
            *REFERENCE_TABLES,
            *POPULATION_TABLES,
            facts.contract_day(tariff_ids),
            *JOURNAL_TABLES,
            *DERIVED_TABLES,
        )
    return tuple(_with_words(table, catalogue) for table in tables)


def _with_words(table: Table, catalogue: Catalogue) -> Table:
    """The table with the ids of this catalogue in the columns that hold tariffs and add-ons."""
    return replace(table, columns=tuple(_worded(column, catalogue) for column in table.columns))


def _worded(column: Column, catalogue: Catalogue) -> Column:
    if column.type != "ENUM" or column.values:
        return column
    entries = catalogue.add_ons if column.name == "add_on_id" else catalogue.tariffs
    return replace(column, values=tuple(entry.id for entry in entries))
