"""What the operator sells and on which terms: read from `data/seed`, checked, by date.

Read `model.py` for what there is, `catalogue.py` for how it is loaded and handed to the engine.
"""

from mybt_sim.catalogue.catalogue import Catalogue, load_catalogue
from mybt_sim.catalogue.folder import seed_folder
from mybt_sim.catalogue.seed_digest import digest_folder

__all__ = ["Catalogue", "digest_folder", "load_catalogue", "seed_folder"]
