"""The ways by which a year can pass for the same contracts, and what each has to tell of it.

`python -m tests.support.year_ways` reads a script and lives it; tests run that uncompiled, in
another process.
"""

import datetime
import json
import os
import subprocess
import sys
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from mybt_sim.base.compiled import IS_COMPILED
from mybt_sim.behaviour.layouts import Line
from mybt_sim.engine.records import DAY_S, Record, Records
from mybt_sim.operations import read_request
from mybt_sim.simulation.block import BlockLife, prepare, simulate_block
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.world import Outcome, World
from mybt_sim.world.command import Command
from mybt_sim.world.draft import packed
from mybt_sim.world.moments import moment_of
from mybt_sim.world.origin import origin_of
from mybt_sim.world.state import Table
from mybt_sim.world.state import plain as plain_value
from tests.support.worlds import check_nothing_is_overdue, rows_of, state_of
from tests.support.year_script import Author, Deed

ROOT = Path(__file__).parents[2]
EAGER = {
    "payment.card_declined_share": Decimal("0.2"),
    "payment.wrong_annex_share": Decimal("0.2"),
    "late.bill_share": 1,
    "promise.when_blocked_share": 1,
    "promise.spontaneous_share": 1,
    "promise.in_term_share": Decimal("0.4"),
    "tariff.try_share": 1,
    "tariff.cancel_share": Decimal("0.2"),
    "add_on.connect_share": 1,
    "add_on.disconnect_share": 1,
    "add_on.boost_share": 1,
    "away.suspend_share": 1,
    "video.share": 1,
    "payment.express_share": Decimal("0.5"),
    "payment.express_used_share": 0,
    "leave.by_app_share": Decimal("0.9"),
}
"""People ask for whatever they can ask for in a run."""


class Told(NamedTuple):
    """What is to be told of one contract, in order of time: rows, and what it is at the end."""

    entries: list[tuple[int, ...]]
    events: list[tuple[int, ...]]
    days: list[list[int]]
    contract: tuple[int | bool | tuple[int, ...], ...]


class Year(NamedTuple):
    """What a world has to tell: its contracts, the answer to every deed, and its tables."""

    contracts: dict[int, Told]
    answers: list[tuple[int, str, str]]
    tables: list[str]


OTHER_HABITS = {
    "volume.net_scale": 0.8,
    "volume.up_xdsl_share": 0.2,
    "away.net_share": 0.5,
    "tv.active_share": 0.5,
    "calls.zero_share": 0.1,
    "calls.per_day": 1.5,
}


def people(
    subscribers: int,
    seed: int,
    start: datetime.date,
    behaviour: Mapping[str, Any] = EAGER,
    days: int = 366,
) -> Scenario:
    """Some people; prices, terms and habits change in the midst of a year and of a month."""
    changes = [
        {"from": start + datetime.timedelta(days=100), "terms": {"promise_limit": "9.00"}},
        {"from": start + datetime.timedelta(days=150), "behaviour": OTHER_HABITS},
        {"from": start + datetime.timedelta(days=200), "fees": {"T14": "52.00", "T08": "21.37"}},
    ]
    nobody_comes = {f"come.{line.name.lower()}_share": 0 for line in Line}
    behaviour = nobody_comes | {"fibre.share": 0, "move.share": 0} | dict(behaviour)
    return Scenario(
        subscribers=subscribers,
        seed=seed,
        start=start,
        days=days,
        behaviour=behaviour,
        changes=changes,
    )


def lived_in_bulk(scenario: Scenario) -> BlockLife:
    """The year as a run lives it."""
    return simulate_block(prepare(scenario), 1, scenario.subscribers)


def world_of(scenario: Scenario) -> World:
    """The same people, live, on the morning of the first day."""
    return World._begin(origin_of(scenario, 0), None)


