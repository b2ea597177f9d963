"""A person in front of the demo page: taps its elements with a mouse and types into its fields."""

from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import ElementHandle, Error, Page

from mybt_sim.app.demo.playback.offers import Tap
from mybt_sim.app.demo.session import DemoSession

Seen = TypeVar("Seen")

ROOT = 'document.querySelector("marimo-anywidget").shadowRoot.querySelector("[data-root]")'
WATCH = f"""() => {{
    const root = {ROOT};
    const taps = window.tapsTook = [];
    let asked = 0;
    new MutationObserver(() => {{
        if (root.getAttribute("aria-busy") === "true") asked ||= performance.now();
        else if (asked) {{ taps.push(performance.now() - asked); asked = 0; }}
    }}).observe(root, {{ attributeFilter: ["aria-busy"] }});
}}"""
"""Writes down how long each tap takes until its answer is shown."""
IDLE = f"""() => new Promise((done) => {{
    const root = {ROOT};
    const look = () => root.getAttribute("aria-busy") === "true" ? setTimeout(look, 4) : done();
    look();
}})"""
FIND = f"""([action, fields]) => {{
    const names = Object.keys(fields);
    const brings = (one, name) =>
        one.getAttribute(`data-f-${{name}}`) === fields[name] ||
        (one.tagName === "FORM" && one.querySelector(`[name="${{name}}"]`));
    const asking = `[data-tap="${{action}}"], [data-typing="${{action}}"]`;
    const found = [...{ROOT}.querySelectorAll(asking)]
        .filter((one) => names.every((name) => brings(one, name)))
        .sort((one, other) => (one.tagName === "FORM") - (other.tagName === "FORM"));
    const isHidden = (one) => getComputedStyle(one.parentElement).display === "none" ||
        one.closest(".only-narrow");
    const one = found.find((one) => !isHidden(one)) ?? found[0];
    for (let box = one; (box = box?.closest("details:not([open])")); ) {{
        box.querySelector("summary").click();
        box.open = true;
    }}
    return one;
}}"""
"""The element for a tap: a button before a form; what it is folded into is unfolded."""
REDRAWN = "not attached to the DOM"
"""What is said of an element that was replaced, because the page was drawn anew meanwhile."""
PLACE = f"""(one) => {{
    if (!one.isConnected) throw new Error("{REDRAWN}");
    one.scrollIntoView({{ block: "nearest", inline: "nearest", behavior: "instant" }});
    const box = one.getBoundingClientRect();
    const place = [box.left + box.width / 2, box.top + box.height / 2];
    const met = one.getRootNode().elementFromPoint(...place);
    return !one.disabled && one.contains(met) ? place : null;
}}"""
"""Where a finger meets an element; null where it would meet another one."""
CHOSEN = '#people .person[aria-pressed="true"]'
READ = f"""(names) => {{
    const isFolded = (one) => one.closest("details:not([open])");
    const said = (one) => (one ? (isFolded(one) ? one.textContent : one.innerText) : "");
    const found = Object.entries(names).map(([name, at]) => [name, said({ROOT}.querySelector(at))]);
    return Object.fromEntries(found);
}}"""
"""What is folded away is read as well."""
TYPING_MS = 300
PATIENCE = 5
"""So often somebody reaches again for what was just drawn anew."""


class Person:
    """A finger on the page of a demo, in a browser; it finds each element as a person would."""

    def __init__(self, page: Page, demo: DemoSession) -> None:
        self.page = page
        self.demo = demo
        self.taps = 0
        page.evaluate(WATCH)

    def __call__(self, tap: Tap) -> bool:
        """Make a tap that the page offers; False when it does not offer it."""
        if not _patiently(lambda: self._reach(tap)):
            return False
        self.taps += 1
        self.page.evaluate(IDLE)
        return True

    def _reach(self, tap: Tap) -> bool:
        element = self.page.evaluate_handle(FIND, [tap.action, tap.fields]).as_element()
        if element is None:
            return False
        if element.evaluate("one => one.tagName") == "FORM":
            self._fill(element, tap)
        else:
            self._touch(element)
        return True

    def look_again(self) -> None:
        """Have the page drawn anew, for what happened without a tap."""
        _patiently(lambda: self._touch(self.page.wait_for_selector(CHOSEN)))
        self.page.evaluate(IDLE)

    def _touch(self, element: ElementHandle | None) -> None:
        """Press an element where it is seen; what lies under something else is waited for."""
        assert element
        if place := element.evaluate(PLACE):
            self.page.mouse.click(*place)
        else:
            element.click()

    def read(self, **selectors: str) -> dict[str, str]:
        """The text of elements as it is seen; empty where there is none."""
        found = self.page.evaluate(READ, selectors)
        return {name: " ".join(text.split()) for name, text in found.items()}

    def took_ms(self) -> list[float]:
        """How long each tap took so far."""
        found: list[float] = self.page.evaluate("() => window.tapsTook.splice(0)")
        return found

    def _fill(self, form: ElementHandle, tap: Tap) -> None:
        asks_by_itself = form.get_attribute("data-typing") == tap.action
        for name, value in tap.fields.items():
            if field := form.query_selector(f'[name="{name}"]'):
                _type(form, field, name, value)
        if asks_by_itself:
            self.page.wait_for_timeout(TYPING_MS)  # until the typing pauses
        else:
            button = form.query_selector('[type="submit"]')
            assert button
            self._touch(button)


def _patiently(reach: Callable[[], Seen]) -> Seen:
    """Reach for something, and again where it was drawn anew that moment."""
    for _ in range(PATIENCE - 1):
        try:
            return reach()
        except Error as trouble:
            if REDRAWN not in str(trouble):
                raise
    return reach()


def _type(form: ElementHandle, field: ElementHandle, name: str, value: str) -> None:
    kind = str(field.evaluate("one => one.type || one.tagName"))
    if kind in ("radio", "checkbox"):
        choice = form.query_selector(f'label:has([name="{name}"][value="{value}"])')
        assert choice
        choice.click()
    elif kind == "select-one":
        field.select_option(value)
    elif kind == "hidden":
        field.evaluate("(one, value) => { one.value = value; }", value)
    else:
        field.fill(value)
