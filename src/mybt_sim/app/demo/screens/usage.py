"""Usage statistics with drawings of our own (S19e)."""

from collections.abc import Callable, Sequence

from mybt_sim.analysis.hours import hour_weights, spread
from mybt_sim.app.demo.components import card, empty, note, page, why_empty
from mybt_sim.app.demo.drawings import Share, bars, shares
from mybt_sim.app.demo.screens.statement import days_asked, period_choice
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Child, Html, tag
from mybt_sim.behaviour.hours import HOURS
from mybt_sim.text import duration, minutes, volume
from mybt_sim.world.clients import Client
from mybt_sim.world.reads.views import ContractView, UsageDay, UsageView

CALLS: dict[str, Callable[[UsageDay], int]] = {
    "local": lambda day: day.local_minutes,
    "long_distance": lambda day: day.long_distance_minutes,
    "mobile": lambda day: day.mobile_minutes,
    "international": lambda day: day.international_minutes,
    "service": lambda day: day.service_minutes,
}
HOUR_NAMES = tuple(f"{hour:02}:00" for hour in range(HOURS))


def usage(view: View, contract: ContractView) -> Html:
    """What was used in a period, by day."""
    item = view.handset.screen.item or "this"
    outcome = view.handset.look(Client.usage, **days_asked(view, contract, item))
    body: list[Child] = [period_choice(view, item)]
    if not outcome.ok:
        if view.handset.banner is None:
            body.append(why_empty(view, outcome))
        return page(view, view.say("phone.usage"), body)
    parts = [*_traffic(view, outcome.data), *_calls(view, outcome.data), *_tv(view, outcome.data)]
    if not parts:
        parts.append(
            empty("chart", view.say("phone.usage.empty"), view.say("phone.usage.empty.text"))
        )
    return page(view, view.say("phone.usage"), body, parts)


def _traffic(view: View, used: UsageView) -> list[Html]:
    if not used.down_mb + used.up_mb:
        return []
    stats = tag(
        "div",
        _stat(view.say("usage.received"), volume(used.down_mb, view.language)),
        _stat(view.say("usage.sent"), volume(used.up_mb, view.language)),
        cls="tally",
    )
    down = [day.down_mb for day in used.days]
    by_day = _drawn(view, used, down, _mb(view))
    return [
        card(tag("h3", view.say("phone.traffic")), stats, by_day),
        card(
            tag("h3", view.say("phone.usage.by_hour")),
            _bars(view, hours_of(used), HOUR_NAMES, _mb(view), "by_hour"),
            note(view.say("phone.usage.by_hour.note")),
        ),
    ]


def hours_of(used: UsageView) -> list[int]:
    """MB received by hour of the day, each day spread by the profile of its weekday."""
    weights = hour_weights()
    days = (spread(day.down_mb, weights["down", day.day.weekday()]) for day in used.days)
    return [sum(parts) for parts in zip(*days, strict=True)]


def _mb(view: View) -> Callable[[int], str]:
    return lambda mb: volume(mb, view.language)


def _calls(view: View, used: UsageView) -> list[Html]:
    talked = {name: sum(map(of, used.days)) for name, of in CALLS.items()}
    if not sum(talked.values()):
        return []
    lines = [
        Share(view.say(f"phone.calls.{name}"), amount, _minutes(view, amount))
        for name, amount in talked.items()
        if amount
    ]
    total = _stat(view.say("usage.calls"), _minutes(view, sum(talked.values())))
    kopecks = sum(day.usage_kopecks for day in used.days)
    cost = _stat(view.say("phone.usage.cost"), view.money(kopecks)) if kopecks else None
    stats = tag("div", total, cost, cls="tally")
    return [card(tag("h3", view.say("usage.calls")), stats, shares(lines))]


def _tv(view: View, used: UsageView) -> list[Html]:
    watched = [day.tv_minutes for day in used.days]
    if not sum(watched):
        return []
    stats = tag(
        "div", _stat(view.say("phone.usage.watched"), _lasting(view, sum(watched))), cls="tally"
    )
    drawn = _drawn(view, used, watched, lambda amount: _lasting(view, amount))
    return [card(tag("h3", view.say("usage.tv")), stats, drawn)]


def _drawn(view: View, used: UsageView, values: Sequence[int], words: Callable[[int], str]) -> Html:
    days = [view.day(day.day) for day in used.days]
    return _bars(view, values, days, words, "by_day")


def _bars(
    view: View,
    values: Sequence[int],
    names: Sequence[str],
    words: Callable[[int], str],
    by: str,
) -> Html:
    title = view.say(f"phone.usage.{by}")
    return bars(values, names, words, title=title, table=view.say("phone.usage.table"))


def _stat(name: str, value: str) -> Html:
    return tag("p", tag("small", name), tag("b", value), cls="stat")


def _minutes(view: View, amount: int) -> str:
    return minutes(amount, view.language)


def _lasting(view: View, amount: int) -> str:
    return duration(amount, view.language)
