"""The rulebook on a terminal: all rules as a table, or one with its source and its ladders."""

import inspect
import textwrap
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.syntax import Syntax
from rich.table import Table as RichTable

from mybt_sim.engine.rule import Rule
from mybt_sim.rulebook.book import CHECKOUT, Rulebook, RuleEntry, engine_rules
from mybt_sim.rulebook.checks import function_at
from mybt_sim.text.messages import LANGUAGES, refusal_text


def table_of(book: Rulebook) -> RichTable:
    """All rules: words, refusals, functions."""
    table = RichTable("rule", "sentence", "refusals", "function", title="The rules of the operator")
    table.columns[0].no_wrap = True
    table.columns[1].min_width = 30
    subject = ""
    for entry in book.entries:
        if entry.subject != subject:
            subject = entry.subject
            table.add_section()
        functions = "\n".join(place.rpartition(":")[2] for place in entry.function)
        table.add_row(entry.rule, entry.sentence, "\n".join(entry.refusals), functions)
    return table


def show_rule(entry: RuleEntry, book: Rulebook, console: Console) -> None:
    """Print everything about one rule."""
    console.print(f"[bold]{entry.rule}[/]  {entry.subject}", highlight=False)
    console.print(entry.sentence, markup=False, highlight=False)
    console.print(f"{entry.basis}: {entry.source}", style="dim", markup=False, highlight=False)
    for name in entry.seed:
        console.print(f"{name}: {book.sentences[name].requires}", style="dim", highlight=False)
    if entry.parameters:
        console.print(_parameters_table(entry, book))
    if entry.refusals:
        console.print(_refusals_table(entry.refusals))
    rules = engine_rules()
    for place in entry.function:
        _show_function(place, rules.get(place), entry, console)
    console.print(f"\nTests: {len(entry.tests)}", highlight=False)
    for test in entry.tests:
        console.print(f"  {test}", markup=False, highlight=False)


def _parameters_table(entry: RuleEntry, book: Rulebook) -> RichTable:
    table = RichTable("term", "value", "basis", "source", title=f"Terms on {book.on:%Y-%m-%d}")
    for one in entry.parameters:
        table.add_row(one.name, one.value, one.basis, escape(one.source))
    return table


def _refusals_table(refusals: Iterable[str]) -> RichTable:
    table = RichTable("refusal", "", "what is said", title="Refusals")
    for refusal in refusals:
        for language in LANGUAGES:
            name = refusal if language == LANGUAGES[0] else ""
            table.add_row(name, language, escape(refusal_text(refusal, language)))
    return table


def _show_function(place: str, rule: Rule | None, entry: RuleEntry, console: Console) -> None:
    """Where a function stands, its ladder of checks with this rule's own marked, its source."""
    found = function_at(place)
    code = inspect.unwrap(getattr(found, "py_func", found))
    lines, first_line = inspect.getsourcelines(code)
    path = Path(inspect.getsourcefile(code) or "")
    shown = path.relative_to(CHECKOUT) if path.is_relative_to(CHECKOUT) else path
    console.print(f"\n[bold]{place}[/]  {shown}:{first_line}", highlight=False, soft_wrap=True)
    if rule is not None and rule.checks:
        console.print(_ladder_table(rule, entry))
    source = textwrap.dedent("".join(lines))
    console.print(_code(source, first_line))


def _code(source: str, first_line: int) -> Syntax:
    return Syntax(source, "python", start_line=first_line, line_numbers=True, word_wrap=True)


def _ladder_table(rule: Rule, entry: RuleEntry) -> RichTable:
    table = RichTable("", "if", "then", title="Ladder of checks")
    for number, check in enumerate(rule.checks, start=1):
        style = "bold" if check.refusal.name in entry.refusals else "dim"
        table.add_row(str(number), escape(check.condition), check.refusal.name, style=style)
    return table
