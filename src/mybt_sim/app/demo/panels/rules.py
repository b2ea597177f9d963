"""The rule drawer: every term and tariff with today's value, and what a change would come to."""

from functools import cache
from urllib.parse import quote

from mybt_sim.app.demo.components import field, form, small
from mybt_sim.app.demo.drawer import TARIFFS, TEXTS
from mybt_sim.app.demo.icons import icon
from mybt_sim.app.demo.panels.rule_answers import stories_answer, year_answer
from mybt_sim.app.demo.panels.rule_texts import texts_page, without_names
from mybt_sim.app.demo.panels.rule_words import shown, subject_key, trouble_told, unit_of
from mybt_sim.app.demo.taps import ActionName, tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import NOTHING, Child, Html, tag
from mybt_sim.catalogue.model import SUBJECTS, in_force
from mybt_sim.catalogue.rule_texts import load_rule_texts
from mybt_sim.catalogue.terms import FIELD_OF, SWITCHES, VOID_AT, Term, void_value
from mybt_sim.rulebook.words import rule_sentence
from mybt_sim.text import usual_words
from mybt_sim.world.parsing import kopecks_of

FILE = "scenario.toml"
FIRST = ("Promised payment", "Suspension and restore", "Tariff change")
LAST = "General"


def rules_panel(view: View) -> Html:
    """Everything in the drawer."""
    drawer = view.demo.drawer
    own = {TARIFFS: _tariffs, TEXTS: texts_page}.get(drawer.subject)
    page = own(view) if own else _terms(view, drawer.subject)
    lead = None if view.demo.rules else tag("p", view.say("rules.lead"), cls="quiet")
    return tag("div", lead, _changed(view), _subjects(view), page, _answers(view), cls="rules")


@cache
def _subjects_of_terms() -> dict[str, str]:
    """The subject of each rule, as the rulebook has it."""
    return {name: text.subject for name, text in load_rule_texts().rules.items()}


def _terms_of(view: View, subject: str) -> dict[str, Term]:
    subjects, terms = _subjects_of_terms(), view.handset.world.catalogue.terms
    return {name: term for name, term in terms.items() if subjects[term.rule] == subject}


def _subjects(view: View) -> Html:
    rest = [one for one in SUBJECTS if one not in (*FIRST, LAST) and _terms_of(view, one)]
    pages = (FIRST[0], TARIFFS, TEXTS, *FIRST[1:], *rest, LAST)
    chosen = view.demo.drawer.subject
    options = [
        tag("option", view.say(subject_key(one)), value=one, selected=one == chosen)
        for one in pages
    ]
    choice = tag("select", options, name="item", id="rules-subject")
    label = tag("label", view.say("rules.subjects"), for_="rules-subject", cls="voice")
    body = tag("p", label, choice, cls="field")
    return form("rules.subject", body, data_typing="rules.subject", cls="subjects")


def _changed(view: View) -> Html:
    """What is changed, in words, with the ways back and on."""
    rules, drawer = view.demo.rules, view.demo.drawer
    if not rules:
        back = small(view.say("rules.undo"), **tap("rules.undo")) if drawer.earlier else NOTHING
        return tag("div", tag("p", view.say("rules.none")), back, cls="changed-rules card")
    lines: list[Child] = []
    for name, value in rules.terms.items():
        usual = shown(view, name, view.demo.usual_term(name))
        lines.append(_line(view.say(f"term.{name}"), usual, shown(view, name, value)))
    for tariff, fee in rules.fees.items():
        usual = _fee(view, view.demo.usual_fee(tariff))
        lines.append(_line(_plan(view, tariff), usual, _fee(view, fee)))
    for tariff in rules.archived:
        words = view.say("rules.sold"), view.say("rules.archived")
        lines.append(_line(_plan(view, tariff), *words))
    for new in rules.tariffs:
        words = view.say("rules.new"), _fee(view, str(new["fee"]))
        lines.append(_line(_plan(view, str(new["id"])), *words))
    for key, told in rules.texts.items():
        said = (
            without_names(one) for one in (usual_words(key, view.language), told[view.language])
        )
        lines.append(_line(view.say("rules.text"), *(f"«{one}»" for one in said), is_long=True))
    ways = (
        _way(view, "rules.undo") if drawer.earlier else None,
        _way(view, "rules.reset"),
        _way(view, "rules.link"),
        _file(view),
    )
    return tag(
        "div",
        tag("h3", view.say("rules.changed")),
        tag("ul", lines, cls="changed-list"),
        tag("div", ways, cls="steps"),
        _link(view),
        cls="changed-rules card",
        id="changed-rules",
    )


