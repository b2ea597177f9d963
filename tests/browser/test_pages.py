"""A person opens the home page and the first notebook, looks, leafs, and asks a question."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_explorer import LOOK

REPORT = Path(__file__).parents[2] / "reports" / "small.ru.html"
WIDTHS = (390, 768, 1440)
VIEWS = [(language, width) for language in ("ru", "be") for width in WIDTHS]
each_view = pytest.mark.parametrize("visit", VIEWS, indirect=True, ids=lambda view: f"{view}")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WORDS = {
    "ru": {"title": "Статистика потребления", "received": "Получено", "run": "Выполнить"},
    "be": {"title": "Статыстыка спажывання", "received": "Атрымана", "run": "Выканаць"},
}
QUESTIONS = {
    "SELECT count(*) AS n FROM subscriber": "200",
    "DELETE FROM subscriber": "только читать",
    "SELECT '<b onclick=alert(1)>' AS x": "<b onclick=alert(1)>",
    "SELECT * FROM read_csv('/etc/passwd')": "закрыты",
}
FIRST_PAINT_MS = """new Promise(done => new PerformanceObserver(list => {
    for (const paint of list.getEntriesByName('first-contentful-paint')) done(paint.startTime);
}).observe({type: 'paint', buffered: true}))"""
OVERFLOW_PX = (
    "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth"
)

UNUSED_PX = """() => {
    const [last, facts] = [".card:last-child", ".facts"]
        .map((one) => document.querySelector(one).getBoundingClientRect());
    return facts.right - last.right;
}"""


def language_of(visit: Visit) -> str:
    return str(visit.page.evaluate("navigator.language"))[:2]


@each_view
def test_home_page_shows_the_run_and_its_card(visit: Visit) -> None:
    language = language_of(visit)
    visit.open(f"/?lang={language}")
    paint = visit.page.evaluate(FIRST_PAINT_MS)
    print(f"home {language}: first paint {paint:.0f} ms")
    expect(visit.page.locator(".facts dd").first).to_have_text("200")
    assert visit.page.evaluate(OVERFLOW_PX) <= 0
    assert abs(visit.page.evaluate(UNUSED_PX)) <= 1
    card = visit.page.locator(".card a[href^='/usage/']")
    expect(card.locator("h3")).to_have_text(WORDS[language]["title"])
    assert card.get_attribute("href") == f"/usage/?lang={language}"
    visit.page.evaluate(AXE_SCRIPT)
    assert not (found := visit.page.evaluate(LOOK)), "\n".join(found)


@pytest.mark.parametrize("visit", [("ru", 390)], indirect=True, ids=str)
def test_a_report_is_open_to_everybody(visit: Visit) -> None:
    visit.page.set_content(REPORT.read_text("utf-8"))
    assert visit.page.evaluate(OVERFLOW_PX) <= 0
    visit.page.evaluate(AXE_SCRIPT)
    assert not (found := visit.page.evaluate(LOOK)), "\n".join(found)


def test_language_is_kept_on_the_way_to_the_notebook(visit: Visit) -> None:
    visit.open("/")
    visit.page.get_by_role("link", name="Беларуская").click()
    visit.open("/")
    visit.page.locator(".card a[href^='/usage/']").click()
    expect(visit.page.locator("h1")).to_have_text(WORDS["be"]["title"])


@each_view
def test_notebook_shows_figures_and_charts(visit: Visit) -> None:
    language = language_of(visit)
    visit.open(f"/usage/?lang={language}")
    expect(visit.page.locator("h1")).to_have_text(WORDS[language]["title"])
    useful = visit.page.evaluate("performance.now()")
    expect(visit.page.locator("table.data tbody tr")).to_have_count(12)
    expect(visit.page.locator("svg.marks")).to_have_count(4)
    whole = visit.page.evaluate("performance.now()")
    print(f"notebook {language}: title after {useful:.0f} ms, whole page after {whole:.0f} ms")
    expect(visit.page.locator(".stats dt").first).to_have_text(WORDS[language]["received"])
    expect(visit.page.locator(".stats > div")).to_have_count(6)
    cells = visit.page.locator("svg.marks").nth(3).locator("path[aria-roledescription='rect mark']")
    expect(cells).to_have_count(7 * 24)
    assert visit.page.evaluate(OVERFLOW_PX) <= 0


CUT_FIGURES = """() => [...document.querySelectorAll('.stats dd:not(.note)')].map((figure) => {
    figure.textContent = '999,9\\u00a0тыс.\\u00a0гадз';
    return figure.scrollWidth - figure.clientWidth;
})"""

CUT_CELLS = """Math.max(...[...document.querySelectorAll("table.data td")]
    .map((one) => one.scrollWidth - one.clientWidth))"""


def test_no_figure_is_cut_by_its_tile(visit: Visit) -> None:
    visit.open(f"/usage/?lang={language_of(visit)}")
    expect(visit.page.locator(".stats > div")).to_have_count(6)
    size = visit.page.viewport_size
    for width in (390, 768, 1280, 1440):
        visit.page.set_viewport_size({"width": width, "height": 900})
        assert max(visit.page.evaluate(CUT_FIGURES)) <= 0, width
        assert visit.page.evaluate(CUT_CELLS) <= 0, width
    visit.page.evaluate(AXE_SCRIPT)
    for scheme in SCHEMES:
        visit.page.emulate_media(color_scheme=scheme)
        assert not (found := visit.page.evaluate(LOOK)), "\n".join(found)
    assert size
    visit.page.set_viewport_size(size)


def test_table_turns_its_pages(visit: Visit) -> None:
    visit.open("/usage/?lang=ru")
    place = visit.page.locator(".pager > span")
    first_day = visit.page.locator("table.data tbody td").first
    expect(first_day).to_have_text("01.01.2026")
    visit.page.get_by_role("button", name="Дальше").click()
    expect(place).to_contain_text("Страница 2 из")
    expect(first_day).to_have_text("13.01.2026")
    visit.page.get_by_role("button", name="Назад").click()
    expect(place).to_contain_text("Страница 1 из")
    expect(first_day).to_have_text("01.01.2026")


def test_filter_changes_the_figures_and_the_empty_state_is_told(visit: Visit) -> None:
    visit.open("/usage/?lang=ru")
    contracts = visit.page.locator(".stats > div").nth(4).locator("dd").first
    expect(contracts).to_be_visible()
    whole_country = contracts.inner_text()
    region = visit.page.get_by_label("Регион")
    region.focus()
    visit.page.keyboard.press("ArrowDown")
    expect(contracts).not_to_have_text(whole_country)
    assert region.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    visit.page.get_by_label("Вид договора").select_option("Телефон")
    expect(visit.page.locator(".notice")).to_contain_text("нет трафика")
    expect(visit.page.locator("svg.marks")).to_have_count(0)


def test_question_in_sql_is_answered_or_refused(visit: Visit) -> None:
    visit.open("/usage/?lang=ru")
    field, reply = visit.page.locator("textarea"), visit.page.locator(".answer, .notice.refused")
    for statement, said in QUESTIONS.items():
        field.fill(statement)
        field.blur()
        visit.page.get_by_role("button", name="Выполнить").click()
        expect(reply).to_contain_text(said)


def test_two_visitors_do_not_disturb_each_other(visit: Visit) -> None:
    visit.open("/usage/?lang=ru")
    expect(visit.page.locator(".stats > div")).to_have_count(6)
    other = Visit(visit.page.context.new_page(), visit.base)
    other.watch()
    other.open("/usage/?lang=be")
    expect(other.page.locator("h1")).to_have_text(WORDS["be"]["title"])
    expect(other.page.locator("svg.marks")).to_have_count(4)
    visit.page.get_by_label("Регион").select_option("Минск")
    expect(other.page.locator("h1")).to_have_text(WORDS["be"]["title"])
    assert not other.complaints
    assert not other.strangers


def test_unknown_page_is_told_in_words(visit: Visit) -> None:
    visit.page.goto(f"{visit.base}/no/such/page?lang=be")
    expect(visit.page.locator("h1")).to_have_text("Такой старонкі няма")
    assert len(visit.complaints) == 2, "the 404 itself, told by the answer and by the console"
    visit.complaints.clear()


def test_pictures_for_the_readme_are_small() -> None:
    images = list((Path(__file__).parents[2] / "docs" / "images").glob("*.png"))
    assert len(images) >= 2
    assert all(image.stat().st_size < 400_000 for image in images)
