"""What a change would come to: for everybody in a year, and for each story."""

import datetime
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from mybt_sim.analysis.compare import Effect
from mybt_sim.app.demo.components import balance, facts, small
from mybt_sim.app.demo.errand import Errand
from mybt_sim.app.demo.icons import icon
from mybt_sim.app.demo.panels.story import words_of
from mybt_sim.app.demo.taps import tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.demo.warm import is_compiling
from mybt_sim.app.demo.year import YearAnswer, number_on_paper
from mybt_sim.app.markup import Child, Html, tag
from mybt_sim.catalogue.notation import byn
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES
from mybt_sim.journeys import Rerun
from mybt_sim.journeys.model import OK
from mybt_sim.rulebook.book import RuleEntry, load_rulebook
from mybt_sim.rulebook.words import rule_sentence
from mybt_sim.text import number, refusal_text
from mybt_sim.world.parsing import kopecks_of

TOLD = ("promises", "refusals", "paid", "charged", "blocked_days")


def year_answer(view: View) -> Html:
    """The same change on the year of 20,000, beside the usual one."""
    asked = view.demo.drawer.year
    ask = small(view.say("year.ask"), id="year-ask", **tap("rules.year"))
    heading = tag("h3", view.say("year.title"))
    if asked is None:
        lead = tag("p", view.say("year.lead"), cls="quiet")
        still = tag("p", view.say("year.compiling"), cls="quiet") if is_compiling() else None
        return tag("section", heading, lead, still, ask)
    if asked.result is None:
        return tag("section", heading, _waiting(view, asked), id="year")
    return tag("section", heading, _year(view, asked.result), id="year", data_done=True)


def _waiting(view: View, asked: Errand[Any]) -> Html:
    if asked.trouble:
        return tag("p", icon("warn"), tag("span", asked.trouble, lang="en"), cls="trouble")
    bar = tag("progress", max=str(asked.total), value=str(asked.done)) if asked.total else None
    words = "year.compiling" if is_compiling() else "rules.waiting"
    return tag("div", tag("p", view.say(words), role="status"), bar or tag("progress"),
               data_poll="rules.look")  # fmt: skip


def _year(view: View, found: YearAnswer) -> Html:
    told = {"number": found.touched, "all": found.contracts}
    said = view.say("year.touched", **{n: number(v, view.language) for n, v in told.items()})
    ranged = tag("small", view.say("year.range"))
    heads = [
        tag("th", view.say("year.what"), scope="col"),
        tag("th", view.say("year.sum"), ranged, scope="col"),
    ]
    rows = [_effect(view, found.effects[name], found.contracts) for name in TOLD]
    return tag(
        "div",
        tag("p", said),
        tag("table", tag("thead", tag("tr", heads)), tag("tbody", rows)),
        tag("p", view.say("year.note"), cls="quiet"),
        _moved(view, found),
        _people(view, found.losers, "losers", found.worse),
        _people(view, found.winners, "winners_most", found.better),
        _life(view, found),
    )


def _effect(view: View, effect: Effect, contracts: int) -> Html:
    """A difference of the whole year, with its 95 % interval; roubles where it is money."""
    size = 100 if effect.unit == "kopecks" else 1
    sums = [one * contracts / size for one in (effect.difference, effect.low, effect.high)]
    told = [_signed(one, view.language) for one in sums]
    unit = " BYN" if size == 100 else ""
    kind = "sure" if effect.is_sure else "unsure"
    return tag(
        "tr",
        tag("th", f"{view.say(f'year.{effect.metric}')}{',' if unit else ''}{unit}", scope="row"),
        tag("td", told[0], tag("small", f"{told[1]} … {told[2]}"), cls="money"),
        cls=kind,
    )


def _signed(value: float, language: str) -> str:
    text = number(abs(round(value)), language)
    if text == "0":
        return text
    return f"{'+' if value > 0 else chr(0x2212)}{text}"


def _moved(view: View, found: YearAnswer) -> Html:
    """How many have more of it and how many less."""
    pairs: list[tuple[str, Child]] = []
    for metric, moved in found.moved.items():
        told = {name: number(count, view.language) for name, count in moved._asdict().items()}
        pairs.append((view.say(f"year.{metric}"), view.say("year.fewer_more", **told)))
    return tag("div", tag("h4", view.say("year.winners")), facts(*pairs))


def _people(view: View, rows: Sequence[Mapping[str, Any]], whose: str, count: int) -> Html:
    """How many are hit or helped, and who of them most."""
    if not rows:
        return tag("p", view.say(f"year.no_{whose}"), cls="quiet")
    lines = [
        tag(
            "button",
            tag("span", view.say("year.contract", number=number_on_paper(row["contract_id"]))),
            tag("small", _parting(view, row)),
            type_="button",
            cls="row life",
            aria_pressed="true" if row["contract_id"] == view.demo.drawer.life else "false",
            **tap("rules.life", item=row["contract_id"]),
        )
        for row in rows
    ]
    title = view.say(f"year.{whose}", number=number(count, view.language))
    return tag("div", tag("h4", title), tag("div", lines, cls="card rows"))


def _parting(view: View, row: Mapping[str, Any]) -> str:
    day = row["parted_on"]
    told = view.say("year.parted", day=view.day(day)) if isinstance(day, datetime.date) else ""
    return " · ".join(part for part in (told, _parted_by(view, row["parted_by"])) if part)


def _parted_by(view: View, told: str | None) -> str:
    """The first operation that differs, in words."""
    if not told:
        return view.say("year.by_use")
    is_missing, name = told.startswith("no "), told.removeprefix("no ")
    operation, _, came = name.partition(": ")
    words = view.say(f"operation.{operation}")
    if came in Refusal.__members__:
        words = f"{words}: {refusal_text(came, view.language)}"
    return f"{view.say('year.missing')} {words}" if is_missing else words


