"""What no law says of one step: that rules know nothing but records, and dates come true."""

from hypothesis import given, settings

from mybt_sim.engine.records import NEVER
from mybt_sim.quality.life import Life, Taken, relive
from mybt_sim.quality.story import Done, Story
from mybt_sim.quality.strategies import stories

thoroughly = settings(max_examples=max(200, settings().max_examples))


def asked(life: Life, deed: Done) -> Taken:
    return life.do(deed.what, deed.amount, deed.choice, deed.flag)


@thoroughly
@given(story=stories())
def test_every_law_holds_in_every_life(story: Story) -> None:
    life = relive(story)
    life.advance(life.now + 86_400)


@given(story=stories())
def test_what_is_done_aside_is_what_happens_and_leaves_nothing(story: Story) -> None:
    life = Life(story.start, story.terms)
    for deed in story.deeds:
        life.advance(deed.now)
        before = life.state.copy()
        aside = asked(life.aside(), deed)
        assert life.state == before
        assert aside == asked(life, deed)


@given(story=stories())
def test_at_its_date_a_refusal_is_over(story: Story) -> None:
    """The law of dates says which second it is; here it is lived up to."""
    life = Life(story.start, story.terms)
    for deed in story.deeds:
        life.advance(deed.now)
        before = life.aside()
        taken = asked(life, deed)
        if taken.allowed_from != NEVER:
            before.advance(taken.allowed_from)
            assert asked(before, deed).refusal is not taken.refusal
