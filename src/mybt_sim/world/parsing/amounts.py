"""An amount of money: roubles, and kopecks where there are any.

Read is what can mean one sum only: whole roubles, or one or two decimals behind a comma or point;
thousands in groups of three behind blanks; BYN or a word for roubles behind; and whatever
`money()` and `roubles()` write themselves in any language. "1,000" may be one rouble or a thousand,
so it is neither.
"""

import re
from decimal import Decimal

from mybt_sim.base.errors import RequestError
from mybt_sim.base.money import KOPECKS_PER_BYN
from mybt_sim.base.plain import plain
from mybt_sim.base.spelling import GAPS, trimmed
from mybt_sim.text.formats import KOPECKS, MINUS, ROUBLES
from mybt_sim.world.parsing.texts import shown, text_of

ROUBLES_MOST = 10**11
AMOUNT_MOST = 60
SHORT = ("BYN", "Br", "руб.", "руб", "р.", "р")
SHORT_KOPECKS = ("коп.", "коп", "к.", "к")
"""What people write behind roubles and kopecks, beside the words."""

_GAP = f"[{GAPS}]"
_SPACED = rf"[0-9]+|[1-9][0-9]{{0,2}}(?:{_GAP}[0-9]{{3}})+"
_ENGLISH = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+"


def _one_of(*words: str) -> str:
    return "|".join(re.escape(word) for word in words)


_RUSSIAN = {form for language in ("ru", "be") for form in ROUBLES[language].values()}
_UNIT = _one_of(*SHORT, *sorted(_RUSSIAN), *ROUBLES["en"].values())
_KOPECKS = {form for forms in KOPECKS.values() for form in forms.values()}
_SMALL = _one_of(*SHORT_KOPECKS, *sorted(_KOPECKS))
_FORMS = (
    rf"(?P<whole>{_SPACED})(?:[.,](?P<part>[0-9]{{1,2}}))?(?:{_GAP}?(?:{_UNIT}))?",
    rf"(?P<whole>{_ENGLISH})\.(?P<part>[0-9]{{2}})(?:{_GAP}?(?:{_UNIT}))?",
    rf"(?P<whole>{_ENGLISH}){_GAP}(?:{_one_of(*ROUBLES['en'].values())})",
    rf"(?P<whole>{_SPACED}){_GAP}?(?:{_UNIT}){_GAP}(?P<kopecks>[0-9]{{1,2}}){_GAP}?(?:{_SMALL})",
    rf"(?P<whole>{_ENGLISH}){_GAP}(?:{_one_of(*ROUBLES['en'].values())}){_GAP}"
    rf"(?P<kopecks>[0-9]{{1,2}}){_GAP}(?:{_one_of(*KOPECKS['en'].values())})",
    rf"(?P<kopecks>[0-9]{{1,2}}){_GAP}?(?:{_SMALL})",
)
_READ = tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)


def kopecks_of(value: object) -> int:
    """An amount in BYN, as text, Decimal or whole number, in kopecks; below zero with a minus.

    An amount beyond all limits is cut to one that every rule refuses.
    """
    value = plain(value)
    if isinstance(value, str):
        value = _typed(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _no_amount(value)
    if isinstance(value, Decimal) and not value.is_finite():
        raise _no_amount(value)
    kopecks = Decimal(max(-ROUBLES_MOST, min(ROUBLES_MOST, value))) * KOPECKS_PER_BYN
    if kopecks != kopecks.to_integral_value():
        raise RequestError(
            "The amount is not a whole number of kopecks.", next_step='Round it, such as "15.01".'
        )
    return int(kopecks)


def _typed(text: str) -> Decimal:
    written = trimmed(text_of("The amount", text, most=AMOUNT_MOST))
    sign = -1 if written[:1] in ("-", MINUS) else 1
    figure = written[1:] if sign < 0 else written
    for form in _READ:
        if found := form.fullmatch(figure):
            return sign * _roubles(found.groupdict())
    raise _no_amount(text)


def _roubles(parts: dict[str, str | None]) -> Decimal:
    whole = "".join(one for one in parts.get("whole") or "0" if one in "0123456789")
    part = (parts.get("kopecks") or "").rjust(2, "0")
    return Decimal(f"{whole}.{parts.get('part') or part}")


def _no_amount(value: object) -> RequestError:
    return RequestError(
        f"{shown(value)} is no amount of money.",
        next_step='Give BYN with two decimals or none, such as "15.00".',
    )
