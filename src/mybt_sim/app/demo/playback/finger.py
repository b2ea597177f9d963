"""A finger on the page, without a browser: it taps what the page offers, and nothing else."""

from functools import partial

from mybt_sim.app.demo.page import draw
from mybt_sim.app.demo.playback.offers import Tap, is_offered
from mybt_sim.app.demo.playback.target import Finger
from mybt_sim.app.demo.session import DemoSession


def finger_on(demo: DemoSession) -> Finger:
    """A finger on the page of a demo."""
    return partial(_tap, demo)


def _tap(demo: DemoSession, tap: Tap) -> bool:
    return is_offered(draw(demo), tap) and demo.tap(tap.action, tap.fields)
