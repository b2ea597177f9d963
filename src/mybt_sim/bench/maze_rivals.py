"""Who goes into a maze beside the hunt: Hypothesis, and a walk through a live world."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar

from hypothesis import HealthCheck, Phase, settings, target
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from mybt_sim.base.draws import below, draw, key_of
from mybt_sim.base.errors import RequestError
from mybt_sim.bench.live import signed_in
from mybt_sim.catalogue import load_catalogue
from mybt_sim.quality.features import features_of
from mybt_sim.quality.hunt.asking import Asked
from mybt_sim.quality.hunt.drawing import EDGES, OPERATION_COUNT, PAUSES
from mybt_sim.quality.hunt.maze import ALWAYS, Maze, leave
from mybt_sim.quality.hunt.outcomes import places_of_outcomes
from mybt_sim.quality.on_world import lived_on
from mybt_sim.world import Client, Outcome, World

Item = TypeVar("Item")

STREAM = 993
EXAMPLES = 10_000_000
STEPS = 50
WORLD_PEOPLE = 60
WORLD_DEEDS = 24
YES_OR_NO = (True, True, True, False)
KEYS = st.integers(0, (1 << 62) - 1)


class _TimeIsOver(KeyboardInterrupt):
    """What Hypothesis hands on at once."""


def by_hypothesis(maze: Maze, is_over: Callable[[], bool], *, has_target: bool) -> int:
    """Let Hypothesis choose operations until time is over; how many it asked for."""
    asked = Asked(maze)
    machine = _machine(asked, is_over, has_target=has_target)
    phases = (Phase.generate, Phase.target) if has_target else (Phase.generate,)
    with suppress(_TimeIsOver):
        run_state_machine_as_test(
            seeded(1)(machine),
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                phases=phases,
                suppress_health_check=list(HealthCheck),
            ),
        )
    return int(asked.hunter.found[0].asked)


def _machine(
    asked: Asked, is_over: Callable[[], bool], *, has_target: bool
) -> type[RuleBasedStateMachine]:
    class Machine(RuleBasedStateMachine):
        """A contract, of which one operation after another is asked."""

        far = 0

        @initialize(key=KEYS)
        def begin(self, key: int) -> None:
            if is_over():
                raise _TimeIsOver
            asked.open(key)

        @rule(operation=st.integers(0, OPERATION_COUNT - 1), key=KEYS)
        def ask(self, operation: int, key: int) -> None:
            asked.ask(1 << operation, key)
            if has_target:
                self.far = max(self.far, int(asked.hunter.maze.progress[0].max()))

        def teardown(self) -> None:
            if has_target:
                target(float(self.far))

    return Machine


class _Luck:
    """One draw after another."""

    def __init__(self) -> None:
        self.key, self.drawn = int(key_of(1, STREAM, 0)), 0

    def one_of(self, choice: Sequence[Item]) -> Item:
        """Any of some, each as likely."""
        self.drawn += 1
        return choice[below(int(draw(self.key, self.drawn, 0)), len(choice))]


def by_world(maze: Maze, is_over: Callable[[], bool]) -> int:
    """Walk through operations of a live world until time is over; how many were asked for."""
    start, luck, asked = World.create(WORLD_PEOPLE, seed=1), _Luck(), 0
    contracts = [int(one) for one in start.directory.block.facts["contract_id"]]
    while not is_over():
        world = start.fork()
        phone, contract = signed_in(world), luck.one_of(contracts)
        phone.bind_by_login(*world.outside.paper(contract)[0])
        maze.progress[:] = 0
        for _ in range(WORLD_DEEDS):
            world.advance(seconds=luck.one_of((0, 0, 60, 3_600, 86_400)))
            before = world.fork()
            try:
                outcome = _deed(phone, world, contract, luck)
            except RequestError:  # no sum at all
                continue
            asked += 1
            _walk_on(maze, before, outcome, world)
    return asked


def _deed(phone: Client, world: World, contract: int, luck: _Luck) -> Outcome:
    """Any operation, each as likely, with sums at edges."""
    catalogue = load_catalogue()
    amount = f"{luck.one_of(EDGES) / 100:.2f}"
    tariff, add_on = luck.one_of(catalogue.tariffs).id, luck.one_of(catalogue.add_ons).id
    deeds: tuple[Callable[[], Outcome], ...] = (
        lambda: phone.top_up(contract, amount),
        lambda: phone.promise_payment(contract, amount),
        lambda: phone.cancel_promise(contract),
        lambda: phone.change_tariff(contract, tariff, confirmed=luck.one_of(YES_OR_NO)),
        lambda: phone.cancel_tariff_change(contract),
        lambda: phone.connect_add_on(contract, add_on),
        lambda: phone.disconnect_add_on(contract, add_on),
        lambda: phone.suspend(contract, luck.one_of(PAUSES)),
        lambda: phone.resume(contract),
        lambda: world.outside.correct_balance(contract, luck.one_of(("-15.00", "-1.00", "15.00"))),
        lambda: world.outside.terminate(contract),
    )
    return luck.one_of(deeds)()


def _walk_on(maze: Maze, before: World, outcome: Outcome, world: World) -> None:
    """Go on in the chains that wait for this."""
    lived = lived_on(before, world.log[-1].command.request, outcome, world)
    if lived is None:
        return
    step = lived.steps[0]
    place = int(places_of_outcomes()[step.deed.what, step.refusal])
    if place < 0:
        return
    bits = int(features_of(lived.books[0], step)) | 1 << ALWAYS
    leave(maze)
    for link in maze.links[maze.firsts[place] : maze.firsts[place + 1]]:
        is_there = link.place == 0 or maze.progress[1, link.chain] == link.place
        if is_there and bits >> int(link.feature) & 1:
            maze.progress[0, link.chain] = link.place + 1
            if link.place + 1 == maze.depths[link.chain]:
                maze.solved[link.chain] = 1
