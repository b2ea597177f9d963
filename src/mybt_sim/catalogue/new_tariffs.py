"""Tariffs that a scenario adds: each like one of the catalogue, under a name and a fee of its own.

[[changes.tariffs]]
id = "T90"
like = "T08"                                 # kind, lines, volume, add-ons, rates are its
name = { ru = "…", be = "…", en = "…" }
fee = "25.00"
speed_kbps = { down = 200000, up = 100000 }  # where it is another
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from mybt_sim.base.errors import ScenarioError
from mybt_sim.base.faults import Faults
from mybt_sim.catalogue.catalogue import Catalogue
from mybt_sim.catalogue.entries import read_entry
from mybt_sim.catalogue.findings import Finding, Spot
from mybt_sim.catalogue.model import Name, Speed, Table, Tariff, TariffId, in_force
from mybt_sim.catalogue.notation import E4
from mybt_sim.engine.book import TARIFFS

OURS = "a scenario adds it"
MOST = TARIFFS - 1
"""The last place of a book stays blank."""


class NewTariff(Table, frozen=True, kw_only=True):
    """A tariff as a scenario writes it."""

    id: TariffId
    like: TariffId
    name: Name
    fee: E4
    speed_kbps: Speed | None = None


def with_new_tariffs(
    catalogue: Catalogue, changes: Iterable[tuple[datetime.date, Sequence[Mapping[str, Any]]]]
) -> Catalogue:
    """The catalogue with all tariffs that are added, whatever the day from which they are sold.

    `ScenarioError` with everything that is wrong with them.
    """
    faults = Faults()
    tariffs = list(catalogue.tariffs)
    for since, written in changes:
        for table in written:
            with faults.gathered(f"From {since}: "):
                tariffs.append(_tariff_of(table, since, tariffs))
    if len(tariffs) > MOST:
        with faults.gathered():
            raise ScenarioError(
                f"{len(tariffs) - len(catalogue.tariffs)} new tariffs are too many.",
                next_step=f"Keep to {MOST - len(catalogue.tariffs)}.",
            )
    faults.refuse()
    if len(tariffs) == len(catalogue.tariffs):
        return catalogue
    return Catalogue(tuple(tariffs), catalogue.add_ons, catalogue.terms, catalogue.fingerprint)


def _tariff_of(table: Mapping[str, Any], since: datetime.date, known: Sequence[Tariff]) -> Tariff:
    found: list[Finding] = []
    new = read_entry(dict(table), NewTariff, Spot(found, "tariffs"))
    if new is None:
        told = "; ".join(f"{one.place}: {one.problem}" for one in found)
        raise ScenarioError(
            f"A new tariff cannot be read: {told}.",
            next_step=f"{found[0].remedy[:1].upper()}{found[0].remedy[1:]}.",
        )
    if any(one.id == new.id for one in known):
        raise ScenarioError(f"There is a tariff {new.id} already.", next_step="Name it otherwise.")
    model = next((one for one in known if one.id == new.like), None)
    if model is None:
        raise ScenarioError(
            f"There is no tariff {new.like} for {new.id} to be like.",
            next_step="Name one of the catalogue.",
        )
    price = msgspec.structs.replace(
        in_force(model.prices, since), fee=new.fee, basis="ASSUMPTION", source=OURS
    )
    first = msgspec.structs.replace(price, since=model.prices[0].since)
    return msgspec.structs.replace(
        model,
        id=new.id,
        name=new.name,
        speed_kbps=new.speed_kbps or model.speed_kbps,
        is_social=False,
        sale="open",
        prices=(first,),
        basis="ASSUMPTION",
        source=OURS,
    )
