"""Changing the plan, add-ons, films, voluntary suspension."""

from mybt_sim.app.demo.components import (
    button,
    card,
    empty,
    facts,
    form,
    note,
    page,
    refusal_card,
    row,
    small,
)
from mybt_sim.app.demo.rehearsal import Rehearsal, rehearse_tariff
from mybt_sim.app.demo.screens.guest import plan_line, speed
from mybt_sim.app.demo.taps import tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import NOTHING, Attribute, Child, Html, tag
from mybt_sim.catalogue.model import AddOn, Period, in_force
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.status import SUSPENSION_ADD_ON, VIDEO_ADD_ON
from mybt_sim.text import minutes
from mybt_sim.world.clients import Client
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.reads.views import AddOnView, ContractView, TariffView

ELSEWHERE = (SUSPENSION_ADD_ON, VIDEO_ADD_ON)
"""Add-ons that have screens of their own."""
NOT_FOR_THIS = frozenset(
    {
        *(Refusal.ADDON_NOT_AVAILABLE, Refusal.TRUST_NOT_ELIGIBLE, Refusal.SMS_NOT_PREPAID),
        *(Refusal.TARIFF_TECH_MISMATCH, Refusal.TARIFF_NOT_ELIGIBLE),
    }
)
"""These say that something is not for this contract, whatever its people do."""


def tariff(view: View, contract: ContractView) -> Html:
    """Plans for this contract: those that can be ordered, those that cannot now, and the rest."""
    offered = view.handset.look(Client.list_tariffs).data or ()
    plans = [one for one in offered if one.kind is contract.kind and one.id != contract.tariff.id]
    answers = {plan.id: _answer(view, contract, plan) for plan in plans}
    open_plans = [plan for plan in plans if _is_open(answers[plan.id])]
    closed = [plan for plan in plans if answers[plan.id].refusal in NOT_FOR_THIS]
    body: list[Child] = [
        tag("h3", view.say("phone.tariff.now")),
        card(plan_line(view, contract.tariff), kind="rows"),
    ]
    waiting = [plan for plan in plans if plan not in open_plans and plan not in closed]
    if waiting:
        body.append(_why_not(view, answers[waiting[0].id]))
    if open_plans:
        body.append(tag("h3", view.say("phone.tariff.open")))
        body.append(card([_plan_row(view, contract, plan) for plan in open_plans], kind="rows"))
    if waiting:
        body.append(tag("h3", view.say("phone.tariff.later")))
        body.append(card([plan_line(view, plan) for plan in waiting], kind="rows"))
    if closed:
        body.append(_closed(view, closed, answers))
    if not plans:
        words = view.say("phone.tariff.none"), view.say("phone.tariff.none.text")
        body.append(empty("tag", *words))
    return page(view, view.say("phone.tariff.change"), body)


def _answer(view: View, contract: ContractView, plan: TariffView) -> Outcome:
    number = contract.contract_id
    return view.handset.look(Client.change_tariff, contract=number, tariff=plan.id, confirmed=True)


def _is_open(answer: Outcome) -> bool:
    return answer.ok or answer.refusal is Refusal.TARIFF_CONFIRM_REQUIRED


def _why_not(view: View, answer: Outcome) -> Html:
    if view.handset.banner is not None:
        return NOTHING
    return refusal_card(view, answer, is_foretold=True)


def _common(answers: list[Outcome]) -> Outcome | None:
    """The refusal that stands before all of these: it is told once, over them."""
    refusals = {answer.refusal for answer in answers}
    return answers[0] if len(answers) > 1 and len(refusals) == 1 and not answers[0].ok else None


def _reason(view: View, answer: Outcome, common: Outcome | None) -> Html | None:
    if answer.ok or common is not None:
        return None
    return tag("small", answer.text(view.language), cls="why")


def _plan_row(view: View, contract: ContractView, plan: TariffView) -> Html:
    wish = tap("go", screen="tariff_order", contract=contract.contract_id, item=plan.id)
    return row("swap", view.name(plan.name), speed(view, plan), value=view.fee(plan.fee_e4), **wish)


