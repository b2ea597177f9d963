"""The phone is open to everybody: no violation of WCAG 2.1 A and AA, and a keyboard suffices."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from mybt_sim.app.demo.sessions import DEMO_SESSIONS
from mybt_sim.app.demo.surroundings import common_setting
from mybt_sim.text import Language
from tests.browser.conftest import Visit
from tests.support.demo import Guest

LOOK = """async (part) => {
    const found = await axe.run({ fromShadowDom: ["marimo-anywidget", part] }, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
        resultTypes: ["violations"], preload: false, iframes: false,
    });
    const told = found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => [id, html]));
    return { told: told.map((pair) => pair.join(": ")), rules: found.passes.map(({ id }) => id) };
}"""
MUST_HAVE_LOOKED_AT = {"color-contrast", "button-name"}
"""Rules that apply to every part: had they not, axe looked past the widget."""
TABS_MOST = 120
"""All that can be focused on the page is less than this."""
FOCUSED = """() => {
    const root = document.querySelector("marimo-anywidget").shadowRoot;
    const one = root.activeElement;
    if (!one) return null;
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return [one.id, one.dataset.tap || "", one.dataset.fScreen || "", one.dataset.fItem || "",
            one.closest("form")?.dataset.tap || "", one.type || "",
            outlineStyle !== "none" && parseFloat(outlineWidth) >= 2].map(String);
}"""
"""What has the focus, in words, and whether that can be seen."""
ANSWERED = """() => !document.querySelector("marimo-anywidget")
    .shadowRoot.querySelector("[aria-busy]")"""


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """The common world is there before the first visitor, as the server sees to."""
    common_setting()


def visitor(language: Language) -> tuple[str, Guest]:
    """Somebody who has just come, and the key of their page."""
    someone = Guest(language)
    key, someone.demo = DEMO_SESSIONS.enter(None, language)
    return key, someone


def student(language: Language) -> tuple[str, Guest, int]:
    """Somebody who has bound the student's contract, the key of their page, the contract."""
    key, someone = visitor(language)
    someone.sign_in()
    return key, someone, someone.bind("student")


def enter(visit: Visit, language: Language, key: str) -> None:
    """Open the page of a demo that was prepared."""
    visit.open(f"/demo/?lang={language}&key={key}")
    expect(visit.page.locator(".device").first).to_be_visible()


def violations(visit: Visit, part: str) -> list[str]:
    """What axe finds in a part of the page."""
    looked = visit.page.evaluate(LOOK, part)
    assert set(looked["rules"]) >= MUST_HAVE_LOOKED_AT, "axe looked at something else"
    return [str(one) for one in looked["told"]]


def redraw(visit: Visit, someone: Guest) -> None:
    """Draw what was done to the demo itself, by a tap that changes nothing of the phone."""
    visit.page.locator("#people .person").first.click()
    shown = f".screen[data-screen^='{someone.handset.screen.name} ']"
    expect(visit.page.locator(shown)).to_be_visible()


FOR_ALL = ("sign_in", "centres")
OF_A_CONTRACT = ("home", "contract", "promise", "tariff", "add_ons", "usage", "support")
VIEWS = [("ru", 390), ("be", 1440)]


@pytest.mark.parametrize("visit", VIEWS, indirect=True, ids=str)
def test_no_screen_violates_wcag(visit: Visit) -> None:
    language: Language = "be" if visit.page.evaluate("navigator.language") == "be-BY" else "ru"
    key, someone = visitor(language)
    enter(visit, language, key)
    visit.page.evaluate(AXE_SCRIPT)
    found = violations(visit, ".page")
    for screen in FOR_ALL:
        someone.open(screen)
        redraw(visit, someone)
        found += violations(visit, ".device")
    someone.sign_in()
    contract = someone.bind("student")
    for screen in OF_A_CONTRACT:
        someone.open(screen, contract)
        redraw(visit, someone)
        found += violations(visit, ".device")
    someone.open("promise", contract)
    someone.tap("promise", amount="15.01")
    redraw(visit, someone)
    expect(visit.page.locator(".message.refused")).to_be_visible()
    found += violations(visit, ".page")
    assert not found, "\n".join(found)


