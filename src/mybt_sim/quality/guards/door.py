"""The door of the engine is a guard too: each question goes to the rule that bears its name.

The rules behind it are replaced by stand-ins that tell what they were given; every fact of a
request is a word of its own, so that one handed over in another's place is seen.
"""

import inspect
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from mybt_sim.engine.access_records import Access
from mybt_sim.engine.decide import Facts, Question
from mybt_sim.engine.refusals import Refusal

ANSWER = Refusal.CONTRACT_TERMINATED
QUIET = (Question.OPEN_SESSION, Question.CLOSE_SESSION)
"""Questions that cannot be refused: the door answers them itself."""
OTHER_NAMES = {"code": "sign_in"}
"""What rules call a record of the account otherwise than it is called there."""
NOW = 1_234_567


def wrongly_led(module: Any) -> Iterator[str]:
    """Questions that a copy of the module `decide` does not hand to their rule as they are."""
    for question in Question:
        if not _is_led(module, question):
            yield question.name
    try:
        module.decide(*_handed(len(Question)), NOW)
    except AssertionError:
        return
    yield "what is no question"


def _is_led(module: Any, question: Question) -> bool:
    """Whether the rule of this name alone is asked, once, with the facts that it names."""
    name, told = question.name.lower(), list[tuple[str, dict[str, Any]]]()
    rules = {one.name.lower(): getattr(module, one.name.lower()) for one in Question}

    def stand_in(rule: str) -> Any:
        signature = inspect.signature(rules[rule])

        def tell(*given: Any, **named: Any) -> Refusal:
            told.append((rule, dict(signature.bind(*given, **named).arguments)))
            return ANSWER

        return tell

    books, contracts, accesses, requests = handed = _handed(question)
    records = vars(accesses[0]) | {"book": books[0], "contract": contracts[0], "now": NOW}
    records |= {"access": accesses[0]} | vars(requests[0])
    vars(module).update({one: stand_in(one) for one in rules})
    try:
        answer = module.decide(*handed, NOW)
    finally:
        vars(module).update(rules)
    wanted = {one: records[OTHER_NAMES.get(one, one)] for one in
              inspect.signature(rules[name]).parameters}  # fmt: skip
    expected = Refusal.NONE if question in QUIET else ANSWER
    return told == [(name, wanted)] and answer == expected and books[0].allowed_from == -1


def _handed(question: int) -> tuple[list[Any], ...]:
    """Arrays of one record each, and none of them like another."""
    facts = {name: f"the {name}" for name in Facts.__annotations__}
    return (
        [SimpleNamespace(allowed_from=5)],
        [SimpleNamespace(is_the="contract")],
        [SimpleNamespace(**{name: f"record {name}" for name in Access.__annotations__})],
        [SimpleNamespace(question=question, **facts)],
    )
