"""The page of money in a browser: what is chosen holds for all tables, another run is offered."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from mybt_sim.analysis.cubes.dimensions import DIMENSIONS
from tests.browser.conftest import Visit
from tests.browser.test_explorer import LOOK, VIEWS, WIDE


@pytest.mark.parametrize("visit", VIEWS, indirect=True, ids=str)
def test_a_filter_holds_for_all_tables_by_the_keyboard(visit: Visit) -> None:
    language = str(visit.page.evaluate("navigator.language"))[:2]
    visit.open(f"/money?lang={language}&open=earned.query")
    page = visit.page
    assert page.evaluate(WIDE) <= 0
    revenue = page.locator("#earned tbody td:nth-child(7)").first
    everybody = revenue.inner_text()
    for name in DIMENSIONS:
        page.locator(f"#pick-{name} summary").focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"#pick-{name}")).to_have_attribute("open", "")
        page.keyboard.press("Tab")
        expect(page.locator(f"#pick-{name} a").first).to_be_focused()
    page.locator("#pick-kind summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(revenue).not_to_have_text(everybody)
    expect(page.locator("#pick-kind a").first).to_be_focused()
    expect(page.locator("#pick-kind")).to_have_attribute("open", "")
    expect(page).to_have_url(re.compile("kind="))
    page.evaluate(AXE_SCRIPT)
    assert not (found := page.evaluate(LOOK)), "\n".join(found)
    assert page.evaluate(WIDE) <= 0
    page.evaluate("document.getElementById('explorer').dataset.run = 'another'")
    before = revenue.inner_text()
    page.locator("#pick-kind a").nth(1).click()
    expect(page.locator("#again")).to_be_visible()
    assert revenue.inner_text() == before
    assert len(visit.complaints) == 2, "the refused request is told, and nothing else"
    visit.complaints.clear()
    page.locator("#again").click()
    expect(page.locator("#pick-kind a[aria-checked=true]")).to_have_count(2)
