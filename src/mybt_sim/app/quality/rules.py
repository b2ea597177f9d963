"""The rulebook of the page: all rules by subject, and one with its ladder, source and laws."""

import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import Any

from mybt_sim.app.explorer.cards import table
from mybt_sim.app.markup import Child, Html, tag
from mybt_sim.app.quality.view import ALL_LAWS, View, faults_of, laws_guarding, the_rulebook
from mybt_sim.catalogue.model import SUBJECTS
from mybt_sim.engine.rule import Rule
from mybt_sim.quality.faults.matrix import REDUNDANT
from mybt_sim.rulebook.book import RuleEntry, engine_rules
from mybt_sim.rulebook.checks import function_at
from mybt_sim.text import refusal_text, translate


def subject_of(view: View, entry: RuleEntry) -> str:
    """What a rule is about, in words."""
    return view.say(f"subject.{SUBJECTS.index(entry.subject)}")


def all_rules(view: View) -> Html:
    """Every rule by its subject; the subject of the one that is looked at is open."""
    groups = groupby(the_rulebook().entries, lambda entry: entry.subject)
    folds = [_subject(view, list(entries)) for _, entries in groups]
    return tag("div", folds, cls="subjects-of-rules")


def _subject(view: View, entries: list[RuleEntry]) -> Html:
    lines = [
        tag(
            "li",
            tag(
                "a",
                tag("code", entry.rule),
                tag("span", view.sentence(entry.rule)),
                href=view.href("#rule", rule=entry.rule),
                aria_current="true" if entry is view.rule else None,
            ),
        )
        for entry in entries
    ]
    return tag(
        "details",
        tag("summary", subject_of(view, entries[0]), " ", tag("small", view.count(len(entries)))),
        tag("ul", lines),
        open=view.rule in entries,
        name_="subject",
    )


def one_rule(view: View) -> Html:
    """A rule: its sentence, where it comes from, its ladders, its laws, its faults, its source."""
    entry = view.rule
    basis = translate(f"basis.{entry.basis}", view.language)
    return tag(
        "div",
        tag("h3", view.sentence(entry.rule)),
        tag("p", tag("code", entry.rule), " · ", subject_of(view, entry), cls="sub"),
        tag("p", basis, ": ", tag("span", entry.source, lang="en"), cls="sub"),
        [_ladder(view, rule, entry) for rule in ladders_of(entry)],
        _laws(view, entry.rule),
        _faults(view, entry.rule),
        [_source(place) for place in entry.function],
        id="rule",
    )


def ladders_of(entry: RuleEntry) -> list[Rule]:
    """The functions of a rule that refuse something, in its order."""
    rules = _engine_rules()
    return [rules[place] for place in entry.function if place in rules and rules[place].checks]


@cache
def _engine_rules() -> dict[str, Rule]:
    return engine_rules()


def _ladder(view: View, rule: Rule, entry: RuleEntry) -> Html:
    """The checks of a function in their order; those of this rule stand out."""
    rungs = [
        tag(
            "li",
            tag("span", refusal_text(one.refusal.name, view.language)),
            tag("code", one.refusal.name),
            cls="own" if one.refusal.name in entry.refusals else None,
        )
        for one in rule.checks
    ]
    return tag(
        "div", tag("h4", view.say("ladder"), " ", tag("code", rule.name)), tag("ol", rungs),
        cls="ladder",
    )  # fmt: skip


def _laws(view: View, rule: str) -> Html:
    laws = [
        tag("li", tag("span", view.law(one)), tag("code", one.name)) for one in laws_guarding(rule)
    ]
    inside = tag("ul", laws, cls="laws") if laws else tag("p", view.say("no_laws"), cls="sub")
    return tag("div", tag("h4", view.say("laws")), inside)


def _faults(view: View, rule: str) -> Html | None:
    faults = [
        tag("a", one.name, href=view.href("#catch", fault=one.name)) for one in faults_of(rule)
    ]
    if not faults:
        return None
    return tag("div", tag("h4", view.say("faults")), tag("p", faults, cls="names"))


def _source(place: str) -> Html:
    found: Any = function_at(place)
    code = inspect.unwrap(getattr(found, "py_func", found))
    text = textwrap.dedent(inspect.getsource(code))
    return tag(
        "details",
        tag("summary", tag("code", place)),
        tag("pre", text, tabindex="0", role="region", aria_label=place),
        cls="source",
    )


def laws_table(view: View) -> Html:
    """All laws with the rules that they guard, and how many faults break one of these."""
    heads = [view.say(f"column.{name}") for name in ("law", "rules", "faults", "remark")]
    return table(heads, _law_rows(view), view.say("title.laws"), texts=2)


def _law_rows(view: View) -> Iterator[tuple[Any, ...]]:
    for one in ALL_LAWS:
        count = sum(len(faults_of(rule)) for rule in one.rules)
        said: Child = [tag("span", view.law(one)), " ", tag("code", one.name)]
        remark = view.say("redundant") if one.name in REDUNDANT else ""
        yield said, ", ".join(one.rules), view.count(count), remark
