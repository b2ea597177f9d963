"""The seed data as a clerk would check it, and what the engine gets of it."""

import datetime
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from mybt_sim.base.errors import ScenarioError
from mybt_sim.catalogue import Catalogue, load_catalogue, seed_folder
from mybt_sim.catalogue.calendar import LAST_DATE, day_of
from mybt_sim.catalogue.model import FIRST_DATE
from mybt_sim.catalogue.terms import FIELD_OF, TERM_FIELDS
from mybt_sim.engine.book import CALENDAR_DAYS, Book
from mybt_sim.engine.records import DAY_S, NEVER, Record
from mybt_sim.engine.vocabulary import CallClass, ServiceKind, Settlement


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def whole_book(catalogue: Catalogue, **overrides: object) -> Book:
    first_day, last_day = day_of(FIRST_DATE), day_of(LAST_DATE)
    return catalogue.book(first_day=first_day, last_day=last_day, overrides=overrides)


@pytest.fixture(scope="module")
def book(catalogue: Catalogue) -> Book:
    return whole_book(catalogue)


def row_on(book: Book, date: str) -> Record:
    """The calendar's row of a date."""
    row = book.calendar[day_of(datetime.date.fromisoformat(date)) - book.first_day]
    assert row.day == day_of(datetime.date.fromisoformat(date))
    assert isinstance(row, Record)
    return row


def terms_on(book: Book, date: str) -> Record:
    terms = book.terms[row_on(book, date).edition]
    assert isinstance(terms, Record)
    return terms


# --- figures of DOMAIN §4 ---

FEES = """
    T01 17.80 | T02 19.75 | T03 22.75 | T04 25.00 | T05 10.90 | T06 16.25 | T07 18.50
    T08 27.00 | T09 45.45 | T10 60.00 | T11 23.50 | T12 46.00 | T13 43.50 | T14 49.00
    T15 67.50 | T16 35.50 | T17 39.50 | T18  9.90 | T19 14.90 | T20  4.05 | T21 41.50
    A01 0.300 | A02 1.000 | A03 6.000 | A04 0.145 | A05 0.110 | A06 1.000 | A07 6.100
    A08 4.200 | A09 0.000 | A10 0.000 | A11 0.000 | A12 5.900 | A13 6.900 | A14 0.000
    A15 2.500 | A16 0.900 | A17 0.600 | A18 0.800 | A19 9.900 | A20 8.900
"""


def test_monthly_fees_of_2026(catalogue: Catalogue, book: Book) -> None:
    edition = row_on(book, "2026-06-01").edition
    tariffs = {one.id: book.tariffs[edition, n].fee_e4 for n, one in enumerate(catalogue.tariffs)}
    add_ons = {one.id: book.add_ons[edition, n].fee_e4 for n, one in enumerate(catalogue.add_ons)}
    stated = dict(cell.split() for cell in FEES.replace("\n", "|").split("|") if cell.strip())
    assert tariffs | add_ons == {name: Decimal(fee) * 10_000 for name, fee in stated.items()}


def test_one_time_fees(catalogue: Catalogue, book: Book) -> None:
    once = {one.id: int(book.add_ons[0, n].once_kopecks) for n, one in enumerate(catalogue.add_ons)}
    paid = {name: kopecks for name, kopecks in once.items() if kopecks}
    assert paid == {"A03": 3500, "A09": 295, "A11": 290, "A14": 150}


@pytest.mark.parametrize(
    ("date", "fee_e4", "local_e4", "long_distance_e4"),
    [
        ("2016-07-01", 35_900, 73, 192),
        ("2020-12-01", 35_900, 73, 192),
        ("2022-04-04", 35_900, 73, 192),
        ("2022-04-05", 37_300, 76, 192),
        ("2026-04-05", 37_300, 76, 192),
        ("2026-04-06", 40_500, 85, 220),
    ],
)
def test_telephone_by_date(
    catalogue: Catalogue, book: Book, date: str, fee_e4: int, local_e4: int, long_distance_e4: int
) -> None:
    telephone = book.tariffs[row_on(book, date).edition, catalogue.tariff_index("T20")]
    assert telephone.fee_e4 == fee_e4
    assert list(telephone.call_rate_e4) == [
        *(local_e4, long_distance_e4, 600, 6_000, 0),
        *(3_500, 11_000),  # zones 1 and 3
    ]


def test_sms_alert_by_date(catalogue: Catalogue, book: Book) -> None:
    sms = catalogue.add_on_index("A01")
    assert book.add_ons[row_on(book, "2026-04-05").edition, sms].fee_e4 == 2_800
    assert book.add_ons[row_on(book, "2026-04-06").edition, sms].fee_e4 == 3_000


