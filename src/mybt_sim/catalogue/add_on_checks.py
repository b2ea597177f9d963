"""Checks over the add-ons: their places, those that end by themselves, and those that need others.

The engine knows some add-ons by their place and keeps few ends of timed ones; requirements must
hold in every tariff, because a change of tariff ends what does not fit and asks nothing else.
"""

from mybt_sim.catalogue.editions import timed_slots
from mybt_sim.catalogue.entries import Item, Part
from mybt_sim.catalogue.model import AddOn, Tariff
from mybt_sim.engine.records import TIMED_SLOTS
from mybt_sim.engine.status import (
    CREDIT_TRUST_ADD_ON,
    SMS_ALERT_ADD_ON,
    SUSPENSION_ADD_ON,
    VIDEO_ADD_ON,
)

PLACES = {
    "A01": SMS_ALERT_ADD_ON,
    "A02": CREDIT_TRUST_ADD_ON,
    "A10": SUSPENSION_ADD_ON,
    "A11": VIDEO_ADD_ON,
}
"""Where the add-ons stand that rules know by their index."""


def check_add_ons(add_ons: Part[AddOn], tariffs: Part[Tariff]) -> None:
    """Places, timed add-ons, requirements and conflicts."""
    _check_places(add_ons)
    _check_timed(add_ons)
    by_id = {item.id: item.entry for item in add_ons.items}
    for item in add_ons.items:
        for name in item.entry.requires:
            if name in by_id:
                _check_requirement(item, by_id[name], tariffs)
    for tariff in tariffs.items:
        _check_included(tariff, by_id)


def _check_places(add_ons: Part[AddOn]) -> None:
    ids = add_ons.ids or ()
    for name, place in PLACES.items():
        if place < len(ids) and ids[place] != name:
            add_ons.spot.inside(f"add_on[{ids[place]}]").report(
                f"stands where the rules look for {name}",
                remedy=f"put {name} back at place {place + 1}, and append what is new",
            )


def _check_timed(add_ons: Part[AddOn]) -> None:
    """A contract holds few ends, and what lasts hours cannot cost by the month."""
    count = len(timed_slots([item.entry for item in add_ons.items]))
    if count > TIMED_SLOTS:
        add_ons.spot.inside("add_on").report(
            f"{count} add-ons end by themselves", remedy=f"give at most {TIMED_SLOTS} lasts_hours"
        )
    for item in add_ons.items:
        for n, price in enumerate(item.entry.prices):
            if item.entry.lasts_hours and price.fee:
                item.spot.inside(f"price[{n}].fee").report(
                    "stands beside lasts_hours", remedy="charge it once, or let it last"
                )


def _check_requirement(item: Item[AddOn], needed: AddOn, tariffs: Part[Tariff]) -> None:
    """Wherever an add-on fits, what it requires fits too, from the same day on or earlier."""
    missing = [
        one.id
        for one in tariffs.items
        if item.entry.fits.admits(one.entry)
        and not needed.fits.admits(one.entry)
        and needed.id not in one.entry.included_add_ons
    ]
    spot = item.spot.inside("requires")
    if missing:
        spot.report(
            f"{needed.id} does not fit {', '.join(missing)}", remedy="let it fit there as well"
        )
    if needed.offered_from > item.entry.offered_from:
        spot.report(f"{needed.id} is offered later", remedy="offer it as early")
    if needed.lasts_hours:
        spot.report(f"{needed.id} ends by itself", remedy="require one that lasts")


def _check_included(tariff: Item[Tariff], by_id: dict[str, AddOn]) -> None:
    """What a tariff includes lasts, brings what it requires, and ends nothing by a conflict."""
    included = tariff.entry.included_add_ons
    spot = tariff.spot.inside("included_add_ons")
    for name in included:
        if name not in by_id:
            continue
        for missing in sorted(set(by_id[name].requires) - set(included)):
            spot.report(f"{name} requires {missing}", remedy=f"include {missing} as well")
        for other, add_on in by_id.items():
            is_conflict = other in by_id[name].conflicts or name in add_on.conflicts
            if is_conflict and (other in included or add_on.fits.admits(tariff.entry)):
                spot.report(f"{name} conflicts with {other}", remedy=f"let {other} not fit here")
        if by_id[name].lasts_hours:
            spot.report(f"{name} ends by itself", remedy="include what lasts")
