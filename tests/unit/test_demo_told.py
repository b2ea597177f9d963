"""What the phones and the page say, said whole and in one way."""

import re

import pytest

from mybt_sim.text import LANGUAGES, Language, money
from mybt_sim.world.clients import Client
from tests.support.demo import Guest, words

BANNER = re.compile(r'class="message done".*?</div></div>')
ANNOUNCED = re.compile(r"data-announce=.*?</div>")
SENTENCE = re.compile(r"[.!] ")


def plain(text: str) -> str:
    """A text whose spaces are all alike."""
    return " ".join(text.split())


@pytest.fixture
def promised(language: Language) -> Guest:
    """A student who has just taken a promise."""
    guest = Guest(language)
    guest.sign_in()
    guest.open("promise", guest.bind("student"))
    return guest


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_is_said_whole_on_the_phone_and_to_a_screen_reader(
    promised: Guest, language: Language
) -> None:
    page = promised.tap("promise", amount="15.00")
    notice = promised.handset.look(Client.notifications).data[0]
    told = plain(notice.text(language))
    assert len(SENTENCE.split(told)) == 2
    for place in (BANNER, ANNOUNCED):
        found = place.search(page)
        assert found
        assert told in words(found.group()), place


@pytest.mark.parametrize("language", LANGUAGES)
def test_amounts_in_fields_are_written_as_those_beside_them(
    promised: Guest, language: Language
) -> None:
    page = promised.tap("promise", amount="15.01")
    sign = "." if language == "en" else ","
    assert f'value="15{sign}01"' in page
    assert f'value="20{sign}00"' in page
    assert plain(f"15{sign}00 BYN") in words(page)


@pytest.mark.parametrize("language", ["ru"])
def test_a_balance_that_is_owed_is_marked_wherever_it_stands(promised: Guest) -> None:
    page = promised.tap("promise", amount="15.01")
    contract = promised.handset.contracts()[promised.handset.screen.contract]
    assert contract.balance_kopecks < 0
    assert f'<b><span class="owed">{money(contract.balance_kopecks, "ru")}</span></b>' in page


@pytest.mark.parametrize("language", ["be"])
def test_no_add_on_is_said_in_words_and_houses_stay_with_their_numbers(promised: Guest) -> None:
    page = promised.open("contract", promised.handset.screen.contract)
    assert "Нічога не падключана" in page
    assert re.search(r"д\.\xa0\d", page)
    assert not re.search(r"д\. \d| —", page)


@pytest.mark.parametrize("language", ["ru", "be"])
def test_a_contract_is_named_by_its_number_on_paper(promised: Guest) -> None:
    contract = promised.handset.screen.contract
    number = promised.handset.world.directory.number(contract)
    told = [
        promised.open("unbind", contract),
        promised.tap("unbind", contract=contract),
    ]
    for page in told:
        assert f"№\xa0{number}" in page
    assert not re.search(rf">[^<]*\b{contract}\b[^<]*<", told[-1])
