"""The widget: HTML from a demo to the browser, taps from the browser to the demo."""

import weakref
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
    *("plain", "page", "beside", "decision", "device", "forms", "contracts", "drawings", "narrow"),
    *("story", "twin", "rules", "telling", "pair", "drawer", "low", "show"),
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
    deeds     the demo's deeds that `html` shows; another page of the demo may have done more

    It does not keep its demo: the page's own notebook does, and the store of demos.
    """

    _esm = (HERE / "phone.js").read_text(encoding="utf-8")
    _css = styles()
    html = traitlets.Unicode("").tag(sync=True)
    tap = traitlets.Dict().tag(sync=True)
    answered = traitlets.Int(0).tag(sync=True)
    deeds = traitlets.Int(0).tag(sync=True)

    def __init__(self, demo: DemoSession) -> None:
        super().__init__(deeds=demo.deeds, html=draw(demo))
        self._demo_of = weakref.ref(demo)
        self.observe(self._on_tap, names="tap")
        weakref.finalize(demo, self._forget).atexit = False

    def _forget(self) -> None:
        """Leave next to nothing where the demo is gone: libraries keep every widget for ever."""
        self.unobserve_all()
        self.layout.close()  # a widget of its own, with a line to the page of its own
        self.close()
        self._trait_values.clear()

    def _on_tap(self, change: Any) -> None:
        told, demo = change["new"], self._demo_of()
        if not isinstance(told, dict) or demo is None:
            return
        if told.get("action") == LOOK or demo.tap(told.get("action"), told.get("fields")):
            with self.hold_sync(), demo.lock:
                self.deeds, self.html = demo.deeds, draw(demo)
        count = told.get("count")
        if isinstance(count, int):
            self.answered = count
