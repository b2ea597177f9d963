"""The explorer in a browser: what is chosen in one chart, all others follow."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.browser.conftest import Visit

LOOK = """async () => {
    const found = await axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
        resultTypes: ["violations"], preload: false,
    });
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}"""
WIDE = "document.documentElement.scrollWidth - innerWidth"
VIEWS = [("ru", 390), ("be", 1440)]


@pytest.mark.parametrize("visit", VIEWS, indirect=True, ids=str)
def test_a_row_and_a_brush_change_all_charts(visit: Visit) -> None:
    language = str(visit.page.evaluate("navigator.language"))[:2]
    visit.open(f"/explorer?lang={language}&open=daily.table&open=region.query")
    page = visit.page
    assert page.evaluate(WIDE) <= 0
    page.evaluate(AXE_SCRIPT)
    assert not (found := page.evaluate(LOOK)), "\n".join(found)
    contracts = page.locator("#tiles dd").first
    everybody = contracts.inner_text()
    page.locator("#kind a[role=checkbox]").first.focus()
    page.keyboard.press("Space")
    expect(contracts).not_to_have_text(everybody)
    expect(page.locator("#kind a[aria-checked=true]")).to_be_focused()
    expect(page).to_have_url(re.compile("kind="))
    days = page.locator("#daily tbody tr")
    expect(days).to_have_count(40)
    box = page.locator("svg.curve").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.26, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 40)
    page.mouse.move(box["x"] + box["width"] * 0.49, box["y"] + 40)
    page.mouse.up()
    expect(days).to_have_count(10)
    expect(page).to_have_url(re.compile("from=2026-01-11&to=2026-01-20"))
    page.locator("[data-undo]").click()
    expect(days).to_have_count(40)
    page.go_back()
    expect(contracts).to_have_text(everybody)
