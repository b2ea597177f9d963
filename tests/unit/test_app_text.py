"""The message catalogues: complete, alike, and right in their plural forms."""

import datetime
import re
import string

import pytest

from mybt_sim.text import (
    LANGUAGES,
    Language,
    chosen_language,
    compact,
    date_long,
    moment,
    money,
    month_names,
    number,
    percent,
    phone,
    roubles,
    spelled_out,
    translate,
    volume,
    weekday_names,
)
from mybt_sim.text.messages import read_catalogue

Forms = tuple[str, ...]
PLURAL_FORMS = {"ru": 3, "be": 3, "en": 2}


def messages(language: Language) -> dict[str, Forms]:
    """Every message by its key, as the tuple of its forms."""
    found = {}
    for message in read_catalogue(language):
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            text = message.string
            found[key] = (text,) if isinstance(text, str) else tuple(text or ())
    return found


def placeholders(form: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(form) if name is not None}


def test_all_languages_have_the_same_messages() -> None:
    keys = {language: set(messages(language)) for language in LANGUAGES}
    assert keys["ru"] == keys["be"] == keys["en"]
    assert keys["ru"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_is_there_with_the_same_placeholders(language: Language) -> None:
    reference = messages("en")
    for key, forms in messages(language).items():
        assert len(forms) in (1, PLURAL_FORMS[language]), key
        assert (len(forms) == 1) == (len(reference[key]) == 1), key
        for form in forms:
            assert form.strip(), key
            assert placeholders(form) == placeholders(reference[key][0]), key


def test_belarusian_has_its_own_letters_only() -> None:
    for key, forms in messages("be").items():
        assert not re.search("[ищъИЩЪ]", "".join(forms)), key


@pytest.mark.parametrize(
    ("count", "ru", "be", "en"),
    [
        (1, "абонент", "абанент", "subscriber"),
        (2, "абонента", "абаненты", "subscribers"),
        (5, "абонентов", "абанентаў", "subscribers"),
        (11, "абонентов", "абанентаў", "subscribers"),
        (21, "абонент", "абанент", "subscribers"),
        (102, "абонента", "абаненты", "subscribers"),
        (20_000, "абонентов", "абанентаў", "subscribers"),
    ],
)
def test_plural_forms_follow_the_number(count: int, ru: str, be: str, en: str) -> None:
    forms = [translate("facts.subscribers", language, count=count) for language in LANGUAGES]
    assert forms == [ru, be, en]


def test_numbers_in_messages_are_written_as_the_language_does() -> None:
    assert translate("sql.rows", "ru", count=1234) == "1\xa0234 строки"
    assert translate("sql.rows", "en", count=1234) == "1,234 rows"


def test_unknown_message_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(KeyError, match=r"no\.such"):
        translate("no.such", "be")


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (("be",), "be"),
        ((None, "en"), "en"),
        (("xx", "be"), "be"),
        (("de-DE,be-BY;q=0.8,en",), "be"),
        ((None, "<script>"), "ru"),
        ((), "ru"),
    ],
)
def test_language_is_the_first_wish_that_can_be_met(
    wishes: tuple[str | None, ...], language: str
) -> None:
    assert chosen_language(*wishes) == language


def test_figures_do_not_break_and_have_a_real_minus() -> None:
    assert number(-1234567.891, "ru", digits=1) == "−1\xa0234\xa0567,9"
    assert money(-1500, "be") == "−15,00\xa0BYN"
    assert percent(0.243, "ru") == "24\xa0%"
    assert percent(0.243, "en") == "24%"
    assert compact(35_300_000, "be") == "35,3\xa0млн"


@pytest.mark.parametrize(
    ("mb", "text"),
    [
        (0, "0\xa0МБ"),
        (1023, "1\xa0023\xa0МБ"),
        (1024, "1,00\xa0ГБ"),
        (15 * 1024 * 1024 + 600_000, "15,6\xa0ТБ"),
        (271 * 1024 * 1024, "271\xa0ТБ"),
        (5 * 1024**4, "5\xa0120\xa0ПБ"),
    ],
)
def test_volumes_take_the_largest_unit(mb: int, text: str) -> None:
    assert volume(mb, "ru") == text


def test_dates_speak_the_language() -> None:
    day = datetime.date(2026, 11, 22)
    assert date_long(day, "be") == "22\xa0лістапада\xa02026\u202fг."
    assert weekday_names("be", short=True)[0] == "пн"
    assert month_names("ru")[10] == "ноябрь"


@pytest.mark.parametrize(
    ("kopecks", "ru", "be", "en"),
    [
        (0, "0 рублей", "0 рублёў", "0 roubles"),
        (1, "1 копейка", "1 капейка", "1 kopeck"),
        (1500, "15 рублей", "15 рублёў", "15 roubles"),
        (1550, "15 рублей 50 копеек", "15 рублёў 50 капеек", "15 roubles 50 kopecks"),
        (2101, "21 рубль 1 копейка", "21 рубель 1 капейка", "21 roubles 1 kopeck"),
        (203, "2 рубля 3 копейки", "2 рублі 3 капейкі", "2 roubles 3 kopecks"),
        (11111, "111 рублей 11 копеек", "111 рублёў 11 капеек", "111 roubles 11 kopecks"),
        (-150, "−1 рубль 50 копеек", "−1 рубель 50 капеек", "−1 rouble 50 kopecks"),
        (-99, "−99 копеек", "−99 капеек", "−99 kopecks"),
        (123_456_700, "1 234 567 рублей", "1 234 567 рублёў", "1,234,567 roubles"),
    ],
)
def test_money_in_sentences_has_right_plurals(kopecks: int, ru: str, be: str, en: str) -> None:
    written = [roubles(kopecks, language).replace("\xa0", " ") for language in LANGUAGES]
    assert written == [ru, be, en]


def test_a_moment_is_told_to_the_minute() -> None:
    at = 20_779 * 86_400 + 14 * 3_600 + 5 * 60 + 59
    assert moment(at, "ru") == "22\xa0ноября\xa02026\u202fг.,\xa014:05"
    assert moment(at, "be") == "22\xa0лістапада\xa02026\u202fг.,\xa014:05"
    assert moment(at, "en") == "November\xa022,\xa02026,\xa014:05"
    assert moment(0, "en").endswith("1970,\xa000:00")


@pytest.mark.parametrize(
    ("digits", "written"),
    [
        (375291234567, "+375 29 123-45-67"),
        (375171234567, "+375 17 123-45-67"),
        (375162123456, "+375 162 12-34-56"),
        (375151212345, "+375 1512 12-345"),
    ],
)
def test_a_telephone_number_is_grouped_by_its_code(digits: int, written: str) -> None:
    assert phone(digits).replace("\xa0", " ") == written


@pytest.mark.parametrize("digits", [0, 291234567, 74951234567, 3752912345678, -375291234567])
def test_a_number_of_elsewhere_is_a_mistake(digits: int) -> None:
    with pytest.raises(ValueError, match="is not 375 and nine digits"):
        phone(digits)


def test_a_code_is_spoken_digit_by_digit() -> None:
    assert spelled_out("0407").split("\xa0") == ["0", "4", "0", "7"]


def test_a_date_at_the_end_of_a_sentence_has_one_full_stop() -> None:
    day = datetime.date(2026, 11, 22)
    for language in LANGUAGES:
        text = translate(
            "notice.SUSPENSION_ORDERED", language, count=15, date=date_long(day, language)
        )
        assert text.endswith(".")
        assert not text.endswith("..")


def test_values_that_a_message_does_not_name_are_ignored() -> None:
    assert translate("ticket.new", "en", count=2, name="x") == "New"
