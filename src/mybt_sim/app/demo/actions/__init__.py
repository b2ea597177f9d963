"""What a tap can do, by subject. An action asks the operator and chooses the next screen.

    @action("promise")
    def promise(demo, handset, fields): ...

It decides nothing: whether something is allowed, the rules say.
"""

from mybt_sim.app.demo.actions import (  # noqa: F401  actions register themselves
    account,
    at_home,
    clock,
    money,
    moving,
    outside,
    plans,
    recording,
    story,
    support,
)
