"""The population as a whole: numbers are valid and unique, shares are those of the calibration."""

import os
import subprocess
import sys
from functools import cache

import numpy as np
import phonenumbers
import polars as pl
import pytest
from faker import Faker

from mybt_sim.base.errors import ScenarioError
from mybt_sim.catalogue import load_catalogue
from mybt_sim.engine.vocabulary import ServiceKind, Settlement
from mybt_sim.population import (
    Block,
    draw_block,
    frames,
    load_population_data,
    locality_frame,
    paper_contract,
)
from mybt_sim.population.faker_provider import BeltelecomProvider
from mybt_sim.population.layouts import GROUP, SUBSCRIBERS_MOST
from mybt_sim.population.numbers import mobile_phone

START_DAY = 20_454  # 2026-01-01
COUNT = 20_000


@cache
def block() -> Block:
    return draw_block(
        load_population_data(), load_catalogue(), seed=1, first=1, count=COUNT, start_day=START_DAY
    )


@cache
def tables() -> dict[str, pl.DataFrame]:
    return frames(block())


def is_valid(number: int, kind: int) -> bool:
    parsed = phonenumbers.parse(f"+{number}")
    return (
        phonenumbers.is_valid_number_for_region(parsed, "BY")
        and phonenumbers.number_type(parsed) == kind
    )


def test_home_phones_are_valid_and_unique() -> None:
    phones = tables()["household"]["home_phone"].drop_nulls()
    assert phones.is_unique().all()
    fixed = phonenumbers.PhoneNumberType.FIXED_LINE
    assert [phone for phone in phones if not is_valid(phone, fixed)] == []


def test_no_home_phone_is_that_of_another_area() -> None:
    """17-7 and 177 would be the same digits; each number begins like one area only."""
    households = tables()["household"].join(locality_frame(block().pools), on="locality_id")
    codes = sorted({one.area_code for one in block().pools.localities}, reverse=True)
    for phone, code in households.select("home_phone", "area_code").drop_nulls().iter_rows():
        national = str(phone)[3:]
        longest = next(one for one in codes if national.startswith(str(one)))
        assert longest == code


def test_the_last_subscribers_have_numbers_of_their_own() -> None:
    """The number ranges hold the largest population."""
    first = SUBSCRIBERS_MOST - GROUP + 1
    last = draw_block(
        block().pools, block().catalogue, seed=1, first=first, count=GROUP, start_day=START_DAY
    )
    phones = last.people["home_phone"][last.people["home_phone"] > 0]
    fixed = phonenumbers.PhoneNumberType.FIXED_LINE
    assert all(is_valid(int(phone), fixed) for phone in phones)
    assert len(np.intersect1d(phones, block().people["home_phone"])) == 0
    assert len(np.unique(phones)) == len(phones)


def test_mobile_numbers_are_valid_and_unique() -> None:
    mobiles = tables()["account"]["mobile"]
    assert mobiles.is_unique().all()
    mobile = phonenumbers.PhoneNumberType.MOBILE
    assert [number for number in mobiles if not is_valid(number, mobile)] == []
    assert is_valid(mobile_phone(1, SUBSCRIBERS_MOST), mobile)


def test_contract_numbers_and_logins_have_their_length_and_are_unique() -> None:
    numbers = tables()["contract"]["contract_number"]
    logins = tables()["service"]["login"]
    assert numbers.is_unique().all()
    assert logins.is_unique().all()
    assert numbers.is_between(10**10, 10**11 - 1).all()
    assert logins.is_between(10**12, 10**13 - 1).all()


def test_the_paper_contract_carries_the_login_and_always_the_same_password() -> None:
    service_id, login = tables()["service"].select("service_id", "login").row(0)
    assert paper_contract(1, service_id) == paper_contract(1, service_id)
    assert paper_contract(1, service_id)[0] == str(login)
    assert paper_contract(1, service_id)[1] != paper_contract(2, service_id)[1]
    assert len(paper_contract(1, service_id)[1]) == 8


def test_every_subscriber_bears_a_name_of_their_sex() -> None:
    for row in tables()["subscriber"].head(2000).iter_rows(named=True):
        is_female = row["sex"] == "female"
        assert row["patronymic_ru"].endswith("на") == is_female
        assert row["patronymic_be"].endswith("на") == is_female
        feminine_ru = row["surname_ru"].endswith(("ова", "ева", "ёва", "ская", "цкая"))
        feminine_be = row["surname_be"].endswith(("ова", "ава", "ева", "ёва", "ская", "цкая"))
        assert feminine_ru == feminine_be
        assert is_female or not feminine_ru
        if is_female:
            assert not row["surname_ru"].endswith(("ов", "ев", "ёв", "ский", "цкий"))
            assert not row["surname_be"].endswith(("аў", "оў", "еў", "ёў", "скі", "цкі"))


def test_regions_and_towns_are_as_populated_as_the_country() -> None:
    people = tables()["household"]
    population = {
        "MSQ": 21.9, "MIN": 16.0, "GOM": 14.6, "BRE": 14.3, "VIT": 11.8, "GRO": 10.8, "MOG": 10.7
    }  # fmt: skip
    for region, share in population.items():
        people_there = (people["region"] == region).sum()
        assert people_there / COUNT * 100 == pytest.approx(share, abs=1)
    assert people["is_urban"].mean() == pytest.approx(0.788, abs=0.01)
    assert 2.15 <= people["persons"].mean() <= 2.30  # type: ignore[operator]