def _closed(view: View, plans: list[TariffView], answers: dict[str, Outcome]) -> Html:
    lines = [
        tag("div", plan_line(view, plan), tag("p", answers[plan.id].text(view.language), cls="why"))
        for plan in plans
    ]
    title = tag("summary", view.say("phone.not_for_this", count=len(plans)))
    return tag("details", title, card(lines, kind="rows"), cls="more", id=view.id("closed-plans"))


def tariff_order(view: View, contract: ContractView) -> Html:
    """What the change would bring, and the consent to it (TAR-ADDONS)."""
    item = view.handset.screen.item
    rehearsal = rehearse_tariff(view.handset, contract, item)
    title = view.say("phone.tariff.change")
    if rehearsal.after is None:
        refused = refusal_card(view, rehearsal.outcome) if view.handset.banner is None else None
        return page(view, title, refused)
    pairs: list[tuple[str, Child]] = [
        (view.say("phone.tariff.from"), view.moment(rehearsal.at)),
        (view.say("phone.tariff.old"), view.name(contract.tariff.name)),
        (view.say("phone.tariff.new"), view.name(rehearsal.after.tariff.name)),
        (view.say("phone.monthly"), _change(view, contract, rehearsal.after)),
    ]
    consent = _consent(view, rehearsal) if rehearsal.lost else None
    gained = _gained(view, rehearsal) if rehearsal.gained else None
    ask = form("tariff.order", consent, button(view.say("phone.tariff.order")), cls="plain")
    return page(view, title, card(facts(*pairs)), gained, ask, note(view.say("phone.tariff.note")))


def _change(view: View, before: ContractView, after: ContractView) -> str:
    was, will = view.money(before.monthly_sum_kopecks), view.money(after.monthly_sum_kopecks)
    return f"{was} → {will}"


def _names(view: View, add_ons: tuple[AddOnView, ...]) -> Html:
    return tag("ul", [tag("li", view.name(one.name)) for one in add_ons])


def _consent(view: View, rehearsal: Rehearsal) -> Html:
    box = tag("input", type="checkbox", name="confirmed", value="yes", id=view.id("confirmed"))
    agree = tag(
        "label",
        box,
        tag("span", view.say("phone.tariff.agree")),
        for_=view.id("confirmed"),
        cls="choice",
    )
    lost = tag("b", view.say("phone.tariff.lost"))
    return card(lost, _names(view, rehearsal.lost), agree, kind="warn")


def _gained(view: View, rehearsal: Rehearsal) -> Html:
    return card(tag("b", view.say("phone.tariff.gained")), _names(view, rehearsal.gained))


def add_ons(view: View, contract: ContractView) -> Html:
    """Add-ons that are on, those that can be connected, and the rest with the reason."""
    held = {one.id for one in contract.add_ons}
    others = [
        (one, _offer(view, contract, one.id))
        for index, one in enumerate(view.handset.world.catalogue.add_ons)
        if index not in ELSEWHERE and one.id not in held
    ]
    body: list[Child] = [tag("h3", view.say("phone.add_ons.on"))]
    if contract.add_ons:
        body.append(card([_held(view, one) for one in contract.add_ons], kind="rows"))
    else:
        body.append(note(view.say("phone.add_ons.none")))
    open_ones = [(one, answer) for one, answer in others if answer.refusal not in NOT_FOR_THIS]
    common = _common([answer for _, answer in open_ones])
    if common is not None:
        body.insert(0, _why_not(view, common))
    body.append(tag("h3", view.say("phone.add_ons.offer")))
    lines = [_offered(view, one, answer, common) for one, answer in open_ones]
    body.append(card(lines, kind="rows"))
    closed = [one for one, answer in others if answer.refusal in NOT_FOR_THIS]
    if closed:
        title = tag("summary", view.say("phone.not_for_this", count=len(closed)))
        names = [tag("div", tag("b", view.name(one.name)), cls="row still") for one in closed]
        rest = card(names, kind="rows")
        body.append(tag("details", title, rest, cls="more", id=view.id("closed-add-ons")))
    return page(view, view.say("phone.add_ons"), body)


def _offer(view: View, contract: ContractView, add_on: str) -> Outcome:
    return view.handset.look(Client.connect_add_on, contract=contract.contract_id, add_on=add_on)