def test_included_volume_and_tiers(catalogue: Catalogue, book: Book) -> None:
    express = book.tariffs[0, catalogue.tariff_index("T05")]
    assert express.included_mb == 10 * 1024
    assert list(express.tier_until_mb[:2]) == [1024, 5120]
    assert express.tier_until_mb[2] > 10**9
    assert list(express.tier_rate_e4) == [31, 21, 10]
    assert book.tariffs[0, catalogue.tariff_index("T09")].included_mb == NEVER


def test_packages_include_fixed_calls(catalogue: Catalogue, book: Book) -> None:
    packages = [n for n, one in enumerate(catalogue.tariffs) if one.kind == "package"]
    assert len(packages) == 8
    for package in packages:
        rates = book.tariffs[0, package].call_rate_e4
        assert rates[CallClass.LOCAL] == rates[CallClass.LONG_DISTANCE] == 0
        assert rates[CallClass.MOBILE] == 600


def test_properties_of_tariffs(catalogue: Catalogue, book: Book) -> None:
    fast, social, old, telephone = (
        book.tariffs[0, catalogue.tariff_index(one)] for one in ("T09", "T06", "T21", "T20")
    )
    assert (fast.kind, fast.down_kbps, fast.up_kbps) == (ServiceKind.INTERNET, 200_000, 100_000)
    assert (fast.technologies, telephone.technologies) == (0b10, 0b11)
    assert (social.is_social, fast.is_social) == (True, False)
    assert (old.is_archived, old.is_on_sale) == (True, False)
    assert (fast.is_archived, fast.is_on_sale) == (False, True)
    assert (fast.settlement, telephone.settlement) == (Settlement.ADVANCE, Settlement.CREDIT)


# --- add-ons and tariffs ---


def holders(catalogue: Catalogue, book: Book, add_on_id: str, date: str) -> list[str]:
    """The tariffs that an add-on can be held with."""
    bit = 1 << catalogue.add_on_index(add_on_id)
    offers = book.tariffs[row_on(book, date).edition]
    return [one.id for n, one in enumerate(catalogue.tariffs) if offers[n].fitting_add_ons & bit]


@pytest.mark.parametrize(
    ("add_on_id", "expected"),
    [
        ("A02", "T09 T10 T12 T13 T14 T15"),
        ("A06", "T11 T12 T13 T14 T15 T16 T17 T18 T19 T21"),
        ("A10", ""),
        ("A16", "T11 T12 T13 T14 T15 T20 T21"),
        ("A19", "T06 T07 T08 T09 T10 T11 T12 T13 T14 T15 T21"),
    ],
)
def test_who_may_hold_an_add_on(
    catalogue: Catalogue, book: Book, add_on_id: str, expected: str
) -> None:
    assert holders(catalogue, book, add_on_id, "2026-06-01") == expected.split()


def test_sms_alert_is_for_advance_settlement(catalogue: Catalogue, book: Book) -> None:
    everyone = {tariff.id for tariff in catalogue.tariffs}
    assert set(holders(catalogue, book, "A01", "2026-06-01")) == everyone - {"T20"}


def test_trust_credit_did_not_exist_before_2025(catalogue: Catalogue, book: Book) -> None:
    assert holders(catalogue, book, "A02", "2024-12-31") == []
    assert "T10" in holders(catalogue, book, "A02", "2025-01-01")


def test_included_conflicting_and_required_add_ons(catalogue: Catalogue, book: Book) -> None:
    def bit(add_on_id: str) -> int:
        return 1 << catalogue.add_on_index(add_on_id)

    assert book.tariffs[0, catalogue.tariff_index("T12")].included_add_ons == bit("A12")
    assert book.tariffs[0, catalogue.tariff_index("T13")].included_add_ons == bit("A19")
    assert book.tariffs[0, catalogue.tariff_index("T14")].included_add_ons == 0
    assert book.add_ons[0, catalogue.add_on_index("A04")].conflicts == bit("A05")
    assert book.add_ons[0, catalogue.add_on_index("A05")].conflicts == bit("A04")
    assert book.add_ons[0, catalogue.add_on_index("A18")].requires == bit("A17")
    assert book.add_ons[0, catalogue.add_on_index("A11")].lasts_s == DAY_S


def test_lengths_of_voluntary_suspension(catalogue: Catalogue) -> None:
    periods = catalogue.add_ons[catalogue.add_on_index("A10")].prices[0].periods
    assert [(one.days, int(one.once)) for one in periods] == [
        (15, 310),
        (30, 420),
        (45, 520),
        (90, 945),
        (180, 5250),
    ]
    assert [one.days for one in periods if one.kinds == ("package",)] == [180]


