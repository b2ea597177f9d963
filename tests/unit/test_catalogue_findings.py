"""Every fault that the seed data can have is found, said in words, and none hides another."""

import shutil
from pathlib import Path

import pytest

from mybt_sim.base.errors import SeedDataError
from mybt_sim.catalogue import load_catalogue, seed_folder

TARIFFS = "catalogue/tariffs.toml"
ADD_ONS = "catalogue/add_ons.toml"
TERMS = "terms.toml"


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    """A copy of the seed data to be spoilt."""
    for name in (TARIFFS, ADD_ONS, TERMS):
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        shutil.copy(seed_folder() / name, target)
    return tmp_path


def plant(seed: Path, file: str, old: str, new: str) -> None:
    """Put `new` in the place of the first `old`."""
    path = seed / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is no longer in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def findings(seed: Path) -> list[str]:
    """What is found, one line each, without the sentences around."""
    with pytest.raises(SeedDataError) as error:
        load_catalogue(seed)
    heading, *lines = str(error.value).splitlines()
    assert heading.endswith("Mend what is listed here, then start again:")
    return [line.strip() for line in lines]


T09_SPEED = "speed_kbps = { down = 200000, up = 100000 }"
SECOND_LIMIT = 'from = 2018-01-01\nvalue = "10.00"'

