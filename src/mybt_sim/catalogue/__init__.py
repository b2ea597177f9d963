"""What the operator sells and on which terms, and what it tells: read from `data/seed`, checked.

Read `model.py` for what there is, `catalogue.py` for how it is loaded and handed to the engine;
`content.py` and `places.py` hold what a guest may see.
"""

from mybt_sim.catalogue.catalogue import Catalogue, load_catalogue
from mybt_sim.catalogue.content import Content, load_content
from mybt_sim.catalogue.folder import seed_folder
from mybt_sim.catalogue.seed_digest import digest_folder

__all__ = [
    "Catalogue",
    "Content",
    "digest_folder",
    "load_catalogue",
    "load_content",
    "seed_folder",
]
