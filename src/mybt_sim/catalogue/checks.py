"""Checks over whole entries: histories, references, and what must go together.

They see sound entries only; a reference to an entry that is broken elsewhere is no second fault.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from mybt_sim.catalogue.add_on_checks import check_add_ons
from mybt_sim.catalogue.editions import TIERS, edition_dates
from mybt_sim.catalogue.entries import Part
from mybt_sim.catalogue.findings import Spot, did_you_mean
from mybt_sim.catalogue.model import (
    FIRST_DATE,
    AddOn,
    Period,
    Tariff,
    TariffPrice,
    Tier,
    Version,
)
from mybt_sim.catalogue.term_checks import check_terms
from mybt_sim.catalogue.terms import Term
from mybt_sim.engine.book import ADD_ONS, EDITIONS, SUSPENSION_TERMS, TARIFFS


class Seed(NamedTuple):
    """All that was read."""

    tariffs: Part[Tariff]
    add_ons: Part[AddOn]
    terms: Part[Term]


def check_ids(seed: Seed) -> None:
    """Every id stands for one entry."""
    for part in (seed.tariffs, seed.add_ons):
        for name, count in Counter(part.ids).items():
            if count > 1:
                part.spot.inside(name).report(
                    f"stands for {count} entries", remedy="give each an id of its own"
                )


def check_room(seed: Seed) -> None:
    """The engine's book has room for so many tariffs, add-ons (bits) and dates of change."""
    dates = edition_dates(
        [item.entry for item in seed.tariffs.items],
        [item.entry for item in seed.add_ons.items],
        [item.entry for item in seed.terms.items],
        until=datetime.date.max,
    )
    for what, count, most, spot in (
        ("tariffs", len(seed.tariffs.ids or ()), TARIFFS - 1, seed.tariffs.spot),
        ("add-ons", len(seed.add_ons.ids or ()), ADD_ONS, seed.add_ons.spot),
        ("dates of change, all files together,", len(dates), EDITIONS, seed.terms.spot),
    ):
        if count > most:
            spot.report(f"{count} {what} are too many", remedy=f"keep to {most}")


def check_histories(seed: Seed) -> None:
    """Prices and terms are known from the first day on, in order of their dates."""
    for tariff in seed.tariffs.items:
        _check_history(tariff.entry.prices, tariff.spot.inside("price"))
    for add_on in seed.add_ons.items:
        _check_history(add_on.entry.prices, add_on.spot.inside("price"))
    for term in seed.terms.items:
        if term.entry.same_as is None:
            _check_history(term.entry.versions, term.spot.inside("version"))


def _check_history(versions: Sequence[Version], spot: Spot) -> None:
    dates = [version.since for version in versions]
    if min(dates, default=datetime.date.max) != FIRST_DATE:
        spot.report(f"does not begin on {FIRST_DATE}", remedy=f"begin with from = {FIRST_DATE}")
    for n, (before, date) in enumerate(pairwise(dates), start=1):
        if date <= before:
            wrong = "repeats the date" if date == before else f"stands behind {before}"
            spot.inside(f"[{n}].from").report(f"{date} {wrong}", remedy="let the dates ascend")


Reference = tuple[str, tuple[str, ...] | None, Spot]
"""A name, the ids that it may be (None: not known), and where it stands."""


def check_references(seed: Seed) -> None:
    """What an entry names exists, and is not the entry itself."""
    for name, known, spot in _references(seed):
        if known is not None and name not in known:
            close = did_you_mean(name, known)
            spot.report(f"{name} does not exist", remedy=f"name one that does.{close}")
    for item in seed.add_ons.items:
        for key, names in (("conflicts", item.entry.conflicts), ("requires", item.entry.requires)):
            if item.id in names:
                item.spot.inside(key).report(f"{item.id} names itself", remedy="take it out")


