"""Who the subscribers are: homes, names, numbers, contracts, accounts. All of it synthetic.

    data = load_population_data()
    block = draw_block(data, load_catalogue(), seed=1, first=1, count=1000, start_day=20_454)
    frames(block)["subscriber"]

Subscriber i is a function of (seed, i) alone. Read `people.py` for who somebody is, `contracts.py`
for what they have, `frames.py` for the tables.
"""

from mybt_sim.population.blocks import Block, draw_block, draw_subscribers, join_blocks
from mybt_sim.population.frames import frames, locality_frame
from mybt_sim.population.numbers import paper_contract
from mybt_sim.population.pools import Pools, load_population_data

__all__ = [
    "Block",
    "Pools",
    "draw_block",
    "draw_subscribers",
    "frames",
    "join_blocks",
    "load_population_data",
    "locality_frame",
    "paper_contract",
]
