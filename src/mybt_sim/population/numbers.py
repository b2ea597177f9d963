"""Numbers of the operator: telephones, contracts, logins. All synthetic, all unique.

Each kind is a keyed bijection from ids (or ranks) into a range of numbers that have the right
form. The form of telephone numbers is that of the Belarusian numbering plan, so some of them may
belong to somebody; nothing here ever dials.
"""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, key_of
from mybt_sim.base.telephone import COUNTRY_CODE, NATIONAL
from mybt_sim.engine.records import Record
from mybt_sim.population.permutation import permute
from mybt_sim.population.streams import Stream

MOBILE_PREFIXES = (
    *(255, 256, 257, 259),
    *(291, 292, 293, 294, 295, 296, 297, 298, 299),
    *(330, 331, 332, 333, 334, 335, 336, 337, 338, 339),
    *(440, 441, 442, 443, 444, 445, 446, 447, 448, 449),
)
"""Each is followed by six digits."""

USUAL_FIRST_DIGITS = (2, 3, 4, 5, 6, 7)
SPARE_FIRST_DIGITS = (8, 9, 1)
PASSWORD_LENGTH = 8
PASSWORD_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without the letters and digits that look alike on paper."""


@compiled
def first_digit_unit(area_code: int) -> int:
    """What one step of the first local digit is worth: local numbers have 7, 6 or 5 digits."""
    if area_code < 100:
        return 1_000_000
    return 100_000 if area_code < 1000 else 10_000


def first_digits(area_code: int, area_codes: Collection[int]) -> tuple[list[int], list[int]]:
    """Usual and spare first digits of the local numbers of an area.

    A digit that would begin another area's numbers is left out: 17-7 is 177, which is Borisov.
    """
    taken = {str(code)[: len(str(area_code)) + 1] for code in area_codes if code != area_code}
    usual, spare = (
        [digit for digit in digits if f"{area_code}{digit}" not in taken]
        for digits in (USUAL_FIRST_DIGITS, SPARE_FIRST_DIGITS)
    )
    return usual, spare


@compiled
def home_phone(seed: int, place: Record, rank: int) -> int:
    """Home phone of the household of that rank in its area, 375XXXXXXXXX.

    Local numbers begin with the area's usual digits; when those are used up, with its spare ones.
    """
    unit = first_digit_unit(place.area_code)
    key = key_of(seed, Stream.HOME_PHONE, place.area_code)
    usual = place.usual_digits * unit
    if rank < usual:
        value = permute(key, rank, usual // 1000, 1000)
    else:
        spare = (place.all_digits - place.usual_digits) * unit
        value = usual + permute(key, rank - usual, spare // 1000, 1000)
    local = int(place.first_digits[value // unit]) * unit + value % unit
    return COUNTRY_CODE * NATIONAL + int(place.area_code) * 10 * unit + local


@compiled
def mobile_phone(seed: int, subscriber_id: int) -> int:
    """Mobile number of a subscriber, 375XXXXXXXXX."""
    key = key_of(seed, Stream.MOBILE, 0)
    value = permute(key, subscriber_id - 1, len(MOBILE_PREFIXES) * 1000, 1000)
    return COUNTRY_CODE * NATIONAL + MOBILE_PREFIXES[value // 10**6] * 10**6 + value % 10**6


@compiled
def contract_number(seed: int, contract_id: int) -> int:
    """The 11 digits that stand on the paper contract."""
    key = key_of(seed, Stream.CONTRACT_NUMBER, 0)
    return 10**10 + permute(key, contract_id, 300_000, 300_000)


@compiled
def service_login(seed: int, service_id: int) -> int:
    """The 13 digits with which a service is bound and paid."""
    key = key_of(seed, Stream.LOGIN, 0)
    return 10**12 + permute(key, service_id, 3_000_000, 3_000_000)


@compiled
def contract_numbers(seed: int, contract_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """`contract_number` of each."""
    numbers = np.empty(len(contract_ids), np.int64)
    for k in range(len(contract_ids)):
        numbers[k] = contract_number(seed, contract_ids[k])
    return numbers


@compiled
def service_logins(seed: int, service_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """`service_login` of each."""
    logins = np.empty(len(service_ids), np.int64)
    for k in range(len(service_ids)):
        logins[k] = service_login(seed, service_ids[k])
    return logins


def paper_contract(seed: int, service_id: int) -> tuple[str, str]:
    """Login and first password of a service, as printed on the paper contract.

    The password is derived whenever it is needed and stored nowhere.
    """
    key = key_of(seed, Stream.PASSWORD, service_id)
    letters = (below(draw(key, 0, n), len(PASSWORD_ALPHABET)) for n in range(PASSWORD_LENGTH))
    password = "".join(PASSWORD_ALPHABET[letter] for letter in letters)
    return str(service_login(seed, service_id)), password
