"""Who lives the year again while somebody moves a slider: one pair of hands for all pages.

A page asks for what it shows now, and what it asked for before is dropped at once: nothing is lived
any more for a value that nobody waits for. The hands live one sheet of people at a time, of the
page that has been told least, so nobody waits until another's question is answered in full.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from mybt_sim.analysis.what_if import People, Trial, WhatIf
from mybt_sim.app.demo.warm import await_compiled, is_compiling
from mybt_sim.app.demo.year import THREADS
from mybt_sim.base.bounds import WHAT_IF_PAGES, WHAT_IF_PEOPLE
from mybt_sim.base.errors import MybtError
from mybt_sim.simulation.block import Simulation, prepare
from mybt_sim.simulation.scenario import Scenario

PEOPLE_KEPT = 2
ANSWERS_KEPT = 64
PAST_KEPT = 8
LOOK_S = 0.01
IDLE_S = 1
FIRST_S = 0.12
"""After so long the first answer is told, of those who have lived by then."""


@dataclass
class Question:
    """A variant that a page asks for, and how far its answer is.

    key      tells it from all others: of which run, and what is moved
    lived    sheets that have lived it, of `count`
    answer   that of everybody, once it is there
    """

    key: str
    base: Scenario
    variant: Scenario
    lived: int = 0
    count: int = 0
    answer: WhatIf | None = None
    trouble: str = ""
    asked_at: float = field(default_factory=time.perf_counter)
    trial: Trial | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes."""
        return self.answer is not None or bool(self.trouble)

    @property
    def has_news(self) -> bool:
        """Whether there is an answer to tell: of everybody, or of some after a while."""
        return self.is_over or (self.lived > 0 and time.perf_counter() - self.asked_at >= FIRST_S)


@dataclass
class Page:
    """A page that is open: what it asks for now, and the keys of what it has been told."""

    question: Question | None = None
    past: list[str] = field(default_factory=list)


class Workroom:
    """The hands, the people who have lived, and the pages that ask.

    sheets_lived  by variants, in all; a measuring script asks for it
    """

    def __init__(self, *, has_hands: bool = True) -> None:
        """A room; without hands of its own for a test that does their work by `step`."""
        self.sheets_lived = 0
        self._has_hands = has_hands
        self._door = threading.Condition()
        self._pages: dict[str, Page] = {}
        self._people: dict[str, People] = {}
        self._answers: dict[str, WhatIf] = {}
        self._hands: threading.Thread | None = None

    def ask(
        self, page: str, key: str, scenarios: Callable[[], tuple[Scenario, Scenario]]
    ) -> Question:
        """What a page asks for from now on; `MybtError` when there can be no such scenario."""
        with self._door:
            shown = self._page(page)
            if shown.question is None or shown.question.key != key:
                question = Question(key, *scenarios())
                question.answer = self._answers.get(key)
                shown.question = question
                self._begin()
                self._door.notify_all()
            return shown.question

    def is_wanted(self, page: str, question: Question) -> bool:
        """Whether a page still asks for it."""
        with self._door:
            return self._page(page).question is question

    async def news(self, page: str, question: Question, lived: int, seconds: float) -> bool:
        """Wait until more than `lived` sheets have news; False when the page asks for another.

        No thread waits meanwhile, so those who wait hold up nobody.
        """
        ends = time.perf_counter() + seconds
        while time.perf_counter() < ends:
            if not self.is_wanted(page, question):
                return False
            if question.has_news and (question.is_over or question.lived > lived):
                return True
            await asyncio.sleep(LOOK_S)
        return True

    def told(self, question: Question) -> WhatIf | None:
        """What is known by now."""
        trial = question.trial
        if question.answer is not None or trial is None or not question.lived:
            return question.answer
        return trial.answer()

    def remember(self, page: str, key: str) -> list[str]:
        """Put an answer that was told in full into the past of a page; the newest comes first."""
        with self._door:
            shown = self._page(page)
            shown.past = [key, *(one for one in shown.past if one != key)][:PAST_KEPT]
            return list(shown.past)

    def past(self, page: str) -> list[str]:
        """What a page has been told in full, the newest first."""
        with self._door:
            return list(self._page(page).past)

    def answered(self, key: str) -> WhatIf | None:
        """An answer that is kept."""
        return self._answers.get(key)

    def people_of(self, base: Scenario) -> People:
        """Who live a scenario; those of the last few are kept."""
        key = repr(base)
        with self._door:
            found = self._people.pop(key, None)
        if found is None:
            found = People.of(prepare(base), WHAT_IF_PEOPLE)
        with self._door:
            self._people[key] = found
            while len(self._people) > PEOPLE_KEPT:
                self._people.pop(next(iter(self._people)))
        return found

    def leave(self) -> None:
        """Nobody asks for anything any more; call it when the site ends."""
        with self._door:
            self._pages.clear()

    def _page(self, name: str) -> Page:
        """A page; of too many the one that asked longest ago is forgotten."""
        page = self._pages.pop(name, None) or Page()
        self._pages[name] = page
        while len(self._pages) > WHAT_IF_PAGES:
            self._pages.pop(next(iter(self._pages)))
        return page

    def _begin(self) -> None:
        if self._hands is None and self._has_hands:
            self._hands = threading.Thread(target=self._work, name="what-if", daemon=True)
            self._hands.start()

    def step(self) -> bool:
        """Let a sheet live the question that has been told least; False where nothing is asked."""
        with self._door:
            asked = [one.question for one in self._pages.values()]
            waiting = [one for one in asked if one is not None and not one.is_over]
        if not waiting:
            return False
        question = min(waiting, key=lambda one: one.lived)
        try:
            self._live(question)
        except MybtError as error:
            question.trouble = str(error)
        except Exception as error:  # the hands must not fall: the page tells what it was
            question.trouble = f"{type(error).__name__}: {error}"
        return True

    def _work(self) -> None:
        while True:
            if not self.step():
                with self._door:
                    self._door.wait(IDLE_S)

    def _live(self, question: Question) -> None:
        if is_compiling():
            await_compiled()
        if question.trial is None:
            people = self.people_of(question.base)
            question.count = people.count
            question.trial = Trial(people, self._variant(people, question))
        question.trial.live_on(threads=THREADS)
        question.lived += 1
        self.sheets_lived += 1
        if question.trial.is_over:
            self._keep(question, question.trial.answer())

    def _variant(self, people: People, question: Question) -> Simulation:
        return people.simulation if question.variant == question.base else prepare(question.variant)

    def _keep(self, question: Question, answer: WhatIf) -> None:
        with self._door:
            while len(self._answers) >= ANSWERS_KEPT:
                self._answers.pop(next(iter(self._answers)))
            self._answers[question.key] = answer
        question.answer = answer
        question.trial = None


WORKROOM = Workroom()
"""That of this process."""
