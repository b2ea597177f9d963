"""Tables of who and what: population, catalogue, calendar. All people and numbers are synthetic."""

from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import ServiceKind, Settlement, Technology
from mybt_sim.population.layouts import CLIENTS, LANGUAGES, REGIONS, Method
from mybt_sim.population.layouts import Settlement as Place
from mybt_sim.store.columns import (
    BIGINT,
    DATE,
    SMALLINT,
    Column,
    Table,
    choice,
    enum_words,
    flag,
    moment,
    text,
    whole,
)

SYNTHETIC = "Synthetic."


def both(name: str, comment: str) -> tuple[Column, Column]:
    """A text in Russian and in Belarusian."""
    return text(f"{name}_ru", f"{comment}, in Russian"), text(
        f"{name}_be", f"{comment}, in Belarusian"
    )


HOME = (
    choice("region", REGIONS, "Region"),
    whole("locality_id", "The locality", type=SMALLINT),
    flag("is_urban", "Whether it stands in a city or town"),
    whole("home_phone", "Home phone, 375XXXXXXXXX", type=BIGINT, nullable=True),
    whole("house", "Number of the house", type=SMALLINT),
    whole("flat", "Number of the flat; NULL in a house of its own", type=SMALLINT, nullable=True),
    *both("settlement", "City, town or village"),
    *both("street", "Street"),
    *both("address", "Address in one line"),
)
"""Where somebody lives."""

HOUSEHOLD = Table(
    "household",
    "One row per household, which is one subscriber's home, as it was at first; `address` tells "
    f"where a contract serves on a day. {SYNTHETIC}",
    (
        whole("household_id", "The household; equal to its subscriber_id"),
        whole("persons", "People who live there", type=SMALLINT),
        choice("technology", enum_words(Technology), "Line that reached the home at first"),
        *HOME,
    ),
    ("household_id",),
)

MOVE = Table(
    "move",
    f"One row per household that moved during the run, with its new home. {SYNTHETIC}",
    (
        whole("household_id", "The household"),
        Column("moved_on", DATE, "The day from which it lives there"),
        *HOME,
    ),
    ("household_id",),
)

SUBSCRIBER = Table(
    "subscriber",
    f"One row per subscriber, the holder of the contracts. {SYNTHETIC}",
    (
        whole("subscriber_id", "The subscriber"),
        whole("household_id", "The household"),
        choice("sex", ("male", "female"), "Sex"),
        whole("birth_year", "Year of birth", type=SMALLINT),
        flag("is_social", "Whether social tariffs may be ordered"),
        whole(
            "carer_account_id", "Account of a relative who looks after the contracts", nullable=True
        ),
        *both("surname", "Surname, in the form of the sex"),
        *both("given_name", "Given name"),
        *both("patronymic", "Patronymic, in the form of the sex"),
    ),
    ("subscriber_id",),
)

CONTRACT = Table(
    "contract",
    "One row per contract, as it was on its first day in the run.",
    (
        whole("contract_id", "The contract: subscriber_id × 10 + a slot"),
        whole("subscriber_id", "Its holder"),
        whole("contract_number", "Number on the paper, 11 digits", type=BIGINT),
        choice("kind", enum_words(ServiceKind), "What it is for"),
        choice("settlement", enum_words(Settlement), "Paid in advance or by bill"),
        choice("technology", enum_words(Technology), "The line on that day"),
        choice("first_tariff", (), "Tariff plan on that day"),
        whole("first_add_ons", "Add-ons on that day, a bit for each add_on_index", type=BIGINT),
        flag("is_social", "Whether social tariffs may be ordered"),
        whole("home_phone", "Home phone of the household at first", type=BIGINT, nullable=True),
        whole(
            "opening_balance_kopecks",
            "Balance carried over to the first day of the run, or paid when it began; in kopecks",
        ),
        Column("connected_on", DATE, "Its first day; most began before the run"),
        Column("ended_on", DATE, "Its last day; NULL while it has not ended", nullable=True),
        Column(
            "fibre_on",
            DATE,
            "The day from which it ran on fibre instead; NULL while it has not changed its line",
            nullable=True,
        ),
        Column(
            "moved_on",
            DATE,
            "The day from which it served at the other address; NULL while it has not moved",
            nullable=True,
        ),
    ),
    ("contract_id",),
)

SERVICE = Table(
    "service",
    "One row per service of a contract; its password is on paper only and in no table.",
    (
        whole("service_id", "The service: contract_id × 10 + kind", type=BIGINT),
        whole("contract_id", "Its contract"),
        choice("kind", ("internet", "tv", "telephony"), "What it is"),
        whole("login", "Login, 13 digits", type=BIGINT),
    ),
    ("service_id",),
)

