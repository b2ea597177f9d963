"""A rule's sentence for people, in their language and by the terms that hold for them."""

from collections.abc import Mapping
from functools import cache

from mybt_sim.base.time import DAY_S, HOUR_S, MINUTE_S
from mybt_sim.catalogue.rule_texts import RuleText, load_rule_texts
from mybt_sim.catalogue.terms import FIELD_OF, SWITCHES
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES
from mybt_sim.text import Language, money, number, translate

SPANS_S = {"days": DAY_S, "hours": HOUR_S, "minutes": MINUTE_S, "seconds": 1}
TIMES_OF_DAY = frozenset({"topup_window_from_s", "topup_window_until_s"})


@cache
def rule_texts() -> Mapping[str, RuleText]:
    """All rules in words, by their ids."""
    return load_rule_texts().rules


@cache
def rule_of(function: str, refusal: Refusal) -> str:
    """The id of the rule by which a function of the engine refuses so."""
    ids = RULES[function].ids
    return next((one for one in ids if refusal.name in rule_texts()[one].refusals), ids[0])


@cache
def rules_refusing(refusal: Refusal) -> tuple[str, ...]:
    """The ids of the rules that give a refusal, whoever carries them out."""
    return tuple(one for one, text in rule_texts().items() if refusal.name in text.refusals)


def rule_sentence(rule: str, language: Language, terms: Mapping[str, int]) -> str:
    """What a rule says; `terms` are amounts by the fields of the engine, as a world has them."""
    text = rule_texts()[rule]
    told = {name: term_told(name, terms[FIELD_OF[name]], language) for name in text.terms}
    return str(getattr(text.sentence, language)).format_map(told)


def term_told(name: str, amount: int, language: Language) -> str:
    """An amount of a term in a sentence: 15,00 BYN, 5 дней, 10 минут, 02:00, 3."""
    field = FIELD_OF[name]
    if field in SWITCHES:
        return translate("rules.on" if amount else "rules.off", language)
    if field.endswith("_kopecks"):
        return money(amount, language)
    if field in TIMES_OF_DAY:
        return f"{amount // HOUR_S:02}:{amount % HOUR_S // MINUTE_S:02}"
    if field.endswith("_s"):
        return _span(name.rpartition("_")[2], amount, language)
    return number(amount, language)


def _span(unit: str, seconds: int, language: Language) -> str:
    """How long, in the unit of the term, or for seconds in the largest that holds them whole."""
    units = [unit] if unit != "seconds" else ["hours", "minutes", "seconds"]
    fitting = next((one for one in units if seconds and seconds % SPANS_S[one] == 0), "seconds")
    return translate(f"span.{fitting}", language, count=seconds // SPANS_S[fitting])
