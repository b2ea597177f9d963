"""Editions: terms and prices as arrays of the engine, one edition for each date of a change.

Every array has the same editions, so that one index from the calendar serves them all (GEN-VERS).
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from mybt_sim.base.time import HOUR_S
from mybt_sim.catalogue.model import FIRST_DATE, AddOn, Calls, Tariff, Tier, in_force
from mybt_sim.catalogue.terms import FIELD_OF, Term, amount_of
from mybt_sim.engine.book import SUSPENSION_TERMS
from mybt_sim.engine.records import (
    ADD_ON,
    NEVER,
    SUSPENSION_TERM,
    TARIFF,
    TERMS,
    Records,
    blank,
)
from mybt_sim.engine.status import VIDEO_ADD_ON
from mybt_sim.engine.vocabulary import CallClass, ServiceKind

NO_SLOT = -1
TIERS = TARIFF["tier_rate_e4"].shape[0]
OPEN_MB = 1 << 40
"""End of the open tier: more than any line can carry, so that `min` with it changes nothing."""
KEPT = 32
"""Combinations of tariffs and dates whose records are kept: scenarios differ in much else."""


def edition_dates(
    tariffs: Sequence[Tariff],
    add_ons: Sequence[AddOn],
    terms: Iterable[Term],
    *,
    until: datetime.date,
) -> tuple[datetime.date, ...]:
    """All dates up to `until` on which anything changes, ascending."""
    dates = {price.since for tariff in tariffs for price in tariff.prices}
    dates |= {price.since for add_on in add_ons for price in add_on.prices}
    dates |= {add_on.offered_from for add_on in add_ons}
    dates |= {version.since for term in terms for version in term.versions}
    return tuple(sorted(date for date in dates if FIRST_DATE <= date <= until))


def terms_records(
    terms: Mapping[str, Term],
    dates: Sequence[datetime.date],
    *,
    overrides: Sequence[Mapping[str, int]],
) -> Records:
    """TERMS by edition; `overrides` are amounts by field, for each edition.

    A term that follows another one follows its override too, unless it has one of its own.
    """
    records = blank(TERMS, len(dates))
    for edition, (date, overridden_by) in enumerate(zip(dates, overrides, strict=True)):
        for name, term in terms.items():
            source = term.same_as or name
            overridden = overridden_by.get(FIELD_OF[name], overridden_by.get(FIELD_OF[source]))
            value = in_force(term.versions, date).value
            amount = _written_amount(source, value) if overridden is None else overridden
            records[FIELD_OF[name]][edition] = amount
    return records


_written_amount = lru_cache(typed=True, maxsize=None)(amount_of)
"""Of the seed data; what a scenario gives may be anything."""


def tariff_records(
    tariffs: Sequence[Tariff], add_ons: Sequence[AddOn], dates: Sequence[datetime.date]
) -> Records:
    """TARIFF by edition and tariff."""
    return _tariff_records(tuple(tariffs), tuple(add_ons), tuple(dates)).copy()


@lru_cache(KEPT)
def _tariff_records(
    tariffs: tuple[Tariff, ...], add_ons: tuple[AddOn, ...], dates: tuple[datetime.date, ...]
) -> Records:
    records = blank(TARIFF, len(dates), len(tariffs))
    for edition, date in enumerate(dates):
        for index, tariff in enumerate(tariffs):
            record = records[edition, index]
            _fill_properties(record, tariff, add_ons, date)
            _fill_prices(record, tariff, date)
    return records


def _fill_properties(
    record: Any, tariff: Tariff, add_ons: Sequence[AddOn], date: datetime.date
) -> None:
    record["kind"] = tariff.service_kind
    record["settlement"] = tariff.settlement
    record["technologies"] = tariff.technology_bits
    record["is_social"] = tariff.is_social
    record["is_archived"] = tariff.sale == "archived"
    record["is_on_sale"] = tariff.sale == "open"
    record["is_known"] = True
    if tariff.speed_kbps is not None:
        record["down_kbps"] = tariff.speed_kbps.down
        record["up_kbps"] = tariff.speed_kbps.up
    fitting = [one.id for one in add_ons if one.offered_from <= date and one.fits.admits(tariff)]
    record["fitting_add_ons"] = add_on_bits(add_ons, [*fitting, *tariff.included_add_ons])
    record["included_add_ons"] = add_on_bits(add_ons, tariff.included_add_ons)


def _fill_prices(record: Any, tariff: Tariff, date: datetime.date) -> None:
    price = in_force(tariff.prices, date)
    record["fee_e4"] = price.fee
    record["call_rate_e4"] = call_rates_e4(price.calls)
    record["included_mb"] = NEVER if tariff.included_mb is None else tariff.included_mb
    tiers = open_tiers(price.excess)
    record["tier_until_mb"] = [until_mb for until_mb, _ in tiers]
    record["tier_rate_e4"] = [rate_e4 for _, rate_e4 in tiers]


def add_on_records(add_ons: Sequence[AddOn], dates: Sequence[datetime.date]) -> Records:
    """ADD_ON by edition and add-on. A conflict holds both ways, whoever of the two states it."""
    records = blank(ADD_ON, len(dates), len(add_ons))
    slots = timed_slots(add_ons)
    for edition, date in enumerate(dates):
        for index, add_on in enumerate(add_ons):
            record = records[edition, index]
            price = in_force(add_on.prices, date)
            stated_by = [other.id for other in add_ons if add_on.id in other.conflicts]
            record["fee_e4"] = price.fee
            record["once_kopecks"] = price.once
            record["conflicts"] = add_on_bits(add_ons, [*add_on.conflicts, *stated_by])
            record["requires"] = add_on_bits(add_ons, add_on.requires)
            record["lasts_s"] = (add_on.lasts_hours or 0) * HOUR_S
            record["timed_slot"] = slots.get(index, NO_SLOT)
    return records


def timed_slots(add_ons: Sequence[AddOn]) -> dict[int, int]:
    """Slot by index of the add-ons that end by themselves, in order of the file.

    A video is timed too, but by title, so that a contract holds no end of it.
    """
    timed = [n for n, one in enumerate(add_ons) if one.lasts_hours and n != VIDEO_ADD_ON]
    return {index: slot for slot, index in enumerate(timed)}


def suspension_records(add_ons: Sequence[AddOn], dates: Sequence[datetime.date]) -> Records:
    """SUSPENSION_TERM by edition: the periods of the one add-on that is sold by them (A10)."""
    records = blank(SUSPENSION_TERM, len(dates), SUSPENSION_TERMS)
    for edition, date in enumerate(dates):
        periods = [one for add_on in add_ons for one in in_force(add_on.prices, date).periods]
        for place, period in enumerate(periods):
            record = records[edition, place]
            record["days"] = period.days
            record["once_kopecks"] = period.once
            record["kinds"] = sum(1 << ServiceKind[name.upper()] for name in period.for_kinds)
    return records


def add_on_bits(add_ons: Sequence[AddOn], ids: Iterable[str]) -> int:
    """The add-ons `ids` as bits by their place in `add_ons`."""
    named = set(ids)
    return sum(1 << bit for bit, add_on in enumerate(add_ons) if add_on.id in named)


def call_rates_e4(calls: Calls | None) -> list[int]:
    """Rates per started minute, by `CallClass`."""
    return [0 if calls is None else getattr(calls, one.name.lower()) for one in CallClass]


def open_tiers(excess: Sequence[Tier]) -> list[tuple[int, int]]:
    """End and rate of `TIERS` tiers; the last is open, and fills what is not used."""
    tiers = [(tier.until_mb or OPEN_MB, int(tier.rate)) for tier in excess]
    last = tiers[-1] if tiers else (OPEN_MB, 0)
    return tiers + [last] * (TIERS - len(tiers))
