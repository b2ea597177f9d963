"""Shrinking: the same break by a shorter and plainer story.

A change is kept when the story still breaks the same law. First deeds go, many at once and then one
by one; then the start gets plain, moments move together, and sums become round.
"""

from collections.abc import Iterator

from mybt_sim.engine.records import DAY_S
from mybt_sim.quality.steps import Deed
from mybt_sim.quality.story import Done, Ending, Replay, Story

ROUND = (0, 1, 100, 500, 1_000, 1_500)
LESS = (25, 50, 75, 100, 150, 200)
ROUNDS_MOST = 8


def shrink(story: Story, ending: Ending, replay: Replay) -> Story:
    """The plainest story found that breaks the same law as `story` does."""
    story = _cut(story, ending)
    for _ in range(ROUNDS_MOST):
        before = story
        for changes in (_without, _plainer_start, _sooner, _rounder):
            story = _improved(story, ending.law, replay, changes)
        if story == before:
            break
    return story


def _cut(story: Story, ending: Ending) -> Story:
    """Without what comes after the break."""
    return story.having(deeds=story.deeds[: ending.place])


def _improved(story: Story, law: str, replay: Replay, changes: object) -> Story:
    """The story with every change of one kind that leaves the break in place."""
    assert callable(changes)
    is_changed = True
    while is_changed:
        is_changed = False
        for other in changes(story):
            found = replay(other)
            if found is not None and found.law == law:
                story, is_changed = _cut(other, found), True
                break
    return story


def _without(story: Story) -> Iterator[Story]:
    """The story without a stretch of its deeds, long ones first."""
    count = len(story)
    size = count
    while size > 0:
        for first in range(0, count, size):
            yield story.having(deeds=story.deeds[:first] + story.deeds[first + size :])
        size //= 2


def _plainer_start(story: Story) -> Iterator[Story]:
    """The story of a contract that begins with less, or later."""
    start = story.start
    for field, plain in (("add_ons", 0), ("is_social", 0), ("is_new", 0), ("balance_kopecks", 0)):
        if getattr(start, field) != plain:
            yield story.having(start=start._replace(**{field: plain}))
    if start.add_ons:  # whoever pays less a day has used up less by then
        for less in LESS:
            balance = start.balance_kopecks - less
            yield story.having(start=start._replace(add_ons=0, balance_kopecks=balance))
    if start.bills != 1:
        yield story.having(start=start._replace(bills=1))
    for balance in ROUND:
        if abs(balance) < abs(start.balance_kopecks):
            yield story.having(start=start._replace(balance_kopecks=balance))
    if story.deeds and story.deeds[0].now // DAY_S > start.opened_day:
        yield story.having(start=start._replace(opened_day=story.deeds[0].now // DAY_S))


def _sooner(story: Story) -> Iterator[Story]:
    """The story with one deed, or all from one on, at an earlier moment."""
    before = story.start.opened_day * DAY_S
    for place, deed in enumerate(story.deeds):
        gap = deed.now - before
        for less in (gap, gap - 1, gap // 2, gap - gap % DAY_S, DAY_S if gap > 3 * DAY_S else 0):
            if 0 < less <= gap:
                yield _moved(story, place, deed.now - less)
        before = deed.now


def _moved(story: Story, place: int, now: int) -> Story:
    deeds = list(story.deeds)
    deeds[place] = deeds[place]._replace(now=now)
    return story.having(deeds=tuple(deeds))


def _rounder(story: Story) -> Iterator[Story]:
    """The story with a deed that is plainer: a mere look, a round sum, no choice."""
    for place, deed in enumerate(story.deeds):
        for plainer in _plainer(deed):
            deeds = list(story.deeds)
            deeds[place] = plainer
            yield story.having(deeds=tuple(deeds))


def _plainer(deed: Done) -> Iterator[Done]:
    if deed.what is not Deed.LOOK:
        yield Done(Deed.LOOK, deed.now)
    for amount in ROUND:
        if abs(amount) < abs(deed.amount):
            yield deed._replace(amount=amount)
    if deed.choice > 0:
        yield deed._replace(choice=0)
    if deed.flag == 0:
        yield deed._replace(flag=1)
