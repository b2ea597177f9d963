"""A fault: one expression of a rule, written otherwise.

    Fault("promise-any-sum", "promise", "PROMISE-LIMIT", "promise.promise_payment",
          "amount_kopecks > terms.promise_limit_kopecks", "False")

The engine's own source stays as it is: a fault is put into the syntax tree of a copy. What it
replaces has to stand in its function exactly once, so that a fault never goes stale unnoticed.
"""

import ast
from typing import NamedTuple


class Fault(NamedTuple):
    """What is wrong with an operator: `rule` is what it breaks, `place` a function of the engine.

    `old` is an expression or a statement of that function, `new` stands in its place; `pass` leaves
    a statement out. `is_of_refusal` says that it concerns what is refused, and how.
    """

    name: str
    concern: str
    rule: str
    place: str
    old: str
    new: str
    is_of_refusal: bool = False

    @property
    def module(self) -> str:
        """The module of the engine whose copy is changed."""
        return f"mybt_sim.engine.{self.place.partition('.')[0]}"

    @property
    def function(self) -> str:
        """The function in it."""
        return self.place.partition(".")[2]


def with_fault(tree: ast.Module, fault: Fault) -> ast.Module:
    """The tree of a module, changed in place. AssertionError unless `old` stands there once."""
    functions = [
        one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == fault.function
    ]
    assert len(functions) == 1, f"{fault.name}: there is no function {fault.place}"
    swap = _Swap(_parsed(fault.old), _parsed(fault.new))
    swap.visit(functions[0])
    assert swap.count == 1, f"{fault.name}: {fault.old!r} stands there {swap.count} times"
    return ast.fix_missing_locations(tree)


def _parsed(text: str) -> ast.stmt:
    (statement,) = ast.parse(text).body
    return statement


class _Swap(ast.NodeTransformer):
    """Puts one statement, or one expression, in place of another."""

    def __init__(self, old: ast.stmt, new: ast.stmt) -> None:
        self.old, self.new, self.count = old, new, 0
        self.is_whole = not (isinstance(old, ast.Expr) and isinstance(new, ast.Expr))
        self.wanted = ast.dump(old if self.is_whole else _value(old))

    def visit(self, node: ast.AST) -> ast.AST:
        if ast.dump(node) == self.wanted:
            self.count += 1
            return self.new if self.is_whole else _value(self.new)
        return self.generic_visit(node)


def _value(statement: ast.stmt) -> ast.expr:
    assert isinstance(statement, ast.Expr)
    return statement.value
