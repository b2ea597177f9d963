"""A person uses the phone of the demo page: signs in, binds, promises, moves time, looks around."""

import re

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from mybt_sim.app.demo.surroundings import common_setting
from tests.browser.conftest import Visit
from tests.browser.test_accessible import enter, visitor
from tests.browser.test_pages import OVERFLOW_PX

WORDS = {
    "ru": {
        "refused": "Обещанный платёж может быть не больше 15,00\xa0BYN",
        "done": "Обещанный платёж 15,00\xa0BYN уже на балансе",
    },
    "be": {
        "refused": "Абяцаны плацёж можа быць не большы за 15,00\xa0BYN",
        "done": "Абяцаны плацёж 15,00\xa0BYN ужо на балансе",
    },
}


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """The common world is there before the first visitor, as the server sees to."""
    common_setting()


CODE = re.compile(r"\d{6}")


def demo(visit: Visit, language: str = "ru") -> None:
    """Open the demo page and wait for the phone."""
    visit.open(f"/demo/?lang={language}")
    expect(visit.page.locator(".device")).to_be_visible()


def sign_in(visit: Visit) -> None:
    """Type the number of the phone, ask for the code, read it from the message beside, enter it."""
    page = visit.page
    page.locator(".device [data-tap='sign_in']").first.click()
    page.locator("#field-mobile").fill(common_setting().mobile)
    page.locator("form[data-tap='code.request'] .button").click()
    text = page.locator("#sms .bubble p").inner_text()
    code = re.search(r"\d{6}", text)
    assert code
    page.locator("#field-code").fill(code.group())
    page.keyboard.press("Enter")
    expect(page.locator(".device .empty")).to_be_visible()


def bind_student(visit: Visit) -> None:
    """Copy login and password from the paper by hand, and open the contract."""
    page = visit.page
    page.locator("#people .person").first.click()
    page.locator(".device .empty .button").click()
    page.locator(".device [data-f-screen='bind_login']").click()
    login, password = page.locator("#paper .sheet li").first.locator("dd").all_inner_texts()
    page.locator("#field-login").fill(login)
    page.locator("#field-password").fill(password)
    page.locator("form[data-tap='bind.login'] .button").click()
    page.locator(".tile").click()
    expect(page.locator(".device .balance .figure")).to_be_visible()


@pytest.mark.parametrize(
    "visit", [("ru", 1440), ("be", 1440), ("ru", 768), ("be", 390)], indirect=True, ids=str
)
def test_a_promise_is_refused_with_its_line_then_taken(visit: Visit) -> None:
    page = visit.page
    language = str(page.evaluate("navigator.language"))[:2]
    demo(visit, language)
    sign_in(visit)
    bind_student(visit)
    page.locator(".device .twin [data-f-screen='promise']").click()
    page.locator("#field-amount").fill("15.01")
    expect(page.locator("#beforehand")).to_have_class(re.compile("no"))
    page.locator("form[data-tap='promise'] .button").click()
    expect(page.locator(".message.refused")).to_contain_text(WORDS[language]["refused"])
    expect(page.locator("#deciding pre").first).to_have_text(
        re.compile(r"if amount_kopecks > terms\.promise_limit_kopecks")
    )
    page.locator("#field-amount").fill("15,00")
    expect(page.locator("#beforehand")).to_have_class(re.compile("yes"))
    page.locator("form[data-tap='promise'] .button").click()
    expect(page.locator(".message.done")).to_contain_text(WORDS[language]["done"])
    before = page.locator("#clock-face .date").inner_text()
    page.locator("[data-tap='clock.on'][data-f-item='day']").click()
    expect(page.locator("#clock-face .date")).not_to_have_text(before)
    assert page.evaluate(OVERFLOW_PX) <= 0


def test_a_guest_looks_around_and_changes_the_language(visit: Visit) -> None:
    page = visit.page
    demo(visit)
    rows = page.locator(".device .rows .row")
    expect(rows).to_have_count(6)
    for name, shown in (
        ("news", ".article"),
        ("tariffs", ".row.still"),
        ("centres", ".map circle"),
        ("hotspots", ".map circle"),
        ("help", ".article"),
    ):
        page.locator(f".device [data-f-screen='{name}']").click()
        expect(page.locator(f".device {shown}").first).to_be_visible()
        page.locator(".device [data-tap='back']").click()
        expect(rows).to_have_count(6)
    page.get_by_role("button", name="Меню").click()
    page.get_by_role("button", name="Настройки").click()
    page.locator(".device [data-f-screen='language']").click()
    page.locator(".device [data-tap='language'][data-f-language='be']").click()
    expect(page.locator(".device h2")).to_have_text("Мова")
    expect(page.locator(".page")).to_have_attribute("lang", "be")


def test_a_balance_is_checked_on_the_web_without_an_account(visit: Visit) -> None:
    page = visit.page
    demo(visit)
    page.locator("[data-tap='outside.client'][data-f-item='web']").click()
    page.locator(".device [data-f-screen='check']").click()
    page.locator("#field-login").fill("12")
    page.locator("form[data-tap='check'] .button").click()
    expect(page.locator(".message.refused")).to_be_visible()
    page.locator("#paper [data-tap='outside.login']").first.click()
    expect(page.locator("#field-password")).not_to_have_value("")
    page.locator("form[data-tap='check'] .button").click()
    expect(page.locator(".device .figure")).to_contain_text("BYN")


