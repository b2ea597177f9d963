"""The two compiled doors to the rules, opened once for the whole process."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from mybt_sim.base.compiled import entry_of
from mybt_sim.engine.access_records import FRONT_REQUEST, blank_front
from mybt_sim.engine.book import blank_book
from mybt_sim.engine.desk import REQUEST, carry_out
from mybt_sim.engine.front_desk import Step, answer
from mybt_sim.engine.records import blank, blank_contract
from mybt_sim.engine.vocabulary import Operation


@dataclass(frozen=True)
class Desks:
    """`front(books, fronts, requests, step, now)`, `contract(books, contracts, requests, now)`."""

    front: Callable[..., int]
    contract: Callable[..., int]


@cache
def desks() -> Desks:
    """Compile both doors, or take them from the cache; asking them something harmless does it."""
    books = blank_book().reshape(1)
    requests = blank(REQUEST, 1)
    requests["operation"] = Operation.TERMINATION
    front = entry_of(
        answer, books, blank_front(), blank(FRONT_REQUEST, 1), int(Step.OUTSIDE_SELF_SERVICE), 0
    )
    return Desks(front, entry_of(carry_out, books, blank_contract(), requests, 0))
