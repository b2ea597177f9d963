"""Any scenario gives a run that keeps all laws, whatever terms, dates and people it has."""

import datetime
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import open_run, simulate
from mybt_sim.store.laws import LAWS, breach_of

roubles = st.integers(1, 5_000).map(lambda kopecks: f"{kopecks // 100}.{kopecks % 100:02d}")
terms = st.fixed_dictionaries(
    {},
    optional={
        "promise_limit": roubles,
        "promise_term_days": st.integers(1, 40),
        "promise_allows_positive_balance": st.booleans(),
        "promise_wait_days": st.integers(0, 30),
        "tariff_wait_days": st.integers(0, 90),
        "tariff_effect_next_month": st.booleans(),
        "tariff_fee_down": roubles,
        "telephony_grace_days": st.integers(0, 28),
        "bill_reminder_every_days": st.integers(1, 31),
        "fee_month_days": st.sampled_from([0, 30]),
    },
)
behaviour = st.fixed_dictionaries(
    {},
    optional={
        "promise.when_blocked_share": st.just(1),
        "promise.in_term_share": st.just(0),
        "late.share": st.just(1),
        "tariff.try_share": st.just(1),
        "tariff.random_share": st.just(1),
        "payment.card_declined_share": st.just(1),
        "payment.wrong_annex_share": st.just(1),
        "come.pon_share": st.sampled_from([0, 0.1, 1]),
        "come.phone_share": st.sampled_from([0, 0.1, 1]),
    },
)
scenarios = st.builds(
    Scenario,
    subscribers=st.integers(1, 60),
    days=st.integers(1, 100),
    start=st.dates(datetime.date(2016, 7, 1), datetime.date(2040, 1, 1)),
    seed=st.integers(0, 2**62),
    terms=terms,
    behaviour=behaviour,
)


@settings(max_examples=15)
@given(scenario=scenarios)
def test_any_scenario_keeps_the_laws(scenario: Scenario) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = simulate(scenario, Path(folder) / "run.duckdb", threads=1)
        with open_run(path) as run:
            broken = [breach_of(law, run.cursor()) for law in LAWS]
    assert not any(broken), broken