@dataclass
class Scripted:
    """A year that was lived once, from deed to deed by one jump; others live it again."""

    scenario: Scenario
    begin: World
    deeds: list[Deed]
    of_run: list[tuple[Record, Outcome]]
    left_alone: set[int]
    told: Year

    @property
    def begun_at(self) -> int:
        """The midnight with which it begins."""
        return self.scenario.first_day * DAY_S

    @property
    def end_at(self) -> int:
        """The midnight with which it ends."""
        return self.begun_at + self.scenario.days * DAY_S

    @property
    def days(self) -> range:
        """Its days, as days since 1970-01-01."""
        return range(self.begun_at // DAY_S, self.end_at // DAY_S)

    def lived_again(self, halts: Sequence[int]) -> World:
        """The same in a world whose clock halts besides at each of `halts`."""
        return live(self.begin.fork(), self.deeds, halts, self.end_at)

    def check(self, other: Year) -> None:
        """It has the same to tell; the first difference is named, for the whole is long."""
        for place, (mine, its) in enumerate(zip(self.told.answers, other.answers, strict=True)):
            assert mine == its, f"deed {place}"
        for contract, told in self.told.contracts.items():
            its_own = other.contracts[contract]
            for name in Told._fields:
                assert getattr(told, name) == getattr(its_own, name), f"{name} of {contract}"
        assert self.told.tables == other.tables


def write_script(scenario: Scenario) -> Scripted:
    """Draw a year: what people of the run do, and at every second household everything else."""
    run, begin = lived_in_bulk(scenario), world_of(scenario)
    facts = run.population.facts
    alone = facts["contract_id"][facts["subscriber_id"] % 2 == 1]
    left_alone, world = {int(one) for one in alone}, begin.fork()
    end_at = (scenario.first_day + scenario.days) * DAY_S
    author = Author(world, left_alone, run.operations, end_at, scenario.seed)
    deeds = author.write()
    return Scripted(scenario, begin, deeds, author.answers, left_alone, told_by(world))


def live(world: World, deeds: Iterable[Deed], halts: Sequence[int], end_at: int) -> World:
    """Do what was done in a world whose clock halts at each of `halts` besides, up to its end."""
    ahead, done = sorted(halts), 0
    for at, command in deeds:
        due = bisect_right(ahead, at)
        _halt_at(world, [*ahead[done:due], at])
        done = due
        world.perform(command)
    _halt_at(world, [*ahead[done:], end_at])
    return world


def _halt_at(world: World, moments: Sequence[int]) -> None:
    for moment in moments:
        world.advance(until=moment_of(moment))
        check_nothing_is_overdue(world)


def lived_in_plain_python(year: Scripted, halts: Sequence[int]) -> tuple[Year, dict[int, Told]]:
    """What a world and a run have to tell where nothing is compiled and warnings are errors."""
    paths = [str(ROOT), *filter(None, sys.path)]
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(paths)}
    result = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.support.year_ways"],
        input=_written(year, halts).encode(),
        env=environment,
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr.decode()
    kind, told = result.stdout.split(b"\n", 1)
    assert kind == b"uncompiled"
    return msgspec.json.decode(told, type=tuple[Year, dict[int, Told]])


def told_by(world: World) -> Year:
    """What a world has to tell."""
    whole = state_of(world).history.in_order()
    contracts = _told_of_each(whole.entries, whole.events, whole.days, state_of(world).contracts)
    answers = [
        (one.at, one.command.name, one.refusal)
        for one in world.log
        if one.command.name != "advance"
    ]
    tables = [
        f"{table.value} {key!r}={plain_value(value)!r}"
        for table in Table
        for key, value in sorted(rows_of(world, table).items())
    ]
    return Year(contracts, answers, tables)


def told_by_run(life: BlockLife) -> dict[int, Told]:
    """What a run has to tell."""
    return _told_of_each(life.entries, life.events, life.days, life.contracts)


def _told_of_each(
    entries: Records, events: Records, days: np.ndarray, contracts: Records
) -> dict[int, Told]:
    """The same by contract; each list keeps its order."""
    told = {int(row.contract_id): Told([], [], [], packed(row)) for row in contracts}
    for row in entries.tolist():
        told[row[0]].entries.append(row)
    for row in events.tolist():
        told[row[0]].events.append(row)
    for row in days.T.tolist():
        told[row[DayColumn.CONTRACT_ID]].days.append(row)
    return told


def _written(year: Scripted, halts: Sequence[int]) -> str:
    """A year as text, for another process."""
    scenario = year.scenario
    first = (scenario.subscribers, scenario.seed, scenario.start.isoformat())
    asked = [(at, one.name, one.text, one.device, one.key) for at, one in year.deeds]
    return json.dumps([first, asked, list(halts), year.end_at])


def main() -> None:
    (subscribers, seed, start), asked, halts, end_at = json.load(sys.stdin)
    scenario = people(subscribers, seed, datetime.date.fromisoformat(start))
    deeds = [
        Deed(at, Command(read_request(name, text), device, key))
        for at, name, text, device, key in asked
    ]
    world = live(world_of(scenario), deeds, halts, end_at)
    print("compiled" if IS_COMPILED else "uncompiled", flush=True)
    told = msgspec.json.encode((told_by(world), told_by_run(lived_in_bulk(scenario))))
    sys.stdout.buffer.write(told)


if __name__ == "__main__":
    main()
