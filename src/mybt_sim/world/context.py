"""The context of one request on its way through the rules: the records that they read and write."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mybt_sim.engine.access_records import FRONT_REQUEST, blank_front
from mybt_sim.engine.book import Book
from mybt_sim.engine.desk import REQUEST
from mybt_sim.engine.front_desk import Step
from mybt_sim.engine.records import NEVER, NO_TARIFF, Record, Records, blank
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.world.doors import desks
from mybt_sim.world.draft import Draft, packed
from mybt_sim.world.operator import Operator
from mybt_sim.world.outcome import Asked
from mybt_sim.world.state import Account, Device, Key, State, Table

Rows = Mapping[str, tuple[Table, Key]]
"""Fields of FRONT with the table and key that each is read from and written back to."""


@dataclass
class Context:
    """One request of a device (or of nobody: `device_id` 0) on a draft."""

    operator: Operator
    books: Records
    draft: Draft
    device_id: int
    operation: Operation
    asked: list[Asked] = field(default_factory=list)
    allowed_from: int = NEVER
    values: dict[str, int] = field(default_factory=dict)
    data: Any = None

    @property
    def state(self) -> State:
        """The state as it was before the request."""
        return self.draft.state

    @property
    def now(self) -> int:
        """The moment of the request."""
        return self.draft.state.now

    @property
    def book(self) -> Book:
        """The book of this world."""
        book: Book = self.books[0]
        return book

    @property
    def terms(self) -> Record:
        """The terms that hold now."""
        return self.operator.terms_at(self.now)

    @property
    def device(self) -> Device:
        """The device in hand."""
        device: Device = self.draft.get(Table.DEVICE, self.device_id)
        return device

    @property
    def account_id(self) -> int:
        """Who is signed in on the device; 0: nobody.

        A session that holds was seen at this very second, by `admit`; one that has run out was not.
        """
        session = self.draft.get(Table.SESSION, self.device_id)
        if session is None:
            return 0
        account_id, _, seen_at, _, is_closed = session
        return 0 if is_closed or seen_at != self.now else int(account_id)

    @property
    def account(self) -> Account:
        """The account that is signed in."""
        account: Account = self.draft.get(Table.ACCOUNT, self.account_id)
        return account

    def bound(self, account_id: int | None = None) -> dict[int, int]:
        """Contracts of an account, by default that in hand, with the moment of their binding."""
        return dict(self.draft.get(Table.BOUND, account_id or self.account_id, ()))

    def front(self, step: Step, rows: Rows | None = None, **facts: Any) -> Refusal:
        """Ask a rule of the front desk; records that it changed go into the draft."""
        rows = rows or {}
        fronts, requests = blank_front(), blank(FRONT_REQUEST, 1)
        for name, (table, key) in rows.items():
            value = self.draft.get(table, key)
            if value is not None:
                fronts[name][0] = value
        requests["operation"] = self.operation
        for name, fact in facts.items():
            requests[name] = fact
        before = {name: packed(fronts[name][0]) for name in rows}
        desk = desks().front
        refusal = Refusal(desk(self.books, fronts, requests, int(step), self.now))
        for name, (table, key) in rows.items():
            after = packed(fronts[name][0])
            if after != before[name]:
                self.draft.put(table, key, after)
        return self.noted(step.name.lower(), refusal)

    def contract(self, contract_id: int, **request: Any) -> Refusal:
        """Ask the rule of this operation about a contract, and book what it does."""
        return self.contract_with(contract_id, self.request(**request))

    def request(self, **values: Any) -> Records:
        """A request to the desk of contracts for this operation, as an array of length 1."""
        requests = blank(REQUEST, 1)
        requests["tariff"] = NO_TARIFF
        requests["operation"] = self.operation
        for name, value in values.items():
            requests[name][0] = value
        return requests

    def contract_with(self, contract_id: int, requests: Records) -> Refusal:
        """Carry `requests` to the desk of contracts; what a rule counts in them is read back."""
        contracts = self.draft.contract(self.operator.directory.position(contract_id))
        refusal = Refusal(desks().contract(self.books, contracts, requests, self.now))
        noted = self.noted(self.operation.name.lower(), refusal)
        self.draft.take_journal(self.book, contract_id)
        return noted

    def own(self, contract_id: int) -> Refusal:
        """OWN-CHECK: whether the account in hand has this contract."""
        return self.front(Step.OWN_CHECK, is_bound=contract_id in self.bound())

    def noted(self, rule: str, refusal: Refusal) -> Refusal:
        """Keep the answer of a rule, and from when the same request would pass its check."""
        self.asked.append(Asked(rule, refusal))
        if refusal is not Refusal.NONE:
            self.allowed_from = int(self.book.allowed_from)
        self.book.allowed_from = NEVER
        return refusal
