"""Every name of the operator has its words in every language, and they are real words of it."""

import re
import string
from collections.abc import Iterable
from enum import IntEnum

import pytest

from mybt_sim.catalogue import load_content
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import (
    Client,
    Entry,
    Event,
    Operation,
    PaymentChannel,
    PromiseState,
    ServiceKind,
    Status,
    TicketState,
)
from mybt_sim.operations.request import FromOutside
from mybt_sim.quality.steps import OPERATIONS as DEEDS
from mybt_sim.text import LANGUAGES, Language, refusal_text, translate
from mybt_sim.text.messages import LOCALE, read_catalogue
from mybt_sim.world.handlers.register import HANDLERS

VOCABULARIES: list[tuple[str, type[IntEnum]]] = [
    ("operation", Operation),
    ("entry", Entry),
    ("status", Status),
    ("event", Event),
    ("ticket", TicketState),
    ("client", Client),
    ("service", ServiceKind),
    ("promise_state", PromiseState),
]
SINGLE = {
    *("sms.code", "sms.alert", "call.code", "rule.no_rule", "support.answer", "notice.PAYMENT"),
    *("notice.BILL_REMINDER_OVERDUE", "notice.VIDEO_RENTED_UNNAMED"),
    *(f"channel.{one.name.lower()}" for one in PaymentChannel if one is not PaymentChannel.NONE),
    "operation.correct_balance",
}
DATED = {
    *("TARIFF_CHANGE_TOO_SOON", "TARIFF_CHANGE_PENDING", "PROMISE_TOO_OFTEN", "PROMISE_SUSPENDED"),
    *("CONTRACT_SUSPENDED", "PAYMENT_MAINTENANCE", "OTP_QUOTA_EXCEEDED", "OTP_RESEND_TOO_SOON"),
    *("BIND_RATE_LIMITED", "VOICE_QUOTA_EXCEEDED", "VOICE_TOO_SOON", "QBAL_RATE_LIMITED"),
    *("CARD_TRIES_EXCEEDED", "ADDON_ALREADY_ON", "VOL_PROMISE_ACTIVE", "VOL_QUOTA_EXCEEDED"),
    "LINE_DAY_FULL",
}
LIMITED = {"PROMISE_ABOVE_LIMIT": {"limit"}, "TOPUP_AMOUNT_RANGE": {"minimum", "maximum"}}
NOTICE_VALUES = {"amount", "date", "name", "count", "reason"}
SAME_IN_RU_AND_BE = {"operation.balance", "client.android", "client.ios"}

VOWELS = "аеёіоуыэюя"
FORMS = {"ru": 3, "be": 3, "en": 2}


def texts(language: Language) -> dict[str, tuple[str, ...]]:
    """Every message by its key, as the tuple of its forms."""
    found = {}
    for message in read_catalogue(language):
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            text = message.string
            found[key] = (text,) if isinstance(text, str) else tuple(text or ())
    return found


