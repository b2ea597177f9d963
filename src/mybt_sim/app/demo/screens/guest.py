"""What anybody can see: the guest's page, news, tariffs, help, the quick balance check."""

from mybt_sim.app.demo.components import (
    button,
    card,
    empty,
    facts,
    message,
    note,
    page,
    paper_login,
    row,
    rows,
    tone,
    why_empty,
)
from mybt_sim.app.demo.icons import icon
from mybt_sim.app.demo.taps import tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Html, joined, tag
from mybt_sim.catalogue.articles import Help, News
from mybt_sim.engine.vocabulary import ServiceKind
from mybt_sim.text import allowance
from mybt_sim.text import speed as written_speed
from mybt_sim.world.clients import Client
from mybt_sim.world.reads.views import BalanceView, TariffView


def guest(view: View) -> Html:
    """The first screen of somebody who is not signed in: exactly what a guest may do (S9)."""
    lines = [
        ("news", "news"),
        ("tag", "tariffs"),
        ("pin", "centres"),
        ("wifi", "hotspots"),
        ("globe", "language"),
        ("help", "help"),
    ]
    offered = [
        row(picture, view.say(f"phone.{name}"), **tap("go", screen=name)) for picture, name in lines
    ]
    if view.handset.kind == "web":
        words = view.say("phone.check"), view.say("phone.check.note")
        offered.append(row("wallet", *words, **tap("go", screen="check")))
    return joined(
        tag(
            "header",
            tag("h2", view.say("phone.app"), tabindex="-1", id=view.id("title")),
            cls="bar",
        ),
        tag(
            "div",
            message(view),
            tag(
                "div",
                tag("p", view.say("phone.guest.lead")),
                button(view.say("phone.sign_in"), **tap("sign_in")),
                cls="hero",
            ),
            tag("h3", view.say("phone.guest.open")),
            rows(*offered),
            note(view.say("phone.guest.note")),
            cls="body",
        ),
    )


def news(view: View) -> Html:
    """News, newest first."""
    outcome = view.handset.look(Client.list_news)
    if not outcome.ok:
        return page(view, view.say("phone.news"), why_empty(view, outcome))
    if not outcome.data:
        nothing = empty("news", view.say("phone.news"), view.say("phone.news.empty"))
        return page(view, view.say("phone.news"), nothing)
    articles = [
        _article(view, f"news-{item.id}", item, tag("small", view.day(item.published)))
        for item in outcome.data
    ]
    return page(view, view.say("phone.news"), rows(*articles))


def _article(view: View, identity: str, article: News | Help, *more: Html) -> Html:
    """A title that opens its text."""
    return tag(
        "details",
        tag("summary", tag("b", view.name(article.title)), *more),
        tag("p", view.name(article.text)),
        cls="article",
        id=view.id(identity),
    )


def tariffs(view: View) -> Html:
    """Plans on sale today, by kind."""
    outcome = view.handset.look(Client.list_tariffs)
    if not outcome.ok:
        return page(view, view.say("phone.tariffs"), why_empty(view, outcome))
    parts = []
    for kind in ServiceKind:
        plans = [plan for plan in outcome.data if plan.kind is kind]
        if plans:
            parts.append(tag("h3", view.say(f"service.{kind.name.lower()}")))
            parts.append(tag("div", [plan_line(view, plan) for plan in plans], cls="card rows"))
    return page(view, view.say("phone.tariffs"), parts)


def plan_line(view: View, plan: TariffView) -> Html:
    """A plan with its speed and price."""
    return tag(
        "div",
        tag("span", tag("b", view.name(plan.name)), tag("small", speed(view, plan)), cls="text"),
        tag("span", view.fee(plan.fee_e4), tag("small", view.say("phone.a_month")), cls="value"),
        cls="row still",
    )


def speed(view: View, plan: TariffView) -> str:
    """The speed of a plan, or the volume that it includes."""
    parts = []
    if plan.down_kbps:
        parts.append(view.say("phone.speed", speed=written_speed(plan.down_kbps, view.language)))
    if plan.included_mb:
        volume = allowance(plan.included_mb, view.language)
        parts.append(view.say("phone.volume", volume=volume))
    if plan.is_social:
        parts.append(view.say("phone.social"))
    return " · ".join(parts)


def guide(view: View) -> Html:
    """The user guide (S18)."""
    outcome = view.handset.look(Client.help)
    if not outcome.ok:
        return page(view, view.say("phone.help"), why_empty(view, outcome))
    topics = [_article(view, f"help-{key}", topic) for key, topic in outcome.data.items()]
    return page(view, view.say("phone.help"), rows(*topics), note(view.say("phone.help.note")))


def check(view: View) -> Html:
    """Balance by login and password, without an account (S23)."""
    outcome = view.handset.banner
    found = outcome.data if outcome is not None and outcome.ok else None
    answer = _balance_card(view, found) if isinstance(found, BalanceView) else None
    return page(
        view,
        view.say("phone.check"),
        answer,
        *paper_login(view, "check", view.say("phone.check.go")),
    )


def _balance_card(view: View, found: BalanceView) -> Html:
    return card(
        tag(
            "p",
            view.money(found.balance_kopecks),
            cls=f"figure {tone(found.balance_kopecks)}",
        ),
        facts(
            (view.say("phone.tariff"), view.name(found.tariff)),
            (view.say("phone.state"), view.say(f"status.{found.status.name.lower()}")),
        ),
        icon("wallet"),
        kind="balance",
    )
