"""One life in a browser: reached from a row, walked through time by the keyboard alone."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_explorer import LOOK, VIEWS, WIDE

HIGH_PX = "document.querySelector('#month .scroll').getBoundingClientRect().height"
SPARE_PX = """() => document.getElementById("month").getBoundingClientRect().bottom
    - document.querySelector("#month .scroll").getBoundingClientRect().bottom"""


@pytest.mark.parametrize("visit", VIEWS, indirect=True, ids=str)
def test_from_a_row_to_a_payment_that_comes_later(visit: Visit) -> None:
    language, page = str(visit.page.evaluate("navigator.language"))[:2], visit.page
    visit.open(f"/explorer?lang={language}&open=distribution.table&kind=internet")
    contract = page.locator("#distribution a[href^='/life']").first
    number = contract.inner_text()
    contract.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(number)
    page.locator("nav.chips a").nth(1).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("at=2026-02-08T12"))
    visit.open(f"/life?lang={language}&contract={number}&at=2026-01-31T23:00:00")
    assert page.locator("#month tbody tr").count() > 20
    assert page.evaluate(HIGH_PX) >= 900
    assert page.evaluate(SPARE_PX) < 40, "a long month fills its card"
    page.go_back()
    asked = page.locator("#month td a")
    if asked.count() == 0:  # she paid in the month before
        visit.open(f"/life?lang={language}&contract={number}&at=2026-01-20T12:00:00")
    asked.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#later polyline")).to_have_count(2)
    assert page.evaluate(WIDE) <= 0
    page.evaluate(AXE_SCRIPT)
    assert not (seen := page.evaluate(LOOK)), "\n".join(seen)
