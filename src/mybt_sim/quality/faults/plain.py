"""Copies of the rules in plain Python, with a fault put in, beside the compiled ones.

Every module that takes part is executed once more under an import of its own: `compiled` leaves its
functions as they are, whole numbers are Python's, and records are plain objects, which is some
thirty times faster than records of numpy. Nothing of it is seen by the rest of the process.
"""

import ast
import builtins
import importlib.util
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, cast

import numpy as np

from mybt_sim.base.errors import MybtError
from mybt_sim.quality.faults.fault import MARK, Change

COPIED = ("mybt_sim.engine.", "mybt_sim.quality.", "mybt_sim.base.draws")
SHARED = (
    *("mybt_sim.engine.vocabulary", "mybt_sim.engine.refusals", "mybt_sim.engine.records"),
    *("mybt_sim.engine.access_records", "mybt_sim.quality.steps"),
)
"""Words and layouts, which have no rule in them."""

ROUND = "go_round"
"""Called at each turn of a loop of the module with the fault: it may never end."""
ROUNDS_MOST = 10_000

ASKING = ("taking", "visits.taking")
"""Modules of `quality` that ask the rules, and so are copied along with them."""


def _as_it_is(function: Any, *_: Any) -> Any:
    return function


def _rule(*_: str, seed: Sequence[str] = ()) -> Callable[[Any], Any]:
    return _as_it_is


def _refuse_until(book: Any, refusal: Any, allowed_from: int) -> Any:
    book.allowed_from = allowed_from
    return refusal


def _module(name: str, **names: Any) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(names)
    return module


STAND_INS: Mapping[str, ModuleType] = {
    "mybt_sim.base.compiled": _module(
        "compiled",
        IS_COMPILED=False,
        compiled=_as_it_is,
        called=_as_it_is,
        in_python=_as_it_is,
        entry_of=_as_it_is,
    ),
    "mybt_sim.base.whole": _module(
        "whole", place=_as_it_is, quotient=lambda amount, part: amount // part
    ),
    "mybt_sim.engine.rule": _module("rule", rule=_rule, refuse_until=_refuse_until),
}


class Copies:
    """Modules executed once more; `fault` is in one of them.

    `met` says how the last life that came by the place of the fault stood there: whether what it
    found was something, whether it should have been, and whether the two are the same; () where a
    statement was changed. None: nobody came by since it was cleared. `rounds` are the turns of
    loops in its module since it was set to 0.
    """

    def __init__(self, fault: Change | None = None, known: Mapping[str, ModuleType] = STAND_INS):
        self.fault = fault
        self.met: tuple[bool, ...] | None = None
        self.rounds = 0
        self.modules = dict(known)
        self.builtins = vars(builtins) | {"__import__": self._import}

    def module(self, name: str) -> Any:
        """The copy of a module."""
        if name not in self.modules:
            copy = self.modules[name] = ModuleType(name)
            marks = {MARK: self._come_by, ROUND: self._go_round}
            vars(copy).update({"__builtins__": self.builtins, **marks})
            exec(self._code(name), vars(copy))
        return self.modules[name]

    def _come_by(self, *values: Any) -> Any:
        old, new = values or (None, None)
        if self.met is None or old != new or not self.met:
            self.met = (bool(old), bool(new), old == new) if values else ()
        return new

    def _go_round(self) -> None:
        self.rounds += 1
        if self.rounds > ROUNDS_MOST:
            raise ArithmeticError("a loop of the rules does not end")

    def _code(self, name: str) -> CodeType:
        if self.fault is None or self.fault.module != name:
            return _code_of(name)
        path = _path_of(name)
        tree = self.fault.put_into(ast.parse(path.read_text(encoding="utf-8")))
        return compile(ast.fix_missing_locations(_Counted().visit(tree)), str(path), "exec")

    def _import(self, name: str, *rest: Any) -> Any:
        if name in self.modules or (name.startswith(COPIED) and name not in SHARED):
            copy = self.module(name)
            wanted = rest[2] if len(rest) > 2 else ()
            for part in wanted or ():  # modules of a package
                if not hasattr(copy, part):
                    setattr(copy, part, self.module(f"{name}.{part}"))
            return copy
        return __import__(name, *rest)


class _Counted(ast.NodeTransformer):
    """Counts the turns of every loop that has no end of its own."""

    def visit_While(self, node: ast.While) -> ast.While:
        self.generic_visit(node)
        node.body.insert(0, ast.Expr(ast.Call(ast.Name(ROUND, ast.Load()), [], [])))
        return node


@cache
def _path_of(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin)


@cache
def _code_of(name: str) -> CodeType:
    path = _path_of(name)
    return compile(path.read_text(encoding="utf-8"), str(path), "exec")


@cache
def sound_copies() -> Copies:
    """Laws, draws and rules without a fault; laws are always those."""
    copies = Copies()
    for name in ("laws.every", "hunt.drawing", "visits.every", *ASKING):
        copies.module(f"mybt_sim.quality.{name}")
    return copies


def faulty_copies(fault: Change | None) -> Copies:
    """The rules with a fault in them, under the laws and draws that know nothing of it."""
    if fault is None:
        return sound_copies()
    sound = sound_copies().modules
    known = {
        name: one
        for name, one in sound.items()
        if not name.startswith("mybt_sim.engine.")
        and name.removeprefix("mybt_sim.quality.") not in ASKING
    }
    return Copies(fault, {**STAND_INS, **known})


def plain_law(law: Callable[..., bool]) -> Callable[..., bool]:
    """A law of somebody's own, as plain Python has it. `MybtError` if no module has it."""
    try:
        return cast(
            Callable[..., bool], getattr(sound_copies().module(law.__module__), law.__name__)
        )
    except (AssertionError, AttributeError, ImportError, ValueError) as error:
        raise MybtError(
            f"The law {law.__name__} stands in no module that can be imported.",
            next_step="Write it into a file, as my_laws.py, and import it from there.",
        ) from error


class Plain:
    """A record as a plain object: its fields are attributes."""

    def copy_from(self, other: "Plain") -> None:
        """Become as another one is, down to its parts."""
        mine = self.__dict__
        for name, value in other.__dict__.items():
            if isinstance(value, Plain):
                mine[name].copy_from(value)
            else:
                mine[name] = value.copy() if isinstance(value, list) else value


class Grid(list[Any]):
    """Rows of rows, which are asked for by two places at once."""

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, tuple):
            return list.__getitem__(list.__getitem__(self, place[0]), place[1])
        return list.__getitem__(self, place)


def plain_of(value: Any) -> Any:
    """A record, an array of them, or a field, as plain Python has it."""
    if isinstance(value, np.void):
        plain = Plain()
        for name in value.dtype.names or ():
            setattr(plain, name, plain_of(value[name]))
        return plain
    if isinstance(value, np.ndarray) and value.ndim == 2:
        return Grid([[plain_of(one) for one in row] for row in value])
    if isinstance(value, np.ndarray):
        return [plain_of(one) for one in value]
    return value.item() if isinstance(value, np.generic) else value
