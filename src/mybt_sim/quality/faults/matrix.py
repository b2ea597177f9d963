"""The matrix of laws and faults: which law is the only catcher of something, and which is none.

`matrix.csv` keeps the laws that the first broken step of each fault broke; it is written by
`mybt-sim faults --matrix src/mybt_sim/quality/faults/matrix.csv`, and a test holds its names.
"""

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from mybt_sim.quality.faults.catching import Caught
from mybt_sim.quality.laws.every import LAWS
from mybt_sim.quality.visits.every import LAWS as DOOR_LAWS

FILE = Path(__file__).with_name("matrix.csv")
HEADS = ("fault", "law")

_ANSWERED = "what it forbids is refused, and the law of that answer breaks at the same step"
_BY_KIND = "each kind of entry, event or use has a law that says when it may come"
_COUNTED = "the law of the counter breaks at the same visit; this one believes no counter"

REDUNDANT: Mapping[str, str] = {
    "a_refusal_writes_nothing": "an entry or event takes a number, which a refusal may not",
    "a_date_lies_ahead_and_is_of_a_refusal": "the law of dates says the very second",
    "use_moves_by_the_network": _BY_KIND,
    "only_what_brings_money_adds_to_a_balance": _BY_KIND,
    "ending_early_costs_nothing_and_gives_nothing_back": _BY_KIND,
    "no_payment_lifts_a_balance_above_the_most": _ANSWERED,
    "nobody_holds_two_promises": _ANSWERED,
    "promise_and_suspension_exclude_each_other": _ANSWERED,
    "promise_and_trust_exclude_each_other": _ANSWERED,
    "use_needs_a_service_that_runs": _ANSWERED,
    "an_order_is_for_a_plan_that_may_be_had": _ANSWERED,
    "trust_is_not_put_off_in_debt": _ANSWERED,
    "only_what_the_catalogue_has_is_connected": _ANSWERED,
    "an_order_never_blocks": _ANSWERED,
    "nothing_is_on_without_what_it_requires": _ANSWERED,
    "add_ons_fit_the_plan": "what is on follows from what was on, which another law says",
    "what_has_ended_is_neither_blocked_nor_on": "block, bar and add-ons each say what an end does",
    "a_code_opens_the_door_once": _COUNTED,
    "a_day_has_its_codes_and_calls_and_no_more": _COUNTED,
}
"""Laws that are no fault's only catcher, with the reason why they stand there all the same."""


def only_catchers(caught: Iterable[Caught]) -> frozenset[str]:
    """Laws without which some fault would have gone by the step that gave it away."""
    alone = {one.laws[0] for one in caught if len(one.laws) == 1}
    return frozenset(law.name for law in (*LAWS, *DOOR_LAWS) if law.name in alone)


def unexplained(caught: Iterable[Caught]) -> tuple[str, ...]:
    """Laws that neither catch anything alone nor are said to be redundant."""
    known = only_catchers(caught) | frozenset(REDUNDANT)
    return tuple(law.name for law in (*LAWS, *DOOR_LAWS) if law.name not in known)


def write_matrix(caught: Iterable[Caught], path: Path) -> None:
    """Write which laws the step that gave each fault away breaks, a row for each."""
    rows = [f"{one.fault.name},{law}" for one in caught for law in one.laws]
    path.write_text("\n".join((",".join(HEADS), *rows)) + "\n", encoding="utf-8")


@cache
def kept_matrix() -> Mapping[str, tuple[str, ...]]:
    """The laws that each fault of the catalogue broke when the matrix was written, by its name."""
    found: dict[str, tuple[str, ...]] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["fault"]] = (*found.get(row["fault"], ()), row["law"])
    return found
