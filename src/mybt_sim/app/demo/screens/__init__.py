"""The screens of the phone: each a function from a view to HTML, found by its name.

@screen("news")
def news(view): ...
"""

from mybt_sim.app.demo.screens import (  # noqa: F401  screens register themselves
    account,
    contract,
    guest,
    home,
    money,
    places,
    plans,
    statement,
    support,
    usage,
)
from mybt_sim.app.demo.screens.register import SCREENS

__all__ = ["SCREENS"]
