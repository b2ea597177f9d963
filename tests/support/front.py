"""The rules of access with many accounts, logins and lines, and the runner of tables/front.

A table holds cases of rows of three columns.

    when | what is asked | answer

what is asked
    a question that needs no contract, and what differs from a request that is in order
        admit operation balance client android        also `offline`
        sign_in wrong                                  `malformed`, `foreign` (number), `bad_code`
        bind_by_login account B login L2 wrong         whose counters; also `inactive`, `bound`
        request_voice_code line H2 unanswered
        statement from 2026-06-01 until 2026-06-30
        open_ticket length 2001 count 4
    open_session client android, close_session         what the caller does around signing in
    look                                               nothing
answer
    ok, the name of the refusal, or - where nothing is asked; then, separated by semicolons
    allowed 2026-06-01 10:01                           otherwise no date is given
    ticket ANSWERED                                    state of the ticket that is named
"""

import datetime
import itertools
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from mybt_sim.catalogue.calendar import day_of
from mybt_sim.engine.access_records import ACCESS, Access
from mybt_sim.engine.book import BOOK
from mybt_sim.engine.decide import REQUEST, Question, door
from mybt_sim.engine.records import NEVER, Records, blank, blank_contract, records_of
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.sign_in import close_session, open_session
from mybt_sim.engine.support import ticket_state
from mybt_sim.engine.vocabulary import Client, CodeState, Operation, TicketState
from mybt_sim.quality.life import book_with
from mybt_sim.quality.story import Terms
from tests.support.tables import moment, moment_text

OWNERS = {
    "session": "token",
    "sign_in": "number",
    "account_tries": "account",
    "login_tries": "login",
    "account_calls": "account",
    "line_calls": "line",
    "voice_code": "account",
    "ticket": "ticket",
    "address_tries": "address",
    "card_tries": "account",
}
"""Of whom each part of an ACCESS is."""

QUESTIONS = (
    Question.ADMIT,
    Question.RECALL,
    Question.OWN_CHECK,
    Question.REQUEST_CODE,
    Question.SIGN_IN,
    Question.BIND_BY_LOGIN,
    Question.REQUEST_VOICE_CODE,
    Question.BIND_BY_VOICE_CODE,
    Question.UNBIND,
    Question.STATEMENT,
    Question.USAGE,
    Question.OPEN_TICKET,
    Question.REPLY_TICKET,
    Question.CLOSE_TICKET,
    Question.LIST_NEWS,
    Question.LIST_PLACES,
    Question.SET_LANGUAGE,
    Question.CHECK_BALANCE,
    Question.OUTSIDE_SELF_SERVICE,
    Question.FIND_VIDEO,
)
"""Those that need no contract and may be refused."""

WORDS = {
    "offline": ("is_online", False),
    "malformed": ("is_wellformed", False),
    "foreign": ("is_mobile", False),
    "bad_code": ("is_code_wellformed", False),
    "unknown": ("is_known", False),
    "wrong": ("is_match", False),
    "other": ("is_same", False),
    "bound": ("is_bound", True),
    "unbound": ("is_bound", False),
    "inactive": ("is_active", False),
    "unanswered": ("is_answered", False),
}
VALUES = {"count": "count", "length": "text_length", "age": "age_s", "home": "home_phone"}
DAYS = {"from": "from_day", "until": "until_day"}
assert tuple(OWNERS) == ACCESS.names
RIGHT = {name: True for name in REQUEST.names or () if name.startswith("is_")}
IN_ORDER: dict[str, int] = RIGHT | {"text_length": 1, "count": 1}
BINDS = (Question.BIND_BY_LOGIN, Question.BIND_BY_VOICE_CODE, Question.REQUEST_VOICE_CODE)

NOBODY: Mapping[str, str] = {}