def test_lengths_of_voluntary_suspension_in_the_book(book: Book) -> None:
    everybody, packages = 0b1111, 1 << ServiceKind.PACKAGE
    for edition in range(book.editions):
        offered = [one.tolist() for one in book.suspension_terms[edition]]
        assert offered == [
            *((15, 310, everybody), (30, 420, everybody), (45, 520, everybody)),
            *((90, 945, everybody), (180, 5250, packages)),
            *[(0, 0, 0)] * 3,
        ]


def test_every_name_is_there_in_three_languages(catalogue: Catalogue) -> None:
    cinema = catalogue.tariffs[catalogue.tariff_index("T12")].name
    assert (cinema.ru, cinema.be) == ("ЯСНА 100 + Кино", "ЯСНА 100 + Кіно")
    names = [tariff.name for tariff in catalogue.tariffs]
    names += [add_on.name for add_on in catalogue.add_ons]
    # Russian letters that Belarusian does not have.
    assert [name.be for name in names if set(name.be.lower()) & set("ищъ")] == []
    assert [name.en for name in names if not name.en.isascii()] == []


# --- terms ---


@pytest.mark.parametrize(
    ("date", "limit_kopecks", "term_days"),
    [
        ("2016-07-01", 550, 3),
        ("2017-12-31", 550, 3),
        ("2018-01-01", 1000, 3),
        ("2020-01-01", 1500, 5),
        ("2021-01-29", 1500, 5),
        ("2026-01-01", 1500, 5),
        ("2026-12-31", 1500, 5),
        ("2027-01-01", 2000, 5),
        ("2040-12-31", 2000, 5),
    ],
)
def test_promise_by_date(book: Book, date: str, limit_kopecks: int, term_days: int) -> None:
    terms = terms_on(book, date)
    assert terms.promise_limit_kopecks == limit_kopecks
    assert terms.promise_debt_limit_kopecks == limit_kopecks
    assert terms.promise_term_s == term_days * DAY_S


def test_other_terms(book: Book) -> None:
    terms = terms_on(book, "2026-06-01")
    assert (terms.topup_min_kopecks, terms.topup_max_kopecks) == (100, 50_000)
    assert (terms.topup_window_day, terms.topup_window_from_s) == (5, 2 * 3_600)
    assert terms.topup_window_until_s == 3 * 3_600
    assert (terms.block_at_kopecks, terms.trust_limit_kopecks) == (0, -8_000)
    assert terms.promise_allows_positive_balance == 1
    assert (terms.tariff_wait_s, terms.tariff_effect_next_month) == (30 * DAY_S, 0)
    assert terms.fee_month_days == 0


def test_each_term_of_the_engine_has_rule_and_history(catalogue: Catalogue) -> None:
    assert {FIELD_OF[name] for name in catalogue.terms} == set(TERM_FIELDS)
    assert catalogue.terms["promise_limit"].rule == "PROMISE-LIMIT"
    assert all(term.versions[0].since == FIRST_DATE for term in catalogue.terms.values())


def test_a_book_knows_no_change_after_its_last_day(catalogue: Catalogue) -> None:
    first_day = day_of(datetime.date(2020, 12, 1))
    book = catalogue.book(first_day=first_day, last_day=first_day + 30)
    assert (book.first_day, book.days) == (first_day, 31)
    assert (book.tariff_count, book.add_on_count) == (21, 20)
    assert set(book.calendar["edition"][:31]) == {book.editions - 1}


# --- overrides ---


def test_an_override_holds_on_every_day(catalogue: Catalogue) -> None:
    book = whole_book(catalogue, promise_limit="20.00", promise_term_hours=36, block_at="-1.00")
    for date in ("2016-07-01", "2026-06-01"):
        terms = terms_on(book, date)
        assert terms.promise_limit_kopecks == terms.promise_debt_limit_kopecks == 2_000
        assert terms.promise_term_s == 36 * 3_600
        assert terms.block_at_kopecks == -100


