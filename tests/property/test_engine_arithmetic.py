"""Laws of the sums inside the rules: shares of a fee, tiers of a volume, minutes of calls."""

import datetime
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from mybt_sim.base.compiled import in_python
from mybt_sim.catalogue.calendar import LAST_DATE, day_of
from mybt_sim.catalogue.model import FIRST_DATE
from mybt_sim.engine.book import TARIFFS
from mybt_sim.engine.daily_fee import day_share_kopecks, fee_until
from mybt_sim.engine.records import DAY_S, NEVER, SERVICE_DAY, TARIFF, Record, blank, blank_contract
from mybt_sim.engine.status import CREDIT_TRUST_ADD_ON
from mybt_sim.engine.suspension import next_year_at
from mybt_sim.engine.usage import call_charge_e4, excess_charge_e4, round_e4, volume_charge_e4
from mybt_sim.engine.vocabulary import CallClass, ServiceKind
from mybt_sim.quality import facts
from mybt_sim.quality.life import book_with
from mybt_sim.quality.room import the_catalogue

half_up = in_python(facts.half_up)

MONTHS = st.integers(28, 31)
FEES_E4 = st.one_of(st.integers(0, 2_000_000), st.integers(0, 10**11))
VOLUMES_MB = st.one_of(
    st.integers(0, 12_000), st.sampled_from([1023, 1024, 1025, 5119, 5120, 5121])
)


def comfort_express() -> Record:
    """T05 as the operator's page has it (N979212): 10 GB, then three marginal tiers."""
    tariff: Record = blank(TARIFF, 1)[0]
    tariff.included_mb = 10_240
    tariff.tier_until_mb = [1024, 5120, 1 << 40]
    tariff.tier_rate_e4 = [31, 21, 10]
    return tariff


def price_of_mb_e4(number: int) -> int:
    """The price of the MB with this number above the included volume, counted from 1."""
    return 31 if number <= 1024 else 21 if number <= 5120 else 10


# --- FEE-DAILY ---


@given(fee_e4=FEES_E4, days=MONTHS)
def test_the_shares_of_a_month_are_the_fee_to_the_kopeck(fee_e4: int, days: int) -> None:
    shares = [day_share_kopecks(fee_e4, day, days) for day in range(1, days + 1)]
    assert sum(shares) == half_up(fee_e4, 100)


@given(fee_e4=FEES_E4, days=MONTHS)
def test_each_share_is_within_a_kopeck_of_equal_parts(fee_e4: int, days: int) -> None:
    equal = Fraction(fee_e4, 100 * days)
    due = 0
    for day in range(1, days + 1):
        share = day_share_kopecks(fee_e4, day, days)
        due += share
        assert share >= 0
        assert abs(share - equal) <= 1
        assert due == half_up(fee_e4 * day, 100 * days)


@given(fee_e4=FEES_E4, days=st.integers(1, 31), day_of_month=st.integers(1, 31))
def test_any_fixed_basis_charges_its_days_and_no_more(
    fee_e4: int, days: int, day_of_month: int
) -> None:
    share = day_share_kopecks(fee_e4, day_of_month, days)
    assert (share == 0) or day_of_month <= days
    until = half_up(fee_e4 * day_of_month, 100 * days)
    assert fee_until(fee_e4, day_of_month, days) == until


@given(fee_e4=FEES_E4, more_e4=st.integers(0, 10_000), days=MONTHS)
def test_a_dearer_plan_never_costs_less_by_any_day(fee_e4: int, more_e4: int, days: int) -> None:
    for day in range(days + 1):
        assert fee_until(fee_e4 + more_e4, day, days) >= fee_until(fee_e4, day, days)


@given(amount_e4=st.integers(0, 10**15))
def test_half_a_kopeck_goes_up(amount_e4: int) -> None:
    assert round_e4(amount_e4) == half_up(amount_e4, 100)


# --- USE-QUOTA ---


@given(excess_mb=VOLUMES_MB)
def test_every_mb_has_the_price_of_its_tier(excess_mb: int) -> None:
    expected = sum(price_of_mb_e4(number) for number in range(1, excess_mb + 1))
    assert excess_charge_e4(comfort_express(), excess_mb) == expected


@given(excess_mb=st.integers(0, 10**9))
def test_one_mb_more_costs_the_rate_of_its_tier(excess_mb: int) -> None:
    tariff = comfort_express()
    more = excess_charge_e4(tariff, excess_mb + 1) - excess_charge_e4(tariff, excess_mb)
    assert more == price_of_mb_e4(excess_mb + 1)


@given(quota_mb=st.integers(0, 10_240), days_mb=st.lists(VOLUMES_MB, max_size=31))
def test_a_month_costs_the_same_however_its_volume_falls_on_days(
    quota_mb: int, days_mb: list[int]
) -> None:
    tariff, contract = comfort_express(), blank_contract()[0]
    contract.quota_mb = quota_mb
    charged_e4 = 0
    for used_mb in days_mb:
        charge_e4 = volume_charge_e4(contract, tariff, used_mb)
        assert charge_e4 >= 0
        charged_e4 += charge_e4
        contract.month_mb += used_mb
    above_mb = max(0, sum(days_mb) - quota_mb)
    assert charged_e4 == excess_charge_e4(tariff, above_mb)


@given(used_mb=st.integers(0, 10**9), month_mb=st.integers(0, 10**9))
def test_an_unlimited_plan_charges_no_volume(used_mb: int, month_mb: int) -> None:
    tariff, contract = comfort_express(), blank_contract()[0]
    tariff.included_mb, contract.month_mb = NEVER, month_mb
    assert volume_charge_e4(contract, tariff, used_mb) == 0


# --- USE-TEL ---

MINUTES = st.lists(st.integers(0, 1_440), min_size=len(CallClass), max_size=len(CallClass))


RATES_E4 = st.lists(st.integers(0, 20_000), min_size=len(CallClass), max_size=len(CallClass))


@given(rates_e4=RATES_E4, days=st.lists(MINUTES))
def test_calls_cost_each_minute_by_its_class(rates_e4: list[int], days: list[list[int]]) -> None:
    tariff, service_day = blank(TARIFF, 1)[0], blank(SERVICE_DAY, 1)[0]
    tariff.call_rate_e4 = rates_e4
    total_e4 = 0
    for minutes in days:
        service_day.call_minutes = minutes
        total_e4 += call_charge_e4(tariff, service_day)
    for call_class in CallClass:
        total_e4 -= rates_e4[call_class] * sum(minutes[call_class] for minutes in days)
    assert total_e4 == 0


# --- VOL-QUOTA ---


@given(date=st.dates(FIRST_DATE, LAST_DATE))
def test_the_next_year_begins_on_its_first_day(date: datetime.date) -> None:
    begins = datetime.date(date.year + 1, 1, 1)
    assert next_year_at(book_with(), day_of(date) * DAY_S + 86_399) == day_of(begins) * DAY_S


# --- what the rules take from the catalogue ---


def test_the_rules_mean_the_same_trust_credit_as_the_catalogue() -> None:
    catalogue = the_catalogue()
    assert catalogue.add_on_index("A02") == CREDIT_TRUST_ADD_ON
    assert catalogue.add_ons[CREDIT_TRUST_ADD_ON].name.en == "Trust Credit"
    assert len(catalogue.tariffs) <= TARIFFS
    packages = [one for one in catalogue.tariffs if one.service_kind is ServiceKind.PACKAGE]
    assert {one.id for one in packages} == {f"T{n}" for n in (*range(11, 18), 21)}