MAY_CHANGE = {
    Refusal.OTP_WRONG: {"sign_in.wrong_tries", "sign_in.code_state"},
    Refusal.BIND_BAD_CREDENTIALS: {
        f"{tries}_tries.{name}"
        for tries in ("account", "login", "address")
        for name in ("window_from", "failures", "locked_until")
    },
    Refusal.BINDP_NO_MATCH: {
        f"account_tries.{name}" for name in ("window_from", "failures", "locked_until")
    },
    Refusal.VOICE_NO_ANSWER: {
        f"{calls}_calls.{name}"
        for calls in ("account", "line")
        for name in ("day", "calls_in_day", "last_call_at")
    },
    Refusal.VOICE_CODE_WRONG: {"voice_code.wrong_tries", "voice_code.code_state"},
}
"""The counters that a refusal may move; every other refusal moves nothing at all."""


LEAVES = [f"{part}.{name}" for part in ACCESS.names or () for name in ACCESS[part].names or ()]
NO_CONTRACT = blank_contract()


def leaves(accesses: Records) -> dict[str, int]:
    """Every value of an ACCESS by "record.field"."""
    return dict(zip(LEAVES, itertools.chain(*accesses[0].tolist()), strict=True))


@cache
def books_with(terms: Terms = ()) -> Records:
    """A book with these terms, as an array of length 1."""
    books = blank(BOOK, 1)
    books[0] = book_with(terms)
    return books


def ask(books: Records, accesses: Records, requests: Records, now: int) -> int:
    """Ask what needs no contract."""
    return door()(books, NO_CONTRACT, accesses, requests, now)


class Asked(NamedTuple):
    """A request and what came of it."""

    question: Question
    facts: dict[str, int]
    now: int
    refusal: Refusal
    allowed_from: int
    before: dict[str, int]
    after: dict[str, int]

    @property
    def changed(self) -> set[str]:
        return {name for name, value in self.after.items() if value != self.before[name]}


def check_refusal(asked: Asked) -> None:
    """A refusal changes nothing but the counters that it stands for; codes only die of it."""
    if asked.refusal is Refusal.NONE:
        return
    assert asked.changed <= MAY_CHANGE.get(asked.refusal, set()), asked
    for name in asked.changed & {"sign_in.code_state", "voice_code.code_state"}:
        assert asked.after[name] == CodeState.DEAD, asked


class Operator:
    """Where people ask, and the parts of ACCESS of everybody who came."""

    def __init__(self, terms: Terms = ()) -> None:
        self.books = books_with(terms)
        self.accesses = records_of(Access())
        self.parts: dict[tuple[str, str], Any] = {}

    def ask(
        self, question: Question, now: int, owners: Mapping[str, str] = NOBODY, **facts: int
    ) -> Asked:
        """Ask something for these owners; facts that are not given are in order."""
        self.load(owners)
        facts = IN_ORDER | {"is_bound": question not in BINDS} | facts
        requests = request_of(question, facts)
        before = leaves(self.accesses)
        refusal = Refusal(int(ask(self.books, self.accesses, requests, now)))
        self.save(owners)
        date = int(self.books[0].allowed_from)
        return Asked(question, facts, now, refusal, date, before, leaves(self.accesses))

    def load(self, owners: Mapping[str, str] = NOBODY) -> None:
        """Lay the parts of these owners side by side, as whoever asks does."""
        keys = [(part, owners.get(kind, "")) for part, kind in OWNERS.items()]
        blanks = zip(keys, Access(), strict=True)
        self.accesses[0] = tuple(self.parts.get(key, empty) for key, empty in blanks)

    def save(self, owners: Mapping[str, str] = NOBODY) -> None:
        """Put them back in their places."""
        for (part, kind), value in zip(OWNERS.items(), self.accesses[0].tolist(), strict=True):
            self.parts[part, owners.get(kind, "")] = value