class Keyboard:
    """Somebody who has nothing but a keyboard, and sees where the focus is."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, *wanted: str, key: str = "Tab") -> None:
        """Press Tab until the focus is on what has all of these: an id, an action, a screen."""
        for _ in range(TABS_MOST):
            self.page.keyboard.press(key)
            told = self.page.evaluate(FOCUSED)
            if told is not None and set(wanted) <= set(told):
                assert told[-1] == "true", f"the focus on {wanted} cannot be seen"
                return
        pytest.fail(f"{wanted} cannot be reached with {key}")

    def type(self, text: str, *, then: str = "Enter") -> None:
        """Type into the field that has the focus."""
        self.page.keyboard.type(text)
        self.page.keyboard.press(then)

    def press(self, key: str = "Enter") -> None:
        """Press what has the focus."""
        self.page.keyboard.press(key)

    def title(self, words: str) -> None:
        """The focus stands at the title of the page that was turned."""
        expect(self.page.locator(".device h2")).to_have_text(words)
        expect(self.page.locator(".device h2")).to_be_focused()


def test_a_keyboard_alone_gets_from_the_guest_page_to_a_promise(visit: Visit) -> None:
    page, person = visit.page, Keyboard(visit.page)
    enter(visit, "ru", visitor("ru")[0])
    person.go("sign_in")
    person.press("Space")
    person.title("Войти")
    person.go("field-mobile")
    person.type(common_setting().mobile)
    person.title("Код из SMS")
    code = re.search(r"\d{6}", page.locator("#sms .bubble p").inner_text())
    assert code
    person.go("field-code")
    person.type(code.group())
    person.title("Мои договоры")
    person.go("go", "bind")
    person.press()
    person.go("go", "bind_login")
    person.press()
    person.title("По логину и паролю")
    login, password = page.locator("#paper .sheet li").first.locator("dd").all_inner_texts()
    person.go("field-login")
    person.type(login, then="Tab")
    person.type(password)
    person.title("Мои договоры")
    person.go("go", "contract")
    person.press()
    person.go("go", "promise")
    person.press()
    person.title("Обещанный платёж")
    person.go("field-amount")
    page.keyboard.type("15,00")
    person.go("promise", "submit")
    person.go("field-amount", key="Shift+Tab")
    person.go("promise", "submit")
    person.press("Space")
    expect(page.locator(".message.done")).to_be_visible()


def test_a_keyboard_alone_changes_a_rule_and_takes_it_back(visit: Visit) -> None:
    page, person = visit.page, Keyboard(visit.page)
    key, someone, contract = student("ru")
    someone.open("promise", contract)
    enter(visit, "ru", key)
    person.go("rules-button", "rules.toggle")
    person.press()
    expect(page.locator("#rules-button")).to_have_attribute("aria-pressed", "true")
    person.go("rules.term", "text")
    page.keyboard.press("Control+a")
    person.type("20")
    expect(page.locator(".device")).to_have_count(2)
    expect(page.locator("#rules-button .count")).to_have_text("1")
    person.go("field-amount", key="Shift+Tab")  # of the first phone; the tap is done on both
    person.type("18")
    expect(page.locator("#label-0 .verdict.no")).to_be_visible()
    expect(page.locator("#label-1 .verdict.yes")).to_be_visible()
    person.go("go", "top_up")  # which the second phone offers
    person.press()
    expect(page.locator("#field-amount-2")).to_be_visible()
    person.go("rules.undo")
    person.press("Space")
    expect(page.locator("#rules-button .count")).to_have_count(0)


def test_a_tap_by_keyboard_does_not_lose_the_focus(visit: Visit) -> None:
    page, person = visit.page, Keyboard(visit.page)
    key, someone, contract = student("ru")
    someone.open("promise", contract)
    enter(visit, "ru", key)
    for action, item, press in (
        ("clock.on", "hour", "Enter"),
        ("typing", "", "Space"),
        ("outside.person", "1", "Enter"),
        ("outside.network", "", "Space"),
    ):
        person.go(action, item)
        person.press(press)
        page.wait_for_function(ANSWERED)
        told = page.evaluate(FOCUSED)
        assert told, f"the focus is lost after {action}"
        assert {action, item} <= set(told)
