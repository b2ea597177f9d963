"""The phone of the demo page: a stage on the server, its actions, and a widget that shows it."""

from mybt_sim.app.phone import acts  # noqa: F401  actions register themselves
