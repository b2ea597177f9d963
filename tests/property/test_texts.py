"""Every text that the operator can say, in every language, with its values and without.

The walk starts from what exists (operations, events from outside, refusals, events of a contract,
messages of pages), so that a new one without its words is found by being there.
"""

import datetime
import re
import string
from collections.abc import Callable, Iterator
from itertools import product

import pytest

from mybt_sim.analysis.chosen import region_names
from mybt_sim.app.notebooks.parts import usage_stats
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES
from mybt_sim.engine.vocabulary import Event
from mybt_sim.text import (
    LANGUAGES,
    Language,
    date_long,
    money,
    number,
    percent,
    translate,
    volume,
)
from mybt_sim.text.messages import COUNTED, read_catalogue
from mybt_sim.world.handlers.register import HANDLERS
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.reads.notices import SILENT_EVENTS, TELLERS
from mybt_sim.world.reads.views import Notice
from tests.support.wording import faults

NOW = datetime.datetime(2026, 11, 22, 14, 5)
COUNTS = (0, 1, 2, 4, 5, 11, 12, 21, 22, 101, 111, 1_000, 1_234, 20_001)
SUMS = (0, 1, -150, 1_500, 99_996, 123_456_789)
REFUSALS = [refusal for refusal in Refusal if refusal is not Refusal.NONE]
DATES = (None, NOW)
VALUES: tuple[dict[str, int], ...] = (
    {},
    {"limit": 1_500},
    {"minimum": 100, "maximum": 100_000_00},
)
DETAILS: dict[str, Callable[[int, str], str]] = {
    "figure": volume, "share": percent, "speed": volume, "volume": volume,
    "amount": money, "limit": money, "minimum": money, "maximum": money, "balance": money,
}  # fmt: skip
NOUNS = {
    "ru": ("абонент абонента абонентов", "договор договора договоров", "день дня дней",
           "план плана планов", "строка строки строк", "час часа часов", "шаг шага шагов",
           "услуга услуги услуг", "месяц месяца месяцев", "минуту минуты минут",
           "секунду секунды секунд"),
    "be": ("абанент абаненты абанентаў", "дагавор дагаворы дагавораў", "дзень дні дзён",
           "план планы планаў", "радок радкі радкоў", "гадзіна гадзіны гадзін",
           "крок крокі крокаў", "паслуга паслугі паслуг",
           "месяц месяцы месяцаў", "гадзіну гадзіны гадзін", "хвіліну хвіліны хвілін",
           "секунду секунды секунд"),
    "en": ("subscriber subscribers", "contract contracts", "day days", "plan plans", "row rows",
           "hour hours", "step steps", "add-on add-ons", "connected connected", "month months",
           "minute minutes", "second seconds"),
}  # fmt: skip
"""What is counted: behind 1, behind 2, behind 5."""

each_language = pytest.mark.parametrize("language", LANGUAGES)


def form_of(count: int, language: Language) -> int:
    """Which plural form a number takes, by the rule of the grammar book."""
    if language == "en":
        return 0 if count == 1 else 1
    if count % 10 == 1 and count % 100 != 11:
        return 0
    return 1 if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else 2


