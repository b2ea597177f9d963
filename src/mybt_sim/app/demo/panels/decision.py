"""The decision: what the last tap asked, the checks that it passed, and what it changed."""

import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from enum import IntEnum
from itertools import groupby
from textwrap import dedent
from typing import Any

from mybt_sim.app.demo.handset import Deed
from mybt_sim.app.demo.icons import icon
from mybt_sim.app.demo.telling import NO_VALUE, told_of
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Child, Html, tag
from mybt_sim.engine.rule import RULES
from mybt_sim.rulebook.words import rule_of, rule_sentence, rules_refusing
from mybt_sim.world.outcome import Rung
from mybt_sim.world.reads.views import ContractView

WORD_BREAK = Html("<wbr>")
SAME_AS_BEFORE = frozenset({"address", "holder", "name"})


def decision_panel(view: View) -> Html:
    """What the last operation was, did, and why: in words, and behind a switch in code."""
    deed = view.handset.deed
    if deed is None:
        return tag("div", tag("p", view.say("decision.empty"), cls="quiet"), cls="decision")
    parts = (
        _head(view, deed),
        _changes(view, deed),
        _entries(view, deed),
        _events(view, deed),
        _rules(view, deed),
        _behind(view, deed),
    )
    return tag("div", parts, cls="decision")


def _head(view: View, deed: Deed) -> Html:
    outcome = deed.outcome
    verdict = view.say("decision.passed" if outcome.ok else "decision.refused")
    kind = "yes" if outcome.ok else "no"
    return tag(
        "div",
        tag("p", tag("b", view.say(f"operation.{outcome.operation}"))),
        tag(
            "p",
            icon("check" if outcome.ok else "cross"),
            tag("span", verdict),
            cls=f"verdict {kind}",
        ),
        None if outcome.ok else tag("p", outcome.text(view.language)),
        [_sentence(view, rule) for rule in _deciding(deed)],
        cls="deed",
        id="deed",
        data_refusal="" if outcome.ok else outcome.refusal.name,
    )


def _deciding(deed: Deed) -> list[str]:
    """The rules that refused; what is refused before any rule is asked has one of its own."""
    outcome = deed.outcome
    if outcome.ok:
        return []
    found = [rule_of(rung.rule, rung.check.refusal) for rung in _refusing(deed)]
    return found or list(rules_refusing(outcome.refusal)[:1])


def _refusing(deed: Deed) -> list[Rung]:
    return [rung for rung in deed.outcome.ladder if not rung.is_passed]


def _sentence(view: View, rule: str) -> Html:
    """The sentence of the rulebook, by the terms of the phone's world."""
    words = rule_sentence(rule, view.language, view.handset.world.terms)
    return tag("blockquote", tag("p", words), cls="deciding-sentence", data_rule=rule)


def _rules(view: View, deed: Deed) -> Html:
    """The rules of the functions that were asked, each as its sentence."""
    asked = dict.fromkeys(rung.rule for rung in deed.outcome.ladder)
    ids = dict.fromkeys(one for function in asked for one in RULES[function].ids)
    if not ids:
        return Html("")
    lines = [tag("li", rule_sentence(one, view.language, view.handset.world.terms)) for one in ids]
    summary = tag("summary", view.say("decision.rules", number=str(len(lines))), cls="small")
    return tag("details", summary, tag("ul", lines, cls="sentences"), id="rules-asked")


def _behind(view: View, deed: Deed) -> Html:
    """Code, field names and inner numbers, for those who ask for them."""
    outcome = deed.outcome
    codes = (
        tag("code", outcome.operation),
        " ",
        tag("code", "OK" if outcome.ok else outcome.refusal.name),
    )
    events = [tag("li", tag("code", one.event.name)) for one in outcome.events]
    body = (
        tag("p", codes),
        [_source(view, rung) for rung in _refusing(deed)],
        tag("ul", events) if events else None,
        _fields(view, deed),
        _ladder(view, deed),
    )
    summary = tag("summary", view.say("decision.behind"), cls="small")
    return tag("details", summary, body, id="behind-decision", cls="behind")


def _part(title: str, *body: Child) -> Html:
    return tag("section", tag("h3", title), *body)


def _ladder(view: View, deed: Deed) -> Html:
    """The checks in the order in which they were asked; the last is the one that refused."""
    asked = [
        (name, list(rungs))
        for name, rungs in groupby(deed.outcome.ladder, key=lambda rung: rung.rule)
    ]
    if not asked:
        return _part(view.say("decision.ladder"), tag("p", view.say("rule.no_rule"), cls="quiet"))
    last = len(asked) - 1
    rules = [_rule(name, rungs, is_last=place == last) for place, (name, rungs) in enumerate(asked)]
    return _part(view.say("decision.ladder"), rules)


def _rule(name: str, rungs: list[Rung], *, is_last: bool) -> Html:
    """A rule with its checks; those that were passed on the way are folded away."""
    rule = RULES[name]
    ids = " ".join((*rule.ids, *rule.seed))
    verdict = icon("check" if rungs[-1].is_passed else "cross")
    kind = "passed" if rungs[-1].is_passed else "failed"
    head = tag(
        "summary", tag("span", verdict, cls=kind), tag("code", name), tag("small", ids), cls="rule"
    )
    checks = [
        tag(
            "li",
            icon("check" if rung.is_passed else "cross"),
            tag("span", tag("code", rung.check.condition), tag("small", rung.check.refusal.name)),
            cls="passed" if rung.is_passed else "failed",
        )
        for rung in rungs
    ]
    return tag(
        "details",
        head,
        tag("ol", checks),
        cls="rung",
        open=is_last,
        id=f"rule-{name}-{int(is_last)}",
    )


