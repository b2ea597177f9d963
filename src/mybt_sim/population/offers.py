"""What the catalogue offers on the first day, in the mix in which subscribers hold it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mybt_sim.catalogue import Catalogue
from mybt_sim.catalogue.calendar import date_of
from mybt_sim.catalogue.editions import add_on_records, tariff_records
from mybt_sim.catalogue.findings import Finding, Spot, did_you_mean, refuse
from mybt_sim.catalogue.model import Tariff
from mybt_sim.catalogue.tables import Row
from mybt_sim.engine.vocabulary import ServiceKind, Technology
from mybt_sim.population.contracts import Offer
from mybt_sim.population.layouts import Group
from mybt_sim.population.pools import Pools, totals

GROUP_KINDS = {
    Group.INTERNET_XDSL: (ServiceKind.INTERNET, Technology.XDSL),
    Group.INTERNET_PON: (ServiceKind.INTERNET, Technology.PON),
    Group.INTERNET_PON_SOCIAL: (ServiceKind.INTERNET, Technology.PON),
    Group.TV: (ServiceKind.TV, None),
    Group.TELEPHONY: (ServiceKind.TELEPHONY, None),
    Group.PACKAGE_XDSL: (ServiceKind.PACKAGE, Technology.XDSL),
    Group.PACKAGE_PON: (ServiceKind.PACKAGE, Technology.PON),
}
"""Kind of contract and line of each group; no line: both must do."""


def make_offer(pools: Pools, catalogue: Catalogue, *, start_day: int) -> Offer:
    """Tariffs and add-ons as arrays; `SeedDataError` if the mix does not suit the catalogue."""
    findings: list[Finding] = []
    mix = [[row for row in pools.tariff_mix if row["group"] == one.name.lower()] for one in Group]
    _check_mix(pools.tariff_mix, mix, catalogue, findings)
    _check_add_ons(pools.add_on_shares, catalogue, findings)
    refuse(findings)
    longest = max(len(rows) for rows in mix)
    choices = np.zeros((len(Group), longest), np.int64)
    weights = np.zeros((len(Group), longest), np.int64)
    for group, rows in enumerate(mix):
        choices[group, : len(rows)] = [catalogue.tariff_index(row["tariff"]) for row in rows]
        weights[group, : len(rows)] = totals([row["weight"] for row in rows])
        weights[group, len(rows) :] = weights[group, len(rows) - 1]
    shares = np.zeros(len(catalogue.add_ons), np.int64)
    for row in pools.add_on_shares:
        shares[catalogue.add_on_index(row["add_on"])] = row["share_per_10000"]
    dates = [date_of(start_day)]
    return Offer(
        tariffs=tariff_records(catalogue.tariffs, catalogue.add_ons, dates)[0],
        add_ons=add_on_records(catalogue.add_ons, dates)[0],
        choices=choices,
        weights=weights,
        add_on_shares=shares,
    )


def _check_mix(
    rows: Sequence[Row],
    mix: Sequence[Sequence[Row]],
    catalogue: Catalogue,
    findings: list[Finding],
) -> None:
    tariffs = {tariff.id: tariff for tariff in catalogue.tariffs}
    groups = [group.name.lower() for group in Group]
    for row in rows:
        spot = replace(row.spot, findings=findings)
        if row["group"] not in groups:
            spot.report(f"group {row['group']!r}", remedy=f"use one of {', '.join(groups)}")
        elif row["tariff"] not in tariffs:
            spot.report(
                f"there is no tariff {row['tariff']}.{did_you_mean(row['tariff'], tariffs)}",
                remedy="name one of the catalogue",
            )
        elif not _suits(Group(groups.index(row["group"])), tariffs[row["tariff"]]):
            spot.report(
                f"{row['tariff']} does not suit {row['group']}",
                remedy="choose a tariff of that kind, line and social mark",
            )
    for group, its_rows in zip(groups, mix, strict=True):
        if not sum(row["weight"] for row in its_rows):
            Spot(findings, "population/tariff_mix.csv", group).report(
                "has no tariffs", remedy="add one with a weight"
            )


def _suits(group: Group, tariff: Tariff) -> bool:
    kind, technology = GROUP_KINDS[group]
    lines = [technology] if technology is not None else list(Technology)
    return (
        tariff.service_kind == kind
        and all(tariff.technology_bits >> line & 1 for line in lines)
        and (group == Group.INTERNET_PON_SOCIAL or not tariff.is_social)
    )


def _check_add_ons(rows: Sequence[Row], catalogue: Catalogue, findings: list[Finding]) -> None:
    known = [add_on.id for add_on in catalogue.add_ons]
    timed = [add_on.id for add_on in catalogue.add_ons if add_on.lasts_hours]
    for row in rows:
        if row["add_on"] not in known:
            replace(row.spot, findings=findings).report(
                f"there is no add-on {row['add_on']}.{did_you_mean(row['add_on'], known)}",
                remedy="name one of the catalogue",
            )
        elif row["add_on"] in timed:
            replace(row.spot, findings=findings).report(
                f"{row['add_on']} ends by itself, so that nobody begins with it",
                remedy="take the row out",
            )
