"""The rulebook is whole: words, functions, refusals, texts, terms, tests; each gap is noticed."""

import dataclasses
import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from mybt_sim import cli
from mybt_sim.base.errors import MybtError, SeedDataError
from mybt_sim.catalogue import load_catalogue, seed_folder
from mybt_sim.catalogue.model import SUBJECTS
from mybt_sim.catalogue.rule_texts import (
    OPERATION_NAMES,
    REFUSAL_NAMES,
    load_rule_texts,
    named_in,
)
from mybt_sim.catalogue.terms import TERM_FIELDS
from mybt_sim.rulebook import book as rulebook
from mybt_sim.rulebook import checks as rule_checks
from mybt_sim.rulebook.book import Rulebook, engine_rules, load_rulebook, written
from mybt_sim.rulebook.exercised import read_record
from mybt_sim.rulebook.page import rule_page
from mybt_sim.rulebook.words import rule_sentence, term_told
from mybt_sim.text.messages import LANGUAGES, refusal_text

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "rules.md"
RULES, SENTENCES = "rulebook/rules.toml", "rulebook/sentences.toml"

SENTENCE_IDS = [
    f"S{n}{part}" for n in range(1, 28) for part in {5: "abc", 19: "abcde"}.get(n, ("",))
]
FIGURES = {
    "GEN-CLOCK": {"00:00", "24:00"},
    "GEN-AMOUNT": {"1", "000", "2"},  # 1,000 and 1e2
    "GEN-INPUT": {"0", "9", "2026", "06", "01"},
    "AUTH-PHONE": {"375", "80"},
    "USE-TEL": {"1", "8", "800", "801", "820", "810", "902"},
    "TEL-BILL": {"1"},
    "TAR-EFFECT": {"1"},
}
"""Figures in sentences that no term or price holds: forms of writing and days of the calendar."""


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook()


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    return shutil.copytree(seed_folder(), tmp_path / "seed")


def test_every_rule_has_words_functions_and_tests(book: Rulebook) -> None:
    assert len(book.entries) > 100
    for entry in book.entries:
        assert entry.sentence
        assert entry.source
        assert entry.function, entry.rule
        assert entry.tests, entry.rule
        assert all(callable(rule_checks.function_at(place)) for place in entry.function)
    assert [
        one for one in SUBJECTS if not any(entry.subject == one for entry in book.entries)
    ] == []


def test_every_rule_of_the_engine_is_in_the_book(book: Rulebook) -> None:
    ids = {entry.rule for entry in book.entries}
    rules = engine_rules()
    assert len(rules) > 60
    for place, rule in rules.items():
        assert rule.ids, place
        assert set(rule.ids) <= ids, place
        for name in rule.ids:
            assert place in book.entry(name).function


def test_every_refusal_belongs_to_a_rule_that_gives_it(book: Rulebook) -> None:
    listed = {refusal for entry in book.entries for refusal in entry.refusals}
    assert listed == set(REFUSAL_NAMES)
    for entry in book.entries:
        ladders = [[check.refusal.name for check in rule.checks]
                   for rule in engine_rules().values() if entry.rule in rule.ids]  # fmt: skip
        assert set(entry.refusals) <= {name for ladder in ladders for name in ladder}, entry.rule
        assert len(set(entry.refusals)) == len(entry.refusals)


def test_refusals_of_a_rule_stand_in_the_order_of_its_ladder(book: Rulebook) -> None:
    assert book.entry("VOL-START").refusals == (
        *("CONTRACT_TERMINATED", "VOL_ALREADY", "VOL_NOT_ACTIVE"),
        *("NOT_SELF_SERVICE", "VOL_PROMISE_ACTIVE", "VOL_FUNDS"),
    )


def test_every_sentence_of_the_seed_has_an_operation_or_a_reason(book: Rulebook) -> None:
    assert list(book.sentences) == SENTENCE_IDS
    for name, sentence in book.sentences.items():
        assert bool(sentence.operations) != bool(sentence.reason), name
        assert not sentence.operations or book.rules_of(name), name
    for operation in OPERATION_NAMES:
        assert any(one.is_fulfilled_by(operation) for one in book.sentences.values())
        assert any(operation in one.operations for one in book.sentences.values()), operation


