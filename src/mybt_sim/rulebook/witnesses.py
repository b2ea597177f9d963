"""Which tests exercise a rule, read from the tests' own sources; nobody keeps a list.

A witness is a test function, or a case of a table. A test function counts with what it reaches
inside its own module; one whose docstring names rules counts for those alone. Helpers of
`tests/support` do not count: they run everything for everybody.
"""

import ast
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mybt_sim.base.files import read_text
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Entry, Event

NOT_ABOUT_RULES = {"test_rulebook.py", "test_texts_complete.py", "test_app_text.py"}
"""These name refusals and rules for what is written about them, not for what they do."""

VOCABULARIES = {"Refusal", "Question", "Operation", "Event", "Entry"}
EFFECTS = {*Event.__members__, *Entry.__members__}
RULE_ID = re.compile(r"(?<![\w-])[A-Z]+(?:-[A-Z]+)*(?![\w-])")


@dataclass(frozen=True)
class Witness:
    """A test, and what it names: rules by id, functions, refusals, entries and events.

    `imported` are the functions that it calls itself, not through an operation; `answers` are the
    pairs of a function and the answer that the test expects of it.
    """

    place: str
    ids: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    imported: frozenset[str] = frozenset()
    refusals: frozenset[str] = frozenset()
    effects: frozenset[str] = frozenset()
    answers: frozenset[tuple[str, str]] = frozenset()


@dataclass
class Named:
    """What a piece of a module names, and the other pieces that it uses."""

    ids: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    imported: set[str] = field(default_factory=set)
    refusals: set[str] = field(default_factory=set)
    effects: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)


def read_witnesses(tests: Path) -> tuple[Witness, ...]:
    """Every test function and every case of a table below the folder `tests`."""
    found: list[Witness] = []
    for path in sorted(tests.rglob("*")):
        place = path.relative_to(tests.parent).as_posix()
        if path.suffix == ".toml":
            found += _table_witnesses(tomllib.loads(read_text(path)), place)
        elif path.match("test_*.py") and path.name not in NOT_ABOUT_RULES:
            found += _module_witnesses(ast.parse(read_text(path)), place)
    return tuple(found)


def _table_witnesses(document: dict[str, Any], place: str) -> Iterator[Witness]:
    """The cases of a table with `rows`, the ladders of one with `rungs`."""
    for items in document.values():
        for item in items if isinstance(items, list) else ():
            name = item.get("title") or item.get("rule") or item.get("step")
            rows = str(item.get("rows", "")).splitlines()
            answers = {pair for row in rows for pair in _answers_in(row)}
            asked = item.get("rule") or item.get("step")
            answers |= {(asked, rung["refusal"]) for rung in item.get("rungs", ())}
            yield Witness(
                f"{place}: {name}",
                ids=frozenset(RULE_ID.findall(str(name))),
                effects=frozenset(one for row in rows for one in _effects_in(row)),
                answers=frozenset(answers),
            )


def _answers_in(row: str) -> Iterator[tuple[str, str]]:
    cells = [cell.strip() for cell in row.split("|")]
    if len(cells) >= 3 and cells[1] and cells[2]:
        yield cells[1].split()[0], cells[2].split(";")[0].strip()


def _effects_in(row: str) -> Iterator[str]:
    for fact in row.rpartition("|")[2].split(";"):
        kind, _, told = fact.strip().partition(" ")
        if kind in ("told", "booked"):
            yield from (word for word in re.findall(r"\w+", told) if word in EFFECTS)


def _module_witnesses(module: ast.Module, place: str) -> Iterator[Witness]:
    imported = dict(_imports(module))
    pieces: dict[str, Named] = {}
    for node in module.body:
        for name in _names_of(node):
            pieces[name] = _named_in(node, imported)
    for name in pieces:
        if name.startswith(("test_", "Test")):
            reached = [pieces[one] for one in _reached(name, pieces)]
            yield Witness(
                f"{place}::{name}",
                ids=frozenset(pieces[name].ids),
                functions=frozenset().union(*(one.functions for one in reached)),
                imported=frozenset().union(*(one.imported for one in reached)),
                refusals=frozenset().union(*(one.refusals for one in reached)),
                effects=frozenset().union(*(one.effects for one in reached)),
            )


def _imports(module: ast.Module) -> Iterator[tuple[str, str]]:
    """What a module calls the functions that it takes from the package, with their own names."""
    for node in module.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mybt_sim"):
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names)


def _names_of(node: ast.stmt) -> list[str]:
    """What a statement of a module defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", node)]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _reached(name: str, pieces: dict[str, Named]) -> set[str]:
    """The pieces of a module that one of them uses, and it itself."""
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in pieces and one not in reached:
            reached.add(one)
            waiting += pieces[one].uses
    return reached


def _named_in(piece: ast.stmt, imported: dict[str, str]) -> Named:
    named = Named()
    if isinstance(piece, ast.FunctionDef | ast.ClassDef):
        named.ids.update(RULE_ID.findall(ast.get_docstring(piece) or ""))
    for node in ast.walk(piece):
        if isinstance(node, ast.Name):
            named.uses.add(node.id)
            named.imported.update({imported[node.id]} if node.id in imported else ())
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) in VOCABULARIES:
            _add_member(named, ast.unparse(node.value), node.attr)
        elif isinstance(node, ast.Attribute):
            _add_word(named, node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            _add_word(named, node.value)
    return named


def _add_member(named: Named, vocabulary: str, member: str) -> None:
    if vocabulary == "Refusal":
        named.refusals.add(member)
    elif vocabulary in ("Question", "Operation"):
        named.functions.add(member.lower())
    else:
        named.effects.add(member)


def _add_word(named: Named, word: str) -> None:
    """A word alone is a function only if it can't be taken for an everyday one, such as usage."""
    if word in Refusal.__members__:
        named.refusals.add(word)
    elif "_" in word and word.isidentifier() and word.islower():
        named.functions.add(word)


@dataclass(frozen=True)
class Wanted:
    """What tells that a test exercises a rule: `own` are the refusals that no other rule gives."""

    rule: str
    functions: frozenset[str]
    refusals: frozenset[str]
    own: frozenset[str]
    effects: frozenset[str]

    def is_told_by(self, one: Witness) -> bool:
        """Whether a test expects a refusal of the rule, or sees an effect of its functions.

        A refusal that other rules give too must come from a function of this one. A rule without
        refusals is also told by those who call its functions themselves.
        """
        pairs = {(name, refusal) for name in self.functions for refusal in self.refusals}
        called = one.functions | one.imported
        is_shared = self.refusals & one.refusals and self.functions & called
        is_direct = not self.refusals and self.functions & one.imported
        is_refused = pairs & one.answers or self.own & one.refusals or is_shared
        return bool(is_refused or is_direct or self.effects & one.effects)

    def is_called_by(self, one: Witness) -> bool:
        """Whether a test calls a function of the rule, or sees it accept."""
        accepted = {(name, "ok") for name in self.functions}
        return bool(accepted & one.answers or self.functions & (one.functions | one.imported))


def places_of(
    wanted: Wanted, witnesses: Iterable[Witness], *, known: Collection[str]
) -> tuple[str, ...]:
    """The tests that exercise a rule; those that only call its functions, if there are no others.

    A test that names any of the rules `known` in its docstring counts for those alone.
    """
    telling, calling = [], []
    for one in witnesses:
        ids = one.ids.intersection(known)
        if wanted.rule in ids or (not ids and wanted.is_told_by(one)):
            telling.append(one.place)
        elif not ids and wanted.is_called_by(one):
            calling.append(one.place)
    return tuple(dict.fromkeys(telling or calling))
