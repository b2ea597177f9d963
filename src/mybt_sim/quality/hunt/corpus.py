"""The corpus: for every outcome and event, in every state, a short story that leads to it, as data.

It is where slow hunts begin: what a compiled hunt finds in a second is deep for plain rules. Beside
each story stand the functions of the engine that it comes by, so that whoever looks for what one of
them does wrong lives no others. `making` writes it anew. What has become stale is only a worse
beginning.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from mybt_sim.quality.hunt.hunting import TERMS
from mybt_sim.quality.steps import Deed
from mybt_sim.quality.story import Done, Start, Story

FILE = Path(__file__).with_name("corpus.json")


class Kept(NamedTuple):
    """A story, and the functions of the engine that it comes by, as `module.name`."""

    story: Story
    functions: frozenset[str]


@cache
def load_corpus() -> tuple[Kept, ...]:
    """The stories of the file, short ones first."""
    file = msgspec.json.decode(FILE.read_bytes())
    kept = []
    for place, start, deeds, functions in file["stories"]:
        done = tuple(Done(Deed(what), *rest) for what, *rest in deeds)
        names = frozenset(file["functions"][one] for one in functions)
        kept.append(Kept(Story(Start(*start), done, TERMS[place]), names))
    return tuple(sorted(kept, key=lambda one: len(one.story)))