def _references(seed: Seed) -> Iterator[Reference]:
    tariff_ids, add_on_ids = seed.tariffs.ids, seed.add_ons.ids
    for tariff in seed.tariffs.items:
        for name in tariff.entry.included_add_ons:
            yield name, add_on_ids, tariff.spot.inside("included_add_ons")
    for add_on in seed.add_ons.items:
        for name in add_on.entry.fits.tariffs:
            yield name, tariff_ids, add_on.spot.inside("for.tariffs")
        for name in add_on.entry.conflicts:
            yield name, add_on_ids, add_on.spot.inside("conflicts")
        for name in add_on.entry.requires:
            yield name, add_on_ids, add_on.spot.inside("requires")


def check_tariffs(seed: Seed) -> None:
    """Kind, lines, speed, calls, volume and excess rates of a tariff go together."""
    for item in seed.tariffs.items:
        tariff, spot = item.entry, item.spot
        if not tariff.technologies:
            spot.inside("technologies").report("is empty", remedy="name at least one line")
        _check_presence(
            tariff.speed_kbps,
            wanted=tariff.kind in ("internet", "package"),
            of=tariff.kind,
            spot=spot.inside("speed_kbps"),
        )
        for n, price in enumerate(tariff.prices):
            _check_price(tariff, price, spot.inside(f"price[{n}]"))


def _check_price(tariff: Tariff, price: TariffPrice, spot: Spot) -> None:
    has_telephone = tariff.kind in ("telephony", "package")
    _check_presence(price.calls, wanted=has_telephone, of=tariff.kind, spot=spot.inside("calls"))
    volume = "limited volume" if tariff.included_mb else "unlimited volume"
    _check_presence(
        price.excess or None, wanted=bool(tariff.included_mb), of=volume, spot=spot.inside("excess")
    )
    if price.excess:
        _check_tiers(price.excess, spot.inside("excess"))


def _check_presence(value: object, *, wanted: bool, of: str, spot: Spot) -> None:
    if wanted and value is None:
        spot.report(f"is missing in a tariff of {of}", remedy="add it")
    if not wanted and value is not None:
        spot.report(f"stands in a tariff of {of}", remedy="take it out")


def _check_tiers(tiers: tuple[Tier, ...], spot: Spot) -> None:
    bounds = [tier.until_mb for tier in tiers[:-1]]
    closed = [bound for bound in bounds if bound is not None]
    if len(tiers) > TIERS:
        spot.report(f"has {len(tiers)} tiers", remedy=f"keep to {TIERS}")
    if closed != bounds or closed != sorted(set(closed)) or tiers[-1].until_mb is not None:
        spot.report(
            "does not lead from tier to tier",
            remedy="let until_mb ascend, and leave it out in the last tier, which is open",
        )


def check_periods(seed: Seed) -> None:
    """One add-on is sold by periods (VOL-TERM), and its lengths can be told apart."""
    sold = [item for item in seed.add_ons.items if any(one.periods for one in item.entry.prices)]
    for item in sold[1:]:
        item.spot.report(f"has periods beside {sold[0].id}", remedy="keep those of one add-on")
    for item in sold:
        for n, price in enumerate(item.entry.prices):
            _check_lengths(price.periods, item.spot.inside(f"price[{n}].periods"))


def _check_lengths(periods: Sequence[Period], spot: Spot) -> None:
    if len(periods) > SUSPENSION_TERMS:
        spot.report(f"has {len(periods)} lengths", remedy=f"keep to {SUSPENSION_TERMS}")
    offers = Counter((period.days, kind) for period in periods for kind in period.for_kinds)
    for (days, kind), count in offers.items():
        if count > 1:
            spot.report(f"offers {days} days twice for {kind}", remedy="keep one of the two")


def check_all_terms(seed: Seed) -> None:
    """The terms are those of the engine, and each can be used."""
    check_terms(seed.terms)


def check_all_add_ons(seed: Seed) -> None:
    """Add-ons stand where the engine looks for them, and can be timed and combined."""
    check_add_ons(seed.add_ons, seed.tariffs)


CHECKS: tuple[Callable[[Seed], None], ...] = (
    check_ids,
    check_room,
    check_histories,
    check_references,
    check_tariffs,
    check_periods,
    check_all_terms,
    check_all_add_ons,
)