def test_every_term_belongs_to_a_rule_and_is_told_there(book: Rulebook) -> None:
    for name, term in load_catalogue().terms.items():
        assert name in [one.name for one in book.entry(term.rule).parameters]


def test_figures_of_a_sentence_are_those_of_the_terms() -> None:
    """What is not in braces holds no figure that could become another one."""
    for name, text in load_rule_texts().rules.items():
        for language in LANGUAGES:
            plain = re.sub(r"\{\w+\}", "", getattr(text.sentence, language))
            figures = {one.rstrip(".:") for one in re.findall(r"\d[\d.:]*", plain)}
            assert figures <= FIGURES.get(name, set()), (name, language)


def test_every_rule_has_its_sentence_in_each_language_by_the_terms_that_hold() -> None:
    """Each is a sentence of its own language that names what the English one names."""
    terms = dict.fromkeys(TERM_FIELDS, 86400)
    foreign = {"ru": "іўІЎ", "be": "ищъИЩЪ", "en": ""}
    for name, text in load_rule_texts().rules.items():
        told = {language: rule_sentence(name, language, terms) for language in LANGUAGES}
        assert len(set(told.values())) == len(LANGUAGES), name
        for language, words in told.items():
            assert words.endswith("."), (name, language)
            assert words[:1] == words[:1].upper(), (name, language)
            assert not set('{}`"') & set(words) or language == "en", (name, language)
            bare = re.sub("«[^»]*»|Белкарт|ЕРИП|Wi-Fi", "", words)
            assert not set(foreign[language]) & set(bare), (name, language)
        for language in ("ru", "be"):
            named = sorted(named_in(getattr(text.sentence, language)))
            assert named == sorted(text.terms), (name, language)


@pytest.mark.parametrize(
    ("name", "amount", "told"),
    [
        ("promise_limit", 2_000, ("20,00 BYN", "20,00 BYN", "20.00 BYN")),
        ("promise_term_days", 86_400, ("1 день", "1 дзень", "1 day")),
        ("promise_term_days", 5 * 86_400, ("5 дней", "5 дзён", "5 days")),
        ("otp_resend_seconds", 60, ("1 минуту", "1 хвіліну", "1 minute")),
        ("otp_resend_seconds", 45, ("45 секунд", "45 секунд", "45 seconds")),
        ("otp_ttl_seconds", 7_200, ("2 часа", "2 гадзіны", "2 hours")),
        ("otp_resend_seconds", 0, ("0 секунд", "0 секунд", "0 seconds")),
        ("topup_window_from_hours", 9_000, ("02:30", "02:30", "02:30")),
        ("otp_tries", 5, ("5", "5", "5")),
        ("promise_allows_positive_balance", 1, ("да", "так", "yes")),
    ],
)
def test_a_term_in_a_sentence_is_told_in_each_language(
    name: str, amount: int, told: tuple[str, ...]
) -> None:
    found = tuple(term_told(name, amount, language) for language in LANGUAGES)
    assert tuple(one.replace("\N{NO-BREAK SPACE}", " ") for one in found) == told


def test_words_that_name_other_terms_are_found(seed: Path) -> None:
    path = seed / "rulebook" / "rules.toml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace(
            'sentence.be = "Абяцаная сума – не большая за {promise_limit}',
            'sentence.be = "Абяцаная сума – не большая за 15',
        ),
        "utf-8",
    )
    with pytest.raises(SeedDataError, match=r"PROMISE-LIMIT.sentence.be: does not name the terms"):
        load_rule_texts(seed)


