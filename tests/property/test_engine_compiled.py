"""Compiled and uncompiled rules give the same states and journals, step by step."""

import numpy as np
import pytest

from mybt_sim.base.compiled import in_python
from mybt_sim.engine.daily_fee import day_share_kopecks
from mybt_sim.quality.faults.plain import Plain
from mybt_sim.quality.faults.runner import Runner
from mybt_sim.quality.hunt.corpus import load_corpus
from mybt_sim.quality.hunt.hunting import TERMS
from mybt_sim.quality.life import relive
from mybt_sim.quality.story import Done, Story, Terms

EACH = 12
LARGE_E4 = 10**17 + 7
"""Doubled and times 31 it still fits 64 bits; compiled and plain integers part ways above that."""


class Telling(Runner):
    """Keeps what every step came to, and the state after it, in plain Python."""

    def told(self, story: Story) -> list[object]:
        self.steps_told: list[object] = []
        assert self(story) is None
        return self.steps_told

    def _take(self, deed: Done) -> bool:
        holds = super()._take(deed)
        step, book = self.step, self.book
        journal = [
            [values(one) for one in rows[: int(count)]]
            for rows, count in ((book.entries, book.entry_count), (book.events, book.event_count))
        ]
        answer = (int(step.refusal), int(step.allowed_from))
        self.steps_told.append((deed.what, deed.now, answer, journal, values(step.after)))
        return holds


def values(one: object) -> object:
    """Whole numbers, however deep, of a plain object or of a record."""
    if isinstance(one, Plain):
        return [values(part) for part in vars(one).values()]
    if isinstance(one, np.void):
        return [values(one[name]) for name in one.dtype.names or ()]
    if isinstance(one, (list, tuple, np.ndarray)):
        return [values(part) for part in one]
    return int(one)  # type: ignore[call-overload]


@pytest.mark.parametrize("terms", TERMS, ids=["usual", "other"])
def test_compiled_and_uncompiled_rules_live_the_same_lives(terms: Terms) -> None:
    """Stories of the corpus: every outcome in every state is among them."""
    plain = Telling(None, terms)
    lived = [one.story for one in load_corpus() if one.story.terms == terms][::EACH]
    for story in lived:
        told = [
            (
                *(one.deed.what, one.deed.now, (int(one.refusal), one.allowed_from)),
                [values(one.entries), values(one.events)],
                values(one.after),
            )
            for one in relive(story).steps
        ]
        assert told == plain.told(story), story


def test_shares_of_large_fees_are_the_same_compiled_and_plain() -> None:
    for fee_e4 in (LARGE_E4, LARGE_E4 // 3, LARGE_E4 // 40 + 1):
        for days in (28, 29, 30, 31):
            for day in range(1, days + 1):
                plain = in_python(day_share_kopecks)(fee_e4, day, days)
                assert day_share_kopecks(fee_e4, day, days) == plain
