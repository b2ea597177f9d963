"""People read the terms they live under; each reaction can be switched off."""

import datetime
from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest

from mybt_sim.analysis.compare import Comparison, Effect, compare
from mybt_sim.behaviour.layouts import Payer
from mybt_sim.catalogue import load_catalogue
from mybt_sim.catalogue.calendar import day_of
from mybt_sim.engine.book import tariff_at
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Event, Operation, ServiceKind, Settlement
from mybt_sim.population.layouts import REGIONS
from mybt_sim.simulation.block import BlockLife, prepare
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.simulation.scenario import Scenario
from tests.support.runs import lived

BASE = Scenario(subscribers=3_000, days=240, seed=7)
YEAR = BASE.having(subscribers=20_000, days=365)
"""So many lives show that a higher limit makes for more promises, and not for higher ones only."""
FEW = BASE.having(subscribers=600, days=90)
RISE_DAY = datetime.date(2026, 5, 1)
DARK_DAY = datetime.date(2026, 3, 11)
REGION = "GRO"
INDIFFERENT = {"tariff.price_try_factor": 1, "tariff.price_upgrade_share": 1}
RELUCTANT = {"promise.reluctant_share": 0, "promise.hopeless_share": 1}
INTERNET = [
    tariff.id
    for tariff in load_catalogue().tariffs
    if tariff.service_kind in (ServiceKind.INTERNET, ServiceKind.PACKAGE)
]
ON_SALE = [one.id for one in load_catalogue().tariffs if one.id in INTERNET and one.sale == "open"]
OUTAGE = {"from": "2026-03-10 08:00", "until": "2026-03-12 20:00", "regions": [REGION]}


def dearer(percent: int) -> dict[str, str]:
    """All fees as they are on the day of the rise, so much higher."""
    book, now = prepare(BASE).book, day_of(RISE_DAY) * DAY_S
    return {
        tariff.id: f"{tariff_at(book, index, now).fee_e4 * (100 + percent) / 1e6:.2f}"
        for index, tariff in enumerate(load_catalogue().tariffs)
    }


RISE = [{"from": RISE_DAY, "fees": dearer(10)}]
PAIRS: Mapping[str, tuple[Scenario, Scenario]] = {
    "limit 20": (YEAR, YEAR.having(terms={"promise_limit": "20.00"})),
    "limit 5": (BASE, BASE.having(terms={"promise_limit": "5.00"})),
    "dearer": (BASE, BASE.having(changes=RISE)),
    "dearer for the indifferent": (
        BASE.having(behaviour=INDIFFERENT),
        BASE.having(behaviour=INDIFFERENT, changes=RISE),
    ),
    "archived": (BASE, BASE.having(changes=[{"from": RISE_DAY, "archived": ON_SALE}])),
    "outage": (BASE, BASE.having(outages=[OUTAGE])),
}


@cache
def compared(pair: str) -> Comparison:
    return compare(*PAIRS[pair])


def effect(pair: str, metric: str) -> Effect:
    return next(one for one in compared(pair).effects() if one.metric == metric)


@pytest.mark.parametrize(
    ("pair", "metric", "sign"),
    [
        ("limit 20", "promised", 1),
        ("limit 20", "promises", 1),
        ("limit 5", "promised", -1),
        ("limit 5", "promises", -1),
        ("dearer", "charged", 1),
        ("dearer", "tariff_orders", 1),
        ("archived", "tariff_orders", -1),
        ("outage", "volume", -1),
    ],
)
def test_a_change_moves_what_it_should(pair: str, metric: str, sign: int) -> None:
    found = effect(pair, metric)
    assert (found.low > 0) if sign > 0 else (found.high < 0), found


def test_without_the_reaction_a_rise_makes_nobody_look_for_another_tariff() -> None:
    found = effect("dearer for the indifferent", "tariff_orders")
    assert found.low <= 0 <= found.high
    assert effect("dearer", "tariff_orders").low > max(0, found.difference)


def test_who_never_looks_at_a_promise_lives_the_same() -> None:
    for pair in ("limit 20", "limit 5"):
        lives = compared(pair).lives
        without = lives.filter(~lives["has_account"])
        assert len(without) > 1_000
        assert not without["is_touched"].any()
        assert 0 < lives["is_touched"].sum() < 0.3 * len(lives)