def test_a_following_term_can_be_overridden_itself(catalogue: Catalogue) -> None:
    terms = terms_on(
        whole_book(catalogue, promise_limit="20.00", promise_debt_limit="7.00"), "2026-06-01"
    )
    assert (terms.promise_limit_kopecks, terms.promise_debt_limit_kopecks) == (2_000, 700)


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"promise_limt": "20.00"}, "There is no term 'promise_limt'. Did you mean promise_limit"),
        ({"promise_limit_kopecks": 2000}, "There is no term 'promise_limit_kopecks'."),
        ({"promise_limit": 20.0}, "20.0 is not an amount of BYN. Write it as text such as"),
        ({"promise_limit": "20,00"}, "'20,00' is not an amount of BYN."),
        ({"promise_limit": "20.001"}, "20.001 is too fine. Keep to 2 decimals."),
        ({"promise_limit": "-1.00"}, "-1.00 is negative. Give 0 or more."),
        ({"promise_step": "0.00"}, "0.00 is out of bounds. Keep to 1 … 100000000000 kopecks."),
        ({"promise_term_days": True}, "True is not a whole number."),
        ({"promise_term_days": 10**9}, "1000000000 is out of bounds."),
        ({"promise_allows_positive_balance": 1}, "1 is not a switch. Write true or false."),
        ({"promise_term_days": 1, "promise_term_hours": 24}, "already overridden"),
    ],
)
def test_bad_overrides(catalogue: Catalogue, overrides: dict[str, object], message: str) -> None:
    with pytest.raises(ScenarioError) as error:
        whole_book(catalogue, **overrides)
    assert message in str(error.value)


# --- calendar ---


@pytest.mark.parametrize(
    "date",
    [
        *("2026-01-01", "2026-01-02", "2026-01-07", "2026-03-08", "2026-05-01", "2026-05-09"),
        *("2026-07-03", "2026-11-07", "2026-12-25"),
        # Radunitsa, nine days after Orthodox Easter.
        *("2017-04-25", "2021-05-11", "2026-04-21", "2040-05-15"),
        # A day off that the government moved.
        "2026-04-20",
    ],
)
def test_holidays(book: Book, date: str) -> None:
    assert row_on(book, date).is_holiday


@pytest.mark.parametrize("date", ["2026-01-03", "2026-02-23", "2026-04-22", "2026-12-24"])
def test_ordinary_days(book: Book, date: str) -> None:
    assert not row_on(book, date).is_holiday


def test_every_row_of_the_calendar(book: Book) -> None:
    for offset in range(book.days):
        row = book.calendar[offset]
        date = FIRST_DATE + datetime.timedelta(days=offset)
        after = (date.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
        assert (row.year, row.month, row.day_of_month) == (date.year, date.month, date.day)
        assert row.weekday == date.weekday()
        assert row.days_in_month == (after - datetime.timedelta(days=1)).day


def test_the_whole_calendar_fits_a_book() -> None:
    assert day_of(LAST_DATE) - day_of(FIRST_DATE) < CALENDAR_DAYS


@pytest.mark.parametrize(
    ("first", "last"),
    [("2016-06-30", "2016-07-02"), ("2040-12-31", "2041-01-01"), ("2026-02-01", "2026-01-31")],
)
def test_days_that_are_not_supported(catalogue: Catalogue, first: str, last: str) -> None:
    first_day, last_day = (day_of(datetime.date.fromisoformat(one)) for one in (first, last))
    with pytest.raises(ScenarioError, match=f"The days {first} to {last} cannot be simulated"):
        catalogue.book(first_day=first_day, last_day=last_day)


def test_days_beyond_every_calendar(catalogue: Catalogue) -> None:
    with pytest.raises(ScenarioError, match="to day 1000000000000 cannot be simulated"):
        catalogue.book(first_day=0, last_day=10**12)


# --- finding things ---


def test_indexes(catalogue: Catalogue) -> None:
    assert (catalogue.tariff_index("T01"), catalogue.tariff_index("T09")) == (0, 8)
    assert (catalogue.add_on_index("A01"), catalogue.add_on_index("A12")) == (0, 11)


def test_unknown_ids(catalogue: Catalogue) -> None:
    with pytest.raises(ScenarioError, match=r"no tariff 't09'\. Did you mean T09"):
        catalogue.tariff_index("t09")
    with pytest.raises(ScenarioError, match=r"no add-on 'X'\. The add-ons are A01, A02"):
        catalogue.add_on_index("X")


def test_the_folder_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    default = seed_folder()
    copy = shutil.copytree(default, tmp_path / "seed")
    monkeypatch.setenv("MYBT_SIM_SEED", str(copy))
    assert seed_folder() == copy
    assert load_catalogue().fingerprint == load_catalogue(default).fingerprint


def test_any_edit_changes_the_fingerprint(catalogue: Catalogue, tmp_path: Path) -> None:
    copy = shutil.copytree(seed_folder(), tmp_path / "seed")
    with (copy / "terms.toml").open("a", encoding="utf-8") as terms:
        terms.write("# a comment\n")
    assert load_catalogue(copy).fingerprint != catalogue.fingerprint