def test_a_home_phone_rings_and_its_code_binds_everything(visit: Visit) -> None:
    page = visit.page
    demo(visit)
    sign_in(visit)
    page.locator("#people .person").nth(2).click()
    page.locator("#paper [data-tap='outside.home_phone']").click()
    expect(page.locator("form[data-tap='bind.call'] input").first).not_to_have_value("")
    page.locator("form[data-tap='bind.call'] .button").click()
    page.locator("#calls [data-tap='outside.answer']").click()
    page.locator("#calls [data-tap='outside.spoken']").click()
    expect(page.locator("form[data-tap='bind.code'] input").first).to_have_value(CODE)
    page.locator("form[data-tap='bind.code'] .button").click()
    expect(page.locator(".tile")).to_have_count(len(common_setting().people[2].contracts))


def test_a_reload_keeps_the_phone_and_another_key_sees_nothing(visit: Visit) -> None:
    page = visit.page
    demo(visit)
    sign_in(visit)
    expect(page).to_have_url(re.compile("key=[0-9a-f]{32}"))
    page.reload()
    expect(page.locator(".device .empty")).to_be_visible()
    other = Visit(page.context.new_page(), visit.base)
    other.watch()
    other.open(f"/demo/?lang=ru&key={'0' * 32}")
    expect(other.page.locator(".device .hero")).to_be_visible()
    expect(other.page).not_to_have_url(re.compile("0{32}"))
    assert not other.complaints
    assert not other.strangers
    other.page.close()


def test_what_is_typed_outlives_a_tap_elsewhere(visit: Visit) -> None:
    page = visit.page
    demo(visit)
    page.locator(".device [data-tap='sign_in']").first.click()
    page.locator("#field-mobile").fill("+375 29 1")
    page.locator("#people .person").nth(1).click()
    expect(page.locator("#people .person").nth(1)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#field-mobile")).to_have_value("+375 29 1")


def test_everything_can_be_reached_by_keyboard(visit: Visit) -> None:
    page = visit.page
    demo(visit)
    page.locator(".device [data-tap='sign_in']").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#field-mobile")).to_be_visible()
    expect(page.locator(".device h2")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#field-mobile")).to_be_focused()
    small = page.evaluate(
        """() => [...document.querySelector("marimo-anywidget").shadowRoot
            .querySelectorAll("button, input:not([type=radio]):not([type=checkbox]), select, a")]
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 43.5)
            .map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert small == []
    page.locator("#any-date summary").focus()
    page.keyboard.press("Enter")
    page.locator("#any-date input").fill("2026-05-20T12:30:00")
    page.keyboard.press("Enter")
    expect(page.locator("#clock-face .time")).to_have_text("12:30")
    expect(page.locator("#any-date input")).to_be_hidden()
    expect(page.locator("#any-date summary")).to_be_focused()


@pytest.mark.parametrize("visit", [("be", 1440)], indirect=True, ids=str)
def test_a_tap_on_the_first_picture_is_done_when_the_page_stands(visit: Visit) -> None:
    page = visit.page
    demo(visit, "be")
    expect(page.locator("#first-picture")).to_have_count(0)
    place = page.locator("#rules-button").bounding_box()
    assert place
    held: list[Route] = []
    scripts = re.compile(r"/assets/.*\.js")  # marimo's front end: it comes when it is let in
    page.route(scripts, lambda route: held.append(route))
    page.goto(f"{visit.base}/demo/?lang=be", wait_until="commit")
    expect(page.locator("#first-picture")).to_have_attribute("data-at", "")
    page.mouse.click(place["x"] + 20, place["y"] + 20)
    expect(page.locator("#first-picture")).to_have_attribute("data-at", re.compile(r"\d+ \d+"))
    for one in held:
        one.continue_()
    page.unroute(scripts)
    expect(page.locator("#rules-button")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#first-picture")).to_have_count(0)


@pytest.mark.parametrize("visit", [("ru", 1440)], indirect=True, ids=str)
def test_two_browsers_with_one_demo_follow_each_other(
    visit: Visit, people: dict[str, BrowserContext]
) -> None:
    demo(visit)
    expect(visit.page).to_have_url(re.compile("key=[0-9a-f]{32}"))
    other = people["be"].new_page()
    other.goto(visit.page.url)
    expect(other.locator(".device")).to_be_visible()
    for acting, following, hour in ((visit.page, other, "11:00"), (other, visit.page, "12:00")):
        acting.locator("[data-tap='clock.on'][data-f-item='hour']").click()
        expect(following.locator("#clock-face .time")).to_have_text(hour)
    other.close()


@pytest.mark.parametrize("visit", [("be", 1280)], indirect=True, ids=str)
def test_a_server_that_is_gone_is_told_and_found_again(visit: Visit) -> None:
    demo(visit, "be")
    visit.page.evaluate("window.isTheSame = true")
    visit.page.route("**/health", lambda route: route.abort())
    told = visit.page.locator(".mb-gone-bar[lang='be']")
    expect(told).to_contain_text("Сервер не адказвае")
    visit.page.unroute("**/health")
    expect(told).to_have_count(0)
    expect(visit.page.locator(".device")).to_be_visible()
    assert visit.page.evaluate("window.isTheSame") is None
    visit.complaints.clear()  # the browser's own of requests that were cut


@pytest.mark.parametrize("visit", [("be", 1280)], indirect=True)
def test_on_the_web_the_page_is_wide_and_a_password_hidden(visit: Visit) -> None:
    key, someone = visitor("be")
    someone.tap("outside.client", item="web")
    someone.open("check")
    someone.tap("outside.login", item=0)
    enter(visit, "be", key)
    expect(visit.page.locator("#field-password")).to_have_attribute("type", "password")
    width = visit.page.locator(".device.web").evaluate("one => one.offsetWidth")
    assert width >= 560
