"""A product owner changes a rule: both phones, the year and the stories answer."""

import re
import tomllib
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page, expect

from mybt_sim.analysis.compare import compare
from mybt_sim.app.demo import life, rules, year
from mybt_sim.app.demo.surroundings import common_setting
from mybt_sim.journeys import find_journey, journey_names
from mybt_sim.simulation.reading import read_scenario
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.text import Language, chosen_language
from tests.browser.conftest import Visit
from tests.browser.test_accessible import enter, student, violations, visitor
from tests.browser.test_phone import bind_student, demo, sign_in

BOTH = [("ru", 1440), ("be", 1440)]


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """The common world is there before the first visitor, as the server sees to, and the rules are
    compiled for lives that are noted."""
    common_setting()
    one = Scenario(subscribers=1, days=1)
    compare(one, one.having(terms={"promise_limit": "20.00"}))


def language_of(visit: Visit) -> Language:
    """What the visitor's browser speaks."""
    return chosen_language(visit.page.evaluate("navigator.language"))


def set_limit(page: Page, value: str) -> None:
    """Give the limit of promised payments another value in the drawer."""
    term = page.locator("#term-promise_limit")
    term.locator("input").fill(value)
    term.locator("[type='submit']").click()


def ask_for(page: Page, amount: str) -> None:
    """Ask for a promised payment on the first phone."""
    asked = page.locator("[data-phone='0'] form[data-tap='promise']")
    asked.locator("#field-amount").fill(amount)
    asked.locator(".button").click()