def test_reluctance_is_all_that_a_small_offer_costs_in_requests() -> None:
    """Who is told not to mind asks as often for little as for much."""
    unmoved = FEW.having(behaviour={**RELUCTANT, "promise.spontaneous_share": 0.5})
    requests = [
        (lived(scenario).operations["operation"] == Operation.PROMISE_PAYMENT).sum()
        for scenario in (unmoved, unmoved.having(terms={"promise_limit": "2.00"}))
    ]
    assert requests[0] > 200
    assert requests[1] > 0.95 * requests[0]


def test_an_outage_is_felt_in_its_region_and_time_alone() -> None:
    at_home = FEW.having(behaviour={"move.share": 0})  # everybody stays in one region
    base, other = lived(at_home), lived(at_home.having(outages=[OUTAGE]))
    facts = base.population.facts
    there = facts["contract_id"][facts["region"] == REGIONS.index(REGION)]
    is_there = np.isin(base.days[DayColumn.CONTRACT_ID], there)
    assert (base.days[:, ~is_there] == other.days[:, ~is_there]).all()
    is_dark = is_there & (base.days[DayColumn.DAY] == day_of(DARK_DAY))
    assert base.days[DayColumn.DOWN_MB, is_dark].sum() > 0
    for column in (DayColumn.DOWN_MB, DayColumn.UP_MB, DayColumn.TV_MINUTES):
        assert not other.days[column, is_dark].any()
    credit = base.contracts["contract_id"][base.contracts["settlement"] == Settlement.CREDIT]
    billed = np.isin(base.days[DayColumn.CONTRACT_ID], credit)
    fees = DayColumn.TARIFF_FEE_KOPECKS
    assert (base.days[fees, billed] == other.days[fees, billed]).all()


@pytest.mark.parametrize("limit", ["5.00", "15.00", "20.00"])
def test_who_asks_for_too_much_then_asks_for_what_there_is(limit: str) -> None:
    bold = {"promise.above_limit_share": 1, "promise.spontaneous_share": 1}
    rows = lived(FEW.having(terms={"promise_limit": limit}, behaviour=bold)).operations
    rows = rows[rows["operation"] == Operation.PROMISE_PAYMENT]
    limit_kopecks = int(limit.replace(".", ""))
    above = np.flatnonzero(rows["refusal"] == Refusal.PROMISE_ABOVE_LIMIT)[:-1]
    assert len(above) > 100
    assert rows["amount_kopecks"][above].min() > limit_kopecks
    follows = rows["contract_id"][above + 1] == rows["contract_id"][above]
    follows &= rows["attempted_at"][above + 1] - rows["attempted_at"][above] < 300
    assert follows.mean() > 0.9
    assert (rows["amount_kopecks"][above + 1][follows] == limit_kopecks).all()


def test_who_is_blocked_by_costly_use_pays_for_a_month_of_it() -> None:
    """The first thing that differs without the reaction is such a payment, and it is smaller."""
    some = BASE.having(subscribers=1_500, days=150)
    usual, without = lived(some), lived(some.having(behaviour={"payment.use_factor": 0}))
    differing = 0
    for contract_id in usual.contracts["contract_id"]:
        ours, theirs = (
            life.operations[life.operations["contract_id"] == contract_id]
            for life in (usual, without)
        )
        shared = min(len(ours), len(theirs))
        parted = np.flatnonzero(ours[:shared] != theirs[:shared])
        if not len(parted):
            assert len(ours) == len(theirs)
            continue
        more, less = ours[parted[0]], theirs[parted[0]]
        assert more["attempted_at"] == less["attempted_at"]
        assert more["payer"] == less["payer"] != Payer.NOBODY
        assert more["amount_kopecks"] > less["amount_kopecks"]
        assert _is_blocked(usual, contract_id, int(more["attempted_at"]))
        differing += 1
    assert differing > 10


def _is_blocked(life: BlockLife, contract_id: int, at: int) -> bool:
    mine = life.events[(life.events["contract_id"] == contract_id)]
    changes = mine[np.isin(mine["event"], (Event.BLOCKED, Event.RESTORED))]
    before = changes[changes["happened_at"] < at]
    return len(before) > 0 and before[-1]["event"] == Event.BLOCKED
