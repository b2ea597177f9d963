"""Random visits by plain rules, with a fault or without; every law is asked after each.

A story is the list of visits since the first; waits are kept, not moments, so that it can be cut.
"""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from mybt_sim.base.draws import key_of
from mybt_sim.engine.decide import Question
from mybt_sim.engine.records import DAY_S, blank_contract
from mybt_sim.engine.refusals import Refusal
from mybt_sim.quality.faults.fault import Change
from mybt_sim.quality.faults.plain import faulty_copies, plain_of, sound_copies
from mybt_sim.quality.faults.runner import STUMBLED, STUMBLES, plain_book
from mybt_sim.quality.story import Ending
from mybt_sim.quality.visits.drawing import FAMILIES, Families
from mybt_sim.quality.visits.steps import Visit, blank_visit

STREAM = 979
LIFE_VISITS = 40
OF_AN_ACCOUNT = ("session", "account_tries", "account_calls", "voice_code", "ticket")
FIRST_DAY = 60
"""Lives begin so many days after the first of the book, at noon."""


@dataclass(frozen=True)
class VisitStory:
    """What one visitor asked, up to the law that broke."""

    visits: tuple[Visit, ...]

    def __len__(self) -> int:
        return len(self.visits)


class VisitRunner:
    """The door of an operator, and somebody in front of it."""

    def __init__(self, fault: Change | None = None, families: Families = FAMILIES) -> None:
        self.copies = faulty_copies(fault)
        self.rules = self.copies.module("mybt_sim.quality.visits.taking")
        self.laws = sound_copies().module("mybt_sim.quality.visits.every")
        self.drawing = sound_copies().module("mybt_sim.quality.visits.drawing")
        self.families = families
        self.book = plain_book()
        self.contracts = [plain_of(blank_contract()[0])]
        self.blank = plain_of(blank_visit()[0])
        self.step = plain_of(blank_visit()[0])
        self.idle, self.is_other = plain_of(blank_visit()[0]).after, 0
        self.life = self.steps = 0
        self.counts: Counter[tuple[Question, Refusal]] = Counter()
        self.broken = ""

    def hunt(
        self, seed: int, *, seconds: float, steps: int = 1 << 40
    ) -> tuple[VisitStory, str] | None:
        """A story that breaks a law, and that law; None when none was found in time."""
        until, goal = time.perf_counter() + seconds, self.steps + steps
        while self.steps < goal and time.perf_counter() < until:
            life = self.drawing.life_of(int(key_of(seed, STREAM, self.life)), self.families)
            self.life += 1
            self._begin()
            visits = []
            for number in range(1, LIFE_VISITS + 1):
                visit = self.drawing.draw_visit(life, number, self.book, self.step)
                visits.append(visit)
                if not self._make(visits[-1]):
                    return VisitStory(tuple(visits)), self.broken
        return None

    def __call__(self, story: VisitStory) -> Ending | None:
        """Where a story breaks first; None when all laws hold."""
        self._begin()
        for place, one in enumerate(story.visits, start=1):
            if not self._make(one):
                return Ending(self.broken, place)
        return None

    def tell(self, story: VisitStory) -> list[Refusal]:
        """What each visit was answered, up to the one that breaks a law."""
        self._begin()
        told = []
        for one in story.visits:
            holds = self._make(one)
            told.append(Refusal(int(self.step.refusal)))
            if not holds:
                break
        return told

    def broken_laws(self) -> tuple[str, ...]:
        """Names of all laws that the last visit breaks."""
        return tuple(one.name for one in self.laws.broken_laws(self.book, self.step))

    def shrink(self, story: VisitStory, law: str) -> VisitStory:
        """The plainest story found that breaks the same law."""
        is_shorter = True
        while is_shorter:
            is_shorter = False
            for other in _plainer(story):
                ending = self(other)
                if ending is not None and ending.law == law:
                    story, is_shorter = VisitStory(other.visits[: ending.place]), True
                    break
        self(story)
        return story

    def _begin(self) -> None:
        self.step.copy_from(self.blank)
        self.idle.copy_from(self.blank.after)
        self.is_other = 0
        self.step.now = (self.book.first_day + FIRST_DAY) * DAY_S + DAY_S // 2

    def _take_turns(self) -> None:
        """Let the other account stand at the door, with what belongs to an account."""
        here, idle = self.step.after.__dict__, self.idle.__dict__
        for name in OF_AN_ACCOUNT:
            here[name], idle[name] = idle[name], here[name]
        self.is_other = 1 - self.is_other

    def _make(self, visit: Visit) -> bool:
        """Ask what a visit asks, in its own moment; whether all laws hold."""
        step = self.step
        if visit.is_other != self.is_other:
            self._take_turns()
        step.before.copy_from(step.after)
        step.now += visit.wait_s
        step.request.copy_from(self.blank.request)
        step.request.question = visit.question
        step.request.__dict__.update(visit.facts)
        self.steps += 1
        self.copies.rounds = 0
        try:
            self.rules.visit([self.book], self.contracts, [step.after], [step.request], [step])
        except STUMBLES:
            self.broken = STUMBLED
            return False
        self.counts[visit.question, Refusal(int(step.refusal))] += 1
        for law in self.laws.LAWS:
            if not law.holds(self.book, step):
                self.broken = law.name
                return False
        self.rules.remember(step)
        return True


def _plainer(story: VisitStory) -> Iterator[VisitStory]:
    """Without some visits, many at once first; then with fewer facts, and without waits."""
    visits, size = story.visits, len(story)
    while size > 0:
        for first in range(0, len(visits), size):
            yield VisitStory(visits[:first] + visits[first + size :])
        size //= 2
    for place, one in enumerate(visits):
        for other in _simpler(one):
            yield VisitStory((*visits[:place], other, *visits[place + 1 :]))


def _simpler(visit: Visit) -> Iterator[Visit]:
    if visit.is_other:
        yield visit._replace(is_other=0)
    if visit.wait_s:
        yield visit._replace(wait_s=0)
    for place in range(len(visit.facts)):
        yield visit._replace(facts=visit.facts[:place] + visit.facts[place + 1 :])
