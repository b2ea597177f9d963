"""The laws of visits on a live world: whatever is asked at its door is judged as it is answered.

    world = START.asking(Watched())
    world.client("android").request_code("+375 29 123-45-67")   # `BrokenLawError`, or all is well

A world asks its rules through one door, so the laws need no list of operations: each visit that a
request comes to is judged by itself, with the records that were laid before it.
"""

from typing import Any

from mybt_sim.engine.decide import Question
from mybt_sim.engine.records import Record, Records
from mybt_sim.engine.vocabulary import CodeState
from mybt_sim.quality.faults.plain import plain_of, sound_copies
from mybt_sim.quality.faults.runner import plain_book_of
from mybt_sim.quality.life import BrokenLawError
from mybt_sim.quality.visits.steps import blank_visit
from mybt_sim.world.rules import COMPILED, Door, Rule, Rules
from mybt_sim.world.state import State

FIRST_OF_A_CONTRACT = Question.TOP_UP
"""From here on questions are about a contract, which `quality.on_world` judges."""


class Watched:
    """Rules of an operator, usually those that there are, with the laws of visits behind them.

    `visits` tells how many were judged.
    """

    def __init__(self, rules: Rules = COMPILED) -> None:
        self.rules = rules
        self.visits = 0
        self._laws = sound_copies().module("mybt_sim.quality.visits.every").LAWS
        self._step = plain_of(blank_visit()[0])
        self._books: dict[tuple[int, bytes], Any] = {}

    @property
    def decide(self) -> Door:
        """The door, with somebody beside it."""
        return self._decide

    def pass_time(self, state: State, *rest: Any) -> None:
        """By the rules that are watched."""
        self.rules.pass_time(state, *rest)

    def version_of(self, rule: Rule) -> Rule:
        """As the rules that are watched have it."""
        return self.rules.version_of(rule)

    def _decide(
        self,
        books: Records,
        contracts: Records,
        accesses: Records,
        requests: Records,
        now: int,
    ) -> int:
        before = plain_of(accesses[0])
        refusal = self.rules.decide(books, contracts, accesses, requests, now)
        if requests[0].question < FIRST_OF_A_CONTRACT:
            step = self._step
            step.request, step.before = plain_of(requests[0]), before
            step.after, step.now = plain_of(accesses[0]), now
            step.refusal, step.allowed_from = int(refusal), int(books[0].allowed_from)
            _set_witness(step)
            self._judge(books)
        return refusal

    def _judge(self, books: Records) -> None:
        self.visits += 1
        book = self._plain_book(books)
        for law in self._laws:
            if not law.holds(book, self._step):
                asked = Question(self._step.request.question).name.lower()
                raise BrokenLawError(f"{law.name}: {law.says}\n{asked}: {vars(self._step)}")

    def _plain_book(self, books: Records) -> Any:
        """The book in plain Python, by all that laws of visits read in it; forks share it."""
        key = int(books[0].first_day), books[0].terms.tobytes()
        if key not in self._books:
            self._books[key] = plain_book_of(books[0])
        return self._books[key]


def _set_witness(step: Record) -> None:
    """What a witness would have kept of earlier visits, read from the records as they stood."""
    code, calls, seen = step.before.sign_in, step.before.line_calls, step.seen
    seen.day, seen.codes, seen.wrong_entries = code.day, code.codes_in_day, code.wrong_tries
    seen.is_spent = int(code.code_state != CodeState.LIVE)
    seen.calls_day, seen.calls = calls.day, calls.calls_in_day
