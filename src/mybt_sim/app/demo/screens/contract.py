"""The page of a contract: its balance, what is going on, and everything that can be done."""

from mybt_sim.app.demo.components import button, card, facts, page, row, rows, small, tone
from mybt_sim.app.demo.icons import icon
from mybt_sim.app.demo.screens.guest import speed
from mybt_sim.app.demo.screens.home import badge, left, line_of, states
from mybt_sim.app.demo.taps import tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Attributes, Child, Html, tag
from mybt_sim.engine.vocabulary import ServiceKind, Status
from mybt_sim.world.reads.views import ContractView

HAS_VIDEOS = (ServiceKind.TV, ServiceKind.PACKAGE)


def contract_page(view: View, contract: ContractView) -> Html:
    """A contract."""
    return page(
        view,
        view.name(contract.tariff.name),
        balance_card(view, contract),
        tag(
            "div",
            button(view.say("phone.top_up"), **_to("top_up", contract)),
            button(view.say("phone.promise"), kind="second", **_to("promise", contract)),
            cls="twin",
        ),
        _going_on(view, contract),
        tag("h3", view.say("phone.manage")),
        _actions(view, contract),
        tag("h3", view.say("phone.about")),
        _about(view, contract),
    )


def _to(name: str, contract: ContractView) -> Attributes:
    return tap("go", screen=name, contract=contract.contract_id)


def balance_card(view: View, contract: ContractView) -> Html:
    """The balance in large figures."""
    return card(
        tag("p", view.say("phone.balance"), cls="label"),
        tag(
            "p",
            view.money(contract.balance_kopecks),
            cls=f"figure {tone(contract.balance_kopecks)}",
        ),
        tag("p", [badge(words, kind) for words, kind in states(view, contract)], cls="badges"),
        kind="balance",
    )


def _going_on(view: View, contract: ContractView) -> list[Html]:
    """Cards of a promise, an ordered plan, a suspension."""
    found = []
    if contract.promise:
        values = {
            "amount": view.money(contract.promise.open_kopecks),
            "date": view.moment(contract.promise.due_at),
        }
        words = view.say("phone.promise.open", **values)
        found.append(_news("handshake", view.say("phone.promise"), words, left(view, contract)))
    if contract.pending_tariff and contract.pending_from:
        plan, date = view.name(contract.pending_tariff.name), view.moment(contract.pending_from)
        words = view.say("phone.tariff.coming", name=plan, date=date)
        cancel = small(view.say("step.cancel_order"), **tap("tariff.cancel"))
        found.append(_news("swap", view.say("phone.tariff.pending"), words, None, cancel))
    if contract.suspended_from and contract.suspended_until:
        span = {
            "start": view.moment(contract.suspended_from),
            "end": view.moment(contract.suspended_until),
        }
        words = view.say("phone.suspend.span", **span)
        resume = small(view.say("step.resume"), **tap("resume"))
        found.append(_news("pause", view.say("phone.suspend"), words, None, resume))
    return found


def _news(picture: str, title: str, text: str, value: str | None, *more: Child) -> Html:
    head = tag(
        "p",
        icon(picture),
        tag("b", title),
        tag("span", value, cls="value") if value else None,
        cls="head",
    )
    return card(head, tag("p", text), *more, kind="going")


def _actions(view: View, contract: ContractView) -> Html:
    count = len(contract.add_ons)
    connected = view.say("phone.add_ons.count", count=count) if count else ""
    tariff = f"{view.fee(contract.tariff.fee_e4)} {view.say('phone.a_month')}"
    lines = [
        row("swap", view.say("phone.tariff.change"), tariff, **_to("tariff", contract)),
        row(
            "plus",
            view.say("phone.add_ons"),
            connected or view.say("phone.add_ons.none"),
            **_to("add_ons", contract),
        ),
        row("list", view.say("phone.statement"), **_to("statement", contract)),
        row("chart", view.say("phone.usage"), **_to("usage", contract)),
        row("card", view.say("phone.express"), **_to("express", contract)),
        row("pause", view.say("phone.suspend"), **_to("suspend", contract)),
    ]
    if contract.kind in HAS_VIDEOS:
        lines.insert(2, row("film", view.say("phone.videos"), **_to("videos", contract)))
    lines.append(row("unlink", view.say("phone.unbind"), **_to("unbind", contract)))
    return rows(*lines)


def _about(view: View, contract: ContractView) -> Html:
    pairs: list[tuple[str, Child]] = [
        (view.say("phone.number"), str(contract.number)),
        (view.say("phone.holder"), view.name(contract.holder)),
        (view.say("phone.address"), view.name(contract.address)),
        (view.say("phone.home_phone"), line_of(view, contract)),
        (
            view.say("phone.tariff"),
            f"{view.name(contract.tariff.name)} {speed(view, contract.tariff)}",
        ),
        (view.say("phone.monthly"), view.money(contract.monthly_sum_kopecks)),
    ]
    if contract.days_left is not None and contract.status is not Status.FINANCIAL_BLOCK:
        days = view.say("phone.days", count=contract.days_left)
        lasts = days if contract.days_left else view.say("phone.days.none")
        pairs.append((view.say("phone.forecast"), lasts))
    if contract.tariff_free_from:
        pairs.append((view.say("phone.tariff.free"), view.moment(contract.tariff_free_from)))
    return card(facts(*pairs))
