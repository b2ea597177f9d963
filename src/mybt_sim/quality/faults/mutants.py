"""Generic mutants of the rules: what any tool would change, made from the syntax tree, in process.

Named faults are what people get wrong; mutants are what nobody has chosen. A mutant is one node of
one function, written otherwise: a comparison, a connective, a constant, an operator, a statement
left out, two arguments in each other's place.
"""

import ast
import copy
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

from mybt_sim.quality.faults.catching import Hunter
from mybt_sim.quality.faults.fault import AT_THE_DOOR, DOOR_FUNCTIONS, marked
from mybt_sim.quality.faults.guarded import failing_guard, is_guarded
from mybt_sim.quality.faults.runner import Runner
from mybt_sim.quality.hunt.corpus import load_corpus
from mybt_sim.quality.hunt.hunting import TERMS
from mybt_sim.quality.visits.living import VisitRunner

NO_RULES = (
    *("__init__", "vocabulary", "refusals", "records", "access_records", "rule", "book"),
    *("day_prices", "quiet"),
)
"""Modules of words and layouts, the look-up of terms and prices, and what only spares the rules a
question: that is held against the rules themselves (`tests/property/test_quiet_days.py`)."""

COMPARED: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}  # fmt: skip
REACHED_BY: Mapping[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.RShift: ast.LShift,
    ast.LShift: ast.RShift,
}  # fmt: skip
RANDOM_STEPS = 2_000
RANDOM_VISITS = 10_000


class Mutant(NamedTuple):
    """One node of a function: its place in the walk through it, and which of its variants."""

    place: str
    node: int
    variant: int
    line: int
    says: str

    @property
    def name(self) -> str:
        """Where it is, and what was done."""
        return f"{self.place}:{self.line} {self.says}"

    @property
    def module(self) -> str:
        """The module of the engine whose copy is changed."""
        return f"mybt_sim.engine.{self.place.partition('.')[0]}"

    @property
    def is_at_door(self) -> bool:
        """Whether visits meet it."""
        module, _, function = self.place.partition(".")
        return module in AT_THE_DOOR or function in DOOR_FUNCTIONS

    def put_into(self, tree: ast.Module) -> ast.Module:
        """The tree of the module with this node changed, and marked."""
        function = next(one for one in functions_of(tree) if self.place.endswith(f".{one.name}"))
        target = list(ast.walk(function))[self.node]
        new = list(variants(target))[self.variant][1]
        _Put(target, new).visit(function)
        return ast.fix_missing_locations(tree)


class _Put(ast.NodeTransformer):
    def __init__(self, target: ast.AST, new: ast.AST) -> None:
        self.target, self.new = target, new

    def visit(self, node: ast.AST) -> ast.AST | list[ast.stmt]:
        if node is not self.target:
            return self.generic_visit(node)
        if isinstance(node, ast.expr):
            assert isinstance(self.new, ast.expr)
            return marked(copy.deepcopy(node), self.new)
        assert isinstance(self.new, ast.stmt)
        return [ast.Expr(marked()), self.new]


