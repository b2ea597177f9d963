"""What the phone and the pages around it say in particular places, each once said wrongly."""

import re

import pytest

from mybt_sim.analysis.play import Refused
from mybt_sim.analysis.sql_field import SqlField
from mybt_sim.app.demo.screens.money import promises_offered
from mybt_sim.app.notebooks import usage_page
from mybt_sim.app.notebooks.answer_card import answer_card
from mybt_sim.base.errors import RunError
from mybt_sim.text import LANGUAGES, Language, translate
from tests.support.demo import Guest, words

each_language = pytest.mark.parametrize("language", LANGUAGES)


def bound(role: str, language: Language = "ru") -> tuple[Guest, int]:
    """Somebody signed in who has bound the contract of a role."""
    guest = Guest(language)
    guest.sign_in()
    return guest, guest.bind(role)


@each_language
def test_a_promise_offers_no_sum_that_it_would_refuse(language: Language) -> None:
    guest, contract = bound("student", language)
    page = guest.open("promise", contract)
    offered = re.findall(r'data-tap="typing" data-f-amount="([0-9.]+)"', page)
    assert offered == ["5.00", "10.00", "15.00"]


@pytest.mark.parametrize(
    ("limit_kopecks", "offered"),
    [(0, []), (499, ["4.99"]), (500, ["5.00"]), (701, ["5.00", "7.01"])],
)
def test_the_limit_is_the_last_sum_of_a_promise(limit_kopecks: int, offered: list[str]) -> None:
    assert promises_offered(limit_kopecks) == offered


@each_language
def test_a_tab_is_called_as_its_screen_is(language: Language) -> None:
    tab, screen = (
        translate(f"phone.{key}", language) for key in ("tab.notifications", "notifications")
    )
    assert tab == screen


def test_the_balance_at_a_block_says_that_it_is_one() -> None:
    guest, contract = bound("student")
    page = words(guest.open("statement", contract, "days90"))
    blocks = page.split("Блокировки")[1].split("Главная")[0]
    assert re.search(r"−[0-9,]+ BYN Баланс", blocks)


@each_language
def test_less_than_a_day_is_no_number_of_days(language: Language) -> None:
    guest, contract = bound("sister", language)
    guest.handset.world.prepare(contract, balance="2.00")
    while guest.handset.contracts()[contract].days_left != 0:
        guest.tap("clock.on", item="day")
    for screen in ("home", "contract"):
        page = words(guest.open(screen, contract))
        assert translate("phone.days_left.none", language) in page
        assert not re.search(rf"(?<!\d){translate('phone.days', language, count=0)}", page)


@each_language
def test_a_blocked_contract_is_given_no_days(language: Language) -> None:
    guest, contract = bound("student", language)
    page = words(guest.open("contract", contract))
    assert translate("status.financial_block", language) in page
    assert translate("phone.forecast", language) not in page


@each_language
def test_a_query_that_breaks_its_process_is_told(language: Language) -> None:
    class Broken(SqlField):
        def __init__(self) -> None:
            pass

        def ask(self, text: str) -> None:  # type: ignore[override]
            raise RunError("The process is gone.", next_step="Ask again.")

    answer = usage_page.asked(Broken(), "SELECT 1")
    assert answer.refused is Refused.FAILED
    assert "The process is gone." in answer_card(answer, language)
