"""Layouts of the population's numbers, and the tables that compiled code chooses from.

Shares are per mille. A table of weights holds running totals, so that choosing is one search.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below
from mybt_sim.base.named import Named
from mybt_sim.base.whole import place
from mybt_sim.engine.records import Records
from mybt_sim.engine.vocabulary import ServiceKind

MILLE = 1000
SUBSCRIBERS_MOST = 10_000_000
"""Up to here every number stays unique; checked when the seed data is loaded."""

GROUP = 10_000
"""So many consecutive subscribers are spread over the localities by exact quotas."""

GROUPS_MOST = SUBSCRIBERS_MOST // GROUP

CONTRACT_PLACES = 10
"""`contract_id` is `subscriber_id` times this, and a slot."""

LANGUAGES = ("ru", "be")
REGIONS = ("MSQ", "MIN", "GOM", "BRE", "VIT", "GRO", "MOG")
"""By their numbers; the seed data has the same order."""
CLIENTS = ("android", "ios", "web")


class Settlement(Named):
    """Size of the place where a household lives."""

    VILLAGE = 0
    TOWN = 1
    CITY = 2


class Bundle(Named):
    """What a subscriber has from the operator; PACKAGE is all three in one contract."""

    PACKAGE = 0
    PHONE_NET_TV = 1
    PHONE_NET = 2
    PHONE_TV = 3
    PHONE = 4
    NET_TV = 5
    NET = 6
    TV = 7


BUNDLE_KINDS = (
    (ServiceKind.PACKAGE,),
    (ServiceKind.INTERNET, ServiceKind.TV, ServiceKind.TELEPHONY),
    (ServiceKind.INTERNET, ServiceKind.TELEPHONY),
    (ServiceKind.TV, ServiceKind.TELEPHONY),
    (ServiceKind.TELEPHONY,),
    (ServiceKind.INTERNET, ServiceKind.TV),
    (ServiceKind.INTERNET,),
    (ServiceKind.TV,),
)
"""Kinds of contract in each bundle, in the order in which they were made."""


class Method(Named):
    """How a contract was bound to an account; NONE: it was not."""

    NONE = 0
    BY_LOGIN = 1
    BY_HOME_PHONE = 2


class Group(Named):
    """Contracts among which first tariffs are shared out."""

    INTERNET_XDSL = 0
    INTERNET_PON = 1
    INTERNET_PON_SOCIAL = 2
    TV = 3
    TELEPHONY = 4
    PACKAGE_XDSL = 5
    PACKAGE_PON = 6


PERSON = np.dtype(
    [
        ("subscriber_id", "i8"),
        ("home_phone", "i8"),  # 375XXXXXXXXX; 0: none
        ("carer_id", "i8"),  # relative who looks after the contracts; 0: nobody
        ("surname", "i4"),
        ("birth_year", "i2"),
        ("given_name", "i2"),
        ("father", "i2"),  # his given name
        ("locality", "i2"),
        ("village", "i2"),
        ("street", "i2"),
        ("house", "i2"),
        ("flat_number", "i2"),  # 0: a house of its own
        ("age_band", "i1"),
        ("bundle", "i1"),
        ("technology", "i1"),
        ("persons", "i1"),
        ("region", "i1"),
        ("is_female", "?"),
        ("is_urban", "?"),
        ("is_social", "?"),
        ("has_account", "?"),
    ],
    align=True,
)

FACT = np.dtype(
    [
        ("contract_id", "i8"),
        ("subscriber_id", "i8"),
        ("account_id", "i8"),  # it is bound to this account; 0: to none
        ("home_phone", "i8"),
        ("opening_balance_kopecks", "i8"),  # stated when the life begins
        ("bound_at", "i8"),
        ("unbound_at", "i8"),  # FAR: it was not let go
        ("connected_on", "i8"),  # its first day, stated with the next when lives are lived
        ("ended_on", "i8"),  # its last day; 0: it has not ended
        ("fibre_on", "i8"),  # the day from which fibre takes the place of copper; 0: it does not
        ("moved_on", "i8"),  # the day from which it is at the other address; 0: it does not move
        ("tariff", "i2"),
        ("locality", "i2"),
        ("new_locality", "i2"),  # as `new_region`: after the move
        ("age", "i2"),
        ("kind", "i1"),
        ("technology", "i1"),
        ("persons", "i1"),
        ("region", "i1"),
        ("new_region", "i1"),
        ("method", "i1"),
        ("has_internet", "?"),  # by this contract, as the next two
        ("has_tv", "?"),
        ("has_phone", "?"),
        ("is_female", "?"),
        ("is_urban", "?"),
    ],
    align=True,
)

ACCOUNT = np.dtype(
    [
        ("account_id", "i8"),  # id of the subscriber who owns it
        ("mobile", "i8"),
        ("opened_at", "i8"),
        ("language", "i1"),
        ("client", "i1"),
    ],
    align=True,
)

PLACE = np.dtype(
    [
        ("area_code", "i8"),
        ("code_start", "i8"),  # first position of the area code in a group
        ("code_quota", "i8"),  # its positions in a group
        ("far_start", "i8"),  # the same of homes that would move to it from elsewhere
        ("far_quota", "i8"),
        ("usual_digits", "i8"),  # so many of `first_digits` are in use from the beginning
        ("all_digits", "i8"),
        ("first_digits", "i8", (9,)),  # of its local numbers
        ("region", "i1"),
        ("settlement", "i1"),
    ],
    align=True,
)

SHARES = np.dtype(
    [
        ("age_year", "i8"),
        ("female", "i8"),
        ("pon", "i8", (2,)),  # rural, urban
        ("social_from_65", "i8"),
        ("social_large_household", "i8"),
        ("social_other", "i8"),
        ("house_most", "i8", (3,)),  # by Settlement, as the next two
        ("flat_most", "i8", (3,)),
        ("without_flat", "i8", (3,)),
        ("age_from", "i8", (7,)),  # by age band, as the next three
        ("age_until", "i8", (7,)),
        ("adoption", "i8", (7,)),
        ("cared_for", "i8", (7,)),
        ("relatives_among", "i8"),
        ("relative_younger_least", "i8"),
        ("relative_younger_most", "i8"),
        ("by_home_phone", "i8"),
        ("further_contract", "i8"),
        ("language_be", "i8"),
        ("account_days_most", "i8"),
        ("villages", "i8"),
    ],
    align=True,
)


class Tables(NamedTuple):
    """What people are drawn from; two-dimensional weights have one row for each case."""

    shares: Records  # SHARES, one record
    places: Records  # PLACE by locality
    place_at: NDArray[np.int16]  # locality by position in a group
    far_at: NDArray[np.int16]  # the same of those who would move to another area
    bundles: NDArray[np.int64]
    ages: NDArray[np.int64]  # years from the first band on; any holder, telephone-only holder
    persons: NDArray[np.int64]  # rural, urban, holders of 65 and of 75
    clients: NDArray[np.int64]
    surnames: NDArray[np.int64]
    men: NDArray[np.int64]  # by cohort, as the next
    women: NDArray[np.int64]
    streets: NDArray[np.int64]  # villages and towns, cities


@compiled
def pick(totals: NDArray[np.int64], bits: int) -> int:
    """An index with a chance in proportion to its weight; `totals` are running totals.

    As many steps for every value: where it lies is luck, so a machine could not guess a branch.
    """
    value = below(bits, totals[-1])
    first = 0
    left = len(totals)
    while left > 1:
        half = left >> 1
        first += half * (totals[place(first + half - 1)] <= value)
        left -= half
    return first
