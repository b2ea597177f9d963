"""Terms in the words of people: values with their unit, and the bounds of what can be."""

from mybt_sim.app.demo.drawer import TARIFFS, TEXTS
from mybt_sim.app.demo.icons import icon
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Html, tag
from mybt_sim.catalogue.terms import FIELD_OF, LIMITS, MOST, SWITCHES, UNITS_S, VOID_AT, void_value
from mybt_sim.text import number
from mybt_sim.world.parsing import kopecks_of

UNITS = ("days", "hours", "seconds", "minutes", "mb")


def subject_key(subject: str) -> str:
    """Key of the words for a page of the drawer."""
    name = subject.lower().replace(",", "").replace(" ", "_")
    return f"rules.subject.{name}"


def unit_of(view: View, name: str) -> str:
    """The unit in which a term is written; empty for a plain number."""
    if FIELD_OF[name].endswith("_kopecks"):
        return "BYN"
    unit = name.removesuffix("_most").rpartition("_")[2]
    ends = name.rpartition("_")[2]
    found = next((one for one in (ends, unit) if one in UNITS), "")
    return view.say(f"rules.unit.{found}") if found else ""


def shown(view: View, name: str, value: object) -> str:
    """A value with its unit, as people read it."""
    if FIELD_OF[name] in SWITCHES:
        return view.say("rules.on" if value else "rules.off")
    if FIELD_OF[name] in VOID_AT and value == void_value(name):
        return view.say("rules.void")
    if FIELD_OF[name].endswith("_kopecks"):
        return view.money(kopecks_of(value))
    unit = unit_of(view, name)
    figure = number(int(str(value)), view.language)
    return f"{figure}\N{NO-BREAK SPACE}{unit}" if unit else figure


def bounds_told(view: View, name: str) -> str:
    """Between what a value has to be."""
    if name == TEXTS:
        return view.say("rules.trouble.text")
    if name == TARIFFS:
        return view.say("rules.trouble.tariff")
    if name not in FIELD_OF:
        return view.say("rules.trouble.fee")
    field = FIELD_OF[name]
    least, most = LIMITS.get(field, (0, MOST))
    if field.endswith("_kopecks"):
        ends = [view.money(one) for one in (least, most)]
        return view.say("rules.trouble.money", least=ends[0], most=ends[1])
    size = UNITS_S[name.rpartition("_")[2]] if field.endswith("_s") else 1
    ends = [number(one // size, view.language) for one in (least, most)]
    return view.say("rules.trouble.number", least=ends[0], most=ends[1])


def trouble_told(view: View, name: str) -> Html | None:
    """Why a value cannot be: in plain words; as the reader of scenarios says it, behind a fold."""
    trouble = view.demo.drawer.trouble
    if trouble is None or trouble.name != name:
        return None
    plain = bounds_told(view, name)
    return tag(
        "div",
        tag("p", icon("warn"), tag("span", f"«{trouble.typed}»: {plain}")),
        tag(
            "details",
            tag("summary", view.say("decision.behind")),
            tag("code", trouble.finding, lang="en"),
            id="trouble-finding",
        ),
        cls="trouble",
        role="alert",
    )
