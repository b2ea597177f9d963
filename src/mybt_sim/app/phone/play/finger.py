"""A finger on the page, without a browser: it taps what the page offers, and nothing else."""

from functools import partial

from mybt_sim.app.phone.page import draw
from mybt_sim.app.phone.play.offers import Tap, is_offered
from mybt_sim.app.phone.play.target import Finger
from mybt_sim.app.phone.stage import Stage


def finger_on(stage: Stage) -> Finger:
    """A finger on the page of a stage."""
    return partial(_tap, stage)


def _tap(stage: Stage, tap: Tap) -> bool:
    return is_offered(draw(stage), tap) and stage.tap(tap.action, tap.fields)
