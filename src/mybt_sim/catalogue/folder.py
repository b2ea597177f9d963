"""Where the seed data lies."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_PACKAGED = _PACKAGE / "_seed"
_CHECKOUT = _PACKAGE.parents[1] / "data" / "seed"


def seed_folder() -> Path:
    """The folder of the seed data; `MYBT_SIM_SEED` moves it.

    An installed package carries its own copy, a checkout reads `data/seed` itself.
    """
    moved = os.environ.get("MYBT_SIM_SEED")
    if moved:
        return Path(moved)
    return _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