def request_of(question: Question, facts: dict[str, int]) -> Records:
    """A request as an array of length 1; facts that are not named are 0."""
    requests, known = blank(REQUEST, 1), facts | {"question": question}
    requests[0] = tuple(known.get(name, 0) for name in REQUEST.names or ())
    return requests


@dataclass(frozen=True)
class FrontCase:
    """A written sequence of requests with their answers."""

    file: str
    title: str
    terms: Terms
    rows: tuple[tuple[str, ...], ...] = field(repr=False)


def read_front_cases(path: Path) -> Iterator[FrontCase]:
    """The cases of a file."""
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
        lines = [line.strip() for line in case.pop("rows").splitlines() if line.strip()]
        rows = tuple(tuple(cell.strip() for cell in line.split("|")) for line in lines)
        assert all(len(row) == 3 for row in rows), f"{path.name}: three columns are needed"
        terms = tuple(sorted(case.pop("terms", {}).items()))
        yield FrontCase(path.name, case.pop("title"), terms, rows)
        assert not case, f"unknown keys in a case: {case}"


def asked_in(case: FrontCase) -> Iterator[tuple[str, str]]:
    """Every question of a case with its answer."""
    for _, what, told in case.rows:
        answer_given = told.partition(";")[0].strip()
        if answer_given != "-":
            yield what.split()[0], answer_given


def play_front(case: FrontCase) -> None:
    """Ask row by row; an AssertionError names the first row that comes out otherwise."""
    operator = Operator(case.terms)
    for when, what, told in case.rows:
        place = f"{case.file}: {case.title}\n  {when} | {what} | {told}\n  "
        now, (name, *words) = moment(when), what.split()
        owners, facts = _request(words)
        expected, *others = (cell.strip() for cell in told.split(";"))
        asked = _carry_out(operator, name, now, owners, facts)
        assert _told(asked) == expected, f"{place}found {_told(asked)}"
        also = dict(other.split(" ", 1) for other in others)
        date = NEVER if asked is None else asked.allowed_from
        assert date == moment(also.pop("allowed", moment_text(NEVER))), f"{place}{date=}"
        if "ticket" in also:
            state = _state_of_ticket(operator, owners, now)
            assert state == also.pop("ticket"), f"{place}found {state}"
        assert not also, f"{place}unknown: {also}"


def _request(words: list[str]) -> tuple[dict[str, str], dict[str, int]]:
    owners, facts = {}, {}
    rest = iter(words)
    for word in rest:
        if word in OWNERS.values():
            owners[word] = next(rest)
        elif word in WORDS:
            name, value = WORDS[word]
            facts[name] = int(value)
        elif word == "operation":
            facts["operation"] = Operation[next(rest).upper()]
        elif word == "client":
            facts["client"] = Client[next(rest).upper()]
        elif word in DAYS:
            facts[DAYS[word]] = day_of(datetime.date.fromisoformat(next(rest)))
        else:
            facts[VALUES[word]] = int(next(rest))
    return owners, facts


def _carry_out(
    operator: Operator, name: str, now: int, owners: dict[str, str], facts: dict[str, int]
) -> Asked | None:
    if name in {question.name.lower() for question in QUESTIONS}:
        asked = operator.ask(Question[name.upper()], now, owners, **facts)
        check_refusal(asked)
        return asked
    operator.load(owners)
    if name == "open_session":
        open_session(operator.accesses[0].session, 1, facts.get("client", Client.WEB), now)
    elif name == "close_session":
        close_session(operator.accesses[0].session)
    else:
        assert name == "look", f"{name} is no question"
    operator.save(owners)
    return None


def _told(asked: Asked | None) -> str:
    if asked is None:
        return "-"
    return "ok" if asked.refusal is Refusal.NONE else asked.refusal.name


def _state_of_ticket(operator: Operator, owners: dict[str, str], now: int) -> str:
    operator.load(owners)
    return TicketState(int(ticket_state(operator.books[0], operator.accesses[0].ticket, now))).name
