"""Speeds, each next to its bar and yardstick."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table as RichTable

from mybt_sim.bench.bulk import kernel_rate, live_promise, peak_memory, storing
from mybt_sim.bench.live import advancing, live_operations
from mybt_sim.bench.long_log import long_logs
from mybt_sim.bench.measure import Measurement
from mybt_sim.bench.what_if import what_if
from mybt_sim.simulation.block import prepare, simulate_block
from mybt_sim.simulation.scenario import Scenario

__all__ = ["Measurement", "measurements", "table_of"]


def measurements(
    console: Console, *, quick: bool = False, longest: bool = False
) -> Iterator[Measurement]:
    """Measure everything, slowest last; `quick` leaves out the run of a million.

    `longest` adds a world of a million commands, which takes a quarter of an hour to make.
    """
    scenario = Scenario()
    with console.status("Compiling"):
        simulate_block(prepare(Scenario(subscribers=1, days=1)), 1, 1)
    with console.status("Kernel"):
        yield kernel_rate(scenario)
    with console.status("Live promise"):
        yield live_promise()
    with console.status("Operations of a live world, in memory and durable"):
        yield from live_operations()
    with console.status("Worlds with long logs"):
        yield from long_logs(longest=longest)
    with console.status("A month for 20,000 contracts of a live world"):
        yield from advancing()
    with console.status("A year of 20,000, stored, and the same rows by DuckDB alone"):
        yield from storing(scenario)
    with console.status("A year of 100,000, and who is touched by another limit"):
        yield from what_if(scenario.having(subscribers=100_000))
    if not quick:
        with console.status("A million subscribers for 90 days, for the memory"):
            yield peak_memory()


def table_of(rows: list[Measurement]) -> RichTable:
    """The figures as a table for people."""
    table = RichTable("what", title="Speeds")
    table.add_column("value", justify="right")
    for heading in ("unit", "bar", "yardstick"):
        table.add_column(heading)
    for row in rows:
        table.add_row(row.name, f"{row.value:,}", row.unit, row.bar, row.yardstick)
    return table
