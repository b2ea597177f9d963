"""The widget: HTML from a demo to the browser, taps from the browser to the demo."""

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from mybt_sim.app.demo.page import draw
from mybt_sim.app.demo.session import DemoSession

LOOK = "look"
"""Asked by a page that was told that another one of the same demo has changed something."""
HERE = Path(__file__).parent
STATIC = HERE.parent / "static"
STYLES = (
    *("page", "beside", "decision", "device", "forms", "contracts", "drawings", "narrow"),
    *("story", "twin", "rules", "telling", "show"),
)
"""The files of `styles/`, in the order in which one rule gives way to the next."""


def styles() -> str:
    """The tokens of all pages and the phone's own styles, for the widget's shadow root."""
    tokens = (STATIC / "tokens.css").read_text(encoding="utf-8").replace(":root", ":host")
    return tokens + "".join(
        (HERE / "styles" / f"{name}.css").read_text(encoding="utf-8") for name in STYLES
    )


class PhoneWidget(anywidget.AnyWidget):
    """A demo in the browser.

    html      what is shown
    tap       what was tapped: {"count": n, "action": name, "fields": {name: text}}
    answered  the count of the last tap that was carried out
    """

    _esm = (HERE / "phone.js").read_text(encoding="utf-8")
    _css = styles()
    html = traitlets.Unicode("").tag(sync=True)
    tap = traitlets.Dict().tag(sync=True)
    answered = traitlets.Int(0).tag(sync=True)

    def __init__(self, demo: DemoSession) -> None:
        super().__init__(html=draw(demo))
        self._demo = demo
        self.observe(self._on_tap, names="tap")

    def _on_tap(self, change: Any) -> None:
        told = change["new"]
        if not isinstance(told, dict):
            return
        if told.get("action") == LOOK or self._demo.tap(told.get("action"), told.get("fields")):
            with self.hold_sync():
                self.html = draw(self._demo)
        count = told.get("count")
        if isinstance(count, int):
            self.answered = count
