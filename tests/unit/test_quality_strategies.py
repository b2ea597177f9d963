"""What strategies draw: sound things are taken, and what was planted is found in its own words."""

import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

from mybt_sim.base.errors import ScenarioError, SeedDataError
from mybt_sim.catalogue import load_catalogue
from mybt_sim.catalogue.terms import override_amounts
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.status import status_of
from mybt_sim.engine.vocabulary import Status
from mybt_sim.journeys.model import Journey
from mybt_sim.journeys.player import Player
from mybt_sim.operations import ASKED_BY_DEVICES
from mybt_sim.quality.catalogue_strategies import (
    Contents,
    Planted,
    catalogues,
    terms,
    wrong_catalogues,
    wrong_terms,
)
from mybt_sim.quality.life import Life
from mybt_sim.quality.steps import Deed
from mybt_sim.quality.strategies import given_with, lives
from mybt_sim.quality.world_strategies import Held, Reached, clients, journeys
from mybt_sim.world import World

few = settings(max_examples=6, suppress_health_check=list(HealthCheck))


@cache
def a_world() -> World:
    return World.create(subscribers=40, seed=1)


@given(chosen=terms())
def test_sound_terms_are_taken(chosen: dict[str, object]) -> None:
    assert len(override_amounts(chosen)) == len(chosen)


@given(planted=wrong_terms())
def test_a_wrong_term_is_found_in_its_words(planted: Planted) -> None:
    with pytest.raises(ScenarioError) as error:
        override_amounts(planted.given)
    assert planted.finding in str(error.value)


def loaded(contents: Contents) -> object:
    with tempfile.TemporaryDirectory() as name:
        for file, content in contents.items():
            path = Path(name) / file
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        return load_catalogue(Path(name))


@few
@given(contents=catalogues())
def test_a_sound_catalogue_is_loaded(contents: Contents) -> None:
    loaded(contents)


@few
@given(planted=wrong_catalogues())
def test_a_fault_of_a_catalogue_is_found_in_its_words(planted: Planted) -> None:
    with pytest.raises(SeedDataError) as error:
        loaded(planted.given)
    assert planted.finding in str(error.value)


@few
@given(held=clients(a_world()))
def test_a_device_is_in_the_degree_that_it_says(held: Held) -> None:
    answered = held.client.contracts()
    refusals = {Reached.OFFLINE: Refusal.NO_NETWORK, Reached.SIGNED_IN: None, Reached.BOUND: None}
    if held.reached is Reached.IDLE:
        assert answered.refusal in (Refusal.NONE, Refusal.SESSION_EXPIRED)
    elif (refusal := refusals.get(held.reached, Refusal.AUTH_REQUIRED)) is None:
        assert bool(held.contract) == (held.reached is Reached.BOUND) == bool(answered.data)
    else:
        assert answered.refusal in (refusal, Refusal.SESSION_EXPIRED)
    assert len(a_world().log) == 0


@few
@given(life=lives())
def test_a_contract_in_any_state_can_be_asked_on(life: Life) -> None:
    life.do(Deed.TOP_UP, 500)


def test_states_of_every_kind_are_drawn() -> None:
    """Within some hundred lives: which come first, constants of whatever is imported decide."""
    seen: set[Status] = set()

    def are_seen(life: Life) -> bool:
        seen.add(Status(int(status_of(life.contract, life.now))))
        return seen == set(Status)

    until_all = settings(max_examples=500, database=None, phases=[Phase.generate])
    find(lives(), are_seen, settings=until_all)


@few
@given(journey=journeys())
def test_a_drawn_journey_comes_to_what_it_says(journey: Journey) -> None:
    assert all(played.holds for played in Player(journey))


def test_whatever_a_device_can_ask_is_drawn() -> None:
    for operation in ASKED_BY_DEVICES:
        given_with(operation).validate()
