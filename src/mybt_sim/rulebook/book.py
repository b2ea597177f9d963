"""The rulebook: each rule's words joined with what carries it out, what it reads, what tests it.

Nothing is listed twice. Functions and ladders come from `engine.rule.RULES`, parameters from the
terms, tests from what they were seen to do; `data/seed/rulebook` adds the words. Where the two
sides do not fit, there is no rulebook but one error with every finding.
"""

import datetime
import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mybt_sim import engine
from mybt_sim.base.errors import MybtError
from mybt_sim.catalogue import load_catalogue
from mybt_sim.catalogue.findings import Finding, did_you_mean, refuse
from mybt_sim.catalogue.model import Basis, Subject, in_force
from mybt_sim.catalogue.rule_texts import RuleText, Sentence, load_rule_texts, read_rule_texts
from mybt_sim.catalogue.terms import FIELD_OF, SWITCHES, Term, Written
from mybt_sim.engine.rule import RULES, Rule
from mybt_sim.rulebook.checks import Joined, check_all
from mybt_sim.rulebook.exercised import Fact, read_record
from mybt_sim.simulation.scenario import Scenario

CHECKOUT = Path(__file__).parents[3]
USUAL_DAY = Scenario().start
"""The values of terms are told for the first day of the usual scenario."""


@dataclass(frozen=True)
class Parameter:
    """A term that a rule reads, as people write it, with all values that it had and will have."""

    name: str
    value: str
    basis: Basis
    source: str
    history: tuple[tuple[datetime.date, str], ...]


@dataclass(frozen=True)
class RuleEntry:
    """A rule with all that belongs to it; `function` and `tests` are places in the project.

    `sentence` is the English one by the terms of the usual day; `words` has those of readers.
    """

    rule: str
    seed: tuple[str, ...]
    refusals: tuple[str, ...]
    function: tuple[str, ...]
    tests: tuple[str, ...]
    subject: Subject
    sentence: str
    basis: Basis
    source: str
    parameters: tuple[Parameter, ...]

    def as_dict(self) -> dict[str, Any]:
        """A flat object for JSON; parameters are told as "promise_limit = 15.00 BYN"."""
        told = [f"{one.name} = {one.value}" for one in self.parameters]
        lists = ("seed", "refusals", "function", "tests")
        words = ("subject", "sentence", "basis", "source")
        return {
            "rule": self.rule,
            **{name: list(getattr(self, name)) for name in lists},
            **{name: getattr(self, name) for name in words},
            "parameters": told,
        }


@dataclass(frozen=True)
class Rulebook:
    """All rules and all sentences of the seed, in their order; values are those of the day `on`."""

    entries: tuple[RuleEntry, ...]
    sentences: Mapping[str, Sentence]
    on: datetime.date

    def entry(self, rule: str) -> RuleEntry:
        """The entry of a rule, whatever the case of its letters; `MybtError` if there is none."""
        ids = {entry.rule: entry for entry in self.entries}
        if rule.upper() not in ids:
            raise MybtError(
                f"There is no rule {rule!r}.{did_you_mean(rule.upper(), ids)}",
                next_step="`mybt-sim rules` lists them all.",
            )
        return ids[rule.upper()]

    def rules_of(self, sentence: str) -> tuple[str, ...]:
        """The rules that a sentence of the seed is behind."""
        return tuple(entry.rule for entry in self.entries if sentence in entry.seed)


def engine_rules() -> dict[str, Rule]:
    """Every registered rule of the engine by its place, "module:name", in order of their files."""
    for module in pkgutil.iter_modules(engine.__path__):
        importlib.import_module(f"{engine.__name__}.{module.name}")
    placed = {f"{_module_of(rule)}:{name}": rule for name, rule in RULES.items()}
    ours = [place for place in placed if place.startswith(f"{engine.__name__}.")]
    by_place = sorted(ours, key=lambda place: (placed[place].file, placed[place].first_line))
    return {place: placed[place] for place in by_place}


def _module_of(rule: Rule) -> str:
    return str(getattr(rule.function, "py_func", rule.function).__module__)


def load_rulebook(folder: Path | None = None) -> Rulebook:
    """Read the words in `folder`, by default `seed_folder()`, and join them with the project.

    Raises `SeedDataError` with every finding: words that can't be read, and rules, refusals,
    functions, terms, operations, texts or tests that do not fit together.
    """
    findings: list[Finding] = []
    texts = read_rule_texts(findings, folder)
    terms = load_catalogue(folder).terms
    rules = engine_rules()
    tests = read_record()
    check_all(Joined(texts, rules, terms, tests), findings)
    refuse(findings)
    entries = (_entry(name, texts.rules[name], rules, terms, tests[name]) for name in texts.rules)
    return Rulebook(tuple(entries), texts.sentences, USUAL_DAY)


def facts_wanted() -> dict[str, frozenset[Fact]]:
    """What tests have to show of each rule: its refusals, and each function without one at work."""
    rules = engine_rules()
    return {
        name: frozenset(fact for place in places(name, text, rules)
                        for fact in _facts_of(place, text, rules.get(place)))
        for name, text in load_rule_texts().rules.items()
    }  # fmt: skip


def _facts_of(place: str, text: RuleText, rule: Rule | None) -> list[Fact]:
    given = [check.refusal.name for check in rule.checks] if rule else []
    return [Fact(place, one) for one in given if one in text.refusals] or [Fact(place, "")]


def places(name: str, text: RuleText, rules: Mapping[str, Rule]) -> tuple[str, ...]:
    """The functions that carry out a rule: those that name it, then those that its words name."""
    return (*(place for place, rule in rules.items() if name in rule.ids), *text.functions)


def _entry(
    name: str,
    text: RuleText,
    rules: Mapping[str, Rule],
    terms: Mapping[str, Term],
    tests: tuple[str, ...],
) -> RuleEntry:
    of_rule = {term: entry for term, entry in terms.items() if entry.rule == name}
    told = {term: parameter_of(term, terms[term]) for term in (*of_rule, *text.terms)}
    return RuleEntry(
        rule=name,
        seed=text.seed,
        refusals=_in_ladder_order(name, text, rules),
        function=places(name, text, rules),
        tests=tests,
        subject=text.subject,
        sentence=text.sentence.en.format_map({one: told[one].value for one in told}),
        basis=text.basis,
        source=text.source,
        parameters=tuple(told.values()),
    )


def _in_ladder_order(name: str, text: RuleText, rules: Mapping[str, Rule]) -> tuple[str, ...]:
    ladders = [check.refusal.name for rule in rules.values() if name in rule.ids
               for check in rule.checks]  # fmt: skip
    return tuple(dict.fromkeys(one for one in ladders if one in text.refusals))


def parameter_of(name: str, term: Term) -> Parameter:
    """A term with its value on the usual day."""
    now = in_force(term.versions, USUAL_DAY)
    source = f"{now.source} ({term.source})" if term.source not in now.source else now.source
    history = tuple((one.since, written(name, one.value)) for one in term.versions)
    return Parameter(name, written(name, now.value), now.basis, source, history)


def written(name: str, value: Written) -> str:
    """The value of a term with its unit: 15.00 BYN, 5 days, 1 hour, on, 3."""
    field = FIELD_OF[name]
    if field in SWITCHES:
        return "on" if value else "off"
    if field.endswith("_kopecks"):
        return f"{value} BYN"
    if field.endswith("_s"):
        unit = name.rpartition("_")[2]
        return f"{value} {unit.removesuffix('s') if value == 1 else unit}"
    return str(value)
