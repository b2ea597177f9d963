"""What a hunt that checked little says of itself: no law broke, and that means nothing yet.

A law is taken to have spoken as often as something came about that it names: an operation that was
carried out (or asked for, where a law is about answers), or an event. A law that names none reads
every step.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import in_python
from mybt_sim.base.named import Named
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Event
from mybt_sim.quality.features import FEATURES
from mybt_sim.quality.hunt.coverage import UNREACHABLE
from mybt_sim.quality.hunt.hunting import Hunted
from mybt_sim.quality.laws.every import LAWS
from mybt_sim.quality.laws.law import Law
from mybt_sim.quality.room import EVENTS_ROW, FEATURES_ROW
from mybt_sim.quality.steps import OPERATIONS, Deed
from mybt_sim.text.messages import Language, translate

OPERATIONS_ENOUGH = 100_000
REFUSED_MOST = 0.995
SPOKEN_LEAST = 10
NAMED_MOST = 4
"""So many names a line tells; of the others it tells how many they are."""
IN_ANSWERS = "answers"
FEATURE_NAMES = (
    *("promise_open", "promise_unpaid", "paid_since_expiry", "away", "pause_ordered", "blocked"),
    *("barred", "trust_credit", "terminated", "balance_negative", "credit", "card_mistakes"),
    *("used_today", "add_ons_chosen", "add_ons_included", "tariff_ordered", "order_loses_some"),
    *("add_on_timed", "pauses_this_year", "pauses_before", "order_loses_held"),
    *("debt_at_limit", "day_full", "timed_to_be_ended", "price_to_a_kopeck", "ended_with_promise"),
    *("promise_of_the_debt", "order_at_first_second", "paid_up_to_most", "title_again_at_its_end"),
)
"""What the bits of a state mean, in the order of `features`."""
assert len(FEATURE_NAMES) == FEATURES


class Weakness(NamedTuple):
    """Something a hunt did too little of: its kind, how many, and which."""

    kind: str
    many: int
    names: tuple[str, ...] = ()


def weaknesses(hunted: Hunted) -> Iterator[Weakness]:
    """What makes a hunt that broke no law say little."""
    counts = hunted.counts
    if hunted.asked < OPERATIONS_ENOUGH:
        yield Weakness("few", hunted.asked)
    kinds = (
        ("refused", [one.name.lower() for one in OPERATIONS if _is_refused(counts, one)]),
        ("silent", [one.name for one in LAWS if _is_silent(counts, one)]),
        (
            "features",
            [
                name
                for row, name in enumerate(FEATURE_NAMES, start=FEATURES_ROW)
                if not counts[row].any()
            ],
        ),
    )
    for kind, names in kinds:
        if names:
            yield Weakness(kind, len(names), tuple(names))


def _is_refused(counts: NDArray[np.int64], deed: Deed) -> bool:
    """Whether an operation was hardly ever carried out, though it can be."""
    asked, done = int(counts[deed].sum()), int(counts[deed, Refusal.NONE])
    return (deed, Refusal.NONE) not in UNREACHABLE and done <= asked * (1 - REFUSED_MOST)


def _is_silent(counts: NDArray[np.int64], law: Law) -> bool:
    """Whether hardly anything came about that a law names."""
    named = named_by(law)
    if not named:
        return False
    is_of_answers = law.holds.__module__.endswith(IN_ANSWERS)
    times = 0
    for one in named:
        if isinstance(one, Deed):
            row = counts[one]
            times += int(row.sum() if is_of_answers else row[Refusal.NONE])
        else:
            times += int(counts[EVENTS_ROW, one])
    return times < SPOKEN_LEAST


@cache
def named_by(law: Law) -> frozenset[Named]:
    """Operations and events that a law names in its source."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(in_python(law.holds))))
    kinds = {"Deed": Deed, "Event": Event}
    found = {
        kinds[node.value.id][node.attr]
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in kinds
    }
    return frozenset(one for one in found if not isinstance(one, Deed) or one in OPERATIONS)


def weakness_said(one: Weakness, language: Language) -> str:
    """A line of what a hunt did too little of."""
    names = ", ".join(one.names[:NAMED_MOST])
    if len(one.names) > NAMED_MOST:
        names += f" … (+{len(one.names) - NAMED_MOST})"
    return translate(f"hunt.weak.{one.kind}", language, count=f"{one.many:,}", names=names)
