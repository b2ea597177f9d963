"""Checks of the joined rulebook: nothing without words, function, refusal, text, or test."""

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mybt_sim.catalogue.findings import Finding, Spot, did_you_mean
from mybt_sim.catalogue.rule_texts import (
    OPERATION_NAMES,
    REFUSAL_NAMES,
    RULES_FILE,
    SENTENCES_FILE,
    RuleText,
    RuleTexts,
)
from mybt_sim.catalogue.terms import Term
from mybt_sim.engine.rule import Rule
from mybt_sim.rulebook.exercised import Tests
from mybt_sim.text.messages import LANGUAGES, refusal_text


@dataclass(frozen=True)
class Joined:
    """Both sides of the rulebook."""

    texts: RuleTexts
    rules: Mapping[str, Rule]
    terms: Mapping[str, Term]
    tests: Tests

    def of(self, name: str) -> Iterator[Rule]:
        """The engine's rules that carry out the rule `name`."""
        return (rule for rule in self.rules.values() if name in rule.ids)


def check_all(joined: Joined, findings: list[Finding]) -> None:
    """Every check, each with all of its findings."""
    words, sentences = Spot(findings, RULES_FILE), Spot(findings, SENTENCES_FILE)
    for place, rule in joined.rules.items():
        _check_function(joined, rule, Spot(findings, place.replace(":", ": ")))
    for name, text in joined.texts.rules.items():
        _check_rule(joined, name, text, words.inside(name))
    _check_refusals(joined, words)
    _check_terms(joined, Spot(findings, "terms.toml"))
    _check_sentences(joined, sentences)


def _check_function(joined: Joined, rule: Rule, spot: Spot) -> None:
    """What a function says of itself is in the words: its ids, its refusals, its sentences."""
    texts = [joined.texts.rules[name] for name in rule.ids if name in joined.texts.rules]
    for name in rule.ids:
        if name not in joined.texts.rules:
            close = did_you_mean(name, joined.texts.rules)
            spot.report(f"carries out {name}, which {RULES_FILE} lacks", remedy=f"add it.{close}")
    for check in rule.checks:
        if not any(check.refusal.name in text.refusals for text in texts):
            spot.report(
                f"refuses with {check.refusal.name}, which none of its rules lists",
                remedy=f"add it to the refusals of one of {', '.join(rule.ids)}",
            )
    for sentence in rule.seed:
        if not any(sentence in text.seed for text in texts):
            spot.report(
                f"stands on sentence {sentence}, which none of its rules lists",
                remedy=f"add it to the seed of one of {', '.join(rule.ids)}",
            )


def _check_rule(joined: Joined, name: str, text: RuleText, spot: Spot) -> None:
    given = {check.refusal.name for rule in joined.of(name) for check in rule.checks}
    for refusal in text.refusals:
        if refusal not in given:
            spot.inside("refusals").report(
                f"{refusal} is given by no function of this rule", remedy="move it, or drop it"
            )
    if not text.functions and not any(joined.of(name)):
        spot.report("is carried out by nothing", remedy="name it in @rule(…), or give functions")
    for function in text.functions:
        if function_at(function) is None:
            spot.inside("functions").report(f"{function} does not exist", remedy="mend the name")
    for term in text.terms:
        if term not in joined.terms:
            close = did_you_mean(term, joined.terms)
            spot.inside("sentence").report(
                f"{term} is not a term here", remedy=f"use the name in terms.toml.{close}"
            )
    if not joined.tests.get(name):
        spot.report("is exercised by no test", remedy="write one, and run `make docs`")


def function_at(place: str) -> Any:
    """What stands at "module:name"; None if there is nothing that can be called."""
    module, _, path = place.partition(":")
    try:
        found: Any = importlib.import_module(module)
    except ModuleNotFoundError:
        return None
    for name in path.split("."):
        found = getattr(found, name, None)
    return found if callable(found) else None


def _check_refusals(joined: Joined, spot: Spot) -> None:
    listed = {refusal for text in joined.texts.rules.values() for refusal in text.refusals}
    for refusal in REFUSAL_NAMES:
        if refusal not in listed:
            spot.report(f"no rule lists {refusal}", remedy="add it to the refusals of its rule")
        for language in LANGUAGES:
            try:
                refusal_text(refusal, language)
            except KeyError:
                spot.report(
                    f"{refusal} has no text in {language}",
                    remedy=f"add refusal.{refusal} to messages.po",
                )


def _check_terms(joined: Joined, spot: Spot) -> None:
    for name, term in joined.terms.items():
        if term.rule not in joined.texts.rules:
            close = did_you_mean(term.rule, joined.texts.rules)
            spot.inside(f"{name}.rule").report(
                f"there is no rule {term.rule}", remedy=f"mend it.{close}"
            )


def _check_sentences(joined: Joined, spot: Spot) -> None:
    """Each operation fulfils a sentence that names it; so does every rule."""
    sentences = joined.texts.sentences
    for operation in OPERATION_NAMES:
        if not any(operation in one.operations for one in sentences.values()):
            spot.report(f"no sentence names the operation {operation}", remedy="add it to one")
    behind = {one for text in joined.texts.rules.values() for one in text.seed}
    for name, sentence in sentences.items():
        if sentence.operations and name not in behind:
            spot.inside(name).report("no rule stands on it", remedy="add it to the seed of a rule")
