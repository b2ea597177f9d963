"""Do the stories of the seed data go as they say, and would it be noticed if they did not?"""

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from mybt_sim.base.errors import JourneyError
from mybt_sim.catalogue.notation import byn
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.journeys import Journey, Played, Player, Step, load_journeys, play, world_of
from mybt_sim.journeys.casting import kopecks
from mybt_sim.journeys.deeds import DEEDS, has_answer
from mybt_sim.journeys.expectations import came_to, unmet_by
from mybt_sim.journeys.model import OK, SENTENCES, Saying
from mybt_sim.journeys.target import WorldTarget
from mybt_sim.text import LANGUAGES
from mybt_sim.world.outcome import Outcome

JOURNEYS = load_journeys()
SECOND = datetime.timedelta(seconds=1)

NOT_SHOWN = {
    "S6": "a heading: how to use the application",
    "S12": "a heading: how to add a service to the account",
}
SHOWN_BY: Mapping[str, set[str]] = {
    "S1": {"balance", "suspend", "rent_video", "top_up"},
    "S2": {"open_ticket", "suspend", "termination"},
    "S3": {"bind_by_login"},
    "S4": {"contracts"},
    "S5a": {"top_up", "redeem_express_card", "erip_payment"},
    "S5b": {"change_tariff"},
    "S5c": {"connect_add_on"},
    "S7": {"client"},
    "S8": {"list_news"},
    "S9": {"list_news", "list_tariffs", "list_service_centres", "list_hotspots"},
    "S10": {"request_code", "sign_in"},
    "S11": {"go_offline"},
    "S13": {"sign_in"},
    "S14": {"bind_by_login", "bind_by_voice_code"},
    "S15": {"bind_by_login"},
    "S16": {"request_voice_code"},
    "S17": {"let_it_ring", "request_voice_code"},
    "S18": {"help"},
    "S19a": {"balance", "forecast", "statement"},
    "S19b": {"change_tariff"},
    "S19c": {"connect_add_on", "disconnect_add_on", "rent_video"},
    "S19d": {"top_up", "redeem_express_card", "erip_payment"},
    "S19e": {"usage"},
    "S20": {"open_ticket", "reply_ticket"},
    "S21": {"client"},
    "S22": {"client"},
    "S23": {"check_balance"},
    "S24": {"promise_payment"},
    "S25": {"set_language"},
    "S26": {"set_language"},
    "S27": {"advance_to"},
}
"""A journey that claims a sentence must do one of these; all but S1, S2 and S9 are particular."""

PLUMBING = {"client", "request_code", "sign_in", "bind_by_login", "advance", "advance_to"}
"""These need no caption where they go well and no figure is looked at."""

each_journey = pytest.mark.parametrize("journey", JOURNEYS.values(), ids=list(JOURNEYS))


@each_journey
def test_a_journey_goes_as_it_says(journey: Journey) -> None:
    played = play(journey)
    assert len(played) == len(journey.steps)
    assert all(one.holds for one in played)


@each_journey
def test_playing_leaves_the_base_world_alone(journey: Journey) -> None:
    before = world_of(journey.setting).digest()
    Player(journey).next_step()
    assert world_of(journey.setting).digest() == before


@each_journey
def test_a_journey_is_told_in_three_languages(journey: Journey) -> None:
    assert journey.about is not None
    captions = [step.caption for step in journey.steps if step.caption is not None]
    for number, step in enumerate(journey.steps, start=1):
        is_told = step.do not in PLUMBING or step.expect != OK or bool(step.balance)
        assert step.caption is not None or not is_told, f"step {number} leaves one to wonder"
    for name in (journey.title, journey.about, *captions):
        assert len({name.ru, name.be, name.en}) == 3, name
        assert not set(name.ru.lower()) & set("іў’"), name.ru
        assert not set(name.be.lower()) & set("ищъ"), name.be
        assert not any("а" <= one <= "я" for one in name.en.lower()), name.en
        assert all(getattr(name, language).strip() for language in LANGUAGES)


@each_journey
def test_a_journey_does_what_it_claims_to_show(journey: Journey) -> None:
    deeds = {step.do for step in journey.steps}
    for sentence in journey.seed:
        assert deeds & SHOWN_BY[sentence], f"{sentence} is claimed and not shown"
    if "S9" in journey.seed:
        assert deeds >= SHOWN_BY["S9"]
    if "S22" in journey.seed:
        kinds = {s.arguments.get("kind") for s in journey.steps if s.do == "client"}
        assert kinds >= {"web", "android", "ios"}


def test_every_sentence_of_the_seed_is_shown() -> None:
    shown = {sentence for journey in JOURNEYS.values() for sentence in journey.seed}
    assert shown.isdisjoint(NOT_SHOWN)
    assert shown | NOT_SHOWN.keys() == set(SENTENCES)


def test_every_operation_is_played_by_some_journey_or_named_here() -> None:
    not_played = {
        "notifications": "its data are a list that grows with every rule",
        "new_line": "the same rule as termination",
        "re_registration": "the same rule as termination",
        "correct_balance": "what a story of the hunt begins with",
        "terminate": "what a story of the hunt can end with",
        "change_rules": "what a presenter tries; stories are told under the rules of their day",
    }
    played = {step.do for journey in JOURNEYS.values() for step in journey.steps}
    assert DEEDS.keys() - played == not_played.keys()
    assert {operation.name.lower() for operation in Operation} <= DEEDS.keys()