def _held(view: View, one: AddOnView) -> Html:
    words = view.say("phone.included") if one.is_included else _price(view, one)
    if one.until:
        words = view.say("phone.until", date=view.moment(one.until))
    off = _deed(view.say("phone.off"), view.name(one.name), **tap("add_on.off", item=one.id))
    text = tag("span", tag("b", view.name(one.name)), tag("small", words), cls="text")
    return tag("div", text, off, cls="row still")


def _deed(words: str, what: str, **wish: Attribute) -> Html:
    """A small button of a line; to a screen reader it tells of which."""
    return small(words, aria_label=f"{words}: {what}", **wish)


def _price(view: View, one: AddOnView) -> str:
    parts = []
    if one.once_kopecks:
        parts.append(view.say("phone.once", amount=view.money(one.once_kopecks)))
    if one.fee_e4:
        parts.append(f"{view.fee(one.fee_e4)} {view.say('phone.a_month')}")
    return " · ".join(parts) or view.say("phone.free")


def _offered(view: View, one: AddOn, answer: Outcome, common: Outcome | None) -> Html:
    price = in_force(one.prices, view.now.date())
    shown = AddOnView(one.id, {}, int(price.fee), int(price.once))
    why = _reason(view, answer, common)
    text = tag(
        "span", tag("b", view.name(one.name)), tag("small", _price(view, shown)), why, cls="text"
    )
    on = _deed(view.say("phone.on"), view.name(one.name), **tap("add_on.on", item=one.id))
    return tag("div", text, on, cls="row still")


def videos(view: View, contract: ContractView) -> Html:
    """Films on demand (ADD-VOD)."""
    once = in_force(view.handset.world.catalogue.add_ons[VIDEO_ADD_ON].prices, view.now.date()).once
    films = [
        card(
            tag("h3", view.name(film.title)),
            tag("p", view.name(film.about)),
            tag(
                "div",
                tag("small", minutes(film.minutes, view.language)),
                _deed(
                    view.say("phone.rent", amount=view.money(int(once))),
                    view.name(film.title),
                    **tap("video.rent", item=film.id),
                ),
                cls="split",
            ),
            kind="article",
        )
        for film in view.handset.world.content.videos
    ]
    return page(view, view.say("phone.videos"), note(view.say("phone.videos.note")), films)


def suspend(view: View, contract: ContractView) -> Html:
    """Order a voluntary suspension, or end it."""
    title = view.say("phone.suspend")
    if contract.suspended_until and contract.suspended_from:
        span = facts(
            (view.say("phone.suspend.start"), view.moment(contract.suspended_from)),
            (view.say("phone.suspend.end"), view.moment(contract.suspended_until)),
        )
        resume = button(view.say("step.resume"), **tap("resume"))
        return page(view, title, card(span), resume, note(view.say("phone.suspend.early")))
    lead = tag("p", view.say("phone.suspend.lead"), cls="lead")
    terms = [one for one in _periods(view) if contract.kind.name.lower() in one.for_kinds]
    answers = [_suspension(view, contract, one.days) for one in terms]
    common = _common(answers)
    told = _why_not(view, common) if common else None
    lines = [
        _term(view, one.days, int(one.once), _reason(view, answer, common))
        for one, answer in zip(terms, answers, strict=True)
    ]
    last = note(view.say("phone.suspend.note"))
    return page(view, title, lead, told, card(lines, kind="rows"), last)


def _periods(view: View) -> tuple[Period, ...]:
    offer = view.handset.world.catalogue.add_ons[SUSPENSION_ADD_ON]
    return in_force(offer.prices, view.now.date()).periods


def _suspension(view: View, contract: ContractView, days: int) -> Outcome:
    return view.handset.look(Client.suspend, contract=contract.contract_id, days=days)


def _term(view: View, days: int, once_kopecks: int, why: Html | None) -> Html:
    span = view.say("phone.days", count=days)
    price = tag("small", view.money(once_kopecks))
    order = _deed(view.say("phone.order"), span, **tap("suspend", days=days))
    return tag("div", tag("span", tag("b", span), price, why, cls="text"), order, cls="row still")
