"""What a person typed, as numbers and facts; one file for each kind of input. No rule sees text.

Strict where money or a stranger is at stake, generous with spelling. Whatever is no text of
bearable length is a `RequestError`; a telephone number, login, code or card of the wrong form is
none, but a fact that the rules refuse.
"""

from mybt_sim.world.parsing.amounts import kopecks_of
from mybt_sim.world.parsing.dates import date_of
from mybt_sim.world.parsing.dialling import Dialled, area_of, dialled_of
from mybt_sim.world.parsing.names import surname_key
from mybt_sim.world.parsing.numbers import flag_of, number_in, number_typed, whole_of
from mybt_sim.world.parsing.phones import Phone, phone_of
from mybt_sim.world.parsing.secrets import CARD_DIGITS, digits_of, is_digits, login_of
from mybt_sim.world.parsing.texts import shown, text_of

__all__ = [
    "CARD_DIGITS",
    "Dialled",
    "Phone",
    "area_of",
    "date_of",
    "dialled_of",
    "digits_of",
    "flag_of",
    "is_digits",
    "kopecks_of",
    "login_of",
    "number_in",
    "number_typed",
    "phone_of",
    "shown",
    "surname_key",
    "text_of",
    "whole_of",
]
