"""What can be moved in the lab: a closed list, each with today's value and its bounds.

A value is a whole number of the lever's unit: kopecks, days, hours, thousandths. Today's values and
bounds are those of the run's terms, tariffs and behaviour; how far a slider reaches is a matter of
looks, and the field beside it takes anything within the bounds.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from mybt_sim.base.money import E4_PER_KOPECK, KOPECKS_PER_BYN
from mybt_sim.behaviour.parameters import BehaviourData
from mybt_sim.catalogue import Catalogue, seed_folder
from mybt_sim.catalogue.model import Tariff, in_force
from mybt_sim.catalogue.notation import byn, parse_byn
from mybt_sim.catalogue.terms import FIELD_OF, LIMITS, MOST, UNITS_S
from mybt_sim.simulation.changes import FEE_MAX_BYN
from mybt_sim.simulation.scenario import Scenario

FEE, NEW_FEE, HOURS = "fee", "new_fee", "outage_hours"
PER_MILLE = 1_000
PERCENT = "percent"
MONEY = "money"
SIZES = {MONEY: KOPECKS_PER_BYN, PERCENT: 10}
"""How many of a lever's unit one is of that in which it is written."""
WEEK_HOURS = 7 * 24


class Reach(NamedTuple):
    """How far a slider goes from today's value, and by which steps, both in the lever's unit."""

    far: int
    step: int


TERMS = {
    "promise_limit": Reach(3_000, 100),
    "promise_term_days": Reach(14, 1),
    "block_at": Reach(2_000, 50),
    "bill_reminder_day": Reach(31, 1),
    "telephony_grace_days": Reach(28, 1),
}
SHARES = ("promise.when_blocked_share", "late.share", "tariff.try_share")
GROUPS = {
    "promise": ("promise_limit", "promise_term_days", "promise.when_blocked_share"),
    "block": ("block_at", "bill_reminder_day", "telephony_grace_days", "late.share"),
    "price": (FEE, "tariff.try_share"),
    "new": (NEW_FEE,),
    "outage": (HOURS,),
}


class Lever(NamedTuple):
    """One thing that can be moved. `today` is where it stands; `reach` tells of its slider."""

    name: str
    unit: str
    today: int
    least: int
    most: int
    reach: Reach

    @property
    def slider(self) -> tuple[int, int]:
        """Where the slider begins and ends: today's value is one of its steps."""
        far, step = self.reach
        below, above = self.today - self.least, self.most - self.today
        return (
            self.today - min(far, below) // step * step,
            self.today + min(far, above) // step * step,
        )

    def written(self, value: int) -> str:
        """A value as an address and a field have it: 15.00, 7; shares in per cent, 3.5."""
        if self.unit == MONEY:
            return byn(value)
        return str(value) if self.unit != PERCENT else f"{Decimal(value) / SIZES[PERCENT]:f}"

    def read(self, text: str) -> int | None:
        """The value that is written; None where there is none within the bounds."""
        try:
            number = Decimal(text.strip().replace(",", ".")) * SIZES.get(self.unit, 1)
        except InvalidOperation:
            return None
        if not number.is_finite() or number != number.to_integral_value():
            return None
        return int(number) if self.least <= number <= self.most else None


@dataclass(frozen=True)
class Bench:
    """All that can be moved over a scenario, and what can be chosen besides."""

    scenario: Scenario
    tariffs: Sequence[Tariff]
    behaviour: BehaviourData
    terms: Mapping[str, int]

    @classmethod
    def of(cls, scenario: Scenario, catalogue: Catalogue) -> "Bench":
        """What can be moved of a scenario with its catalogue."""
        start = scenario.start
        sold = [one for one in catalogue.tariffs if one.sale == "open" and one.prices]
        terms = {}
        for name in TERMS:
            term = catalogue.terms[name]
            written = scenario.terms.get(name, in_force(term.versions, start).value)
            terms[name] = _units(name, written)
        return cls(scenario, sold, BehaviourData(seed_folder() / "behaviour"), terms)

    def fee_today(self, tariff_id: str) -> int:
        """The monthly fee of a tariff that is sold, in kopecks."""
        tariff = next(one for one in self.tariffs if one.id == tariff_id)
        if tariff_id in self.scenario.fees:
            return parse_byn(self.scenario.fees[tariff_id], places=2)
        return int(in_force(tariff.prices, self.scenario.start).fee) // E4_PER_KOPECK

    def share_today(self, name: str) -> int:
        """A share of behaviour in thousandths, rounded."""
        share = self.scenario.behaviour.get(name, self.behaviour.value(name))
        return round(Decimal(str(share)) * PER_MILLE)

    def levers(self, tariff_id: str, like: str) -> dict[str, Lever]:
        """By name; the fee is that of one tariff, and a new one is like another."""
        found = {name: _term_lever(name, today) for name, today in self.terms.items()}
        for name in SHARES:
            reach = Reach(PER_MILLE, 5)
            found[name] = Lever(name, PERCENT, self.share_today(name), 0, PER_MILLE, reach)
        most = FEE_MAX_BYN * KOPECKS_PER_BYN
        for name, one in ((FEE, tariff_id), (NEW_FEE, like)):
            fee = self.fee_today(one)
            found[name] = Lever(name, MONEY, fee, 0, most, Reach(max(fee, KOPECKS_PER_BYN), 50))
        found[HOURS] = Lever(HOURS, "hours", 0, 0, WEEK_HOURS, Reach(WEEK_HOURS // 2, 1))
        return found

    @property
    def midway(self) -> datetime.datetime:
        """A moment in the middle of the run."""
        day = self.scenario.start + datetime.timedelta(days=self.scenario.days // 2)
        return datetime.datetime.combine(day, datetime.time())


def _term_lever(name: str, today: int) -> Lever:
    field = FIELD_OF[name]
    least, most = LIMITS.get(field, (0, MOST))
    if field.endswith("_s"):
        size = UNITS_S[name.rpartition("_")[2]]
        least, most = -(-least // size), most // size
    is_money = field.endswith("_kopecks")
    unit = MONEY if is_money else "days" if name.endswith("_days") else "day"
    return Lever(name, unit, today, least, most, TERMS[name])


def _units(name: str, written: object) -> int:
    """A term in the unit of its lever."""
    if FIELD_OF[name].endswith("_kopecks"):
        return parse_byn(written, places=2)
    return int(str(written))
