"""What a tap can do, by subject. An action asks the operator and chooses the next screen.

    @action("promise")
    def promise(stage, handset, fields): ...

It decides nothing: whether something is allowed, the rules say.
"""

from mybt_sim.app.phone.acts import (  # noqa: F401  actions register themselves
    account,
    air,
    at_home,
    clock,
    money,
    moving,
    plans,
    story,
    support,
    tape,
)
