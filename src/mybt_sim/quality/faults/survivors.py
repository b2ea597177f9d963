"""Mutants that no law breaks for, each with the reason, as data; and the page that shows them.

    python -m mybt_sim.quality.faults.survivors > docs/mutants.md

An equivalent one answers as the rules do in every state that a contract can be in; one that is
missed does not, and waits for a law or a story. What stands here and is killed is an error of
`mybt-sim faults --mutants`, as is what lives on and does not stand here.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from mybt_sim.quality.faults.mutants import Mutant, modules_of_rules, mutants_of

FILE = Path(__file__).with_name("survivors.toml")


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Mutants that live on for one reason, by their keys."""

    reason: str
    is_equivalent: bool
    mutants: tuple[str, ...]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    group: tuple[Group, ...]


class Counts(NamedTuple):
    """Mutants of a module: all, those that are equivalent, those that are missed."""

    all: int
    equivalent: int
    missed: int

    @property
    def killed(self) -> int:
        """Those that a law or a guard catches."""
        return self.all - self.equivalent - self.missed


def key_of(mutant: Mutant) -> str:
    """What a mutant is known by as long as its function stays as it is."""
    return f"{mutant.place} {mutant.node}.{mutant.variant} {mutant.says}"


@cache
def groups() -> tuple[Group, ...]:
    """The groups of the file."""
    return msgspec.toml.decode(FILE.read_bytes(), type=_File).group


@cache
def survivors() -> dict[str, Group]:
    """The group of every mutant that is known to live on, by its key."""
    return {key: group for group in groups() for key in group.mutants}


@cache
def all_mutants() -> tuple[Mutant, ...]:
    """Every mutant of every module that decides something."""
    return tuple(one for module in modules_of_rules() for one in mutants_of(module))


def counts_by_module() -> dict[str, Counts]:
    """How many mutants each module has, and how many of them live on."""
    known = survivors()
    every, found = Counter[str](), Counter[tuple[str, bool]]()
    for mutant in all_mutants():
        module = mutant.place.partition(".")[0]
        every[module] += 1
        if key_of(mutant) in known:
            found[module, known[key_of(mutant)].is_equivalent] += 1
    return {one: Counts(every[one], found[one, True], found[one, False]) for one in every}


def page() -> str:
    """The page, as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    counts = counts_by_module()
    total = Counts(*(sum(column) for column in zip(*counts.values(), strict=True)))
    to_kill = total.all - total.equivalent
    yield "# Mutants of the rules"
    yield ""
    yield "A mutant is one node of a rule's syntax tree, written otherwise. Tried by"
    yield "`mybt-sim faults --mutants MODULE`; this page is made by"
    yield "`python -m mybt_sim.quality.faults.survivors`."
    yield ""
    yield (
        f"Of {total.all:,} mutants {total.equivalent} ({total.equivalent / total.all:.1%}) are "
        f"equivalent. Of the other {to_kill:,} laws and guards kill {total.killed:,} "
        f"({total.killed / to_kill:.1%})."
    )
    yield ""
    yield "| module | mutants | killed | equivalent | missed |"
    yield "|---|---|---|---|---|"
    for module, one in sorted(counts.items()):
        yield f"| `{module}` | {one.all} | {one.killed} | {one.equivalent} | {one.missed} |"
    for is_equivalent, title in ((True, "Equivalent"), (False, "Missed")):
        yield from ("", f"## {title}")
        for group in groups():
            if group.is_equivalent == is_equivalent:
                yield from _group_lines(group)


def _group_lines(group: Group) -> Iterator[str]:
    lines = {key_of(one): one.line for one in all_mutants()}
    yield from ("", f"{group.reason}:", "")
    for key in group.mutants:
        place, _, says = (*key.split(" ", 2),)
        yield f"- `{place}` {lines.get(key, '?')}: {says}"


if __name__ == "__main__":
    print(page(), end="")
