"""Telephone numbers of people: where a code is sent, and where it is spoken."""

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

from mybt_sim.base.spelling import DASHES, GAPS, trimmed
from mybt_sim.base.telephone import COUNTRY_CODE, NATIONAL
from mybt_sim.world.parsing.texts import digits_or_text_of

PHONE_MOST = 32

_WRITTEN = re.compile(r"(?:\+?375|80)([1-9][0-9]{8})")
_BRACKETS = re.compile(r"[^()]*(?:\([^()]*[0-9][^()]*\)[^()]*)?")
_BETWEEN = frozenset(GAPS + DASHES + "()")


@dataclass(frozen=True)
class Phone:
    """A telephone number: `number` is 375XXXXXXXXX, or 0 when there is none of this country."""

    number: int = 0
    is_mobile: bool = False
    is_fixed: bool = False

    @property
    def is_valid(self) -> bool:
        """Whether it is a number of this country at all."""
        return self.number != 0


def phone_of(value: object) -> Phone:
    """A number as it may be written: +375…, 375… or 80… and nine digits (AUTH-PHONE).

    Nothing else is a number here, least of all a slip: its code would go to a stranger. The tables
    of a run and of a world hold numbers as 375XXXXXXXXX, so such a number is taken as well.
    """
    written = _WRITTEN.fullmatch(bare(digits_or_text_of("The phone number", value)))
    if written is None:
        return Phone()
    national = int(written[1])
    kind = phonenumbers.number_type(
        PhoneNumber(country_code=COUNTRY_CODE, national_number=national)
    )
    if kind == PhoneNumberType.UNKNOWN:
        return Phone()
    number = COUNTRY_CODE * NATIONAL + national
    return Phone(number, kind == PhoneNumberType.MOBILE, kind == PhoneNumberType.FIXED_LINE)


def bare(text: str) -> str:
    """The digits of a number, and the plus before them; empty where there is anything else.

    Blanks, dashes and one pair of brackets around digits group a number; letters, other scripts'
    digits and extensions do not belong to one.
    """
    text = trimmed(text)
    if len(text) > PHONE_MOST or not _BRACKETS.fullmatch(text) or text[:1] in DASHES:
        return ""
    digits = "".join(letter for letter in text if letter not in _BETWEEN)
    return digits if re.fullmatch(r"\+?[0-9]+", digits) else ""
