"""The rules of the operator and the sentences behind them in words, as the seed files write them.

What is written here about the engine is checked against it by `mybt_sim.rulebook.book`; this
package only knows whether the words can be read and the names in them exist.
"""

import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from mybt_sim.catalogue.documents import parse_document, read_contents
from mybt_sim.catalogue.entries import Part, read_tables
from mybt_sim.catalogue.findings import Finding, Spot, did_you_mean, refuse
from mybt_sim.catalogue.folder import seed_folder
from mybt_sim.catalogue.model import Entry, Name, Subject, Table, Text
from mybt_sim.catalogue.terms import FIELD_OF
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation

RULES_FILE = "rulebook/rules.toml"
SENTENCES_FILE = "rulebook/sentences.toml"
RULEBOOK_FILES = (RULES_FILE, SENTENCES_FILE)

EVERY_OPERATION = "all"
OPERATION_NAMES = tuple(operation.name.lower() for operation in Operation)
REFUSAL_NAMES = tuple(refusal.name for refusal in Refusal if refusal is not Refusal.NONE)

_RULE_ID = re.compile("[A-Z]+(-[A-Z]+)*")
_SENTENCE_ID = re.compile("S[0-9]{1,2}[a-z]?")
_FUNCTION = re.compile(r"mybt_sim(\.\w+)+:\w+(\.\w+)*")


class RuleText(Entry, frozen=True, kw_only=True):
    """A rule in words; `sentence` names terms in braces, the same in each language; `functions`
    are what carries it out too."""

    subject: Subject
    sentence: Name
    seed: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms whose values the sentence tells."""
        return named_in(self.sentence.en)


class Sentence(Table, frozen=True, kw_only=True):
    """A sentence of the seed: what it requires, and what fulfils it or why nothing does."""

    requires: Text
    operations: tuple[str, ...] = ()
    reason: str = ""

    def is_fulfilled_by(self, operation: str) -> bool:
        """Whether `operation`, by its name in lower case, is one that fulfils the sentence."""
        return operation in self.operations or self.operations == (EVERY_OPERATION,)


@dataclass(frozen=True)
class RuleTexts:
    """All rules and all sentences by their ids, in order of the files."""

    rules: Mapping[str, RuleText]
    sentences: Mapping[str, Sentence]


def load_rule_texts(folder: Path | None = None) -> RuleTexts:
    """Read and check the rulebook in `folder`, by default `seed_folder()`.

    Raises `SeedDataError` that lists every finding in both files.
    """
    findings: list[Finding] = []
    texts = read_rule_texts(findings, folder)
    refuse(findings)
    return texts


def read_rule_texts(findings: list[Finding], folder: Path | None = None) -> RuleTexts:
    """The sound part of the rulebook; whatever is wrong with the rest is added to `findings`."""
    contents = read_contents(folder or seed_folder(), RULEBOOK_FILES, findings)
    spots = {name: Spot(findings, name) for name in RULEBOOK_FILES}
    documents = {name: parse_document(contents.get(name), spots[name]) for name in RULEBOOK_FILES}
    rules = read_tables(documents[RULES_FILE], RuleText, spots[RULES_FILE])
    sentences = read_tables(documents[SENTENCES_FILE], Sentence, spots[SENTENCES_FILE])
    _check_rules(rules, sentences)
    _check_sentences(sentences)
    return RuleTexts(
        {item.id: item.entry for item in rules.items},
        {item.id: item.entry for item in sentences.items},
    )


def named_in(sentence: str) -> tuple[str, ...]:
    """The names in braces, in order; () where the braces are out of order."""
    try:
        parts = list(string.Formatter().parse(sentence))
    except ValueError:
        return ()
    return tuple(name for _, name, _, _ in parts if name is not None)


def _check_rules(rules: Part[RuleText], sentences: Part[Sentence]) -> None:
    for name in rules.ids or ():
        if not _RULE_ID.fullmatch(name):
            rules.spot.inside(name).report("is no id of a rule", remedy="write it as PROMISE-LIMIT")
    for item in rules.items:
        rule, spot = item.entry, item.spot
        if sentences.ids is not None:
            _check_known(rule.seed, sentences.ids, spot.inside("seed"), "sentence")
        _check_known(rule.refusals, REFUSAL_NAMES, spot.inside("refusals"), "refusal")
        _check_known(rule.terms, FIELD_OF, spot.inside("sentence"), "term")
        _check_braces(rule, spot)
        for function in rule.functions:
            if not _FUNCTION.fullmatch(function):
                spot.inside("functions").report(
                    f"{function!r} is no function", remedy='write it as "mybt_sim.module:function"'
                )


def _check_braces(rule: RuleText, spot: Spot) -> None:
    """Braces name terms, and in each language the same."""
    for language, text in msgspec.structs.asdict(rule.sentence).items():
        inner = spot.inside(f"sentence.{language}")
        if ("{" in text or "}" in text) and not named_in(text):
            inner.report("has a brace that names nothing", remedy="write a term as {promise_limit}")
        elif sorted(named_in(text)) != sorted(rule.terms):
            told = ", ".join(rule.terms) or "none"
            inner.report("does not name the terms of sentence.en", remedy=f"name {told}")


def _check_sentences(sentences: Part[Sentence]) -> None:
    for name in sentences.ids or ():
        if not _SENTENCE_ID.fullmatch(name):
            sentences.spot.inside(name).report("is no id of a sentence", remedy="write it as S5a")
    for item in sentences.items:
        spot = item.spot.inside("operations")
        known = (*OPERATION_NAMES, EVERY_OPERATION)
        _check_known(item.entry.operations, known, spot, "operation")
        if EVERY_OPERATION in item.entry.operations and len(item.entry.operations) > 1:
            spot.report(f"{EVERY_OPERATION} stands beside others", remedy="keep it alone")
        if bool(item.entry.operations) == bool(item.entry.reason):
            item.spot.report(
                "must have operations, or a reason why none", remedy="give one of the two"
            )


def _check_known(names: Iterable[str], known: Iterable[str], spot: Spot, what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name not in known:
            spot.report(f"there is no {what} {name}", remedy=f"mend it.{did_you_mean(name, known)}")
        elif name in seen and what != "term":
            spot.report(f"{name} stands twice", remedy="keep one")
        seen.add(name)
