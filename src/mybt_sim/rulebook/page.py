"""The rules as a page, written from the rulebook: `python -m mybt_sim.rulebook.page`."""

from collections.abc import Iterable

from mybt_sim.catalogue.model import SUBJECTS
from mybt_sim.catalogue.rule_texts import EVERY_OPERATION, Sentence
from mybt_sim.rulebook.book import Parameter, Rulebook, RuleEntry, load_rulebook

HEAD = """# The rules of the operator

Made from the rulebook by `make docs`; a test compares. `mybt-sim rules RULE` shows one rule with
its source and its ladder of checks, `mybt-sim rules --json` prints all of them as a list.

A rule says on what it rests: SEED (the operator's own description of the application), FOUND (a
published source; "third party" or a year says how good), COMPARABLE, INFERRED, or ASSUMPTION (ours,
with the reason). Values are those of {on}; a scenario can change every term. Refusals stand in the
order in which they are checked. Tests are a few that were seen to get each of these refusals, or to
have each function do its work.
"""

SENTENCES_HEAD = """## The sentences of the seed

| sentence | requires | operations | rules |
|---|---|---|---|
"""


def rule_page() -> str:
    """All rules by subject, then the sentences behind them, as Markdown."""
    book = load_rulebook()
    sections = [_section(subject, book) for subject in SUBJECTS]
    rows = [_sentence_row(name, one, book) for name, one in book.sentences.items()]
    head = HEAD.format(on=f"{book.on:%Y-%m-%d}")
    return "\n".join([head, *sections, SENTENCES_HEAD + "\n".join(rows) + "\n"])


def _section(subject: str, book: Rulebook) -> str:
    entries = [_entry(entry) for entry in book.entries if entry.subject == subject]
    return f"## {subject}\n\n" + "\n".join(entries)


def _entry(entry: RuleEntry) -> str:
    facts = [f"basis: {entry.basis}: {entry.source}"]
    if entry.seed:
        facts.append(f"seed: {', '.join(entry.seed)}")
    if entry.refusals:
        facts.append(f"refusals: {_codes(entry.refusals)}")
    facts.append(f"function: {_codes(entry.function)}")
    facts.append(f"tests: {_codes(entry.tests)}")
    table = _parameters(entry.parameters) if entry.parameters else ""
    lines = "\n".join(f"- {fact}" for fact in facts)
    return f"### {entry.rule}\n\n{entry.sentence}\n\n{lines}\n{table}"


def _parameters(parameters: Iterable[Parameter]) -> str:
    rows = "\n".join(
        f"| `{one.name}` | {one.value} | {_other_times(one)} | {one.basis} | {one.source} |"
        for one in parameters
    )
    return f"\n| term | value | at other times | basis | source |\n|---|---|---|---|---|\n{rows}\n"


def _other_times(parameter: Parameter) -> str:
    if len(parameter.history) == 1:
        return ""
    return ", ".join(f"{value} from {since:%Y-%m-%d}" for since, value in parameter.history)


def _sentence_row(name: str, sentence: Sentence, book: Rulebook) -> str:
    if sentence.operations == (EVERY_OPERATION,):
        fulfilled = "every operation"
    else:
        fulfilled = _codes(sentence.operations) or f"none: {sentence.reason}"
    return f"| {name} | {sentence.requires} | {fulfilled} | {', '.join(book.rules_of(name))} |"


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    print(rule_page(), end="")
