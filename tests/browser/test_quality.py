"""The tester's page in a browser: a hunt of a second, and a fault whose story is told."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from mybt_sim.quality.steps import OPERATIONS
from mybt_sim.text import Language, refusal_text, translate
from tests.browser.conftest import Visit
from tests.browser.test_explorer import LOOK, VIEWS, WIDE

STEPS_MOST = 20
COMPILING_MS = 180_000
"""A cold machine compiles the hunt before its first step."""


def do(page: Page, what: str, language: Language) -> None:
    """Click, and wait until it is over; what another visitor did before is no answer."""
    said = {"hunt": "quality.start", "catch": "quality.catch"}[what]
    with page.expect_navigation():
        page.get_by_role("button", name=translate(said, language), exact=True).click()
    expect(page.locator(".busy")).to_have_count(0, timeout=COMPILING_MS)


@pytest.mark.parametrize("visit", VIEWS, indirect=True, ids=str)
def test_a_hunt_is_started_and_a_fault_is_caught(visit: Visit) -> None:
    page = visit.page
    language: Language = "be" if str(page.evaluate("navigator.language"))[:2] == "be" else "ru"
    visit.open(f"/quality?lang={language}")
    page.locator("#hunt [name=seconds]").fill("1")
    do(page, "hunt", language)
    expect(page.locator("#result")).to_contain_text(translate("quality.all_hold", language))
    expect(page.locator("table.map tbody tr")).to_have_count(len(OPERATIONS))
    page.locator("#fault").select_option("expiry-without-block")
    do(page, "catch", language)
    expect(page.locator(".story li").last).to_have_class("parts")
    expect(page.locator(".story li").last).to_contain_text(
        re.compile(translate("status.financial_block", language))
    )
    assert page.evaluate(WIDE) <= 0
    page.evaluate(AXE_SCRIPT)
    assert not (seen := page.evaluate(LOOK)), "\n".join(seen)


@pytest.mark.parametrize("visit", VIEWS, indirect=True, ids=str)
def test_a_fault_of_the_matrix_is_caught_and_goes_to_the_phone(visit: Visit) -> None:
    page = visit.page
    language: Language = "be" if str(page.evaluate("navigator.language"))[:2] == "be" else "ru"
    visit.open(f"/quality?lang={language}&fault=promise-without-limit")
    page.locator("#matrix summary", has_text=translate("quality.concern.money", language)).click()
    page.locator("#matrix .block[open] a[href*=declined-card-pays]").click()
    expect(page.locator("#fault")).to_have_value("declined-card-pays")  # its page has come
    assert page.evaluate(WIDE) <= 0
    do(page, "catch", language)
    expect(page.locator(".story li").last).to_contain_text(refusal_text("CARD_DECLINED", language))
    page.get_by_role("link", name=translate("quality.story.on_phone", language)).click()
    step, place = page.locator("#stories h2 small"), ""
    otherwise = page.get_by_text(translate("story.otherwise", language))
    for _ in range(STEPS_MOST):
        expect(step).not_to_have_text(place, timeout=COMPILING_MS)
        place = step.inner_text()
        if otherwise.is_visible():
            break
        page.locator("#story-next").click()
    expect(otherwise).to_be_visible()