def test_a_sentence_tells_the_value_of_the_usual_day(book: Rulebook) -> None:
    assert book.entry("PROMISE-LIMIT").sentence == "The promised sum is at most 15.00 BYN."
    assert "5 days" in book.entry("PROMISE-TERM").sentence
    limit = book.entry("promise-limit").parameters[0]
    assert [value for _, value in limit.history] == [
        *("5.50 BYN", "10.00 BYN", "15.00 BYN", "20.00 BYN")
    ]
    assert limit.basis == "SEED"


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("promise_limit", "15.00", "15.00 BYN"),
        ("promise_term_days", 5, "5 days"),
        ("otp_lock_hours", 1, "1 hour"),
        ("otp_ttl_seconds", 300, "300 seconds"),
        ("telephony_grace_days", 10, "10"),
        ("promise_allows_positive_balance", True, "on"),
        ("tariff_effect_next_month", False, "off"),
    ],
)
def test_a_value_is_written_with_its_unit(name: str, value: bool | int | str, text: str) -> None:
    assert written(name, value) == text


def test_the_page_is_made_from_the_rulebook() -> None:
    assert PAGE.read_text(encoding="utf-8") == rule_page(), "run `make docs`"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (RULES, "[PROMISE-LIMIT]", "[PROMISE-LIMTI]", "carries out PROMISE-LIMIT, which"),
        (RULES, "[PROMISE-LIMIT]", "[PROMISE-LIMTI]", "PROMISE-LIMTI: is carried out by nothing"),
        (RULES, "[PROMISE-LIMIT]", "[PROMISE-LIMTI]", "there is no rule PROMISE-LIMIT; mend it."),
        (RULES, "[UNBIND]", "[unbind]", "unbind: is no id of a rule"),
        (RULES, "[UNBIND]", "[OWN-CHECK]", "is not TOML"),
        (RULES, '["PROMISE_ABOVE_LIMIT"]', "[]", "PROMISE_ABOVE_LIMIT, which none of its rules"),
        (RULES, '["PROMISE_ABOVE_LIMIT"]', "[]", "no rule lists PROMISE_ABOVE_LIMIT"),
        (RULES, '["PROMISE_ABOVE_LIMIT"]', '["CARD_FORMAT"]', "given by no function of this rule"),
        (RULES, '["PROMISE_ABOVE_LIMIT"]', '["ABOVE"]', "there is no refusal ABOVE"),
        (RULES, '["NOT_BOUND"]', '["NOT_BOUND", "NOT_BOUND"]', "NOT_BOUND stands twice"),
        (RULES, "most {promise_limit}", "most {promise_limti}", "Did you mean promise_limit"),
        (RULES, "most {promise_limit}", "most {promise_limit", "a brace that names nothing"),
        (RULES, "ends {promise_term_days", "ends {promise_term_hours", "hours is not a term"),
        (RULES, '["S27"]', '["S28"]', "there is no sentence S28"),
        (RULES, '["S20"]', "[]", "stands on sentence S20, which none of its rules lists"),
        (RULES, "machine:Machine.perform", "machine:Machine.do", "Machine.do does not exist"),
        (RULES, "mybt_sim.world.machine:", "mybt_sim.no:", "does not exist"),
        (RULES, "mybt_sim.world.machine:", "machine.", "is no function; write it as"),
        (RULES, 'subject = "General"', 'subject = "Generally"', "use one of General, "),
        (RULES, 'basis = "SEED"', 'basis = "SAID"', "use one of SEED"),
        (RULES, "sentence.", "sentense.", "unknown field `sentense`"),
        (SENTENCES, "[S18]", "[18]", "18: is no id of a sentence"),
        (SENTENCES, '["usage"]', '["use"]', "there is no operation use"),
        (SENTENCES, '["usage"]', '["help"]', "no sentence names the operation usage"),
        (SENTENCES, '["usage"]', '["usage", "all"]', "all stands beside others"),
        (SENTENCES, '["usage"]', "[]", "S19e: must have operations, or a reason why none"),
        (SENTENCES, 'reason = "a heading"', "", "S6: must have operations, or a reason"),
        (SENTENCES, 'reason = "a heading"', 'operations = ["help"]', "S6: no rule stands on it"),
    ],
)
def test_a_fault_in_the_words_is_named(
    seed: Path, file: str, old: str, new: str, said: str
) -> None:
    path = seed / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SeedDataError) as refused:
        load_rulebook(seed)
    assert said in str(refused.value)


