"""Operations and events on a terminal: all of them as a table, or one with its arguments."""

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable

from mybt_sim.operations.request import Definition, Request, asked_with
from mybt_sim.operations.words import COLUMNS, argument_rows, help_of, traits_of


def table_of(definitions: Iterable[type[Definition]]) -> RichTable:
    """Name, arguments and help of each, by who may ask for it."""
    table = RichTable("name", "arguments", "what it does", title="Operations, and what happens")
    table.columns[0].no_wrap = True
    last = ""
    for one in definitions:
        if (asker := asker_of(one)) != last:
            table.add_section()
            table.add_row(f"[bold]{asker}[/]")
            last = asker
        table.add_row(one.name, ", ".join(asked_with(one)), escape(help_of(one)))
    return table


def show_definition(definition: type[Definition], console: Console) -> None:
    """Print everything about one of them."""
    console.print(f"[bold]{definition.name}[/]  {asker_of(definition)}", highlight=False)
    for line in (help_of(definition), *traits_of(definition)):
        console.print(line, markup=False, highlight=False)
    if rows := argument_rows(definition):
        table = RichTable(*COLUMNS)
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        console.print(table)


def asker_of(definition: type[Definition]) -> str:
    """Who may ask for it, in words."""
    return definition.asker() if issubclass(definition, Request) else "a step of a journey"
