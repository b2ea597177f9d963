"""The rule drawer: what phone 2 lives by from this second on, and what that would come to."""

import re
from collections.abc import Callable

from mybt_sim.app.demo.drawer import TARIFFS, TEXTS, Trouble, stories_under
from mybt_sim.app.demo.handset import Handset
from mybt_sim.app.demo.link import TOO_LONG, address_of
from mybt_sim.app.demo.rules import Rules
from mybt_sim.app.demo.session import DemoSession, Fields
from mybt_sim.app.demo.year import begin_usual_year, year_under
from mybt_sim.base.errors import JourneyError, MybtError
from mybt_sim.catalogue.model import SUBJECTS, Name
from mybt_sim.catalogue.terms import FIELD_OF, SWITCHES
from mybt_sim.journeys.events import ChangeRules
from mybt_sim.text import LANGUAGES, changeable_keys, usual_words
from mybt_sim.world.parsing import number_in

WHOLE = re.compile(r"-?[0-9]{1,15}")
NEW_TARIFFS = [f"T{number}" for number in range(90, 100)]
NAME_MOST = 60
KBPS = 1_000


def toggle(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Open the drawer, or close it; the change stays."""
    demo.drawer.is_open = not demo.drawer.is_open
    if demo.drawer.is_open:
        demo.side = "decision"


def choose_subject(demo: DemoSession, _: Handset, fields: Fields) -> None:
    """Open another page of the drawer."""
    if fields.get("item") in (*SUBJECTS, TARIFFS, TEXTS):
        demo.drawer.subject, demo.drawer.trouble = fields["item"], None


def set_term(demo: DemoSession, _: Handset, fields: Fields) -> None:
    """Give a term another value."""
    name, typed = fields.get("item", ""), fields.get("value", "")
    if name in FIELD_OF:
        value, usual = written(name, typed), demo.usual_term(name)
        _change(demo, name, typed, lambda rules: rules.with_term(name, value, usual))


def set_fee(demo: DemoSession, _: Handset, fields: Fields) -> None:
    """Give a tariff another fee."""
    tariff, typed = fields.get("item", ""), fields.get("value", "")
    usual = demo.usual_fee(tariff)
    _change(demo, tariff, typed, lambda rules: rules.with_fee(tariff, _money(typed), usual))


def set_sale(demo: DemoSession, _: Handset, fields: Fields) -> None:
    """Archive a tariff, or sell it again."""
    tariff, is_sold = fields.get("item", ""), fields.get("value") == "on"
    _change(demo, tariff, "", lambda rules: rules.with_sale(tariff, is_sold=is_sold))


def add_tariff(demo: DemoSession, _: Handset, fields: Fields) -> None:
    """Sell a new tariff, like one that there is."""
    name = fields.get("title", "").strip()[:NAME_MOST]
    taken = [str(one["id"]) for one in demo.rules.tariffs]
    number = next((one for one in NEW_TARIFFS if one not in taken), NEW_TARIFFS[-1])
    table: dict[str, object] = {
        "id": number,
        "like": fields.get("like", ""),
        "name": dict.fromkeys(Name.__struct_fields__, name),
        "fee": _money(fields.get("fee", "")),
    }
    down, up = (number_in(fields.get(one, "").strip()) for one in ("down", "up"))
    if down and up:
        table["speed_kbps"] = {"down": down * KBPS, "up": up * KBPS}
    _change(demo, TARIFFS, name, lambda rules: rules.with_tariff(table))


def undo(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Take the last change back; phone 2 keeps what it has done."""
    drawer = demo.drawer
    if drawer.earlier:
        before = drawer.earlier.pop()
        _apply(demo, before)
        drawer.trouble = None


def reset(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Be where only today's rules are: phone 2 goes, and the change with it."""
    drawer = demo.drawer
    demo.handsets, demo.active, demo.is_both = demo.handsets[:1], 0, False
    drawer.earlier, drawer.trouble = [], None
    drawer.forget_answers()
    if demo.rules:  # phone 1 was put away, and this one has the change
        demo.handsets[0].let(ChangeRules())


def choose_text(demo: DemoSession, _: Handset, fields: Fields) -> None:
    """Open one of the texts."""
    if fields.get("item") in changeable_keys():
        demo.drawer.text, demo.drawer.trouble = fields["item"], None


def set_text(demo: DemoSession, _: Handset, fields: Fields) -> None:
    """Give a text other words, in all languages."""
    key = fields.get("item", "")
    if key in changeable_keys():
        usual: dict[str, str] = {language: usual_words(key, language) for language in LANGUAGES}
        words: dict[str, str] = {
            language: fields.get(language, usual[language]).strip() for language in LANGUAGES
        }
        _change(demo, TEXTS, words["ru"], lambda rules: rules.with_text(key, words, usual))


def switch_both(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Let each tap be done on both phones, or on one of them."""
    demo.is_both = not demo.is_both


def make_link(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Make the address of this moment."""
    try:
        demo.drawer.link = address_of(demo)
    except JourneyError:
        demo.drawer.link, demo.notice = "", TOO_LONG


def ask_year(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Ask what the change would come to for everybody in a year."""
    demo.drawer.year, demo.drawer.life = year_under(demo.rules), 0


def ask_stories(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Play all stories by the changed rules."""
    demo.drawer.stories = stories_under(demo.rules)


def look(_: DemoSession, __: Handset, ___: Fields) -> None:
    """See how far it is."""


def look_at_life(demo: DemoSession, _: Handset, fields: Fields) -> None:
    """Look at one contract of the year."""
    demo.drawer.life = number_in(fields.get("item", "")) or 0


def written(name: str, typed: str) -> object:
    """What was typed for a term, as a scenario writes it; what is none is left as it is."""
    text = typed.strip()
    field = FIELD_OF[name]
    if field in SWITCHES:
        return text == "on"
    if field.endswith("_kopecks"):
        return _money(text)
    return int(text) if WHOLE.fullmatch(text) else text


def _money(typed: str) -> str:
    """An amount as files have it: 15 and 15,00 are 15.00."""
    text = typed.strip().replace(",", ".").replace("\N{MINUS SIGN}", "-")
    roubles, _, decimals = text.partition(".")
    if WHOLE.fullmatch(roubles) and len(decimals) < 2 and decimals.isdecimal() | (not decimals):
        return f"{roubles}.{decimals:0<2}"
    return text


def _change(demo: DemoSession, name: str, typed: str, change: Callable[[Rules], Rules]) -> None:
    before = demo.rules
    rules = change(before)
    demo.drawer.trouble = None
    if rules == before:
        return
    try:
        _apply(demo, rules)
    except MybtError as error:
        demo.drawer.trouble = Trouble(name, typed, error.problem)
        return
    demo.drawer.earlier.append(before)


def _apply(demo: DemoSession, rules: Rules) -> None:
    """Let phone 2 go on by these rules; it is taken in hand if there is none."""
    is_new = len(demo.handsets) < 2
    twin = demo.handset.forked() if is_new else demo.handsets[1]
    twin.let(ChangeRules(**rules.written))
    if is_new:
        demo.handsets.append(twin)
        demo.is_both = True
    demo.drawer.forget_answers()
    begin_usual_year()