PLANTED = [
    # syntax
    (TARIFFS, "[[tariff]]", "[[tariff]", "line 15, column 9: is not TOML: "),
    (TERMS, "[topup_max]", "[topup_min]", "is not TOML: Cannot declare ('topup_min',) twice"),
    # fields
    (
        TARIFFS,
        'kind = "tv"',
        'kind = "tv"\ncolour = "red"',
        "tariff[T18]: unknown field `colour`; mend its name, or drop it",
    ),
    (TARIFFS, 'fee = "45.45"\n', "", "tariff[T09].price[0]: missing field `fee`; add it"),
    (TARIFFS, 'id = "T09"\n', "", "tariff[8]: missing field `id`; add it"),
    (ADD_ONS, 'name.be = "Антывірус"\n', "", "add_on[A15].name: missing field `be`; add it"),
    (ADD_ONS, '"Антывірус"', '""', "add_on[A15].name.be: expected `str` of length >= 1; write"),
    (TERMS, 'rule = "PROMISE-TERM"\n', "", "promise_term_days: missing field `rule`; add it"),
    (TARIFFS, "[[tariff]]", "[[tarif]]\n[[tariff]]", "tarif: is not known here; this file holds"),
    (TERMS, "[topup_min]", "stray = 1\n[topup_min]", "stray: expected `object`, got `int`"),
    # types
    (TARIFFS, "included_mb = 10240", 'included_mb = "10240"', "tariff[T05].included_mb: expected"),
    (TARIFFS, "included_mb = 10240", "included_mb = -1", "tariff[T05].included_mb: expected `int`"),
    (TARIFFS, "from = 2022-04-05", "from = 2022-04-05T00:00:00", "price[2].from: expected `date`"),
    (TARIFFS, "from = 2022-04-05", 'from = "2022-04-05"', "write the day without quotes, such as"),
    (TARIFFS, 'id = "T09"', 'id = "9"', "tariff[9].id: expected `str` matching regex"),
    # money
    (
        TARIFFS,
        'fee = "45.45"',
        "fee = 45.45",
        'tariff[T09].price[0].fee: 45.45 is a floating-point number; write it as text, "45.45"',
    ),
    (TERMS, 'value = "500.00"', "value = 500.00", "topup_max.version[0].value: 500.00 is a float"),
    (TARIFFS, 'fee = "45.45"', "fee = 45", "price[0].fee: 45 is not an amount of BYN; write it as"),
    (TARIFFS, 'fee = "45.45"', 'fee = "45,45"', "price[0].fee: '45,45' is not an amount of BYN"),
    (TARIFFS, 'fee = "45.45"', 'fee = "-1.00"', "price[0].fee: -1.00 is negative; give 0 or more"),
    (TARIFFS, 'rate = "0.0031"', 'rate = "0.00312"', "excess[0].rate: 0.00312 is too fine; keep"),
    (ADD_ONS, 'once = "35.00"', 'once = "35.005"', "35.005 is too fine; keep to 2 decimals"),
    (TERMS, 'value = "5.50"', 'value = "-5.50"', "promise_limit.version[0].value: -5.50 is neg"),
    (TERMS, 'value = "5.50"', "value = 550", "promise_limit.version[0].value: 550 is not an am"),
    (TERMS, 'value = "-80.00"', 'value = "80.00"', "80.00 is out of bounds; keep to -10000"),
    (TERMS, "value = 3\n", "value = true\n", "True is not a whole number; write it without quo"),
    (TERMS, "value = false", 'value = "no"', "'no' is not a switch; write true or false"),
    # words
    (
        TERMS,
        'basis = "SEED"',
        'basis = "GUESS"',
        "promise_limit.basis: unknown word 'GUESS'; use one of SEED, FOUND, COMPARABLE, INFERRED,",
    ),
    (TARIFFS, 'kind = "tv"', 'kind = "radio"', "tariff[T18].kind: unknown word 'radio'; use one"),
    (TARIFFS, '["pon"]', '["5g"]', "technologies[0]: unknown word '5g'; use one of xdsl, pon"),
    # identity and references
    (TARIFFS, 'id = "T09"', 'id = "T08"', "T08: stands for 2 entries; give each an id of its own"),
    (
        ADD_ONS,
        'conflicts = ["A05"]',
        'conflicts = ["A50"]',
        "add_on[A04].conflicts: A50 does not exist; name one that does. Did",
    ),
    (ADD_ONS, 'conflicts = ["A05"]', 'conflicts = ["A04"]', "conflicts: A04 names itself; take it"),
    (
        ADD_ONS,
        'requires = ["A17"]',
        'requires = ["A99"]',
        "requires: A99 does not exist; name one that does",
    ),
    (ADD_ONS, '"T12", "T13"', '"T12", "T31"', "add_on[A02].for.tariffs: T31 does not exist; name"),
    (TARIFFS, '["A12"]', '["A21"]', "tariff[T12].included_add_ons: A21 does not exist; name"),
    # lengths of a suspension
    (ADD_ONS, "days = 30,", "days = 15,", "periods: offers 15 days twice for package; keep one of"),
    (
        ADD_ONS,
        "days = 30,",
        "days = 0,",
        "add_on[A10].price[0].periods[1].days: expected `int` >= 1",
    ),
    (
        ADD_ONS,
        'once = "2.90"',
        'periods = [{ days = 9, once = "1.00" }]',
        "add_on[A11]: has periods beside A10; keep those of one add-on",
    ),
    # histories
    (
        TARIFFS,
        "from = 2022-04-05",
        "from = 2026-05-01",
        "tariff[T20].price[3].from: 2026-04-06 stands behind 2026-05-01; let the dates ascend",
    ),
    (TARIFFS, "from = 2022-04-05", "from = 2020-12-01", "2020-12-01 repeats the date; let the"),
    (
        TERMS,
        'from = 2016-07-01\nvalue = "5.50"',
        'from = 2016-08-01\nvalue = "5.50"',
        "promise_limit.version: does not begin on 2016-07-01; begin with from = 2016-07-01",
    ),
    (TERMS, SECOND_LIMIT, SECOND_LIMIT.replace("2018", "2015"), "does not begin on 2016-07-01"),
    # what goes together in a tariff
    (TARIFFS, f"{T09_SPEED}\n", "", "tariff[T09].speed_kbps: is missing in a tariff of internet"),
    (TARIFFS, 'kind = "tv"', f'kind = "tv"\n{T09_SPEED}', "speed_kbps: stands in a tariff of tv"),
    (TARIFFS, "included_mb = 10240\n", "", "excess: stands in a tariff of unlimited volume"),
    (TARIFFS, T09_SPEED, f"{T09_SPEED}\nincluded_mb = 9", "excess: is missing in a tariff of limi"),
    (TARIFFS, "until_mb = 5120", "until_mb = 512", "excess: does not lead from tier to tier"),
    (TARIFFS, "{ until_mb = 1024, rate", "{ rate", "excess: does not lead from tier to tier"),
    (TARIFFS, '{ rate = "0.0010" }', '{ until_mb = 9999, rate = "0.0010" }', "leave it out in the"),
    (TARIFFS, "excess = [", 'excess = [{until_mb = 1, rate = "1"},', "excess: has 4 tiers; keep"),
    (TARIFFS, 'technologies = ["pon"]', "technologies = []", "technologies: is empty; name at"),
    # add-ons against the engine
    (ADD_ONS, 'id = "A02"', 'id = "A22"', "add_on[A22]: stands where the rules look for A02; put"),
    (
        ADD_ONS,
        'id = "A15"',
        'id = "A15"\nlasts_hours = 1',
        "add_on[A15].price[0].fee: stands beside lasts_hours; charge it once, or let it last",
    ),
    (ADD_ONS, '["A17"]', '["A06"]', "add_on[A18].requires: A06 does not fit T20; let it fit there"),
    (ADD_ONS, '["A17"]', '["A09"]', "add_on[A18].requires: A09 ends by itself; require one that"),
    (
        ADD_ONS,
        '["A17"]',
        '["A02"]',
        "add_on[A18].requires: A02 is offered later; offer it as early",
    ),
    (TARIFFS, '["A12"]', '["A18"]', "tariff[T12].included_add_ons: A18 requires A17; include A17"),
    (TARIFFS, '["A12"]', '["A04"]', "included_add_ons: A04 conflicts with A05; let A05 not fit"),
    (TARIFFS, '["A12"]', '["A14"]', "included_add_ons: A14 ends by itself; include what lasts"),
    # terms against the engine
    (TERMS, "[topup_max]\n", "[topup_most]\n", "topup_most: is not a term; mend its name, or drop"),
    (TERMS, "[promise_debt_limit]", "[promise_det]", "promise_debt_limit: is missing; add it"),
    (TERMS, 'same_as = "promise_limit"', 'same_as = "limit"', "same_as: limit is not a term here"),
    (TERMS, 'same_as = "promise_limit"', 'same_as = "block_at"', "block_at measures something el"),
    (
        TERMS,
        'same_as = "promise_limit"',
        'same_as = "promise_debt_limit"',
        "promise_debt_limit follows another term itself",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), PLANTED)