@pytest.mark.parametrize("visit", BOTH, indirect=True, ids=str)
def test_a_limit_of_20_refuses_on_one_phone_and_grants_on_the_other(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit.page
    demo(visit, language_of(visit))
    sign_in(visit)
    bind_student(visit)
    page.locator(".device .twin [data-f-screen='promise']").click()
    page.locator("#rules-button").click()
    set_limit(page, "20")
    expect(page.locator(".device")).to_have_count(2)
    ask_for(page, "18.00")
    expect(page.locator("[data-phone='0'] .message.refused")).to_contain_text("15,00")
    expect(page.locator("[data-phone='1'] .message.done")).to_contain_text("18,00")
    decisions = page.locator("#differences tbody tr").first.locator("td")
    expect(decisions.nth(0)).to_contain_text("15,00")
    expect(decisions.nth(1)).to_contain_text("18,00")
    expect(page.locator("#label-0 .verdict.no")).to_be_visible()
    expect(page.locator("#label-1 .verdict.yes")).to_be_visible()
    page.evaluate(AXE_SCRIPT)
    assert not violations(visit, ".page")
    with page.expect_download() as download:
        page.locator("#rules-file").click()
    path = tmp_path / "scenario.toml"
    download.value.save_as(path)
    assert read_scenario(path).dated_changes[0].terms == {"promise_limit": "20.00"}
    assert tomllib.loads(path.read_text("utf-8"))["subscribers"] == 20_000


NEW = {"ru": "Лето", "be": "Лета"}
TAKEN = {"ru": "Рекорд 200", "be": "Рэкорд 200"}
ORDERED = {"ru": "Заказать смену", "be": "Заказаць змену"}


@pytest.mark.parametrize("visit", BOTH, indirect=True, ids=str)
def test_a_new_tariff_is_ordered_on_one_phone_and_absent_on_the_other(visit: Visit) -> None:
    """And an archived one is sold on the other alone."""
    page, language = visit.page, language_of(visit)
    key, someone = visitor(language)
    someone.sign_in()
    contract = someone.bind("parents")
    someone.open("contract", contract)
    enter(visit, language, key)
    page.locator("#rules-button").click()
    page.locator("#rules-subject").select_option("tariffs")
    page.locator("#new-tariff summary").click()
    page.locator("#field-title-new").fill(NEW[language])
    page.locator("#field-like").select_option("T09")
    page.locator("#field-fee").fill("21,50")
    page.locator("form[data-tap='rules.tariff'] [type='submit']").click()
    expect(page.locator("#tariff-T90")).to_be_visible()
    page.locator("#tariff-T09 [data-tap='rules.sale']").click()
    first, second = (page.locator(f"[data-phone='{place}']") for place in (0, 1))
    second.locator("[data-f-screen='tariff']").click()
    new = second.locator("[data-f-screen='tariff_order'][data-f-item='T90']")
    expect(new).to_contain_text(NEW[language])
    expect(new).to_contain_text("21,50\xa0BYN")
    expect(first.locator("[data-f-screen='tariff_order']").first).to_be_visible()
    expect(first.locator(".screen")).not_to_contain_text(NEW[language])
    assert page.locator("[data-phone='1'] .differs").count() > 0
    new.click()
    expect(second.locator(".screen")).to_contain_text("45,45\xa0BYN → 21,50\xa0BYN")
    expect(first.locator(".message.refused")).to_be_visible()
    second.get_by_role("button", name=ORDERED[language]).click()
    expect(second.locator(".message.done")).to_contain_text(f"«{NEW[language]}»")
    expect(second.locator("[data-tap='tariff.cancel']")).to_be_visible()
    expect(first.locator(".message.refused")).to_be_visible()
    expect(first.locator(".screen")).not_to_contain_text(NEW[language])
    expect(page.locator("#differences")).to_contain_text(f"«{NEW[language]}»")
    for phone in (first, second):
        phone.locator(".tabs [data-f-screen='menu']").click()
        phone.locator(".screen [data-f-screen='tariffs']").click()
    expect(first.locator(".screen")).to_contain_text(TAKEN[language])
    expect(second.locator(".screen")).not_to_contain_text(TAKEN[language])
    page.locator("[data-tap='clock.on'][data-f-item='day']").click()
    expect(page.locator("#clock-face .date")).to_contain_text("15")
    held = [one.contracts()[contract].tariff.id for one in someone.demo.handsets]
    assert held == ["T09", "T90"]
    page.evaluate(AXE_SCRIPT)
    assert not violations(visit, ".rules")
    set_limit_to_nonsense(page)


def set_limit_to_nonsense(page: Page) -> None:
    """What cannot be is told, and changes nothing."""
    page.locator("#rules-subject").select_option("Promised payment")
    set_limit(page, "1e3")
    expect(page.locator("#term-promise_limit .trouble")).to_contain_text("«1e3»")
    expect(page.locator("#rules-button .count")).to_have_text("2")


UNOPENED = {"ru": "не открывается", "be": "не адкрываецца"}


@pytest.mark.parametrize("visit", BOTH, indirect=True, ids=str)
def test_a_link_opens_the_same_state_in_a_second_browser(
    visit: Visit, people: dict[str, BrowserContext]
) -> None:
    page, language = visit.page, language_of(visit)
    key, someone, contract = student(language)
    someone.open("promise", contract)
    enter(visit, language, key)
    page.locator("#rules-button").click()
    set_limit(page, "20")
    ask_for(page, "18.00")
    expect(page.locator("#label-1 .verdict.yes")).to_be_visible()
    page.locator("[data-tap='rules.link']").click()
    address = page.locator("#moment-link").input_value()
    assert address.startswith(f"{visit.base}/demo/?lang={language}&moment=")
    told = page.locator("#differences").inner_text()
    other = Visit(people["en"].new_page(), visit.base)
    other.watch()
    other.page.goto(address)
    expect(other.page.locator(".device")).to_have_count(2)
    expect(other.page).to_have_url(re.compile("key=[0-9a-f]{32}"))
    assert other.page.locator("#differences").inner_text() == told
    other.page.goto(address[:-30])
    expect(other.page.locator(".notice[role='alert']")).to_contain_text(UNOPENED[language])
    expect(other.page.locator(".device")).to_have_count(1)
    other.page.close()
    assert not other.complaints


STEP = {"ru": "Шаг 6 из 24", "be": "Крок 6 з 24"}
PROMISES = {"ru": "Обещанные платежи", "be": "Абяцаныя плацяжы"}


@pytest.mark.parametrize("visit", BOTH, indirect=True, ids=str)
def test_stories_and_the_year_answer_without_the_page_waiting(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = Scenario(subscribers=400, days=120)
    monkeypatch.setattr(rules, "YEAR", short)
    monkeypatch.setattr(year, "YEAR", short)
    monkeypatch.setattr(life, "YEAR", short)
    page, language = visit.page, language_of(visit)
    demo(visit, language)
    page.locator("#rules-button").click()
    set_limit(page, "10")
    page.locator("#stories-ask").click()
    page.locator("[data-tap='clock.on'][data-f-item='hour']").click()
    expect(page.locator("#clock-face .time")).to_have_text("11:00")
    expect(page.locator("#reruns[data-done]")).to_be_visible()
    broken = page.locator("#reruns .broken li")
    steps = {
        one.get_attribute("data-story"): one.get_attribute("data-step") for one in broken.all()
    }
    assert steps == {"language": "9", "new_year": "6", "promise": "6"}
    expect(page.locator("#reruns .held li")).to_have_count(len(journey_names()) - len(steps))
    told = page.locator("#reruns [data-story='promise']")
    expect(told).to_contain_text("PROMISE-LIMIT")
    expect(told).to_contain_text(STEP[language])
    page.locator("#year-ask").click()
    expect(page.locator("#year[data-done]")).to_be_visible()
    expect(page.locator("#year tbody tr").first).to_contain_text(PROMISES[language])
    page.evaluate(AXE_SCRIPT)
    assert not violations(visit, ".rules")
    page.set_viewport_size({"width": 1440, "height": 720})
    page.locator("#year .life").first.click()
    expect(page.locator("#one-life")).to_be_in_viewport(ratio=1)
    page.locator("#life-visit").click()
    expect(page.locator("#life #caption")).to_be_in_viewport(ratio=1)
    expect(page.locator(".device")).to_have_count(2)
    page.locator("#life-leave").click()
    expect(page.locator("#one-life")).to_be_in_viewport(ratio=1)


IN_VIEW = (".device", "#caption", "#story-next")
SHOWN_BY = ".told h2 small"


@pytest.mark.parametrize("visit", [("ru", 1280), ("be", 1280)], indirect=True, ids=str)
def test_a_show_is_whole_goes_by_keys_and_leaves_an_own_world_untouched(visit: Visit) -> None:
    page, language = visit.page, language_of(visit)
    page.set_viewport_size({"width": 1280, "height": 720})
    key, someone, contract = student(language)
    someone.open("promise", contract)
    someone.tap("promise", amount="15.00")
    enter(visit, language, key)
    own = {part: page.locator(part).inner_text() for part in (".device", "#clock-face", "#deed")}
    log = len(someone.handset.world.log)
    page.locator("#story-shelf summary").click()
    page.locator(".story-card[data-f-item='language']").click()
    expect(page.locator("#story-next")).to_be_visible()
    for seen in IN_VIEW:  # beside its panels as well as on show
        expect(page.locator(seen)).to_be_in_viewport(ratio=1)
    page.locator("#show-button").click()
    expect(page.locator(".clock")).to_be_hidden()
    for number in (1, 2, 3):
        page.keyboard.press("ArrowRight")
        expect(page.locator(SHOWN_BY)).to_contain_text(f" {number} ")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(SHOWN_BY)).to_contain_text(" 2 ")
    for seen in IN_VIEW:
        expect(page.locator(seen)).to_be_in_viewport(ratio=1)
    for hidden in (".clock", ".panel-outside", "#panel-decision", ".top"):
        expect(page.locator(hidden)).to_be_hidden()
    count = len(find_journey("language").steps)
    for _ in range(2, count):  # faster than the steps are shown: none is left out
        page.keyboard.press("ArrowRight")
    expect(page.locator(SHOWN_BY)).to_contain_text(f" {count} ")
    expect(page.locator("#story-next")).to_have_count(0)
    expect(page.locator(".remark.check")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".clock")).to_be_visible()
    assert page.locator("#clock-face").inner_text() != own["#clock-face"]
    page.locator("[data-tap='story.close']").click()
    expect(page.locator(".told")).to_have_count(0)
    assert {part: page.locator(part).inner_text() for part in own} == own
    assert len(someone.handset.world.log) == log


