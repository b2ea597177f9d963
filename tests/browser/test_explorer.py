"""The explorer in a browser: what is chosen in one chart, all others follow."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from mybt_sim.analysis.cubes.dimensions import DIMENSIONS
from tests.browser.conftest import Visit

LOOK = """async () => {
    const found = await axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
        resultTypes: ["violations"], preload: false,
    });
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}"""
STRANGE = """async () => {
    const page = await (await fetch(location.href)).text();
    const fresh = new DOMParser().parseFromString(page, "text/html");
    return [...document.querySelectorAll("#explorer > div, #explorer .grid > div[id]")]
        .filter((part) => part.innerHTML !== fresh.getElementById(part.id)?.innerHTML)
        .map((part) => part.id).filter(Boolean);
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
    for name in DIMENSIONS:
        page.locator(f"#{name} a[role=checkbox]").first.focus()
        expect(page.locator(f"#{name} a[role=checkbox]").first).to_be_focused()
    page.evaluate("scrollTo(0, 0)")
    contracts = page.locator("#tiles dd").first
    everybody = contracts.inner_text()
    page.locator("#kind a[role=checkbox]").first.focus()
    page.keyboard.press("Space")
    expect(contracts).not_to_have_text(everybody)
    expect(page.locator("#kind a[aria-checked=true]")).to_be_focused()
    expect(page).to_have_url(re.compile("kind="))
    days = page.locator("#daily tbody tr")
    expect(days).to_have_count(40)
    page.evaluate("document.querySelector('#daily svg').stays = true")
    box = page.locator("svg.curve").bounding_box()
    assert box is not None
    assert box["height"] > 220, "the months stand below the curve"
    page.mouse.move(box["x"] + box["width"] * 0.26, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 40)
    page.mouse.move(box["x"] + box["width"] * 0.49, box["y"] + 40)
    page.mouse.up()
    expect(days).to_have_count(10)
    expect(page).to_have_url(re.compile("from=2026-01-11&to=2026-01-20"))
    assert page.evaluate("document.querySelector('#daily svg').stays"), "it is not made anew"
    assert page.evaluate(STRANGE) == [], "what was aligned is what a page of its own would show"
    page.locator("[data-undo]").click()
    expect(days).to_have_count(40)
    page.go_back()
    expect(contracts).to_have_text(everybody)
