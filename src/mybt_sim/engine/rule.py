"""`@rule`: compiles a rule and registers what its own source says about it.

The registry is the only description of a rule beside the rule itself. The refusals and their
order are read from the `return` statements, so that they cannot drift from the code: the catalogue
of rules, the ladder of checks that an answer shows and the coverage tables all come from here.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book
from mybt_sim.engine.refusals import Refusal

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Check:
    """One rung of a rule's ladder: the condition that is asked and the refusal that it gives."""

    refusal: Refusal
    line: int
    condition: str


@dataclass(frozen=True)
class Rule:
    """A registered rule: its ids in DOMAIN §3, the seed sentences behind it, and its checks."""

    name: str
    ids: tuple[str, ...]
    seed: tuple[str, ...]
    checks: tuple[Check, ...]
    file: str
    first_line: int
    source: str
    function: Callable[..., Any]

    def __repr__(self) -> str:
        return f"<Rule {self.name}: {', '.join(self.ids)}, {len(self.checks)} checks>"

    def ladder(self, refusal: Refusal) -> tuple[tuple[Check, ...], Check | None]:
        """The checks that were passed, and the one that refused (None when all were passed)."""
        for position, check in enumerate(self.checks):
            if check.refusal is refusal:
                return self.checks[:position], check
        assert refusal is Refusal.NONE, f"{self.name} never refuses with {refusal.name}"
        return self.checks, None


RULES: dict[str, Rule] = {}


def rule(*ids: str, seed: tuple[str, ...] = ()) -> Callable[[Function], Function]:
    """Compile a rule and register it under its function's name.

    `ids` are those of DOMAIN §3 that the function carries out, `seed` the seed sentences behind it.
    """

    def register(function: Function) -> Function:
        lines, first_line = inspect.getsourcelines(function)
        source = textwrap.dedent("".join(lines))
        name = function.__name__
        assert name not in RULES, f"two rules are called {name}"
        compiled_function = compiled(function)
        file = inspect.getsourcefile(function) or ""
        checks = _checks_in(source, first_line)
        RULES[name] = Rule(name, ids, seed, checks, file, first_line, source, compiled_function)
        return compiled_function

    return register


def _checks_in(source: str, first_line: int) -> tuple[Check, ...]:
    """The checks of a rule, in the order in which they are asked."""
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    found = []
    for statement in function.body:
        condition, last = "always", statement
        if isinstance(statement, ast.If):
            condition, last = ast.unparse(statement.test), statement.body[-1]
        refusal = _refusal_returned(last)
        if refusal is not None and refusal is not Refusal.NONE:
            found.append(Check(refusal, first_line + statement.lineno - 1, condition))
    checks = tuple(found)
    refusals = [check.refusal for check in checks]
    assert len(set(refusals)) == len(refusals), f"one refusal stands on two rungs: {refusals}"
    return checks


def _refusal_returned(statement: ast.stmt) -> Refusal | None:
    """The refusal that a `return Refusal.X` or `return refuse_until(…, Refusal.X, …)` gives."""
    if not isinstance(statement, ast.Return) or statement.value is None:
        return None
    for node in ast.walk(statement.value):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Refusal":
            return Refusal[node.attr]
    return None


@compiled
def refuse_until(book: Book, refusal: Refusal, allowed_from: int) -> Refusal:
    """Refuse, and say from which moment the same request would pass this check.

    `book.allowed_from` holds that moment until `decide` or `clear_journal` forgets it.
    """
    book.allowed_from = allowed_from
    return refusal