TEXTS = {language: texts(language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_message_stands_once(language: Language) -> None:
    """Of two texts of one message the reader would silently take the last."""
    lines = (LOCALE / language / "LC_MESSAGES" / "messages.po").read_text("utf-8").splitlines()
    keys = [line for line in lines if line.startswith("msgid ") and line != 'msgid ""']
    assert len(keys) == len(set(keys)), {key for key in keys if keys.count(key) > 1}


def content_texts(language: Language) -> Iterable[str]:
    """All words of news, films, the guide and places."""
    content = load_content()
    for piece in content.news:
        yield from (getattr(piece.title, language), getattr(piece.text, language))
    for video in content.videos:
        yield from (getattr(video.title, language), getattr(video.about, language))
    for page in content.help.values():
        yield from (getattr(page.title, language), getattr(page.text, language))
    for place in (*content.centres, *content.hotspots):
        for name in (place.locality, place.name, place.address):
            yield getattr(name, language)


def all_words(language: Language) -> list[str]:
    return [*(form for forms in TEXTS[language].values() for form in forms),
            *content_texts(language)]  # fmt: skip


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def operator_keys() -> set[str]:
    """Every key that the operator's vocabularies call for."""
    keys = {f"{kind}.{member.name.lower()}" for kind, names in VOCABULARIES for member in names}
    keys |= {f"refusal.{refusal.name}" for refusal in Refusal if refusal is not Refusal.NONE}
    keys |= {f"refusal.{name}.until" for name in DATED} | {f"refusal.{name}.limit"
                                                          for name in LIMITED}  # fmt: skip
    keys |= {f"notice.{event.name}" for event in Event}
    keys |= {f"operation.{one.name}" for one in HANDLERS if issubclass(one, FromOutside)}
    keys |= {f"operation.{one.name.lower()}" for one in DEEDS}
    return keys | SINGLE | {"event.payment"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_the_operator_has_its_words(language: Language) -> None:
    missing = operator_keys() - TEXTS[language].keys()
    assert not missing


def test_no_words_are_left_of_a_name_that_is_gone() -> None:
    kinds = ("refusal.", "notice.", *(f"{kind}." for kind, _ in VOCABULARIES))
    stray = {key for key in TEXTS["ru"] if key.startswith(kinds)} - operator_keys()
    assert not stray


@pytest.mark.parametrize("key", sorted(operator_keys()))
def test_all_languages_tell_the_same_values(key: str) -> None:
    told = {name for form in TEXTS["en"][key] for name in placeholders(form)}
    for language in LANGUAGES:
        forms = TEXTS[language][key]
        assert len(forms) == (FORMS[language] if "count" in told else 1), (language, key)
        for form in forms:
            assert placeholders(form) == told, (language, key)


def test_a_refusal_needs_no_value_and_its_detail_only_its_own() -> None:
    for refusal in set(Refusal) - {Refusal.NONE}:
        for language in LANGUAGES:
            told = {
                detail: placeholders(
                    TEXTS[language].get(f"refusal.{refusal.name}{detail}", [""])[0]
                )
                for detail in ("", ".until", ".limit")
            }
            assert told[""] == set()
            assert told[".until"] == ({"allowed_from"} if refusal.name in DATED else set())
            assert told[".limit"] == LIMITED.get(refusal.name, set())


def test_a_notice_tells_what_a_notice_may_tell() -> None:
    for key, forms in TEXTS["en"].items():
        if key.startswith("notice."):
            assert placeholders(forms[0]) <= NOTICE_VALUES, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_one_or_two_sentences(language: Language) -> None:
    for key, forms in TEXTS[language].items():
        if key.startswith("refusal."):
            assert 1 <= len(re.findall(r"[.!?](?: |$)", forms[0])) <= 2, key
            assert forms[0][-1] == ".", key
            assert forms[0][0].isupper() or forms[0][0] in "«{", key


def test_secrets_are_not_told_by_a_refusal() -> None:
    """The same words whatever was wrong, and both possibilities in them."""
    parts = {
        "BIND_BAD_CREDENTIALS": {"ru": "огин пароль", "be": "агін пароль", "en": "ogin password"},
        "BINDP_NO_MATCH": {"ru": "номер фамили", "be": "нумар прозвішч", "en": "number surname"},
    }
    for name, by_language in parts.items():
        for language in LANGUAGES:
            text = refusal_text(name, language)
            for part in by_language[language].split():
                assert part in text, (name, language)
            assert not re.search("не существует|не зарегистрир|не існуе|unknown|exist", text)


def test_russian_and_belarusian_differ() -> None:
    for key in operator_keys() - SAME_IN_RU_AND_BE:
        assert TEXTS["ru"][key] != TEXTS["be"][key], key


def test_belarusian_has_its_own_letters_only() -> None:
    for text in all_words("be"):
        assert not re.search("[ищъИЩЪ]", text), text


def test_russian_has_its_own_letters_only() -> None:
    for text in all_words("ru"):
        assert not re.search("[іўІЎ’]", text), text


@pytest.mark.parametrize("language", ["ru", "be"])
def test_no_latin_letter_stands_for_a_cyrillic_one(language: Language) -> None:
    for text in all_words(language):
        for word in re.findall(r"\w+", re.sub(r"\{\w+\}", "", text)):
            is_latin = re.search("[A-Za-z]", word) is not None
            assert not (is_latin and re.search("[а-яёіўА-ЯЁІЎ]", word)), (word, text)
            assert not re.fullmatch("[AaBCcEeHIiKMOoPpTXxyY]", word), (word, text)


def test_english_is_written_in_latin_letters() -> None:
    for text in all_words("en"):
        assert not re.search("[а-яёіўА-ЯЁІЎ]", text), text


def test_short_u_follows_a_vowel_and_only_a_vowel() -> None:
    """Between a vowel and ў stands nothing but a space; у after a vowel is ў unless a pause."""
    for text in all_words("be"):
        assert not re.search(f"[{VOWELS}] у", text), text
        assert not re.search(f"[^{VOWELS}\\W] ў|[^{VOWELS}{VOWELS.upper()} ]ў|^ў", text), text
        assert not re.search(f"[.,:;!?—] ў|[{VOWELS}]у[бвгджзклмнпрстфхцчшў]", text), text


@pytest.mark.parametrize(
    ("count", "ru", "be", "en"),
    [
        (1, "1 день", "1 дзень", "1 day."),
        (2, "2 дня", "2 дні", "2 days"),
        (5, "5 дней", "5 дзён", "5 days"),
        (11, "11 дней", "11 дзён", "11 days"),
        (21, "21 день", "21 дзень", "21 days"),
    ],
)
def test_plural_forms_follow_the_number(count: int, ru: str, be: str, en: str) -> None:
    for language, part in zip(LANGUAGES, (ru, be, en), strict=True):
        text = translate("notice.SMS_ALERT", language, count=count)
        assert part in text, text
        values = {"count": count, "date": "1", "name": "1", "amount": "1"}
        for key in ("notice.SUSPENSION_ORDERED", "sms.alert"):
            assert part.rstrip(".") in translate(key, language, **values)


def test_a_refusal_tells_as_much_as_is_known() -> None:
    with_date = refusal_text("TARIFF_CHANGE_TOO_SOON", "be", allowed_from="1 мая 2026 г.")
    assert with_date.endswith("Наступная даступная з 1 мая 2026 г.")
    assert refusal_text("TARIFF_CHANGE_TOO_SOON", "be", allowed_from=None).endswith("ў дагаворы.")
    assert "15,00 BYN" in refusal_text("PROMISE_ABOVE_LIMIT", "ru", limit="15,00 BYN", days=5)
    assert "{" not in refusal_text("TOPUP_AMOUNT_RANGE", "en", minimum="1.00 BYN")
    assert refusal_text("OTP_USED", "en", count=3) == refusal_text("OTP_USED", "en")
    with pytest.raises(KeyError, match="NO_SUCH"):
        refusal_text("NO_SUCH", "ru")
