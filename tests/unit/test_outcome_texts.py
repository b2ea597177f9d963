"""Every outcome has its text: every operation and event × accepted or any refusal × language."""

import datetime
import itertools

import pytest

from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES
from mybt_sim.rulebook.book import engine_rules
from mybt_sim.text.messages import LANGUAGES, Language
from mybt_sim.world.handlers.register import HANDLERS
from mybt_sim.world.outcome import Asked, Outcome

NOW = datetime.datetime(2026, 6, 10, 12)
NAMES = sorted(one.name for one in HANDLERS)
VALUES: tuple[dict[str, int], ...] = ({}, {"limit": 1_500, "minimum": 100, "maximum": 50_000})
MOMENTS = (None, NOW)


def text_of(name: str, refusal: Refusal, language: Language) -> set[str]:
    """The texts of an outcome, with and without what may be known beside it."""
    return {
        Outcome(name, NOW, refusal, allowed_from=at, values=values).text(language)
        for at, values in itertools.product(MOMENTS, VALUES)
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_outcome_is_told(name: str, language: Language) -> None:
    """Whatever rules an operation asks, it can give no refusal that is not among all of them."""
    for refusal in Refusal:
        for text in text_of(name, refusal, language):
            assert text.strip()
            assert "{" not in text
            assert refusal.name not in text


def test_every_ladder_leads_to_one_of_them() -> None:
    """Every rung of every rule can be shown in an outcome, with what was passed before it."""
    engine_rules()
    for rule in RULES.values():
        for check in rule.checks:
            outcome = Outcome("help", NOW, check.refusal, asked=(Asked(rule.name, check.refusal),))
            assert outcome.ladder[-1].check is check
            assert not outcome.ladder[-1].is_passed
