"""A fault of the catalogue, the law that broke for it, and the story of that, step by step."""

from mybt_sim.app.demo.link import address_of_tale
from mybt_sim.app.markup import Html, tag
from mybt_sim.app.quality.reports import Answer, Caught, Line, Told
from mybt_sim.app.quality.view import ALL_LAWS, PATH, View
from mybt_sim.base.errors import JourneyError
from mybt_sim.base.time import MINUTE_S
from mybt_sim.engine.decide import Question
from mybt_sim.engine.refusals import Refusal
from mybt_sim.quality.faults.runner import STUMBLED
from mybt_sim.quality.hunt.view import deed_said
from mybt_sim.quality.steps import Deed
from mybt_sim.quality.story import Done
from mybt_sim.text import moment, refusal_text, translate

AT_THE_DOOR = frozenset(
    one.name.lower()
    for one in (
        Question.ADMIT,
        Question.RECALL,
        Question.OWN_CHECK,
        Question.OUTSIDE_SELF_SERVICE,
        Question.OPEN_SESSION,
        Question.CLOSE_SESSION,
        Question.LIST_PLACES,
        Question.FIND_VIDEO,
    )
)
"""Questions that are no operations of their own."""
UNASKED = (Deed.MIDNIGHT.name.lower(), Deed.DUE.name.lower())


def fault_told(view: View) -> Html:
    """What is wrong with the operator: the rule in words, and the place in its source."""
    fault = view.fault
    return tag(
        "div",
        tag("p", view.sentence(fault.rule), " ", tag("code", fault.rule), cls="said"),
        tag("p", view.say("fault.instead"), " ", tag("code", fault.place), cls="sub"),
        tag("pre", tag("del", fault.old), "\n", tag("ins", fault.new), cls="change", tabindex="0",
            role="region", aria_label=fault.name),
    )  # fmt: skip


def caught(view: View) -> Html:
    """What became of the fault, when it was hunted last."""
    found = view.known.caught.get(view.fault.name)
    if found is None:
        return tag("p", view.say("not_caught_yet"), cls="sub")
    if found.told is None:
        return tag("p", view.say("lives_on", took=view.seconds(found.seconds)), cls="wrong")
    return tag("div", _verdict(view, found, found.told), _story(view, found.told))


def _verdict(view: View, found: Caught, told: Told) -> Html:
    law = next((one for one in ALL_LAWS if one.name == told.law), None)
    says = view.say("stumbled") if law is None else view.law(law)
    also = len(told.laws) - 1
    figures = view.say(
        "caught.figures", took=view.seconds(found.seconds), checked=view.count(found.steps),
        length=view.count(len(told.lines)), also=view.count(max(also, 0)),
    )  # fmt: skip
    guarded = [tag("li", view.sentence(one), " ", tag("code", one)) for one in law.rules] if (
        law) else []  # fmt: skip
    return tag(
        "div",
        tag("p", tag("b", view.say("caught.by")), " ", says, " ",
            tag("code", told.law if told.law != STUMBLED else ""), cls="verdict"),
        tag("p", figures, cls="sub"),
        tag("p", view.say("caught.guards"), cls="sub") if guarded else None,
        tag("ul", guarded, cls="laws") if guarded else None,
    )  # fmt: skip


def _story(view: View, told: Told) -> Html:
    lines = [_line(view, one) for one in told.lines]
    ends = tag("p", view.say("story.breaks"), " ", tag("code", told.law), cls="wrong")
    terms = ", ".join(f"{name} = {value}" for name, value in told.terms)
    begins = view.say(
        "story.begins", then=moment(told.opened_at, view.language), tariff=told.tariff,
        balance=view.byn(told.balance_kopecks),
    ) if told.opened_at else view.say("story.door")  # fmt: skip
    return tag(
        "div",
        tag("h3", view.say("title.story")),
        tag("p", begins, cls="sub"),
        tag("p", view.say("story.terms"), " ", tag("code", terms), cls="sub") if terms else None,
        tag("ol", lines, cls="story"),
        ends,
        _ways_on(view, told) if told.file else None,
    )


def _ways_on(view: View, told: Told) -> Html:
    """The story on the phone of the demo by the wrong rules, and as a file."""
    phone = _on_phone(view, told)
    if phone is None:
        on_phone = tag("p", view.say("story.at_counter"), cls="sub")
    else:
        words = view.say("story.on_phone")
        on_phone = tag("p", tag("a", words, href=phone, cls="button", id="on-phone"))
    address = view.href().replace(PATH, f"{PATH}/story.toml", 1)
    file = tag("a", view.say("story.file"), href=address, download=True)
    return tag("div", on_phone, tag("p", file, cls="tools"))


def _on_phone(view: View, told: Told) -> str | None:
    """The address of the demo that is before the first step; None for what cannot be told so."""
    if not told.journey:
        return None
    try:
        return f"/demo/{address_of_tale(view.language, told.journey, view.fault.name)}"
    except JourneyError:  # too long for an address
        return None


def _line(view: View, one: Line) -> Html:
    facts = ", ".join(f"{name} {value}" for name, value in one.facts)
    answers = [(view.say("story.wrong"), one.wrong), (view.say("story.right"), one.right)]
    return tag(
        "li",
        tag("small", _when(view, one)),
        tag("b", line_words(view, one)),
        tag("code", facts) if facts else None,
        tag(
            "dl",
            [tag("div", tag("dt", name), tag("dd", _answered(view, answer)))
             for name, answer in answers],
        ),
        cls="parts" if one.parts else None,
    )  # fmt: skip


def _when(view: View, one: Line) -> str:
    if one.is_visit:
        who = view.say("story.other") if one.is_other else view.say("story.one")
        return view.say("story.after", wait=view.count(one.now), who=who)
    return f"{moment(one.now, view.language)}:{one.now % MINUTE_S:02}"


def line_words(view: View, one: Line) -> str:
    """What was asked or fell due, in words."""
    if one.what in AT_THE_DOOR:
        return view.say(f"question.{one.what}")
    if one.what in UNASKED:
        return view.say(f"deed.{one.what}")
    if one.is_visit:
        return translate(f"operation.{one.what}", view.language)
    done = Done(Deed[one.what.upper()], one.now, one.amount, one.choice)
    return deed_said(done, view.language)


def _answered(view: View, answer: Answer) -> str:
    is_done = answer.refusal == Refusal.NONE.name
    words = view.say("done") if is_done else refusal_text(answer.refusal, view.language)
    if answer.balance_kopecks is None:
        return words
    state = translate(f"status.{answer.status}", view.language)
    return view.say("story.came", words=words, amount=view.byn(answer.balance_kopecks), state=state)
