"""The context of one request on its way through the rules: the records that they read and write."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Unpack

from mybt_sim.engine.access_records import Access, Session
from mybt_sim.engine.book import Book
from mybt_sim.engine.decide import Facts, Question, request_of
from mybt_sim.engine.records import NEVER, Record, Records, blank_contract, records_of
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.world.draft import Draft
from mybt_sim.world.kept import SESSION, Owned
from mybt_sim.world.operator import Operator
from mybt_sim.world.outcome import Asked
from mybt_sim.world.state import Account, Device, State, Table

NOBODY, BLANK = Session(), Access()


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
        session = self.session
        return 0 if session.is_closed or session.seen_at != self.now else session.account_id

    @property
    def session(self) -> Session:
        """The session of the device in hand, whether it holds or not; that of nobody at first."""
        session: Session = self.draft.get(Table.SESSION, self.device_id, NOBODY)
        return session

    @property
    def account(self) -> Account:
        """The account that is signed in."""
        account: Account = self.draft.get(Table.ACCOUNT, self.account_id)
        return account

    def bound(self, account_id: int | None = None) -> dict[int, int]:
        """Contracts of an account, by default that in hand, with the moment of their binding."""
        return dict(self.draft.get(Table.BOUND, account_id or self.account_id, ()))

    def decide(
        self,
        question: Question,
        *owned: Owned,
        contract_id: int | None = None,
        **facts: Unpack[Facts],
    ) -> Refusal:
        """Ask a rule about `owned` access records or about a contract.

        What it counts in them and what it books goes into the draft.
        """
        requests = request_of(question, **facts)
        before = self._access(owned)
        accesses = records_of(before)
        contracts = blank_contract() if contract_id is None else self._contracts(contract_id)
        decide = self.operator.rules.decide
        refusal = Refusal(decide(self.books, contracts, accesses, requests, self.now))
        self._keep(owned, before, accesses)
        self.noted(question.name.lower(), refusal)
        if contract_id is not None:
            self.draft.take_journal(self.book, contract_id)
        return refusal

    def admit(self, *, is_online: bool) -> Refusal:
        """Whether the device in hand may ask for the operation at all."""
        return self.decide(
            Question.ADMIT,
            SESSION.of(self.device_id),
            operation=self.operation,
            client=self.device.client,
            is_online=is_online,
        )

    def own(self, contract_id: int) -> Refusal:
        """OWN-CHECK: whether the account in hand has this contract."""
        return self.decide(Question.OWN_CHECK, is_bound=contract_id in self.bound())

    def _contracts(self, contract_id: int) -> Records:
        return self.draft.contract(self.operator.directory.position(contract_id))

    def _access(self, owned: Sequence[Owned]) -> Access:
        """What is kept of `owned`, side by side."""
        parts: list[Any] = list(BLANK)
        for kept, key in owned:
            parts[kept.part] = self.draft.get(kept.table, key, parts[kept.part])
        return Access._make(parts)

    def _keep(self, owned: Sequence[Owned], before: Access, accesses: Records) -> None:
        """Put what a rule has changed back to where it is kept."""
        after = accesses[0].item() if owned else BLANK
        for kept, key in owned:
            if after[kept.part] != before[kept.part]:
                self.draft.put(kept.table, key, kept.kind(*after[kept.part]))

    def noted(self, rule: str, refusal: Refusal) -> Refusal:
        """Keep the answer of a rule, and from when the same request would pass its check."""
        if RULES[rule].checks:  # others have nothing to tell
            self.asked.append(Asked(rule, refusal))
        if refusal is not Refusal.NONE:
            self.allowed_from = int(self.book.allowed_from)
        self.book.allowed_from = NEVER
        return refusal
