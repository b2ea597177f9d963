"""Bills that people forget for months.

Forgetting is drawn for years that begin in a month of its own for each payer, as a function of the
month: a run that begins in the midst of one finds the debt that has come together by then.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, low_below
from mybt_sim.base.time import MONTHS_PER_YEAR
from mybt_sim.behaviour.layouts import CELLS, Q16, BehaviourTables
from mybt_sim.engine.records import Record

FORGETS, BEGINS = 8, 9
"""Draws of a payer and year."""


@compiled
def forgotten_bills(tables: BehaviourTables, traits: Record, month: int) -> int:
    """How many bills in a row are forgotten by now, that of `month` included; 0: it is not."""
    if traits.forgets_q16 == 0:
        return 0
    place = month + traits.forgets_phase
    year = place // MONTHS_PER_YEAR
    bits = draw(traits.payer_key, year, FORGETS)
    if low_below(bits, Q16) >= traits.forgets_q16:
        return 0
    months = tables.forgotten_months[below(bits, CELLS)]
    spread = MONTHS_PER_YEAR + 1 - months
    since: int = place % MONTHS_PER_YEAR - below(draw(traits.payer_key, year, BEGINS), spread)
    return since + 1 if 0 <= since < months else 0
