"""`Life`: somebody of the year on the day on which her life parts, with what she did on it."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mybt_sim.analysis.parting import PartedDay, parted_day
from mybt_sim.app.demo.rules import YEAR, Rules
from mybt_sim.app.demo.setting import DemoSetting
from mybt_sim.app.demo.year import number_on_paper
from mybt_sim.base.time import EPOCH
from mybt_sim.catalogue import Catalogue
from mybt_sim.catalogue.model import Name
from mybt_sim.catalogue.notation import byn
from mybt_sim.engine.records import Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation, ServiceKind
from mybt_sim.journeys import Journey, Role, Setting, world_of
from mybt_sim.population.layouts import CONTRACT_PLACES
from mybt_sim.simulation.block import Simulation, prepare
from mybt_sim.world.clients import Client

SHE, VISITOR = "she", "visitor"

ASKED: dict[Operation, tuple[Callable[..., Any], tuple[str, ...]]] = {
    Operation.TOP_UP: (Client.top_up, ("amount",)),
    Operation.PROMISE_PAYMENT: (Client.promise_payment, ("amount",)),
    Operation.CANCEL_PROMISE: (Client.cancel_promise, ()),
    Operation.CHANGE_TARIFF: (Client.change_tariff, ("tariff",)),
    Operation.CANCEL_TARIFF_CHANGE: (Client.cancel_tariff_change, ()),
    Operation.CONNECT_ADD_ON: (Client.connect_add_on, ("add_on",)),
    Operation.DISCONNECT_ADD_ON: (Client.disconnect_add_on, ("add_on",)),
    Operation.SUSPEND: (Client.suspend, ("days",)),
    Operation.RESUME: (Client.resume, ()),
}
"""What can be asked for on a phone as it was in the year, and what of its row it takes."""


class Asked(NamedTuple):
    """What was asked with, as people give it, and the name of the refusal it came to, or NONE."""

    arguments: Mapping[str, Any]
    came: str


@dataclass(frozen=True)
class LifeDeed:
    """Something asked for on the day, by today's rules and by the changed ones; None: it was not.

    Who asks for the most that can be had asks for another sum where that is another one.
    """

    at: datetime.datetime
    operation: Operation
    sides: tuple[Asked | None, Asked | None]


@dataclass
class Life:
    """The contract, the day, what was asked for on it, and how much of that the phones did."""

    contract: int
    day: datetime.date
    deeds: tuple[LifeDeed, ...]
    done: int = 0
    setting: DemoSetting = field(kw_only=True)

    @property
    def next_deed(self) -> LifeDeed | None:
        """What comes next on this day; None when nothing does."""
        return self.deeds[self.done] if self.done < len(self.deeds) else None


def life_of(contract: int, rules: Rules) -> Life | None:
    """The life of a contract of the year on the day on which it parts by these rules."""
    usual, changed = _simulation(Rules()), _simulation(rules)
    found = parted_day(usual, changed, contract)
    if found is None:
        return None
    return Life(contract, found.day, _deeds(found, changed.catalogue),
                setting=life_setting(contract, found.day))  # fmt: skip


def life_setting(contract: int, day: datetime.date) -> DemoSetting:
    """Her world on that morning, with nobody else in it."""
    world = Setting(
        subscribers=YEAR.subscribers,
        seed=YEAR.seed,
        start=day,
        past_days=(day - YEAR.start).days,
        subscriber=contract // CONTRACT_PLACES,
        run_days=YEAR.days,
    )
    kind = ServiceKind(contract % CONTRACT_PLACES - 1).name.lower()
    cast = {SHE: Role(kind=kind, contract=contract), VISITOR: Role(kind="newcomer")}
    number = number_on_paper(contract)
    title = Name(ru=f"Договор {number}", be=f"Дагавор {number}", en=f"Contract {number}")
    journey = Journey(name="life", title=title, about=None, seed=(), setting=world, cast=cast,
                      steps=())  # fmt: skip
    return DemoSetting.of(journey, world_of(world), has_words=False)


def _deeds(found: PartedDay, catalogue: Catalogue) -> tuple[LifeDeed, ...]:
    """What was asked for on either side and can be asked for on a phone, in order."""
    sides: list[dict[tuple[int, int], Asked]] = []
    for rows in (found.base, found.variant):
        asked = {
            (int(row.attempted_at), int(row.operation)): Asked(
                _told(row, catalogue), Refusal(int(row.refusal)).name
            )
            for row in rows
        }
        sides.append(asked)
    return tuple(
        LifeDeed(
            EPOCH + datetime.timedelta(seconds=second),
            Operation(operation),
            (sides[0].get((second, operation)), sides[1].get((second, operation))),
        )
        for second, operation in sorted({**sides[0], **sides[1]})
        if operation in ASKED or operation == Operation.ERIP_PAYMENT
    )


def _told(row: Record, catalogue: Catalogue) -> dict[str, Any]:
    """The arguments of a row, as people give them; only those that its operation has."""
    told: dict[str, Any] = {"amount": byn(int(row.amount_kopecks)), "days": int(row.term_days)}
    if 0 <= row.tariff < len(catalogue.tariffs):
        told["tariff"] = catalogue.tariffs[int(row.tariff)].id
    if 0 <= row.add_on < len(catalogue.add_ons):
        told["add_on"] = catalogue.add_ons[int(row.add_on)].id
    return told


_prepared: dict[str, Simulation] = {}


def _simulation(rules: Rules) -> Simulation:
    """The year by these rules; those of today and the last others are kept."""
    if rules.file not in _prepared:
        usual = _prepared.get(Rules().file)
        _prepared.clear()
        if usual is not None:
            _prepared[Rules().file] = usual
        _prepared[rules.file] = prepare(rules.scenario)
    return _prepared[rules.file]
