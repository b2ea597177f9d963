"""Performing a story in a browser, step by step, and reading what is seen after each."""

from mybt_sim.app.demo.components import told_by
from mybt_sim.app.demo.panels.at_home import DONE_AT_HOME
from mybt_sim.app.demo.playback.opening import begin_story
from mybt_sim.app.demo.story import Shown
from mybt_sim.app.demo.view import View
from mybt_sim.engine.vocabulary import Status
from mybt_sim.journeys import Journey
from mybt_sim.world.reads.views import BalanceView
from tests.support.person import Person

SEEN = {
    "deed": "#deed",
    "line": "#deciding pre",
    "behind": "#behind-decision",
    "sentence": ".deciding-sentence",
    "refusal": ".device .message.refused",
    "at_home": "#at-home .refused",
    "balance": ".device .balance .figure",
    "card": ".device .balance",
    "done": ".device .message.done",
    "verdict": "#deed .verdict",
    "decision": ".decision",
    "language": '.languages [aria-current="true"]',
}
"""What is read of the page after each step."""


def perform(person: Person, journey: Journey, *, on_web: bool) -> None:
    """Perform a story to its end; each step holds, and the page shows what it came to."""
    story = begin_story(person.demo, journey, person, on_web=on_web)
    person.look_again()
    while not story.is_over:
        made = person.taps
        story.play_next()
        assert not story.has_gone_astray, f"{journey.name}, after step {len(story.shown)}"
        shown = story.shown[-1]
        assert not shown.played.problems, (journey.name, shown.played.number, shown.played.problems)
        if story.target.was_asked or person.taps == made:
            person.look_again()
        _check(person, shown)


def _check(person: Person, shown: Shown) -> None:
    """The page speaks the language of the phone; banner, balance, badge and decision panel tell
    what the operator answered and how the world stands."""
    seen = person.read(**SEEN)
    view = View.of(person.demo)
    assert seen["language"].lower() == view.language
    if view.handset.screen.name == "contract" and view.contract is not None:
        assert seen["balance"] == _plain(view.money(view.contract.balance_kopecks))
        if view.contract.status is not Status.ACTIVE:
            badge = view.say(f"status.{view.contract.status.name.lower()}")
            assert badge.casefold() in seen["card"].casefold()
    deed = view.handset.deed
    if deed is None or shown.played.answer is not deed.outcome or shown.played.step.preview:
        return
    assert view.say(f"operation.{deed.outcome.operation}") in seen["deed"]
    assert deed.outcome.operation in seen["behind"]
    assert seen["verdict"] == view.say(f"decision.{'passed' if deed.outcome.ok else 'refused'}")
    for line in deed.outcome.entries:
        for kopecks in (line.amount_kopecks, line.balance_after_kopecks):
            assert _plain(view.money(kopecks)) in seen["decision"]
    if deed.outcome.ok:
        if view.handset.banner is deed.outcome and not isinstance(deed.outcome.data, BalanceView):
            assert _plain(told_by(view, deed.outcome)) in seen["done"]
    else:
        place = "at_home" if deed.outcome.operation in DONE_AT_HOME else "refusal"
        assert _plain(deed.outcome.text(view.language)) in seen[place]
        assert deed.outcome.refusal.name in seen["behind"]
        assert seen["sentence"], "the sentence that decided"
        assert seen["line"] or not deed.outcome.asked, "the line that decided"


def _plain(text: str) -> str:
    return " ".join(text.split())