def _life(view: View, found: YearAnswer) -> Html | None:
    """One contract in both years."""
    chosen = view.demo.drawer.life
    both = (*found.losers, *found.winners)
    row = next((one for one in both if one["contract_id"] == chosen), None)
    if row is None:
        return None
    heads = [tag("th", words, scope="col")
             for words in ("", view.say("year.base"), view.say("year.variant"))]  # fmt: skip
    rows = [
        tag(
            "tr",
            tag("th", view.say(f"year.{name}"), scope="row"),
            *(tag("td", _figure(view, name, row[f"{side}_{name}"]), cls="money")
              for side in ("base", "variant")),
        )
        for name in (*TOLD, "balance")
    ]  # fmt: skip
    title = view.say("year.contract", number=number_on_paper(row["contract_id"]))
    return tag(
        "div",
        tag("h4", f"{title}, {_tariff(view, row['tariff'])}"),
        tag("p", _parting(view, row)),
        tag("table", tag("thead", tag("tr", heads)), tag("tbody", rows)),
        small(view.say("life.visit"), id="life-visit", **tap("life.visit")),
        cls="one-life",
        id="one-life",
    )


def _tariff(view: View, tariff: str) -> str:
    """The name of a tariff of the year, «as on its contract»."""
    plans = view.demo.handsets[-1].world.catalogue.tariffs
    return f"«{view.name(next(one.name for one in plans if one.id == tariff))}»"


def _figure(view: View, name: str, value: int) -> Html | str:
    if name == "balance":
        return balance(view, value)
    return view.money(value) if name in ("paid", "charged") else number(value, view.language)


def stories_answer(view: View) -> Html:
    """Which stories hold by the changed rules, and where the others break."""
    asked = view.demo.drawer.stories
    heading = tag("h3", view.say("rerun.title"))
    if asked is None:
        ask = small(view.say("rerun.ask"), id="stories-ask", **tap("rules.stories"))
        return tag("section", heading, tag("p", view.say("rerun.lead"), cls="quiet"), ask)
    if asked.result is None:
        return tag("section", heading, _waiting(view, asked), id="reruns")
    runs = asked.result
    held = sum(one.holds for one in runs)
    told = view.say("rerun.held", held=str(held), all=str(len(runs)))
    broken = [_broken(view, one) for one in runs if not one.holds]
    whole = [tag("li", icon("check"), view.name(one.journey.title)) for one in runs if one.holds]
    summary = tag("summary", view.say("rerun.whole", number=str(held)))
    return tag(
        "section",
        heading,
        tag("p", tag("b", told)),
        tag("ul", broken, cls="broken"),
        tag("details", summary, tag("ul", whole, cls="held"), id="held-stories"),
        id="reruns",
        data_done=True,
    )


def _broken(view: View, run: Rerun) -> Html:
    step = run.step
    assert step is not None
    caption = getattr(step.caption, view.language) if step.caption else view.say(words_of(step.do))
    place = view.say("rerun.step", step=str(run.number), all=str(len(run.journey.steps)))
    entry = deciding(run, view.demo.rules.terms)
    sentence = None
    if entry is not None:
        told = rule_sentence(entry.rule, view.language, view.demo.handsets[-1].world.terms)
        words = (told, " ", tag("code", entry.rule))
        sentence = tag("p", tag("small", words), cls="sentence")
    return tag(
        "li",
        tag("b", icon("cross"), view.name(run.journey.title)),
        tag("span", f"{place}: «{caption}»"),
        [tag("p", one) for one in _otherwise(view, run)],
        sentence,
        data_story=run.journey.name,
        data_step=run.number,
    )


def _otherwise(view: View, run: Rerun) -> list[str]:
    """What the step should have come to, and what it came to."""
    played, step = run.played, run.step
    if played is None or step is None:
        return list(run.problems)
    if played.found and played.found != step.expect:
        assert played.answer is not None
        granted = view.say("rerun.ok")
        found = granted if played.found == OK else played.answer.text(view.language)
        expected = granted if step.expect == OK else refusal_text(step.expect, view.language)
        return [view.say("rerun.otherwise", expected=expected, found=found)]
    sums = [
        view.say(
            "rerun.balance",
            expected=view.money(kopecks_of(amount)),
            found=view.money(run.balances[name]),
        )
        for name, amount in step.balance.items()
        if name in run.balances and str(amount) != byn(run.balances[name])
    ]
    if sums or played.answer is None:
        return sums or [view.say("rerun.said")]
    return [f"{view.say('rerun.said')}: «{played.answer.text(view.language)}»"]


@cache
def _entries() -> dict[str, RuleEntry]:
    return {entry.rule: entry for entry in load_rulebook().entries}


def deciding(run: Rerun, terms: object) -> RuleEntry | None:
    """The rule of the rulebook by which a story breaks: that of the refusal, else of the term."""
    played, step, entries = run.played, run.step, _entries()
    named = [name for name in (played.found if played else "", step.expect if step else "")
             if name in Refusal.__members__]  # fmt: skip
    rungs = getattr(played.answer, "ladder", ()) if played else ()
    ids = RULES[rungs[-1].rule].ids if rungs else ()
    for refusal in named:
        fitting = [one for one in entries.values() if refusal in one.refusals]
        asked = [one for one in fitting if one.rule in ids]
        if asked or fitting:
            return (asked or fitting)[0]
    changed = list(terms) if isinstance(terms, dict) else []
    for entry in entries.values():
        if any(one.name in changed for one in entry.parameters):
            return entry
    return None
