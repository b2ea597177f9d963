"""A fault: one expression of a rule, written otherwise.

    Fault("promise-any-sum", "promise", "PROMISE-LIMIT", "promise.promise_payment",
          "amount_kopecks > terms.promise_limit_kopecks", "False")

The engine's own source stays as it is: a fault is put into the syntax tree of a copy. What it
replaces has to stand in its function exactly once, so that a fault never goes stale unnoticed.
"""

import ast
from typing import Any, NamedTuple, Protocol

MARK = "come_by"
"""Called wherever a fault was put in, with what should stand there and what does."""


AT_THE_DOOR = (
    *("access", "attempts", "binding", "guest", "quick_balance", "sign_in", "statement"),
    *("support", "voice_code"),
)
DOOR_FUNCTIONS = ("find_video",)
"""Modules of the engine, and single functions of others, that are asked before any contract is."""


class Change(Protocol):
    """What is put into a copy of the rules: a named fault, or a mutant."""

    @property
    def place(self) -> str:
        """The function, as `module.name`."""

    @property
    def module(self) -> str:
        """The module of the engine whose copy is changed."""

    def put_into(self, tree: ast.Module) -> ast.Module:
        """The tree of that module, changed in place, with a mark."""


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
    def is_at_door(self) -> bool:
        """Whether visits meet it: no contract is in its function."""
        return self.place.partition(".")[0] in AT_THE_DOOR or self.function in DOOR_FUNCTIONS

    @property
    def module(self) -> str:
        """The module of the engine whose copy is changed."""
        return f"mybt_sim.engine.{self.place.partition('.')[0]}"

    def put_into(self, tree: ast.Module) -> ast.Module:
        """The tree of the module with the fault in it, and a mark."""
        return with_fault(tree, self, is_marked=True)

    @property
    def function(self) -> str:
        """The function in it."""
        return self.place.partition(".")[2]


def with_fault(tree: ast.Module, fault: Fault, *, is_marked: bool = False) -> ast.Module:
    """The tree of a module, changed in place. AssertionError unless `old` stands there once.

    With a mark the life that comes by calls `come_by(old, new)`, which gives `new`; where a
    statement was changed, `come_by()` before the new one.
    """
    functions = [
        one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == fault.function
    ]
    assert len(functions) == 1, f"{fault.name}: there is no function {fault.place}"
    swap = _Swap(_parsed(fault.old), _parsed(fault.new), is_marked)
    swap.visit(functions[0])
    assert swap.count == 1, f"{fault.name}: {fault.old!r} stands there {swap.count} times"
    return ast.fix_missing_locations(tree)


def _parsed(text: str) -> ast.stmt:
    (statement,) = ast.parse(text).body
    return statement


class _Swap(ast.NodeTransformer):
    """Puts one statement, or one expression, in place of another."""

    def __init__(self, old: ast.stmt, new: ast.stmt, is_marked: bool) -> None:
        self.count, self.is_marked = 0, is_marked
        is_value = isinstance(old, ast.Expr) and isinstance(new, ast.Expr)
        self.new: ast.AST = _value(new) if is_value else new
        self.wanted = {ast.dump(old)} if not is_value else {ast.dump(old), ast.dump(_value(old))}

    def visit(self, node: ast.AST) -> Any:
        if ast.dump(node) not in self.wanted:
            return self.generic_visit(node)
        self.count += 1
        if isinstance(node, ast.expr):
            assert isinstance(self.new, ast.expr)
            return marked(node, self.new) if self.is_marked else self.new
        new = ast.Expr(self.new) if isinstance(self.new, ast.expr) else self.new
        return [ast.Expr(marked()), new] if self.is_marked else new


def marked(*values: ast.expr) -> ast.Call:
    """A call of the mark."""
    return ast.Call(ast.Name(MARK, ast.Load()), list(values), [])


def _value(statement: ast.stmt) -> ast.expr:
    assert isinstance(statement, ast.Expr)
    return statement.value
