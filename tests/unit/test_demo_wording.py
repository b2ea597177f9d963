"""Texts and switches of rules in the drawer: other words on phone 2, and a rule that is off."""

from collections.abc import Mapping
from typing import Any

import pytest

from mybt_sim.app.demo.link import address_of, open_moment
from mybt_sim.app.demo.page import draw
from mybt_sim.app.demo.rules import Rules
from mybt_sim.base.errors import ScenarioError
from mybt_sim.catalogue.terms import FIELD_OF, VOID_AT, amount_of, void_value
from mybt_sim.engine.refusals import Refusal
from mybt_sim.journeys import load_journeys, rerun
from mybt_sim.simulation.reading import read_scenario
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.text import LANGUAGES, refusal_text, usual_words, worded
from mybt_sim.text.messages import placeholders
from mybt_sim.text.wording import WORDS_MOST, changeable_keys, check_texts
from tests.support.demo import Guest, sound, words

KEY = "refusal.PROMISE_ABOVE_LIMIT.limit"
OTHER = {
    "ru": "Больше {limit} в долг не даём.",
    "be": "Больш за {limit} у доўг не даём.",
    "en": "We lend no more than {limit}.",
}


def refused(language: Any = "ru") -> Guest:
    """A student whose promise of 18 roubles is refused, with the page of texts open."""
    guest = Guest(language)
    guest.sign_in()
    guest.open("promise", guest.bind("student"))
    guest.tap("promise", amount="18.00")
    guest.tap("rules.toggle")
    guest.tap("rules.subject", item="texts")
    return guest


def test_other_words_are_said_on_phone_two_alone() -> None:
    guest = refused()
    page = guest.tap("rules.text", item=KEY, **OTHER)
    sound(page)
    guest.tap("promise", phone="0", amount="18.00")
    guest.tap("rules.toggle")
    page = guest.tap("go", screen="news", phone="0") and guest.tap("back", phone="0")
    guest.open("promise", guest.handset.screen.contract)
    page = guest.tap("promise", phone="0", amount="18.00")
    first, second = (
        page.partition(f'data-phone="{place}"')[2].partition('data-part="label-1"')[0]
        for place in (0, 1)
    )
    assert "Больше 15,00 BYN в долг не даём." in words(second)
    assert "Больше 15,00 BYN в долг не даём." not in words(first)
    told = page.partition('id="differences"')[2].partition("</section>")[0]
    assert "в долг не даём" in words(told)
    assert refusal_text("NO_NETWORK", "ru") == usual_words("refusal.NO_NETWORK", "ru")


def test_the_text_that_is_said_stands_open_in_three_languages() -> None:
    page = draw(refused("be").demo)
    shown = page.partition('id="text-open"')[2].partition('id="text-list"')[0]
    for language in LANGUAGES:
        assert usual_words(KEY, language) in shown


def test_a_text_travels_in_link_and_file(tmp_path: Any) -> None:
    guest, other = refused(), Guest()
    guest.tap("rules.text", item=KEY, **OTHER)
    open_moment(other.demo, address_of(guest.demo).partition("moment=")[2])
    assert other.demo.rules.texts == {KEY: OTHER} == guest.demo.rules.texts
    path = tmp_path / "scenario.toml"
    path.write_text(guest.demo.rules.file, "utf-8")
    assert read_scenario(path).dated_changes[0].texts == {KEY: OTHER}
    guest.tap("rules.undo")
    assert not guest.demo.rules


@pytest.mark.parametrize(
    "texts",
    [
        [],
        {"home.title": OTHER},
        {KEY: {"ru": "Нет."}},
        {KEY: OTHER | {"en": "No."}},
        {KEY: OTHER | {"be": "{limit"}},
        {KEY: OTHER | {"be": "{limit} {more}"}},
        {KEY: OTHER | {"ru": " "}},
        {KEY: OTHER | {"ru": "{limit}" + "о" * WORDS_MOST}},
    ],
)
def test_a_text_that_cannot_be_is_refused(texts: Any) -> None:
    with pytest.raises(ScenarioError):
        check_texts(texts)
    start = Scenario().start
    with pytest.raises(ScenarioError):
        Scenario(changes=[{"from": start, "texts": texts, "terms": {"promise_limit": "20.00"}}])


def test_a_text_without_its_sum_is_told_in_the_drawer() -> None:
    guest = refused()
    page = guest.tap("rules.text", item=KEY, **OTHER | {"ru": "Нет."})
    assert not guest.demo.rules
    assert "текст на трёх языках" in words(page)


def test_words_are_other_ones_within_alone() -> None:
    texts: Mapping[str, Mapping[str, str]] = {KEY: OTHER}
    with worded(texts):
        assert refusal_text("PROMISE_ABOVE_LIMIT", "en", limit="5") == "We lend no more than 5."
    assert "lend" not in refusal_text("PROMISE_ABOVE_LIMIT", "en", limit="5")


def test_a_story_that_quotes_a_text_breaks_by_other_words() -> None:
    journey = load_journeys()["promise"]
    step = next(one for one in journey.steps if one.says and one.expect in Refusal.__members__)
    keys = [key for key in changeable_keys() if key.startswith(f"refusal.{step.expect}")]
    texts = {
        key: {one: "".join(f"{{{name}}} " for name in placeholders(usual_words(key, one))) + "!"
              for one in LANGUAGES}
        for key in keys
    }  # fmt: skip
    run = rerun(journey, {"texts": texts})
    assert run.step is step


@pytest.mark.parametrize("name", [name for name in FIELD_OF if FIELD_OF[name] in VOID_AT])
def test_a_switched_off_rule_has_a_value_that_can_be(name: str) -> None:
    assert amount_of(name, void_value(name)) == VOID_AT[FIELD_OF[name]]


def test_a_rule_is_switched_off_and_on_beside_its_term() -> None:
    guest = refused()
    page = guest.tap("rules.subject", item="Promised payment")
    assert "Выключить правило" in words(page)
    value = str(void_value("promise_limit"))
    page = guest.tap("rules.term", item="promise_limit", value=value)
    assert guest.demo.rules == Rules(terms={"promise_limit": value})
    assert "15,00 BYN → правило выключено" in words(page)
    guest.tap("promise", phone="1", amount="18.00")
    deed = guest.demo.handsets[1].deed
    assert deed
    assert deed.outcome.refusal is not Refusal.PROMISE_ABOVE_LIMIT
    page = guest.tap("rules.term", item="promise_limit", value="15.00")
    assert not guest.demo.rules
