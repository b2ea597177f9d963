"""Somebody of the year whose phone is in hand: the day on which her life parts, and the way on."""

import datetime

from mybt_sim.app.demo.components import small
from mybt_sim.app.demo.icons import icon
from mybt_sim.app.demo.life import Asked, Life, LifeDeed
from mybt_sim.app.demo.taps import tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.demo.year import number_on_paper
from mybt_sim.app.markup import Html, tag
from mybt_sim.engine.refusals import Refusal
from mybt_sim.text import refusal_text
from mybt_sim.world.parsing import kopecks_of


def life_panel(view: View, life: Life) -> Html:
    """What she did on the day, how it went by either rules, and the way on and back."""
    told = {"number": number_on_paper(life.contract), "day": view.day(life.day)}
    holder = life.setting.people[0].holder
    name = tag("small", view.name(holder.full_name), cls="quiet")
    caption = view.say("life.caption") if life.deeds else view.say("life.no_deeds")
    rows = [_deed(view, deed, is_done=n < life.done) for n, deed in enumerate(life.deeds)]
    words = tag(
        "div",
        tag("h2", view.say("life.title", **told), name),
        tag("p", caption, cls="caption", role="status", id="caption"),
        tag("ol", rows, cls="life-day") if rows else None,
        cls="words",
    )
    body = tag("div", words, _ways(view, life), cls="told")
    label = view.say("life.title", **told)
    return tag("section", body, cls="stories playing", data_part="stories", id="life",
               aria_label=label)  # fmt: skip


def _deed(view: View, deed: LifeDeed, *, is_done: bool) -> Html:
    what = f"{deed.at:%H:%M} {view.say(f'operation.{deed.operation.name.lower()}')}"
    told = [_came(view, asked) for asked in deed.sides]
    if told[0] == told[1]:
        words: list[Html] = [tag("span", told[0])]
    else:
        words = [
            tag("span", tag("small", view.say(f"year.{side}"), ": "), came)
            for side, came in zip(("base", "variant"), told, strict=True)
        ]
    return tag("li", tag("b", icon("check") if is_done else None, what), words)


def _came(view: View, asked: Asked | None) -> str:
    """What was asked with, where it is a sum, and what it came to."""
    if asked is None:
        return view.say("life.absent")
    amount = kopecks_of(asked.arguments["amount"])
    is_done = asked.came == Refusal.NONE.name
    came = view.say("rerun.ok") if is_done else refusal_text(asked.came, view.language)
    return f"{view.money(amount)}: {came}" if amount else came


def _ways(view: View, life: Life) -> Html:
    midnight = datetime.datetime.combine(life.day, datetime.time()) + datetime.timedelta(days=1)
    is_over = life.next_deed is None and view.now >= midnight
    words = view.say("life.next" if life.next_deed else "life.midnight")
    on = tag("button", tag("span", words), icon("next"), cls="button first", type_="button",
             id="story-next", **tap("life.next"))  # fmt: skip
    leave = small(view.say("life.leave"), id="life-leave", **tap("story.close"))
    back = None if view.demo.is_on_show else leave  # a show ends before what is shown in it
    return tag("div", None if is_over else on, back, cls="controls")