def test_a_planted_fault(seed: Path, file: str, old: str, new: str, expected: str) -> None:
    plant(seed, file, old, new)
    found = findings(seed)
    assert any(line.startswith(f"{file}: ") and expected in line for line in found), found
    assert all("; " in line for line in found)


def test_a_missing_file(seed: Path) -> None:
    (seed / TERMS).unlink()
    (found,) = findings(seed)
    assert found.startswith(f"terms.toml: is missing in {seed}; bring it back")


def test_a_missing_folder(tmp_path: Path) -> None:
    assert len(findings(tmp_path / "nowhere")) == 3


def test_a_folder_in_the_place_of_a_file(seed: Path) -> None:
    (seed / TERMS).unlink()
    (seed / TERMS).mkdir()
    (found,) = findings(seed)
    assert found.startswith("terms.toml: cannot be read: ")


def test_another_encoding(seed: Path) -> None:
    path = seed / TARIFFS
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    (found,) = findings(seed)
    assert found == "catalogue/tariffs.toml: byte 0 is not UTF-8; save the file as UTF-8"


def test_a_byte_order_mark_is_no_fault(seed: Path) -> None:
    path = seed / TERMS
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_catalogue(seed).terms


def test_an_empty_file(seed: Path) -> None:
    (seed / ADD_ONS).write_text("", encoding="utf-8")
    assert f"{ADD_ONS}: add_on: is missing or empty; add at least one [[add_on]]" in findings(seed)


