"""The what-if lab in a browser: its figures are those of `compare`, and the last move is shown."""

import re
from decimal import Decimal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from mybt_sim.analysis.compare import Comparison, compare
from mybt_sim.simulation.scenario import Scenario
from tests.browser.conftest import Visit
from tests.browser.test_explorer import LOOK, VIEWS, WIDE

BASE = Scenario(subscribers=200, days=40)
MOVES = """([name, values]) => {
    const slider = document.querySelector(`[data-of="${name}"]`);
    for (const value of values) {
        slider.value = value;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
    }
}"""
KOPECKS, MB = ("promised", "paid", "charged", "balance"), ("volume",)


def figures(page: Page) -> dict[int, list[Decimal]]:
    """Today's and changed figures by row of the table, as they stand on the page."""
    rows = page.locator("#effects tbody tr")
    return {
        place: [read(cell) for cell in rows.nth(place).locator("td").all_inner_texts()[:3]]
        for place in range(rows.count())
    }


def read(text: str) -> Decimal:
    figure = re.sub(r"[^\d,.−]", "", text.partition("(")[0])
    return Decimal(figure.replace("−", "-").replace(",", "."))


def counted(found: Comparison) -> dict[int, list[Decimal]]:
    """The same, counted anew from the lives: for 1,000 contracts."""
    told = {}
    names = ("promises", "promised", "refusals", "tariff_orders", "paid", "charged")
    for place, name in enumerate((*names, "blocked_days", "volume", "balance")):
        size = 100 if name in KOPECKS else 1_024 if name in MB else 1
        base, variant = (
            Decimal(int(found.lives[f"{side}_{name}"].sum())) * 1_000 / len(found.lives) / size
            for side in ("base", "variant")
        )
        told[place] = [base, variant, variant - base]
    return told


def agree(shown: dict[int, list[Decimal]], found: Comparison) -> None:
    whole = counted(found)
    assert shown.keys() == whole.keys()
    for place, values in whole.items():
        for seen, value in zip(shown[place], values, strict=True):
            assert abs(seen - value) <= (Decimal("0.5") if abs(value) >= 1_000 else Decimal("0.05"))


@pytest.mark.parametrize("visit", VIEWS, indirect=True, ids=str)
def test_a_slider_moves_the_answer_which_is_that_of_compare(visit: Visit) -> None:
    language = str(visit.page.evaluate("navigator.language"))[:2]
    page = visit.page
    visit.open(f"/what-if?lang={language}")
    expect(page.locator("#effects tbody tr")).to_have_count(9)
    slider = page.locator('[data-of="block_at"]')
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator("#past li")).to_have_count(1)
    expect(page).to_have_url(re.compile("block_at=20.00"))
    expect(slider).to_be_focused()
    found = compare(BASE, BASE.having(terms={"block_at": "20.00"}))
    agree(figures(page), found)
    assert page.evaluate(WIDE) <= 0
    page.evaluate(AXE_SCRIPT)
    assert not (seen := page.evaluate(LOOK)), "\n".join(seen)

    first = page.locator("#losers tbody a").first
    contract = int(first.inner_text())
    first.click()
    expect(page.locator("#life")).to_contain_text(str(contract))
    row = next(one for one in found.lives.to_dicts() if one["contract_id"] == contract)
    charged = page.locator("#life tbody").last.locator("tr").nth(5).locator("td")
    for side, cell in zip(("base", "variant"), charged.all_inner_texts(), strict=True):
        assert read(cell) * 100 == row[f"{side}_charged"]
    assert not (seen := page.evaluate(LOOK)), "\n".join(seen)


@pytest.mark.parametrize("visit", [("ru", 1440)], indirect=True, ids=str)
def test_of_many_moves_the_last_is_shown(visit: Visit) -> None:
    page = visit.page
    visit.open("/what-if?lang=ru&life=1")
    expect(page.locator("#effects tbody tr")).to_have_count(9)
    page.evaluate(MOVES, ["promise_limit", [*range(16, 46), *range(44, 0, -1), 5]])
    expect(page).to_have_url(re.compile("promise_limit=5"))
    expect(page.locator("#past li a[aria-current]")).to_contain_text("5,00")
    agree(figures(page), compare(BASE, BASE.having(terms={"promise_limit": "5.00"})))
    asked = page.evaluate("whatif.counts().asked")
    assert asked < 20, "moves that come while one is answered are not asked for each"
    page.locator("#promise_limit").fill("")
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_contain_text("как сегодня")
    page.locator("#past li a").first.click()
    expect(page.locator("#promise_limit")).to_have_value("5,00")