def doctored(step: Step, kopecks_off: int) -> Step:
    """The step with everything that it expects made untrue."""
    if not has_answer(step.do):
        changed: dict[str, Any] = {}
    else:
        changed = {
            "expect": "NO_NETWORK" if step.expect == OK else OK,
            "allowed_from": None,
        }
    wrong = {name: byn(kopecks(amount) + kopecks_off) for name, amount in step.balance.items()}
    return msgspec.structs.replace(step, **changed, balance=wrong)


@each_journey
def test_every_wrong_expectation_is_noticed(journey: Journey) -> None:
    steps = tuple(doctored(step, (1, -1)[at % 2]) for at, step in enumerate(journey.steps))
    played = list(Player(dataclasses.replace(journey, steps=steps), strict=False))
    for one, step in zip(played, journey.steps, strict=True):
        is_expecting = one.answer is not None or step.balance
        assert one.holds != bool(is_expecting), f"step {one.number}"
        assert sum("BYN, found" in problem for problem in one.problems) == len(step.balance)


def finer(step: Step) -> list[Step]:
    """The step with one of its finer expectations made untrue, for each that it has."""
    change = msgspec.structs.replace
    found = []
    if step.allowed_from is not None:
        found.append(change(step, allowed_from=step.allowed_from + SECOND))
    if step.language:
        found.append(change(step, language="en"))
    if step.repeat:
        found.append(change(step, repeat=False))
    if not step.repeat and step.expect == OK:
        found.append(change(step, repeat=True))
    for path in step.shows:
        found.append(change(step, shows={**step.shows, path: "something else"}))
    unheard = [Saying(**{language: "так не говорят"}) for language in LANGUAGES]
    return found + [change(step, says=saying) for saying in unheard]


@each_journey
def test_every_finer_expectation_is_noticed(journey: Journey) -> None:
    for one in Player(journey):
        for wrong in finer(one.step):
            assert one.answer is None or list(unmet_by(one.answer, wrong)), wrong


def test_a_changed_rule_breaks_the_story_that_tells_of_it() -> None:
    journey = JOURNEYS["promise"]
    setting = msgspec.structs.replace(journey.setting, terms={"promise_limit": "20.00"})
    changed = dataclasses.replace(journey, setting=setting)
    with pytest.raises(JourneyError, match=r"promise\.toml, step 6 \(promise_payment\)") as raised:
        play(changed)
    assert "expected PROMISE_ABOVE_LIMIT, found ok" in raised.value.problem
    assert "\n" not in str(raised.value)


def test_a_changed_price_breaks_the_figures_of_a_story() -> None:
    journey = JOURNEYS["suspension"]
    setting = msgspec.structs.replace(journey.setting, fees={"T08": "30.00"})
    with pytest.raises(JourneyError, match=r"expected flat at 14\.90 BYN, found 14\.80 BYN"):
        play(dataclasses.replace(journey, setting=setting))


def test_a_step_is_told_with_balances_before_and_after() -> None:
    played = {one.number: one for one in play(JOURNEYS["promise"])}
    given = played[8]
    assert given.caption("en").startswith("Exactly 15.00")
    assert [(c.name, c.before_kopecks, c.after_kopecks) for c in given.changes] == [
        ("maksim", 0, 1500)
    ]
    assert isinstance(given.answer, Outcome)
    assert given.found == OK
    assert given.at == datetime.datetime(2026, 6, 11, 10)
    assert played[7].changes == ()


def test_a_story_goes_back_as_if_nothing_had_happened() -> None:
    player = Player(JOURNEYS["promise"])
    digests: dict[str, list[str]] = {"fork": [], "back": []}
    for played in player:
        assert isinstance(player.target, WorldTarget)
        if played.step.do in digests:
            digests[played.step.do].append(player.target.world.digest())
    assert digests["fork"] == digests["back"] != []


def test_a_step_after_the_end_is_none() -> None:
    player = Player(JOURNEYS["new_year"])
    assert len(list(player)) == len(player.journey.steps)
    assert player.next_step() is None


def test_an_unreadable_request_names_its_step() -> None:
    journey = JOURNEYS["repeat"]
    steps = list(journey.steps)
    arguments = {**steps[5].arguments, "amount": "ten"}
    steps[5] = msgspec.structs.replace(steps[5], arguments=arguments)
    with pytest.raises(JourneyError, match=r"step 6 \(top_up\): 'ten' is no amount of money"):
        play(dataclasses.replace(journey, steps=tuple(steps)))


@pytest.mark.parametrize("refusal", [Refusal.NONE, Refusal.NO_NETWORK])
def test_what_a_step_came_to_is_ok_or_a_refusal(refusal: Refusal) -> None:
    answer = Outcome("top_up", datetime.datetime(2026, 6, 1), refusal)
    assert came_to(answer) == (OK if refusal is Refusal.NONE else "NO_NETWORK")
    assert came_to(None) == ""


def test_a_played_step_without_caption_says_nothing() -> None:
    player = Player(JOURNEYS["repeat"])
    first = player.next_step()
    assert isinstance(first, Played)
    assert first.caption("ru") == ""