def _way(view: View, action: ActionName) -> Html:
    """A button so short that all of them stand in one row; said whole where it is pointed at."""
    return small(view.say(f"{action}.short"), title=view.say(action), **tap(action))


def _answers(view: View) -> Html | None:
    """What was asked of the change, for everybody and for the stories."""
    if not view.demo.rules:
        return None
    return tag("div", year_answer(view), stories_answer(view), cls="answers card", id="answers")


def _line(what: str, usual: str, value: str, *, is_long: bool = False) -> Html:
    values = tag("span", usual, " → ", tag("b", value), cls="values long" if is_long else "values")
    return tag("li", tag("span", what), values)


def _fee(view: View, written: str) -> str:
    return view.money(kopecks_of(written))


def _plan(view: View, tariff: str) -> str:
    plans = {one.id: one for one in view.demo.handsets[-1].world.catalogue.tariffs}
    return f"«{view.name(plans[tariff].name)}»"


def _file(view: View) -> Html:
    """The same as a scenario's file: it never leaves the page otherwise."""
    return tag(
        "a",
        view.say("rules.file.short"),
        title=view.say("rules.file"),
        href=f"data:application/toml;charset=utf-8,{quote(view.demo.rules.file)}",
        download=FILE,
        cls="small",
        id="rules-file",
    )


def _link(view: View) -> Html | None:
    address = view.demo.drawer.link
    if not address:
        return None
    return tag(
        "p",
        tag("label", view.say("rules.link.note"), for_="moment-link"),
        tag("input", id="moment-link", value=address, readonly=True, data_address=True),
        tag("button", view.say("rules.link.copy"), type_="button", cls="small", id="moment-copy",
            data_copy="moment-link", data_copied=view.say("rules.link.copied")),
        tag("a", view.say("rules.link.open"), href=f"/demo/{address}", target="_blank", cls="small",
            rel="noopener", id="moment-open"),
        cls="field link",
    )  # fmt: skip


def _terms(view: View, subject: str) -> Html:
    lines = [_term(view, name, term) for name, term in _terms_of(view, subject).items()]
    return tag("div", lines, cls="term-list")


def _term(view: View, name: str, term: Term) -> Html:
    usual = view.demo.usual_term(name)
    rules = view.demo.rules
    given = rules.terms.get(name, usual)
    now = in_force(term.versions, view.demo.handsets[0].world.now.date())
    label = view.say(f"term.{name}")
    terms = view.demo.handsets[-1].world.terms
    head = tag(
        "p",
        tag("small", view.say("rules.today", value=shown(view, name, usual))),
        tag("small", view.say(f"basis.{now.basis}"), cls="basis", title=now.source),
        tag("small", tag("code", term.rule), title=rule_sentence(term.rule, view.language, terms)),
        _void(view, name, given),
        cls="term-facts",
    )
    kind = "term changed" if name in rules.terms else "term"
    if FIELD_OF[name] in SWITCHES:
        body = tag("p", label, cls="term-name"), _switch(view, name, is_on=given is True)
        return tag("div", *body, head, cls=kind, id=f"term-{name}")
    unit = unit_of(view, name)
    box = field(
        view,
        "value",
        f"{label}, {unit}" if unit else label,
        inputmode="decimal",
        value=view.typed(str(given)),
        id_=name,
    )
    go = tag("button", view.say("rules.apply"), cls="small", type_="submit")
    asked = form("rules.term", tag("div", box, go, cls="term-line"), data_f_item=name)
    return tag("div", asked, trouble_told(view, name), head, cls=kind, id=f"term-{name}")