def _source(view: View, rung: Rung) -> Html:
    """The lines of the rule that decided, as they stand in its file."""
    rule = RULES[rung.rule]
    lines = rule.source.splitlines()
    place = rung.check.line - rule.first_line
    shown = lines[place : place + 2]
    file = rule.file.rsplit("/src/", 1)[-1]
    where = tag(
        "p", view.say("decision.line"), tag("code", f"{file}:{rung.check.line}"), cls="where"
    )
    return tag(
        "div",
        where,
        tag("pre", dedent("\n".join(shown)), tabindex="0"),
        cls="deciding",
        id="deciding",
    )


def _entries(view: View, deed: Deed) -> Html:
    """What was booked."""
    lines = [
        tag(
            "tr",
            tag("td", view.say(f"entry.{line.entry.name.lower()}")),
            tag("td", view.money(line.amount_kopecks), cls="money"),
            tag("td", view.money(line.balance_after_kopecks), cls="money"),
        )
        for line in deed.outcome.entries
    ]
    if not lines:
        return _part(
            view.say("decision.entries"), tag("p", view.say("decision.entries.none"), cls="quiet")
        )
    heads = [
        tag("th", view.say(f"decision.{name}"), scope="col")
        for name in ("entry", "amount", "balance")
    ]
    table = tag("table", tag("thead", tag("tr", heads)), tag("tbody", lines))
    return _part(view.say("decision.entries"), table)


def _changes(view: View, deed: Deed) -> Html:
    """What of the account's contracts is another now, in words."""
    title = view.say("decision.changes")
    parts = []
    for contract_id in {**deed.before, **deed.after}:
        was, now = deed.before.get(contract_id), deed.after.get(contract_id)
        if was is None or now is None:
            words = "decision.bound" if was is None else "decision.unbound"
            number = view.handset.world.directory.number(contract_id)
            parts.append(tag("p", view.say(words, number=str(number))))
        elif was != now:
            parts.append(_difference(view, was, now))
    if not parts:
        return _part(title, tag("p", view.say("decision.changes.none"), cls="quiet"))
    return _part(title, parts)


def _difference(view: View, was: ContractView, now: ContractView) -> Html:
    before, after = told_of(view, was), told_of(view, now)
    lines = [
        tag("tr", tag("th", sentence_case(view.say(key)), scope="row"), tag("td", before[key]),
            tag("td", after[key]))
        for key in before
        if before[key] != after[key]
    ]  # fmt: skip
    return _was_and_now(view, "decision.what", lines) if lines else Html("")


def sentence_case(words: str) -> str:
    """Words that begin a line."""
    return words[:1].upper() + words[1:]


def _fields(view: View, deed: Deed) -> list[Html]:
    """The same as fields of what an operation answers with."""
    tables = []
    for contract_id, was in deed.before.items():
        now = deed.after.get(contract_id)
        if now is None or was == now:
            continue
        before, after = flat(was), flat(now)
        lines = [
            tag(
                "tr",
                tag("td", tag("code", breakable(name))),
                tag("td", breakable(before.get(name, NO_VALUE))),
                tag("td", breakable(after.get(name, NO_VALUE))),
            )
            for name in {**before, **after}
            if before.get(name, NO_VALUE) != after.get(name, NO_VALUE)
        ]
        tables.append(_was_and_now(view, "decision.field", lines))
    return tables


def _was_and_now(view: View, what: str, lines: Sequence[Child]) -> Html:
    heads = [
        tag("th", view.say(key), scope="col") for key in (what, "decision.was", "decision.now")
    ]
    return tag("table", tag("thead", tag("tr", heads)), tag("tbody", lines))


def breakable(name: str) -> list[Child]:
    """A long name that may break behind its underscores and points."""
    parts = re.split(r"(?<=[_.])", name)
    return [one for part in parts for one in (part, WORD_BREAK)][:-1]


def flat(value: Any, prefix: str = "") -> dict[str, str]:
    """A view as names with values, one for each field, the fields of inner views among them."""
    found: dict[str, str] = {}
    for item in fields(value):
        inner, name = getattr(value, item.name), f"{prefix}{item.name}"
        if item.name in SAME_AS_BEFORE:
            continue
        if is_dataclass(inner):
            found |= flat(inner, f"{name}.")
        elif isinstance(inner, tuple):
            found[name] = ", ".join(str(getattr(one, "id", one)) for one in inner) or NO_VALUE
        elif isinstance(inner, IntEnum):
            found[name] = inner.name
        else:
            found[name] = NO_VALUE if inner is None else str(inner)
    return found


def _events(view: View, deed: Deed) -> Html:
    """What else happened."""
    lines = [
        tag("li", view.say(f"event.{happening.event.name.lower()}"))
        for happening in deed.outcome.events
    ]
    if not lines:
        return Html("")
    return _part(view.say("decision.events"), tag("ul", lines))
