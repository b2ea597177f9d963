"""Closed vocabularies say their names where people read, and stay numbers where they are kept."""

import json
from importlib import import_module

import duckdb
import pytest

import mybt_sim.engine.vocabulary as kinds
from mybt_sim.base.named import Named
from mybt_sim.engine.decide import Question
from mybt_sim.engine.refusals import Refusal

VOCABULARIES = [
    Refusal,
    Question,
    *(one for one in vars(kinds).values() if isinstance(one, type) and one is not Named),
]


@pytest.mark.parametrize("members", VOCABULARIES, ids=lambda members: members.__name__)
def test_a_closed_word_says_its_name(members: type[Named]) -> None:
    assert issubclass(members, Named)
    for member in members:
        assert str(member) == f"{member}" == member.name
        assert f"{member:>40}" == member.name.rjust(40)
        assert member.name in repr(member)


def test_a_closed_word_stays_the_number_that_is_stored() -> None:
    refusal = Refusal.PROMISE_ABOVE_LIMIT
    assert refusal == 80
    assert f"{refusal:d}" == "80"
    assert int(refusal) == 80
    assert json.dumps({"refusal": refusal}) == '{"refusal": 80}'
    assert repr(refusal) == "<Refusal.PROMISE_ABOVE_LIMIT: 80>"  # fingerprints are made of it
    assert duckdb.execute("SELECT ?::INTEGER", [refusal]).fetchall() == [(80,)]


@pytest.mark.parametrize("package", ["population.layouts", "simulation.layouts", "world.streams"])
def test_other_packages_have_no_nameless_words(package: str) -> None:
    module = import_module(f"mybt_sim.{package}")
    found = [one for one in vars(module).values() if isinstance(one, type) and hasattr(one, "name")]
    own = [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, int)]
    assert not found or own
    assert own
    assert all(issubclass(one, Named) for one in own)