def _void(view: View, name: str, given: object) -> Html | None:
    """Switches the rule of a term off, or on again as it is today; for rules that can be."""
    if FIELD_OF[name] not in VOID_AT or FIELD_OF[name] in SWITCHES:
        return None
    void, usual = void_value(name), view.demo.usual_term(name)
    if void == usual:
        return None
    is_off = given == void
    words = view.say("rules.switch_on" if is_off else "rules.switch_off")
    value = str(usual if is_off else void)
    return small(words, **tap("rules.term", item=name, value=value))


def _switch(view: View, name: str, *, is_on: bool) -> Html:
    wish = tap("rules.term", item=name, value="off" if is_on else "on")
    return tag(
        "button",
        tag("span", view.say("rules.on" if is_on else "rules.off")),
        tag("span", cls="knob"),
        cls="switch",
        type_="button",
        role="switch",
        aria_checked="true" if is_on else "false",
        aria_label=view.say(f"term.{name}"),
        **wish,
    )


def _tariffs(view: View) -> Html:
    """Fees, sale, and a new tariff."""
    world = view.demo.handsets[-1].world
    lines = [
        _tariff(view, tariff.id, view.name(tariff.name))
        for tariff in world.catalogue.tariffs
        if tariff.sale == "open"
    ]
    return tag("div", _new_tariff(view), lines, cls="term-list")


def _tariff(view: View, tariff: str, name: str) -> Html:
    rules = view.demo.rules
    new = next((one for one in rules.tariffs if one["id"] == tariff), None)
    usual = view.demo.usual_fee(tariff)
    fee = str(new["fee"]) if new else rules.fees.get(tariff, usual)
    is_archived = tariff in rules.archived
    box = field(
        view,
        "value",
        f"«{name}», {view.say('rules.a_month')}",
        inputmode="decimal",
        value=view.typed(fee),
        id_=tariff,
    )
    go = tag("button", view.say("rules.apply"), cls="small", type_="submit")
    asked = form("rules.fee", tag("div", box, go, cls="term-line"), data_f_item=tariff)
    words = "rules.remove" if new else "rules.sell" if is_archived else "rules.archive"
    sale = small(
        view.say(words), **tap("rules.sale", item=tariff, value="on" if is_archived else "off")
    )
    today = view.say("rules.new") if new else view.say(
        "rules.today", value=_fee(view, usual)
    )  # fmt: skip
    facts = tag("p", tag("small", today), sale, cls="term-facts")
    is_changed = bool(new) or is_archived or tariff in rules.fees
    kind = "term changed" if is_changed else "term"
    return tag("div", asked, trouble_told(view, tariff), facts, cls=kind, id=f"tariff-{tariff}")


def _new_tariff(view: View) -> Html:
    catalogue = view.demo.handsets[-1].world.catalogue
    options = [
        tag("option", view.name(one.name), value=one.id)
        for one in catalogue.tariffs
        if one.sale == "open"
    ]
    like = tag(
        "p",
        tag("label", view.say("rules.like"), for_="field-like"),
        tag("select", options, name="like", id="field-like"),
        cls="field",
    )
    body = form(
        "rules.tariff",
        field(view, "title", view.say("rules.tariff_name"), maxlength=60, id_="new"),
        like,
        field(view, "fee", f"{view.say('rules.fee')}, BYN", inputmode="decimal"),
        field(view, "down", view.say("rules.down"), inputmode="numeric"),
        field(view, "up", view.say("rules.up"), inputmode="numeric"),
        tag("button", view.say("rules.add_tariff"), cls="small", type_="submit"),
        cls="new-tariff",
    )
    summary = tag("summary", icon("plus"), tag("span", view.say("rules.new_tariff")), cls="small")
    shut = tag("details", summary, body, id="new-tariff")
    return tag("div", shut, trouble_told(view, TARIFFS))
