"""What a page offers to tap, read from its HTML as a person would find it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple

TAP, TYPING, FIELD = "data-tap", "data-typing", "data-f-"
CONTROLS = frozenset({"input", "select", "textarea"})


class Tap(NamedTuple):
    """An action with its fields: those of the element, and those that are typed into its form."""

    action: str
    fields: dict[str, str]

    @classmethod
    def of(cls, action: str, **fields: object) -> "Tap":
        """A tap with its fields as texts."""
        return cls(action, {name: str(value) for name, value in fields.items()})


@dataclass
class Offer:
    """An element that can be tapped; `inputs` are the names of what can be typed into it."""

    action: str
    fields: dict[str, str]
    inputs: set[str] = field(default_factory=set)

    def meets(self, tap: Tap) -> bool:
        """Whether this is the element that the tap is for."""
        if tap.action != self.action:
            return False
        own = {name: text for name, text in tap.fields.items() if name not in self.inputs}
        return own == self.fields


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.offers: list[Offer] = []
        self._form: Offer | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if self._form is not None and tag in CONTROLS:
            self._form.inputs.add(told.get("name", ""))
        if TAP not in told or "disabled" in told:
            return
        fields = {n.removeprefix(FIELD): v for n, v in told.items() if n.startswith(FIELD)}
        offer = Offer(told[TAP], fields)
        self.offers.append(offer)
        if tag == "form":
            self._form = offer
        if TYPING in told:  # what is typed asks by itself
            self.offers.append(Offer(told[TYPING], {}, offer.inputs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


def offers(page: str) -> Iterator[Offer]:
    """Everything on a page that can be tapped."""
    finder = _Finder()
    finder.feed(page)
    return iter(finder.offers)


def is_offered(page: str, tap: Tap) -> bool:
    """Whether a page has an element for a tap."""
    return any(offer.meets(tap) for offer in offers(page))