WINDOWS = ((1280, 720), (1366, 768), (768, 1024), (1920, 1080))
"""Laptops, a tablet and a projector: width and height in px."""
OUT_OF_WINDOW_PX = """(parts) => {
    const root = document.querySelector("marimo-anywidget").shadowRoot;
    const found = parts.flatMap((part) => [...root.querySelectorAll(part)]);
    const past = ({ top, right, bottom, left }) =>
        Math.max(-top, -left, bottom - innerHeight, right - innerWidth);
    return Math.max(...found.map((one) => past(one.getBoundingClientRect())));
}"""
"""How far the farthest of these parts reaches out of the window, where it is not scrolled."""
TOLD = ("#caption", "#story-next", ".device")


@pytest.mark.parametrize("visit", BOTH, indirect=True, ids=str)
def test_two_phones_are_whole_in_the_window_with_the_caption_and_the_way_on(visit: Visit) -> None:
    page, language = visit.page, language_of(visit)
    key, someone = visitor(language)
    someone.tap("story.choose", item="promise")
    for _ in range(6):
        someone.tap("story.next")
    someone.tap("rules.toggle")
    someone.tap("rules.term", item="promise_limit", value="20.00")
    enter(visit, language, key)
    expect(page.locator(".device")).to_have_count(2)
    for is_on_show in (False, True):
        if is_on_show:
            page.locator("#show-button").click()
            expect(page.locator(".clock")).to_be_hidden()
        for width, height in WINDOWS:
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_function(f"({OUT_OF_WINDOW_PX})({[*TOLD, '#show-button']}) <= 0")
            heights = page.locator(".device").evaluate_all(
                "all => all.map(one => one.offsetHeight)"
            )
            assert min(heights) >= 400, (width, height)


