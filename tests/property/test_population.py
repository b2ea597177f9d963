"""A subscriber is a function of (seed, id): the same in every block, whatever its size."""

from functools import cache

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mybt_sim.catalogue import Catalogue, load_catalogue
from mybt_sim.population import Block, Pools, draw_block, frames, load_population_data
from mybt_sim.population.layouts import SUBSCRIBERS_MOST
from mybt_sim.population.permutation import permute

START_DAY = 20_454
WHOLE = 12_000


@cache
def sources() -> tuple[Pools, Catalogue]:
    return load_population_data(), load_catalogue()


@cache
def whole() -> Block:
    return block(first=1, count=WHOLE)


def block(*, first: int, count: int) -> Block:
    return draw_block(*sources(), seed=5, first=first, count=count, start_day=START_DAY)


def between(records: np.ndarray, first: int, count: int, field: str) -> np.ndarray:
    ids = records[field]
    return records[(ids >= first) & (ids < first + count)]


@given(first=st.integers(1, WHOLE), count=st.integers(0, 400))
def test_a_block_equals_its_part_of_the_whole(first: int, count: int) -> None:
    count = min(count, WHOLE - first + 1)
    part = block(first=first, count=count)
    assert (part.people == between(whole().people, first, count, "subscriber_id")).all()
    assert (part.facts == between(whole().facts, first, count, "subscriber_id")).all()
    assert (part.accounts == between(whole().accounts, first, count, "account_id")).all()
    of_part = np.isin(whole().contracts["contract_id"], part.contracts["contract_id"])
    assert (part.contracts == whole().contracts[of_part]).all()


@given(first=st.integers(1, SUBSCRIBERS_MOST - 50), cut=st.integers(0, 50))
def test_blocks_join(first: int, cut: int) -> None:
    joined = block(first=first, count=50)
    parts = block(first=first, count=cut), block(first=first + cut, count=50 - cut)
    assert (joined.facts == np.concatenate([part.facts for part in parts])).all()


@given(first=st.integers(1, WHOLE - 60), count=st.integers(0, 60))
def test_frames_of_a_block_are_those_of_the_whole(first: int, count: int) -> None:
    part = frames(block(first=first, count=count))
    longer = frames(block(first=first, count=count + 7))
    for name, frame in part.items():
        assert frame.equals(longer[name].head(len(frame)))


@given(
    key=st.integers(-(2**63), 2**63 - 1),
    left=st.integers(1, 40),
    right=st.integers(1, 40),
)
def test_a_permutation_never_makes_two_alike(key: int, left: int, right: int) -> None:
    images = {permute(key, value, left, right) for value in range(left * right)}
    assert images == set(range(left * right))