def test_a_term_of_no_rule_is_named(seed: Path) -> None:
    path = seed / "terms.toml"
    text = path.read_text(encoding="utf-8").replace('"FORECAST"', '"FORECASTS"', 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SeedDataError, match=r"there is no rule FORECASTS; mend it. Did you mean"):
        load_rulebook(seed)


def test_all_faults_are_named_at_once(seed: Path) -> None:
    for file, old in ((RULES, '"S24"'), (SENTENCES, '"usage"')):
        path = seed / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, '"X"', 1), encoding="utf-8")
    with pytest.raises(SeedDataError) as refused:
        load_rulebook(seed)
    assert "no sentence X" in str(refused.value)
    assert "no operation X" in str(refused.value)


def test_a_refusal_without_words_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(name: str, language: str) -> str:
        if (name, language) == ("TRUST_DEBT", "be"):
            raise KeyError(name)
        return refusal_text(name, "ru")

    monkeypatch.setattr(rule_checks, "refusal_text", forgetful)
    with pytest.raises(SeedDataError, match=r"(?s)1 fault.*TRUST_DEBT has no text in be"):
        load_rulebook()


def test_a_rule_that_the_words_do_not_know_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = engine_rules()
    place, old = next(iter(rules.items()))
    rules[place] = dataclasses.replace(old, ids=(*old.ids, "GEN-NEW"))
    monkeypatch.setattr(rulebook, "engine_rules", lambda: rules)
    with pytest.raises(SeedDataError, match=r"(?s)1 fault.*carries out GEN-NEW"):
        load_rulebook()


def test_a_rule_without_tests_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    tests = {**read_record(), "HELP": ()}
    monkeypatch.setattr(rulebook, "read_record", lambda: tests)
    with pytest.raises(SeedDataError, match=r"(?s)1 fault.*HELP: is exercised by no test"):
        load_rulebook()


def run_command(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["mybt-sim", "rules", *arguments])
    try:
        cli.main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_the_command_prints_flat_objects(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], book: Rulebook
) -> None:
    assert run_command(monkeypatch, "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["rule"] for row in rows] == [entry.rule for entry in book.entries]
    for row in rows:
        assert list(row)[:5] == ["rule", "seed", "refusals", "function", "tests"]
        for value in row.values():
            is_list = isinstance(value, list) and all(isinstance(one, str) for one in value)
            assert isinstance(value, str) or is_list
    assert run_command(monkeypatch, "promise-limit", "--json") == 0
    assert [row["rule"] for row in json.loads(capsys.readouterr().out)] == ["PROMISE-LIMIT"]


def test_the_command_shows_a_rule_with_its_ladder_and_source(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(monkeypatch) == 0
    assert "PROMISE-LIMIT" in capsys.readouterr().out
    assert run_command(monkeypatch, "PROMISE-LIMIT") == 0
    shown = capsys.readouterr().out
    for part in ("at most 15.00 BYN", "SEED", "promise_limit", "Ladder", "def promise_payment("):
        assert part in shown
    assert "src/mybt_sim/engine/promise.py:" in shown
    assert "15.01 refused" in shown


def test_every_rule_can_be_shown(book: Rulebook, capsys: pytest.CaptureFixture[str]) -> None:
    from rich.console import Console

    from mybt_sim.rulebook.view import show_rule

    for entry in book.entries:
        show_rule(entry, book, Console(width=100))
        shown = capsys.readouterr().out
        assert entry.rule in shown
        for place in entry.function:
            assert f"def {place.rpartition(':')[2].rpartition('.')[2]}(" in shown, place


def test_a_rule_that_is_none_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], book: Rulebook
) -> None:
    assert run_command(monkeypatch, "PROMISE-LIMTI") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Did you mean PROMISE-LIMIT" in said.err
    with pytest.raises(MybtError, match="There is no rule"):
        book.entry("")