@pytest.mark.parametrize("visit", [("ru", 1280)], indirect=True, ids=str)
def test_the_term_that_is_changed_is_in_view_with_the_ways_back_and_on(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": 1280, "height": 720})
    key, someone, contract = student("ru")
    someone.open("promise", contract)
    someone.tap("rules.toggle")
    enter(visit, "ru", key)
    set_limit(page, "20")
    expect(page.locator(".device")).to_have_count(2)
    ask_for(page, "18,00")
    expect(page.locator("[data-phone='0'] .message.refused")).to_be_in_viewport(ratio=1)
    expect(page.locator("[data-phone='0'] #field-amount")).to_be_in_viewport(ratio=1)
    for value in ("1e3", "25"):
        set_limit(page, value)
        for seen in ("#term-promise_limit", "#changed-rules .steps", ".device"):
            for one in page.locator(seen).all():
                expect(one).to_be_in_viewport(ratio=1)
    expect(page.locator("#term-promise_limit input")).to_have_value("25,00")
    ways = page.locator("#changed-rules .steps > *").all()
    assert len({round((way.bounding_box() or {"y": 0})["y"]) for way in ways}) == 1
    page.locator("[data-tap='rules.link']").click()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#moment-copy").click()
    expect(page.locator("#moment-copy")).to_have_text("Скопировано")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#moment-link").input_value()


@pytest.mark.parametrize("visit", [("ru", 390)], indirect=True, ids=str)
def test_the_drawer_is_seen_at_once_on_a_phone(visit: Visit) -> None:
    demo(visit)
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.page.locator("[data-tap='rules.toggle']").first.click()
    expect(visit.page.locator("#term-promise_limit input")).to_be_in_viewport(ratio=1)


OVER_ITS_LINE_PX = """() => {
    const root = document.querySelector("marimo-anywidget").shadowRoot;
    const lines = [...root.querySelectorAll("#text-list .row")];
    return Math.max(...lines.map((one) => one.scrollHeight - one.clientHeight));
}"""


@pytest.mark.parametrize("visit", [("be", 768)], indirect=True, ids=str)
def test_on_a_tablet_a_rule_is_changed_in_view_of_both_phones(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": 768, "height": 1024})
    key, someone, contract = student("be")
    someone.open("promise", contract)
    someone.tap("rules.toggle")
    enter(visit, "be", key)
    set_limit(page, "20")
    expect(page.locator(".device")).to_have_count(2)
    ask_for(page, "18,00")
    expect(page.locator("[data-phone='0'] .message.refused")).to_be_in_viewport(ratio=1)
    set_limit(page, "25")
    expect(page.locator("#term-promise_limit input")).to_have_value("25,00")
    for seen in (".device", "#term-promise_limit", "#changed-rules .steps"):
        for one in page.locator(seen).all():
            expect(one).to_be_in_viewport(ratio=1)
    page.locator("#rules-subject").select_option("texts")
    expect(page.locator("#text-list")).to_be_visible()
    assert page.evaluate(OVER_ITS_LINE_PX) <= 0


@pytest.mark.parametrize("visit", [("be", 390)], indirect=True, ids=str)
def test_on_a_phone_the_drawer_lies_under_two_phones_side_by_side(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    key, someone, contract = student("be")
    someone.open("promise", contract)
    enter(visit, "be", key)
    page.locator("#rules-button").click()
    expect(page.locator("#phones")).to_be_in_viewport()
    set_limit(page, "20")
    expect(page.locator(".stand")).to_have_count(2)
    for seen in (".stand", "#term-promise_limit"):
        for one in page.locator(seen).all():
            expect(one).to_be_in_viewport()
    tops = page.locator(".stand").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().top)"
    )
    assert tops[0] == tops[1]
    page.locator("#panel-decision summary").first.click()
    expect(page.locator("#term-promise_limit")).to_be_hidden()
    page.locator("[data-phone='1'] #field-amount-2").fill("18")
    page.locator("[data-phone='1'] form[data-tap='promise'] .button").click()
    expect(page.locator("#label-1 .verdict.yes")).to_be_visible()
    page.wait_for_function("""() => document.querySelector("marimo-anywidget").shadowRoot
        .getElementById("phones").scrollLeft > 200""")  # what was tapped is still in view


@pytest.mark.parametrize("visit", [("be", 1280)], indirect=True, ids=str)
def test_a_payment_is_whole_with_its_button_on_a_low_phone(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 1280, "height": 720})
    key, someone, contract = student("be")
    someone.open("top_up", contract)
    enter(visit, "be", key)
    button = visit.page.locator("form[data-tap='pay'] .button")
    for count in (1, 2):
        expect(button).to_have_count(count)
        for one in button.all():
            expect(one).to_be_in_viewport(ratio=1)
        if count == 1:
            visit.page.locator("[data-tap='clock.fork']").click()
