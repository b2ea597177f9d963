"""Closed vocabularies of the operator. Values are stored in records; never renumber them."""

from mybt_sim.base.named import Named


class ServiceKind(Named):
    """What a contract is for. A package joins internet, television and telephone."""

    INTERNET = 0
    TV = 1
    TELEPHONY = 2
    PACKAGE = 3


class Settlement(Named):
    """How a contract is paid: before use, or by a bill after the month."""

    ADVANCE = 0
    CREDIT = 1


class Technology(Named):
    """The line. A tariff states the lines that it fits as bits `1 << technology`."""

    XDSL = 0
    PON = 1


class CallClass(Named):
    """Class of a call by the dialled number (USE-TEL)."""

    LOCAL = 0
    LONG_DISTANCE = 1
    MOBILE = 2
    INTERNATIONAL = 3
    SERVICE = 4
    CIS = 5
    """International, zone 1; INTERNATIONAL itself is zone 2, Europe."""
    FAR_ABROAD = 6
    """International, zone 3: the rest of the world."""


class Client(Named):
    """The device in hand (CLIENT-KIND); UNKNOWN is refused."""

    WEB = 0
    ANDROID = 1
    IOS = 2
    UNKNOWN = 3


class CodeState(Named):
    """What became of a code that was sent by SMS or spoken by telephone."""

    NONE = 0
    LIVE = 1
    USED = 2
    DEAD = 3  # too many wrong tries


class TicketState(Named):
    """Where a question to support stands (SUP-CHAT)."""

    NEW = 0
    IN_PROGRESS = 1
    ANSWERED = 2
    CLOSED = 3


class CardBrand(Named):
    """Bank cards that the operator takes (TOPUP-CARD); OTHER is refused."""

    VISA = 0
    MASTERCARD = 1
    BELKART = 2
    OTHER = 3


class Status(Named):
    """State of a contract in the precedence of SUS-PRIOR: the highest that applies."""

    ACTIVE = 0
    FINANCIAL_BLOCK = 1
    VOLUNTARY_SUSPENSION = 2
    TERMINATED = 3


class Entry(Named):
    """Kinds of ledger entry (LED-MODEL). The balance is the sum of all entries."""

    OPENING = 0
    PAYMENT = 1
    PROMISE = 2
    PROMISE_REPAY = 3
    PROMISE_EXPIRE = 4
    FEE_TARIFF = 5
    FEE_ADDON = 6
    FEE_ONCE = 7
    USAGE = 8
    FEE_SUSPEND = 9
    ADJUST = 10


class PaymentChannel(Named):
    """By which way a payment came in (LED-HISTORY); NONE for whatever is no payment."""

    NONE = 0
    BANK_CARD = 1
    EXPRESS_CARD = 2
    ERIP = 3


class PromiseState(Named):
    """What became of a promised payment."""

    OPEN = 0
    REPAID = 1
    EXPIRED = 2


class Event(Named):
    """What happened to a contract besides money; `value` of each is told beside it."""

    BLOCKED = 0  # balance in kopecks
    RESTORED = 1  # balance in kopecks
    PROMISE_GIVEN = 2  # sum in kopecks
    PROMISE_REPAID = 3  # last repayment in kopecks
    PROMISE_EXPIRED = 4  # unpaid remainder in kopecks
    TARIFF_ORDERED = 5  # index of the new tariff
    TARIFF_CANCELLED = 6  # index of the tariff that will not come
    TARIFF_CHANGED = 7  # index of the new tariff
    ADDONS_ENDED = 8  # bits of the add-ons that were switched off or ended
    BILL_ISSUED = 9  # amount in kopecks
    ADDONS_STARTED = 10  # bits of the add-ons that were connected
    SUSPENSION_ORDERED = 11  # days
    SUSPENSION_STARTED = 12  # the moment of its planned end
    SUSPENSION_ENDED = 13  # 1: by the subscriber, before its term; 0: by itself
    BARRED = 14  # overdue kopecks
    UNBARRED = 15  # balance in kopecks
    BILL_REMINDER = 16  # debt in kopecks
    PROMISE_ENDING = 17  # open remainder in kopecks
    SMS_ALERT = 18  # days left
    VIDEO_RENTED = 19  # price in kopecks
    TARIFF_LAPSED = 20  # the refusal that says why the ordered tariff did not come
    SUSPENSION_LAPSED = 21  # the refusal that says why the ordered suspension did not start
    TERMINATED = 22  # balance in kopecks
    CONNECTED = 23  # kopecks paid on connection
    LINE_CHANGED = 24  # Technology of the new line
    MOVED = 25  # locality of the new address


class Operation(Named):
    """Every self-service operation; the ids are the same in logs, journeys and tests."""

    LIST_NEWS = 0
    LIST_TARIFFS = 1
    LIST_SERVICE_CENTRES = 2
    LIST_HOTSPOTS = 3
    HELP = 4
    SET_LANGUAGE = 5
    REQUEST_CODE = 6
    SIGN_IN = 7
    SIGN_OUT = 8
    BIND_BY_LOGIN = 9
    REQUEST_VOICE_CODE = 10
    BIND_BY_VOICE_CODE = 11
    UNBIND = 12
    CONTRACTS = 13
    BALANCE = 14
    STATEMENT = 15
    USAGE = 16
    FORECAST = 17
    TOP_UP = 18
    REDEEM_EXPRESS_CARD = 19
    ERIP_PAYMENT = 20
    PROMISE_PAYMENT = 21
    CHANGE_TARIFF = 22
    CANCEL_TARIFF_CHANGE = 23
    CONNECT_ADD_ON = 24
    DISCONNECT_ADD_ON = 25
    SUSPEND = 26
    RESUME = 27
    OPEN_TICKET = 28
    REPLY_TICKET = 29
    CLOSE_TICKET = 30
    NOTIFICATIONS = 31
    CHECK_BALANCE = 32
    RENT_VIDEO = 33
    CANCEL_PROMISE = 34
    NEW_LINE = 35
    RE_REGISTRATION = 36
    TERMINATION = 37
