"""The operations as a page, from their definitions: `python -m mybt_sim.operations.page`."""

from collections.abc import Iterable

from mybt_sim.operations import OPERATIONS
from mybt_sim.operations.request import Asker, Request
from mybt_sim.operations.words import COLUMNS, argument_rows, help_of, traits_of

HEAD = """# What can be asked for, and what happens besides

Made from the definitions by `make docs`; a test compares. `mybt-sim operations NAME` shows one.
Arguments are named as `Client` and journeys take them, each with an example. What the log keeps is
what the rules are asked with: kopecks, ids, digests of secrets.
"""


def operations_page() -> str:
    """All operations by who may ask for them, as Markdown."""
    sections = (_section(asker) for asker in Asker)
    return "\n".join([HEAD, *sections])


def _section(asker: Asker) -> str:
    entries = [_entry(one) for one in OPERATIONS if one.asker() is asker]
    return f"## Who may ask: {asker}\n\n" + "\n".join(entries)


def _entry(operation: type[Request]) -> str:
    lines = [f"### {operation.name}", "", help_of(operation), ""]
    traits = traits_of(operation)
    lines += [*(f"- {one}" for one in traits), ""] if traits else []
    rows = argument_rows(operation)
    lines += [*_table(rows), ""] if rows else []
    return "\n".join(lines)


def _table(rows: Iterable[tuple[str, ...]]) -> list[str]:
    ruled = [COLUMNS, ("---",) * len(COLUMNS), *rows]
    return [f"| {' | '.join(row)} |" for row in ruled]


if __name__ == "__main__":
    print(operations_page(), end="")
