"""A person at the demo page, without a browser: taps, and reads what is drawn."""

import re
from html import unescape

from mybt_sim.app.demo.actions.table import ACTIONS
from mybt_sim.app.demo.handset import Handset
from mybt_sim.app.demo.page import draw
from mybt_sim.app.demo.playback.offers import offers
from mybt_sim.app.demo.screens.table import SCREENS
from mybt_sim.app.demo.sessions import new_demo
from mybt_sim.app.demo.setting import Person
from mybt_sim.text import Language
from tests.support.wording import Texts, faults

VOID = {"input", "br", "hr", "img", "wbr"}


class Guest:
    """Somebody in front of a new demo."""

    def __init__(self, language: Language = "ru") -> None:
        self.demo = new_demo(language)

    @property
    def handset(self) -> Handset:
        """The phone in hand."""
        return self.demo.handset

    def person(self, role: str) -> Person:
        """Somebody of the cast."""
        return next(one for one in self.demo.setting.people if one.role == role)

    def tap(self, action: str, **fields: str | int) -> str:
        """Tap, and see the page."""
        assert self.demo.tap(action, {name: str(value) for name, value in fields.items()})
        return draw(self.demo)

    def sign_in(self) -> None:
        """Sign in with the number of this phone and the code of the short message."""
        self.tap("outside.mobile")
        self.tap("code.request", **self.handset.typed)
        self.tap(
            "code.enter", code=self.handset.world.outside.inbox(self.handset.mobile)[-1].code or ""
        )
        assert self.handset.screen.name == "home"

    def bind(self, role: str) -> int:
        """Bind the contract of somebody by the paper beside the phone."""
        place = [one.role for one in self.demo.setting.people].index(role)
        self.tap("outside.person", item=place)
        self.tap("outside.login", item=0)
        self.tap("bind.login", **self.handset.typed)
        return self.person(role).contract_id

    def open(self, screen: str, contract: int = 0, item: str = "") -> str:
        """Open a screen."""
        return self.tap("go", screen=screen, contract=contract, item=item)


class _Balance(Texts):
    """Elements close in the order in which they opened; ids stand for one element each."""

    def __init__(self) -> None:
        super().__init__(but="decision")
        self.open: list[str] = []
        self.ids: list[str] = []
        self.handlers: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        assert self.open, tag
        assert self.open.pop() == tag


def sound(page: str) -> list[str]:
    """The texts of a page that is well formed, offers known taps, brings no script or handler."""
    parsed = _Balance()
    parsed.feed(page)
    parsed.close()
    assert not parsed.open
    assert not parsed.handlers
    assert len(set(parsed.ids)) == len(parsed.ids), sorted(parsed.ids)
    assert all(link.startswith(("/", "data:application/toml")) for link in parsed.links)
    for offer in offers(page):
        assert offer.action in ACTIONS, offer
        assert offer.action != "go" or offer.fields["screen"] in SCREENS, offer
    assert "<script" not in page
    assert "<style" not in page
    assert "javascript:" not in page
    return parsed.found


def readable(page: str, language: Language) -> None:
    """Check that a page is sound, and that what people read on it is written as it should be."""
    for text in sound(page):
        assert not faults(text, language), (text, faults(text, language))


def words(page: str) -> str:
    """What a person reads of a page."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).replace("\xa0", " ").split())
