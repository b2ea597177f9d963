"""Spreading days over hours: whole parts that add up, weights that are complete."""

import pytest

from mybt_sim.analysis.hours import hour_weights, spread
from mybt_sim.behaviour.hours import HOURS, weights_of


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (0, [1, 2, 3], [0, 0, 0]),
        (6, [1, 2, 3], [1, 2, 3]),
        (10, [1, 1, 1], [3, 3, 4]),
        (1, [5, 1], [0, 1]),
        (7, [1], [7]),
    ],
)
def test_parts_follow_the_weights(total: int, weights: list[int], parts: list[int]) -> None:
    assert spread(total, weights) == parts


@pytest.mark.parametrize("total", [0, 1, 23, 167, 1_000_003, 14_169_096_069, 2**62])
def test_parts_add_up_to_the_stored_total(total: int) -> None:
    for weights in hour_weights().values():
        parts = spread(total, weights)
        assert sum(parts) == total
        assert min(parts) >= 0
        assert len(parts) == HOURS


def test_received_weights_have_mean_one_and_their_peak_on_sunday_evening() -> None:
    weights = {
        (weekday, hour): weight
        for (direction, weekday), row in hour_weights().items()
        if direction == "down"
        for hour, weight in enumerate(row)
    }
    assert sum(weights.values()) / len(weights) == pytest.approx(10_000, rel=0.01)
    assert max(weights, key=lambda place: weights[place]) == (6, 21)


def test_sent_is_flatter_than_received() -> None:
    weights = hour_weights()
    for weekday in range(7):
        down, up = weights["down", weekday], weights["up", weekday]
        assert max(up) / min(up) < max(down) / min(down)


def test_broken_table_of_weights_is_refused() -> None:
    lines = ["direction,hour,mon,tue,wed,thu,fri,sat,sun", "down,0,1,1,1,1,1,1,1"]
    with pytest.raises(ValueError, match="7 weights"):
        weights_of(lines)
