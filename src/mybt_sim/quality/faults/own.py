"""Laws of one's own, hunted beside all others: in a module of one's own, wherever it lies.

    from my_laws import the_dead_promise_nothing
    assert hunt_own(the_dead_promise_nothing, seconds=10).broken is None
    catch(fault, own=(the_dead_promise_nothing,))

Plain rules are asked: what is compiled would have to be compiled anew for each such law.
"""

from typing import NamedTuple

from mybt_sim.quality.faults.runner import Runner
from mybt_sim.quality.hunt.hunting import TERMS, Break
from mybt_sim.quality.laws.law import Predicate


class OwnHunt(NamedTuple):
    """How many steps were judged, and the law that broke first, of one's own or not."""

    steps: int
    broken: Break | None


def hunt_own(*own: Predicate, seconds: float = 30, seed: int = 1) -> OwnHunt:
    """Hunt the rules as they are, first by the short stories of the corpus, then at random.

    `MybtError` for a law that stands in no module that can be imported.
    """
    steps, runners = 0, [Runner(None, terms, own=own) for terms in TERMS]
    for runner in runners:
        found = runner.hunt(seed, seconds=seconds / len(runners))
        steps += runner.steps
        if found is not None:
            story, law = found
            return OwnHunt(steps, Break(law, story, runner.shrink(story, law)))
    return OwnHunt(steps, None)