def functions_of(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """The functions of a module."""
    return (one for one in tree.body if isinstance(one, ast.FunctionDef))


def variants(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What may stand in place of a node, with a word of it."""
    if isinstance(node, ast.Compare):
        yield from _compared(node)
    elif isinstance(node, ast.BoolOp):
        other: ast.boolop = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "and/or", ast.BoolOp(other, node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "without not", node.operand
    elif isinstance(node, ast.BinOp) and type(node.op) in REACHED_BY:
        operator = REACHED_BY[type(node.op)]()
        yield (
            f"{type(node.op).__name__} to {type(operator).__name__}",
            ast.BinOp(node.left, operator, node.right),
        )
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"not {node.value}", ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield f"{node.value} + 1", ast.Constant(node.value + 1)
        yield f"{node.value} - 1", ast.Constant(node.value - 1)
    elif isinstance(node, ast.Call):
        yield from _called(node)
    elif (isinstance(node, ast.Assign | ast.AugAssign) and _is_kept(node)) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ):
        yield f"without `{ast.unparse(node)}`", ast.Pass()


def _compared(node: ast.Compare) -> Iterator[tuple[str, ast.AST]]:
    for place, operator in enumerate(node.ops):
        if type(operator) in COMPARED:
            new = COMPARED[type(operator)]()
            ops = [*node.ops[:place], new, *node.ops[place + 1 :]]
            says = f"{type(operator).__name__} to {type(new).__name__}"
            yield says, ast.Compare(node.left, ops, node.comparators)


def _called(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    """The two last arguments changed, and the larger for the smaller."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in ("min", "max"):
        other = "max" if name == "min" else "min"
        yield f"{other} for {name}", ast.Call(ast.Name(other, ast.Load()), node.args, node.keywords)
    elif len(node.args) >= 2:
        *first, one, other_one = node.args
        if ast.unparse(one) not in ("book", "contract") and name != "range":
            args = [*first, other_one, one]
            yield "arguments swapped", ast.Call(node.func, args, node.keywords)


def _is_kept(node: ast.Assign | ast.AugAssign) -> bool:
    """Whether something is written into a record."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return all(isinstance(one, ast.Attribute | ast.Subscript) for one in targets)


def mutants_of(module: str) -> Iterator[Mutant]:
    """Every mutant of a module of the engine, in the order of its functions."""
    source = resources.files("mybt_sim.engine").joinpath(f"{module}.py").read_text(encoding="utf-8")
    for function in functions_of(ast.parse(source)):
        spared = _spared(function)
        for number, node in enumerate(ast.walk(function)):
            if node in spared:
                continue
            for variant, (says, _) in enumerate(variants(node)):
                line = getattr(node, "lineno", function.lineno)
                yield Mutant(f"{module}.{function.name}", number, variant, line, says)


def _spared(function: ast.FunctionDef) -> set[ast.AST]:
    """Decorators, types and assertions, which are no part of a rule."""
    parts: list[ast.AST] = [*function.decorator_list, function.args]
    parts += [function.returns] if function.returns else []
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            parts.append(node)
        if isinstance(node, ast.AnnAssign):
            parts.append(node.annotation)
    return {node for part in parts for node in ast.walk(part)}


@cache
def modules_of_rules() -> tuple[str, ...]:
    """Modules of the engine that decide something."""
    folder = resources.files("mybt_sim.engine")
    names = sorted(one.name.removesuffix(".py") for one in folder.iterdir())
    return tuple(
        name for name in names if folder.joinpath(f"{name}.py").is_file() and name not in NO_RULES
    )


@cache
def functions_lived() -> frozenset[str]:
    """Functions that some story of the corpus comes by."""
    return frozenset().union(*(one.functions for one in load_corpus()))


def is_lived(mutant: Mutant) -> bool:
    """Whether lives, visits or guards come by; what only reads for a screen has no law here."""
    is_met = mutant.is_at_door or is_guarded(mutant.place)
    return is_met or mutant.place in functions_lived()


@dataclass(frozen=True)
class Tried:
    """What became of a mutant: the law that broke, or the guard that answered otherwise, if any."""

    mutant: Mutant
    law: str
    seconds: float


def try_mutant(mutant: Mutant, *, seed: int = 1) -> Tried:
    """Ask the guards of its place, then live the stories that come by, and then some random steps
    under each terms, or visits."""
    started = time.perf_counter()
    guard = failing_guard(mutant)
    if guard:
        return Tried(mutant, guard, time.perf_counter() - started)
    steps = RANDOM_VISITS if mutant.is_at_door else RANDOM_STEPS
    for runner in _runners(mutant):
        found = runner.hunt(seed, seconds=600, steps=steps)
        if found is not None:
            return Tried(mutant, found[1], time.perf_counter() - started)
    return Tried(mutant, "", time.perf_counter() - started)


def _runners(mutant: Mutant) -> Sequence[Hunter]:
    if mutant.is_at_door:
        return (VisitRunner(mutant),)
    return tuple(Runner(mutant, terms) for terms in TERMS)