def test_holders_and_lines_are_within_the_bands() -> None:
    facts = block().facts
    lines = facts["has_internet"].sum()
    down_kbps = np.array(
        [one.speed_kbps.down if one.speed_kbps else 0 for one in block().catalogue.tariffs]
    )
    fast = down_kbps[facts["tariff"][facts["has_internet"]]] >= 100_000
    assert 0.52 <= block().people["is_female"].mean() <= 0.57
    assert 1.35 <= facts["has_phone"].sum() / lines <= 1.50
    assert 0.80 <= facts["has_tv"].sum() / lines <= 0.92
    assert 0.55 <= fast.mean() <= 0.65


def test_bindings_are_within_reach() -> None:
    bindings, contracts = tables()["binding"], tables()["contract"]
    assert len(bindings) / len(contracts) == pytest.approx(0.46, abs=0.02)
    assert bindings["is_relative"].mean() == pytest.approx(0.21, abs=0.02)
    assert (bindings["method"] == "by_home_phone").mean() == pytest.approx(0.38, abs=0.03)
    per_account = bindings.group_by("account_id").len()["len"]
    assert (per_account == 1).mean() == pytest.approx(0.58, abs=0.03)


def test_links_point_to_lower_ids_that_exist() -> None:
    bindings = tables()["binding"].join(tables()["contract"], on="contract_id")
    accounts = tables()["account"]
    assert bindings.join(accounts, on="account_id", how="anti").is_empty()
    assert (bindings["account_id"] <= bindings["subscriber_id"]).all()
    relatives = bindings.filter("is_relative")
    assert (relatives["account_id"] < relatives["subscriber_id"]).all()
    assert (relatives["subscriber_id"] - relatives["account_id"] <= 200).all()
    opened = bindings.join(accounts, on="account_id")
    assert (opened["bound_at"] > opened["opened_at"]).all()
    assert (opened["bound_at"].dt.epoch("d") < START_DAY).all()


def test_relatives_are_parents_and_children() -> None:
    people = tables()["subscriber"]
    pairs = people.join(people, left_on="carer_account_id", right_on="subscriber_id")
    younger = pairs["birth_year_right"] - pairs["birth_year"]
    assert younger.is_between(18, 45).all()
    of_sons = pairs.filter(pl.col("sex_right") == "male", pl.col("sex") == "male")
    assert (of_sons["surname_ru"] == of_sons["surname_ru_right"]).all()
    for father, patronymic in of_sons.select("given_name_be", "patronymic_be_right").iter_rows():
        assert father[:2] in patronymic or father == "Пётр"


def test_tariffs_suit_the_contracts() -> None:
    tariffs = block().catalogue.tariffs
    for contract in block().contracts[:5000]:
        tariff = tariffs[contract.tariff]
        assert tariff.service_kind == contract.kind
        assert tariff.technology_bits >> contract.technology & 1
        assert contract.is_social or not tariff.is_social
        is_telephony = contract.kind == ServiceKind.TELEPHONY
        assert (contract.settlement == Settlement.CREDIT) == is_telephony


def test_a_group_fills_every_quota_exactly() -> None:
    counts = np.bincount(block().people["locality"][:GROUP])
    assert counts.tolist() == [one.quota for one in block().pools.localities]


def test_seeds_make_different_populations() -> None:
    other = draw_block(
        block().pools, block().catalogue, seed=2, first=1, count=500, start_day=START_DAY
    )
    same = other.people["surname"] == block().people["surname"][:500]
    assert same.mean() < 0.05


@pytest.mark.parametrize(("first", "count"), [(0, 5), (-3, 5), (SUBSCRIBERS_MOST, 2)])
def test_ids_outside_the_range_are_refused(first: int, count: int) -> None:
    with pytest.raises(ScenarioError, match="from 1 to"):
        draw_block(
            block().pools, block().catalogue, seed=1, first=first, count=count, start_day=START_DAY
        )


DIGEST = """
import hashlib
from mybt_sim.catalogue import load_catalogue
from mybt_sim.population import draw_block, frames, load_population_data
block = draw_block(load_population_data(), load_catalogue(), seed=3, first=9_901, count=200,
                   start_day=20_454)
digest = hashlib.sha256()
for array in (block.people, block.contracts, block.facts, block.accounts):
    for field in array.dtype.names:
        digest.update(array[field].tobytes())
for name, frame in frames(block).items():
    digest.update(frame.write_csv().encode())
print(digest.hexdigest())
"""


def digest_of_200(*, is_compiled: bool) -> str:
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "0" if is_compiled else "1"}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", DIGEST],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_compiled_and_plain_python_make_the_same_people() -> None:
    assert digest_of_200(is_compiled=True) == digest_of_200(is_compiled=False)


def test_the_faker_provider_can_be_seeded() -> None:
    def sample() -> list[str]:
        fake = Faker()
        fake.add_provider(BeltelecomProvider)
        fake.seed_instance(7)
        return [
            fake.subscriber_name(),
            fake.subscriber_name(language="be"),
            fake.surname(),
            fake.name_and_patronymic(language="be"),
            fake.address_line(language="be"),
            fake.home_phone(),
            fake.mobile_phone(),
            fake.byfly_login(),
            fake.contract_number(),
        ]

    values = sample()
    assert values == sample()
    assert all(values)
    assert phonenumbers.is_valid_number(phonenumbers.parse(values[5]))
    assert phonenumbers.is_valid_number(phonenumbers.parse(values[6]))
    assert [len(values[7]), len(values[8])] == [13, 11]
