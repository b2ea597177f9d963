"""The phone of the demo page: a demo on the server, its actions, and a widget that shows it."""

from mybt_sim.app.demo import actions  # noqa: F401  actions register themselves