ACCOUNT = Table(
    "account",
    f"One row per account of the application. {SYNTHETIC}",
    (
        whole("account_id", "The account; equal to its owner's subscriber_id"),
        whole("mobile", "Mobile number, 375XXXXXXXXX", type=BIGINT),
        choice("language", LANGUAGES, "Language"),
        choice("client", CLIENTS, "Client that it mostly uses"),
        moment("opened_at", "When it was opened"),
    ),
    ("account_id",),
)

BINDING = Table(
    "binding",
    "One row per contract that is, was or comes to be bound to an account during the run.",
    (
        whole("account_id", "The account"),
        whole("contract_id", "The contract"),
        choice("method", enum_words(Method), "How it was bound"),
        flag("is_relative", "Whether the account belongs to a relative of the holder"),
        moment("bound_at", "When it was bound"),
        moment("unbound_at", "When it was let go; NULL while it is bound", nullable=True),
    ),
    ("account_id", "contract_id"),
)

LOCALITY = Table(
    "locality",
    "One row per city, group of towns or group of villages.",
    (
        whole("locality_id", "The locality", type=SMALLINT),
        choice("kind", enum_words(Place), "Its kind"),
        *both("locality", "Its name"),
        choice("region", REGIONS, "Its region"),
        *both("region", "Name of the region"),
        whole("area_code", "Area code of home phones"),
        whole("population", "Inhabitants"),
    ),
    ("locality_id",),
)

TARIFF = Table(
    "tariff",
    "One row per tariff plan.",
    (
        choice("tariff_id", (), "The plan"),
        whole("tariff_index", "Its index in events"),
        *both("name", "Name"),
        text("name_en", "Name, in English"),
        choice("kind", enum_words(ServiceKind), "What it is for"),
        choice("settlement", enum_words(Settlement), "Paid in advance or by bill"),
        whole(
            "down_kbps",
            "Nominal speed to the subscriber, kbit/s; NULL without internet",
            nullable=True,
        ),
        flag("on_xdsl", "Whether a copper line carries it"),
        flag("on_pon", "Whether a fibre line carries it"),
        flag("is_social", "Whether a mark of eligibility is needed"),
        text("sale", "open, withdrawn or archived"),
        text("basis", "FOUND, COMPARABLE, INFERRED, ASSUMPTION or SEED"),
        text("source", "Where the figures come from"),
    ),
    ("tariff_id",),
)

TARIFF_PRICE = Table(
    "tariff_price",
    "One row per tariff plan and edition of terms and prices.",
    (
        choice("tariff_id", (), "The plan"),
        whole("edition", "The edition; calendar says on which days it holds"),
        whole("fee_kopecks", "Monthly fee in kopecks, half up"),
    ),
    ("tariff_id", "edition"),
)

ADD_ON = Table(
    "add_on",
    "One row per add-on.",
    (
        choice("add_on_id", (), "The add-on"),
        whole("add_on_index", "Its index, and its bit in events"),
        *both("name", "Name"),
        text("name_en", "Name, in English"),
        text("basis", "FOUND, COMPARABLE, INFERRED, ASSUMPTION or SEED"),
        text("source", "Where the figures come from"),
    ),
    ("add_on_id",),
)

ADD_ON_PRICE = Table(
    "add_on_price",
    "One row per add-on and edition of terms and prices.",
    (
        choice("add_on_id", (), "The add-on"),
        whole("edition", "The edition; calendar says on which days it holds"),
        whole("fee_kopecks", "Monthly fee in kopecks, half up"),
        whole("once_kopecks", "What connecting it costs, in kopecks"),
    ),
    ("add_on_id", "edition"),
)

ADD_ON_FIT = Table(
    "add_on_fit",
    "One row per add-on and tariff plan with which it may be held.",
    (
        choice("add_on_id", (), "The add-on"),
        choice("tariff_id", (), "The plan"),
        flag("is_included", "Whether it belongs to the plan"),
    ),
    ("add_on_id", "tariff_id"),
)

REFUSAL = Table(
    "refusal",
    "One row per reason for which the operator may refuse.",
    (
        choice("refusal", tuple(refusal.name for refusal in Refusal), "The reason"),
        whole("code", "Its number"),
        *both("text", "What a person is told where no sum or time is known"),
        text("text_en", "The same, in English"),
    ),
    ("refusal",),
)

CALENDAR = Table(
    "calendar",
    "One row per day of the run and the day after, with the terms of promises on that day.",
    (
        Column("day", DATE, "The day"),
        whole("edition", "Edition of terms and prices that holds"),
        whole("weekday", "Monday is 0", type=SMALLINT),
        whole("days_in_month", "Days in its month", type=SMALLINT),
        flag("is_holiday", "Whether it is a public holiday"),
        whole("promise_limit_kopecks", "Largest promised payment in kopecks"),
        whole("promise_term_s", "Term of a promised payment in seconds"),
        whole("fee_month_days", "In how many parts monthly fees are split; 0: days of the month"),
    ),
    ("day",),
)
