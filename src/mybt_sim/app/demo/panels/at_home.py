"""What people do at home with what they pay for: calls, the internet, television."""

from mybt_sim.app.demo.components import field, form
from mybt_sim.app.demo.icons import icon
from mybt_sim.app.demo.panels.part import part
from mybt_sim.app.demo.taps import ActionName
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Child, Html, tag

FIELDS: dict[str, tuple[ActionName, tuple[tuple[str, str], ...]]] = {
    "telephony": ("home.call", (("number", "112"), ("seconds", "61"))),
    "internet": ("home.browse", (("down_mb", "500"), ("up_mb", "20"))),
    "tv": ("home.watch", (("minutes", "90"),)),
}
"""Of each service: the action, and what is typed, with an example."""
LABELS = {"number": "number", "seconds": "seconds", "down_mb": "down", "up_mb": "up",
          "minutes": "minutes"}  # fmt: skip
DONE_AT_HOME = frozenset({"record_call", "record_session", "record_view"})


def at_home(view: View) -> Html:
    """Everything that the chosen person can do at home, and what came of it."""
    person = view.demo.setting.people[view.demo.person]
    directory = view.handset.world.directory
    forms = [
        _use(view, service.kind, contract)
        for contract in person.contracts
        for service in directory.services(contract)
    ]
    return part("home", view.say("at_home.title"), _came_of_it(view), forms, identity="at-home")


def _use(view: View, kind: str, contract: int) -> Html:
    action, inputs = FIELDS[kind]
    typed: list[Child] = [
        field(
            view,
            name,
            view.say(f"at_home.{LABELS[name]}"),
            inputmode="tel" if name == "number" else "numeric",
            value=example,
            id_=f"{kind}-{contract}",
        )
        for name, example in inputs
    ]
    go = tag("button", view.say(f"at_{action}"), cls="small", type_="submit")
    return form(action, typed, go, cls="use", data_f_contract=contract)


def _came_of_it(view: View) -> Html | None:
    deed = view.handset.deed
    if deed is None or deed.outcome.operation not in DONE_AT_HOME:
        return None
    outcome = deed.outcome
    words = view.say("at_home.done") if outcome.ok else outcome.text(view.language)
    sign, kind = ("check", "done") if outcome.ok else ("warn", "refused")
    return tag("p", icon(sign), tag("span", words), cls=f"outcome {kind}", role="status")