def messages(language: Language) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every message by its key, as the tuple of its forms."""
    for message in read_catalogue(language):
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            text = message.string
            yield key, (text,) if isinstance(text, str) else tuple(text or ())


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def value_of(name: str, count: int, language: Language) -> object:
    """Something that may stand in the place of a placeholder."""
    if name in COUNTED:
        return count
    if name in ("date", "allowed_from", "first", "last", "day"):
        return date_long(NOW.date(), language)
    if name in DETAILS:
        return DETAILS[name](count, language)
    return "X"


@each_language
def test_every_operation_says_what_came_of_it(language: Language) -> None:
    for name in (one.name for one in HANDLERS):
        text = Outcome(name, NOW, language=language).text()
        assert text == Outcome(name, NOW).text(language)
        assert not faults(text, language), (name, text)
        assert re.match(r"[A-ZА-ЯЁІЎ]", text), (name, text)
        assert text[-1] != ".", (name, text)


@each_language
def test_every_refusal_says_why_with_what_is_known(language: Language) -> None:
    for refusal, date, values in product(REFUSALS, DATES, VALUES):
        outcome = Outcome("top_up", NOW, refusal, allowed_from=date, values=values)
        text = outcome.text(language)
        assert not faults(text, language), (refusal.name, text)
        assert text.endswith("."), (refusal.name, text)


def test_no_ladder_has_a_refusal_without_words() -> None:
    given = {check.refusal for rule in RULES.values() for check in rule.checks}
    assert given <= set(REFUSALS) | {Refusal.NONE}


def test_every_event_has_somebody_who_tells_it() -> None:
    assert set(TELLERS) == set(Event) - SILENT_EVENTS


@each_language
def test_every_notice_is_told_whatever_its_values(language: Language) -> None:
    names: dict[str, str] = {
        code: "«Комфорт»" if code != "en" else "“Comfort”" for code in LANGUAGES
    }
    for event, kopecks, count in product((*TELLERS, None), SUMS, COUNTS):
        told = (kopecks, count, NOW, names)
        notice = Notice(1_000_001, NOW, event, *told, reason=Refusal.CONTRACT_BLOCKED)
        text, title = notice.text(language), notice.title(language)
        assert not faults(text, language), (event, text)
        assert not faults(title, language), (event, title)
        assert text[-1] in ".!", (event, text)
        assert text[0] == text[0].upper(), (event, text)


@each_language
def test_every_message_is_whole_with_every_count(language: Language) -> None:
    for key, forms in messages(language):
        named = placeholders(forms[0])
        for count in COUNTS if named else (0,):
            values = {name: value_of(name, count, language) for name in named | {"count"}}
            text = translate(key, language, **values)
            assert not faults(text, language), (key, text)
            if len(forms) > 1:
                assert text == _by_hand(forms[form_of(count, language)], values, language), key


def _by_hand(form: str, values: dict[str, object], language: Language) -> str:
    """A form with its values; the stop of a date takes the place of the sentence's."""
    for name, value in values.items():
        written = number(value, language) if isinstance(value, int) else str(value)
        form = form.replace(f"{{{name}}}", written)
    return form.replace("..", ".")


@each_language
def test_every_counted_noun_stands_in_its_three_forms(language: Language) -> None:
    for key, forms in messages(language):
        if len(forms) > 1:
            words = [set(re.findall(r"[\w-]+", form)) for form in forms]
            assert any(
                all(noun in found for noun, found in zip(nouns.split(), words, strict=True))
                for nouns in NOUNS[language]
            ), (key, forms)


@pytest.mark.parametrize("value", [347.38077625570776, 1_000_001, True])
@each_language
def test_a_message_takes_no_bare_number(language: Language, value: float) -> None:
    """A figure without unit and decimals, or an identity that would get groups, is a mistake."""
    for key, forms in messages(language):
        for name in placeholders(forms[0]) - COUNTED:
            values = dict.fromkeys(placeholders(forms[0]), "1") | {"count": 1}
            with pytest.raises(TypeError, match="write a figure by"):
                translate(key, language, **values | {name: value})


@each_language
def test_a_count_is_whole(language: Language) -> None:
    with pytest.raises(TypeError, match="count"):
        translate("phone.days", language, count=1.5)


@each_language
def test_the_tiles_of_usage_have_figures_of_people(language: Language) -> None:
    for minutes, kopecks, days in product((0, 1, 59, 8_862, 123_456_789), SUMS, (1, 7, 365)):
        totals = {
            "days": days, "contract_days": 31 * days, "down_mb": minutes * 1_023,
            "up_mb": minutes, "tv_minutes": minutes, "call_minutes": minutes,
            "charged_kopecks": abs(kopecks),
        }  # fmt: skip
        for tile in usage_stats(totals, language):
            for text in tile:
                assert not faults(text, language), (totals, tile)


def test_a_tile_of_hours_has_one_decimal() -> None:
    totals = {
        "days": 7, "contract_days": 70, "down_mb": 1, "up_mb": 1,
        "tv_minutes": 8_862, "call_minutes": 8_862, "charged_kopecks": 1,
    }  # fmt: skip
    tiles = usage_stats(totals, "ru")
    assert (tiles[2].figure, tiles[2].note) == ("147,7\xa0ч", "21,1\xa0ч в сутки")
    assert (tiles[3].figure, tiles[3].note) == ("8,9\xa0тыс.\xa0мин", "1,3\xa0тыс.\xa0мин в сутки")


@each_language
def test_regions_follow_the_alphabet_behind_the_capital(language: Language) -> None:
    assert list(region_names(language))[:2] == ["MSQ", "MIN"]
    others = list(region_names(language))[2:]
    assert (
        others
        == {
            "ru": ["BRE", "VIT", "GOM", "GRO", "MOG"],
            "be": ["BRE", "VIT", "GOM", "GRO", "MOG"],
            "en": ["BRE", "GOM", "GRO", "MOG", "VIT"],
        }[language]
    )
