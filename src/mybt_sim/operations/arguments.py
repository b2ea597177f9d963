"""What people give with an operation: the word for it, what it is, and an example.

A field of an operation says by its type from which of these it is read, so whoever has to know
what is a contract, a telephone number or a secret asks for the argument, not for a name.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class Argument:
    """An argument by the name that people use; `is_secret` where it can be tried out by guessing.

    `example` is a value as people give it.
    """

    name: str
    meaning: str
    example: Any
    is_secret: bool = False

    def __repr__(self) -> str:
        return f"<Argument {self.name}>"


KEY = Argument("key", "idempotency key: the same request again is answered as it was first", "1")
PREVIEW = Argument("preview", "whether it is only said what would be done", True)

CONTRACT = Argument("contract", "id of a contract", 17)
TICKET = Argument("ticket", "number of a question to support", 1)
TARIFF = Argument("tariff", "id of a tariff in the catalogue", "T09")
ADD_ON = Argument("add_on", "id of an add-on in the catalogue", "A03")
TITLE = Argument("title", "id of a video", "V01")

AMOUNT = Argument("amount", "BYN, as text, whole roubles or Decimal", "15.00")
BRAND = Argument("brand", "brand of a bank card: visa, mastercard or belkart", "visa")
DECLINED = Argument("declined", "whether the acquirer declines", False)
CONFIRMED = Argument("confirmed", "whether the loss of add-ons that do not fit is agreed to", True)
DAYS = Argument("days", "days of a suspension", 30)
FROM_DAY = Argument("from_day", "first day of a period", "2026-06-01")
UNTIL_DAY = Argument("until_day", "last day of a period", "2026-06-30")

PHONE = Argument("phone", "mobile number", "+375 29 123-45-67")
HOME_PHONE = Argument("home_phone", "number of a home phone", "+375 17 212-34-56")
LOGIN = Argument("login", "login of a service", "1234567890123")
PASSWORD = Argument("password", "password on the paper contract", "12345678", is_secret=True)
SURNAME = Argument("surname", "surname of who holds the home phone", "Иванова", is_secret=True)
SMS_CODE = Argument("code", "code from a short message", "1234", is_secret=True)
VOICE_CODE = Argument("code", "code that was spoken", "1234", is_secret=True)
CARD = Argument("card", "16 digits of an express card", "1234567812345678", is_secret=True)

LANGUAGE = Argument("language", "ru, be or en", "be")
TOPIC = Argument("topic", "what a question is about", "Internet")
TEXT = Argument("text", "what is written to support", "Why is it slow?")
PAGE = Argument("page", "page of a list, from 1 on", 1)
REGION = Argument("region", "code of a region", "MSQ")
LOCALITY = Argument("locality", "town or village, in any language", "Гродно")
NEAR = Argument("near", "latitude and longitude, millionths of a degree", [53_902_000, 27_561_000])
OPEN_NOW = Argument("open_now", "whether what is closed is left out", True)
LIMIT = Argument("limit", "how many there may be", 10)

KIND = Argument("kind", "kind of a device: web, android or ios", "web")
ADDRESS = Argument("address", "where a device connects from", "192.0.2.1")
IS_ONLINE = Argument("is_online", "whether the device is connected", False)
IS_ANSWERING = Argument("is_answering", "whether somebody takes calls", False)
ANNEX = Argument("annex", "number of an annex, which is the login of a service", "1234567890123")
REASON = Argument("reason", "why a balance is corrected", "a complaint")
NUMBER = Argument("number", "number as it is dialled", "8 0152 22-33-44")
SECONDS = Argument("seconds", "length of a call", 61)
ANSWERED = Argument("answered", "whether the call was answered", True)
MINUTES = Argument("minutes", "minutes of television", 90)
DOWN_MB = Argument("down_mb", "megabytes received", 500)
UP_MB = Argument("up_mb", "megabytes sent", 50)
UNTIL = Argument("until", "moment at which the clock stands then", "2026-06-02 10:00")
SPANS = tuple(
    Argument(unit, f"{unit} that pass", 1) for unit in ("days", "hours", "minutes", "seconds")
)
TERMS = Argument("terms", "terms as a scenario overrides them, by name", {"promise_limit": "20.00"})
FEES = Argument("fees", "monthly fees by tariff id", {"T14": "52.00"})
ARCHIVED = Argument("archived", "tariffs that can't be ordered any more", ["T09"])
TARIFFS = Argument(
    "tariffs",
    "new tariffs, each like one of the catalogue",
    [{"id": "T90", "like": "T08", "name": {"ru": "Я", "be": "Я", "en": "I"}, "fee": "9.00"}],
)
TEXTS = Argument(
    "texts",
    "other words for what the operator says, by key and language",
    {"refusal.NO_NETWORK": {"ru": "Нет сети.", "be": "Няма сеткі.", "en": "No network."}},
)
MOMENT = Argument("moment", "moment at which the clock stands then", "2026-06-02 10:00:00")