def test_more_add_ons_than_a_contract_has_bits(seed: Path) -> None:
    text = (seed / ADD_ONS).read_text(encoding="utf-8")
    last = text[text.rindex("[[add_on]]") :]
    more = [last.replace('"A20"', f'"A{n}"') for n in range(21, 62)]
    (seed / ADD_ONS).write_text("\n".join([text, *more]), encoding="utf-8")
    assert findings(seed) == [f"{ADD_ONS}: 61 add-ons are too many; keep to 60"]


def test_more_timed_add_ons_than_a_contract_has_slots(seed: Path) -> None:
    """A09 and A14 are timed, a video is not held by a contract; three more are one too many."""
    text = (seed / ADD_ONS).read_text(encoding="utf-8")
    start = text.index('[[add_on]]\nid = "A14"')
    turbo = text[start : text.index("[[add_on]]", start + 1)]
    more = [turbo.replace('"A14"', f'"A{n}"') for n in range(21, 24)]
    (seed / ADD_ONS).write_text("\n".join([text, *more[:2]]), encoding="utf-8")
    load_catalogue(seed)
    (seed / ADD_ONS).write_text("\n".join([text, *more]), encoding="utf-8")
    expected = "add_on: 5 add-ons end by themselves; give at most 4 lasts_hours"
    assert findings(seed) == [f"{ADD_ONS}: {expected}"]


def test_more_dates_than_a_book_has_editions(seed: Path) -> None:
    version = (
        '\n[[fee_month_days.version]]\nfrom = {}-02-01\nvalue = 30\nbasis = "SEED"\nsource = "x"'
    )
    with (seed / TERMS).open("a", encoding="utf-8") as terms:
        terms.write("".join(version.format(2028 + n) for n in range(25)))
    (found,) = findings(seed)
    assert "dates of change, all files together, are too many; keep to 32" in found


def test_one_fault_is_one_finding(seed: Path) -> None:
    """A broken entry is not also missing where others refer to it."""
    plant(seed, ADD_ONS, 'name.be = "Тэматычны пакет «Кіно»"\n', "")
    assert findings(seed) == [f"{ADD_ONS}: add_on[A12].name: missing field `be`; add it"]


def test_all_faults_are_told_at_once(seed: Path) -> None:
    plant(seed, TARIFFS, 'fee = "17.80"', "fee = 17.80")
    plant(seed, TARIFFS, 'fee = "45.45"', 'fee = "-45.45"')
    plant(seed, TARIFFS, "from = 2022-04-05", "from = 2020-12-01")
    plant(seed, TARIFFS, 'name.en = "Record 500"\n', "")
    plant(seed, TARIFFS, 'included_add_ons = ["A12"]', 'included_add_ons = ["A99"]')
    plant(seed, ADD_ONS, 'requires = ["A17"]', 'requires = ["A71"]')
    plant(seed, TERMS, "[topup_max]", "[topup_max")
    found = findings(seed)
    assert len(found) == 7
    assert [line.partition(":")[0] for line in found] == [ADD_ONS] + [TARIFFS] * 5 + [TERMS]


def test_several_faults_in_one_entry(seed: Path) -> None:
    """A floating-point number hides neither another one nor a fault of another kind."""
    plant(seed, TARIFFS, 'fee = "3.59"', "fee = 3.59")
    plant(seed, TARIFFS, 'fee = "3.73"', "fee = 3.73")
    plant(seed, TARIFFS, 'fee = "4.05"', 'fees = "4.05"')
    assert [line.split(": ")[1] for line in findings(seed)] == [
        "tariff[T20].price[0].fee",
        "tariff[T20].price[2].fee",
        "tariff[T20].price[3]",
    ]


def test_more_lengths_than_a_book_has_room_for(seed: Path) -> None:
    more = [f'{{ days = {days}, once = "1.00" }}' for days in (1, 2, 3, 4)]
    plant(seed, ADD_ONS, "periods = [", f"periods = [{', '.join(more)},")
    assert findings(seed) == [f"{ADD_ONS}: add_on[A10].price[0].periods: has 9 lengths; keep to 8"]
