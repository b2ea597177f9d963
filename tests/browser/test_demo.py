"""A product owner shows a story, records one, and types what should never run."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from mybt_sim.app.demo.surroundings import common_setting
from mybt_sim.journeys import find_journey, play, read_journey
from tests.browser.conftest import PATIENCE_MS, Visit
from tests.browser.test_phone import bind_student, demo, sign_in

EVIL = """<img src="/no" onerror="window.ran = 1"><script>window.ran = 1</script>"""


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """The common world is there before the first visitor, as the server sees to."""
    common_setting()


CUT_PX = """() => {
    const root = document.querySelector("marimo-anywidget").shadowRoot;
    const boxes = [...root.querySelectorAll(".clock .steps, .tabs, .device .twin, form > .chips")];
    return Math.max(...boxes.map((box) => box.scrollWidth - box.clientWidth));
}"""

SHEETS = """() => document.querySelector("marimo-anywidget").shadowRoot.adoptedStyleSheets.length"""


@pytest.mark.parametrize("visit", [("ru", 390), ("be", 390), ("be", 1280)], indirect=True, ids=str)
def test_nothing_of_clock_and_phone_is_cut(visit: Visit) -> None:
    demo(visit, str(visit.page.evaluate("navigator.language"))[:2])
    sign_in(visit)
    bind_student(visit)
    assert visit.page.evaluate(CUT_PX) <= 0
    visit.page.locator(".device .twin [data-f-screen='promise']").click()
    expect(visit.page.locator("#field-amount")).to_be_visible()
    assert visit.page.evaluate(CUT_PX) <= 0
    assert visit.page.evaluate(SHEETS) == 1, "the phone has its own styles and no others"


@pytest.mark.parametrize("visit", [("ru", 1440), ("be", 390)], indirect=True, ids=str)
def test_a_story_is_told_by_one_key(visit: Visit) -> None:
    page, journey = visit.page, find_journey("grandmother")
    language = str(page.evaluate("navigator.language"))[:2]
    demo(visit, language)
    page.locator("#story-shelf summary").click()
    page.locator(".story-card[data-f-item='grandmother']").click()
    page.locator("#story-next").focus()
    for number, step in enumerate(journey.steps, 1):
        page.keyboard.press("Enter")
        expect(page.locator(".told h2 small")).to_contain_text(f" {number} ")
        if step.caption is not None:
            caption = " ".join(getattr(step.caption, language).split())
            expect(page.locator("#caption")).to_have_text(caption)
        if number < len(journey.steps):
            expect(page.locator("#story-next")).to_be_focused()
    expect(page.locator("#story-next")).to_have_count(0)
    expect(page.locator(".remark.warn")).to_have_count(0)


BELOW_THE_WINDOW_PX = """() => {
    const root = document.querySelector("marimo-anywidget").shadowRoot;
    return root.querySelector(".device .tabs button").getBoundingClientRect().bottom - innerHeight;
}"""
OVER_ITS_BUTTON_PX = """() => {
    const root = document.querySelector("marimo-anywidget").shadowRoot;
    const buttons = [...root.querySelectorAll(".device .twin .button")];
    return Math.max(...buttons.map((one) => one.scrollWidth - one.clientWidth));
}"""


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (768, 1000)])
def test_the_phone_stands_whole_in_its_window(visit: Visit, width: int, height: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": height})
    demo(visit)
    assert visit.page.evaluate(BELOW_THE_WINDOW_PX) <= 0


@pytest.mark.parametrize("visit", [("ru", 1280)], indirect=True, ids=str)
def test_no_word_leaves_its_button_on_two_phones(visit: Visit) -> None:
    demo(visit)
    sign_in(visit)
    bind_student(visit)
    visit.page.locator("[data-tap='clock.fork']").click()
    expect(visit.page.locator(".device")).to_have_count(2)
    assert visit.page.evaluate(OVER_ITS_BUTTON_PX) <= 0


def test_clicks_are_downloaded_as_a_story_that_plays(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    demo(visit)
    sign_in(visit)
    bind_student(visit)
    page.locator(".device .twin [data-f-screen='promise']").click()
    page.locator("#field-amount").fill("15.01")
    page.locator("form[data-tap='promise'] .button").click()
    expect(page.locator(".message.refused")).to_be_visible()
    page.locator("#recording-shelf summary").click()
    page.locator("#field-caption").fill("Больше пятнадцати нельзя")
    page.locator("form[data-tap='recording.caption'] [type='submit']").click()
    page.locator("form[data-tap='recording.save'] [type='submit']").first.click()
    with page.expect_download() as download:
        page.locator("#recording-link").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    journey = read_journey(path)
    assert journey.steps[-1].expect == "PROMISE_ABOVE_LIMIT"
    assert journey.steps[-1].caption
    assert journey.steps[-1].caption.ru == "Больше пятнадцати нельзя"
    assert len(play(journey)) == len(journey.steps)


def test_what_a_person_types_is_shown_and_never_runs(visit: Visit) -> None:
    page = visit.page
    demo(visit)
    sign_in(visit)
    page.locator(".device .tabs [data-f-screen='support']").click()
    page.locator("#field-topic").fill(EVIL)
    page.locator("#field-text").fill(EVIL)
    page.locator("form[data-tap='ticket.open'] .button").click()
    expect(page.locator(".said.own")).to_contain_text(EVIL)
    expect(page.locator(".device h2")).to_have_text(EVIL)
    page.locator(".device [data-tap='start']").click()
    page.locator(".device .empty .button").click()
    page.locator(".device [data-f-screen='bind_phone']").click()
    page.locator("#field-home_phone").fill(EVIL)
    page.locator("#field-surname").fill(EVIL)
    page.locator("form[data-tap='bind.call'] .button").click()
    expect(page.locator("#field-surname")).to_have_value(EVIL)
    page.locator("#recording-shelf summary").click()
    page.locator("#field-title").fill(EVIL)
    page.locator("form[data-tap='recording.save'] [type='submit']").first.click()
    expect(page.locator(".recording-file pre")).to_contain_text("onerror")
    assert page.evaluate("window.ran") is None


def test_the_phone_is_there_for_a_browser_that_was_never_here(
    browser: Browser, base: str, record_property: Callable[[str, object], None]
) -> None:
    took_ms = []
    for locale in ("ru-RU", "be-BY", "ru-RU"):
        context = browser.new_context(locale=locale)
        page = context.new_page()
        start = time.perf_counter()
        page.goto(f"{base}/demo/?lang={locale[:2]}")
        page.locator(".device .hero").wait_for(timeout=PATIENCE_MS)
        took_ms.append((time.perf_counter() - start) * 1_000)
        expect(page).to_have_url(re.compile("key=[0-9a-f]{32}"))
        context.close()
    record_property("phone painted in a cold browser, ms", took_ms)


@pytest.mark.parametrize("visit", [("ru", 1280), ("be", 390)], indirect=True)
def test_a_moment_that_is_past_is_told_where_it_is_seen(visit: Visit) -> None:
    visit.open("/demo/")
    page = visit.page
    page.set_viewport_size({"width": int(page.evaluate("innerWidth")), "height": 720})
    page.locator("#any-date summary").click()
    page.locator("#any-date input").fill("2020-01-01T00:00:00")
    page.locator("#any-date [type=submit]").click()
    expect(page.locator(".notice")).to_be_in_viewport()
