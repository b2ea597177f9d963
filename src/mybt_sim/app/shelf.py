"""The notebooks that the site offers, in the order of their cards."""

from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_PACKAGED = _PACKAGE / "_notebooks"
_CHECKOUT = _PACKAGE.parents[1] / "notebooks"


@dataclass(frozen=True)
class Notebook:
    """One notebook. `words` opens its keys in the message catalogues (`usage.title`)."""

    path: str
    file: str
    words: str


@dataclass(frozen=True)
class OwnPage:
    """A page that no notebook makes; `words` as for a notebook."""

    path: str
    words: str


SHELF = (
    Notebook("/demo", "my_beltelecom.py", "demo"),
    Notebook("/usage", "usage_statistics.py", "usage"),
)
OWN_PAGES = (
    OwnPage("/explorer", "explorer"),
    OwnPage("/money", "money"),
    OwnPage("/what-if", "whatif"),
    OwnPage("/quality", "quality"),
)


def notebook_folder() -> Path:
    """Where the notebooks lie: inside an installed package, or in the checkout."""
    return _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
