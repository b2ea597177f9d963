"""The table `operation` of a world, read from its log: who asked what of which contract.

A request that came again under its idempotency key was carried out once and is one row.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mybt_sim.behaviour.layouts import NO_ADD_ON, Channel, Payer
from mybt_sim.engine.access import is_repeat
from mybt_sim.engine.records import NO_TARIFF, Records, blank, join
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.operations.arguments import ADD_ON, AMOUNT, ANNEX, CONTRACT, DAYS, TARIFF
from mybt_sim.operations.request import Request, value_of
from mybt_sim.operations.sign_in import SignIn, SignOut
from mybt_sim.population.layouts import CONTRACT_PLACES
from mybt_sim.simulation.layouts import OPERATION_ROW
from mybt_sim.world.command import Logged
from mybt_sim.world.handlers.sign_in import FIRST_NEW_ACCOUNT
from mybt_sim.world.operator import Operator

CHANNELS = {
    Operation.TOP_UP: Channel.APP_CARD,
    Operation.REDEEM_EXPRESS_CARD: Channel.EXPRESS_CARD,
    Operation.ERIP_PAYMENT: Channel.ERIP_WEB_BANK,
}
"""Where an operation comes from; all others from the application."""

PAID_BY_ACCOUNT = (Operation.TOP_UP, Operation.REDEEM_EXPRESS_CARD)
"""Payments of which the payer is known: whose account it is."""

AT_THE_DOOR = {
    *("NO_NETWORK", "CLIENT_UNSUPPORTED", "AUTH_REQUIRED", "SESSION_EXPIRED"),
    "IDEMPOTENCY_CONFLICT",
}
"""Refusals before an answer is kept under its key."""

Attempt = tuple[int, int, int, int, int, int, int, int, int, int]


def attempts_in(operator: Operator, log: Iterable[Logged]) -> Records:
    """OPERATION_ROW of the past and of the log, in order of time."""
    made = list(_Reading(operator).attempts(log))
    rows = blank(OPERATION_ROW, len(made))
    for row, attempt in zip(rows, made, strict=True):
        row.contract_id, row.account_id, row.attempted_at, row.amount_kopecks = attempt[:4]
        row.tariff, row.add_on, row.term_days = attempt[4:7]
        row.operation, row.refusal, row.channel = attempt[7:]
        row.subscriber_id = row.contract_id // CONTRACT_PLACES
        if row.operation in PAID_BY_ACCOUNT:
            is_own = row.account_id == row.subscriber_id
            row.payer = Payer.HOLDER if is_own else Payer.RELATIVE
    return join([operator.past_operations, rows])


@dataclass
class _Reading:
    """What is known while the log is read: accounts, who is signed in where, answers by key."""

    operator: Operator
    account_of: dict[int, int] = field(default_factory=dict)
    signed_in: dict[int, int] = field(default_factory=dict)
    answered: dict[tuple[int, str], tuple[int, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        accounts = self.operator.directory.block.accounts
        self.account_of = dict(
            zip(accounts["mobile"].tolist(), accounts["account_id"].tolist(), strict=True)
        )

    def attempts(self, log: Iterable[Logged]) -> Iterator[Attempt]:
        """One for each request that concerns a contract."""
        for logged in log:
            command = logged.command
            request = command.request
            if isinstance(request, SignIn) and logged.refusal == "NONE":
                self._sign_in(command.device, request.mobile)
            if isinstance(request, SignOut) and logged.refusal == "NONE":
                self.signed_in.pop(command.device, None)
            operation, contract_id = request.operation, self._contract(request)
            if operation is None or contract_id == 0 or self._is_again(logged):
                continue
            yield (
                contract_id,
                self.signed_in.get(command.device, 0),
                logged.at,
                value_of(request, AMOUNT, 0),
                max(value_of(request, TARIFF, NO_TARIFF), NO_TARIFF),
                max(value_of(request, ADD_ON, NO_ADD_ON), NO_ADD_ON),
                value_of(request, DAYS, 0),
                int(operation),
                int(Refusal[logged.refusal]),
                int(CHANNELS.get(operation, Channel.APP)),
            )

    def _sign_in(self, device: int, mobile: int) -> None:
        """Accounts are numbered in the order in which they are opened, as `sign_in` does it."""
        if mobile not in self.account_of:
            opened = len(self.account_of) - len(self.operator.directory.block.accounts)
            self.account_of[mobile] = FIRST_NEW_ACCOUNT + opened + 1
        self.signed_in[device] = self.account_of[mobile]

    def _contract(self, request: Request) -> int:
        """The contract that a request is about; 0: none that there is."""
        directory = self.operator.directory
        annex = value_of(request, ANNEX)
        if annex is not None:
            return directory.service_of_login.get(annex, 0) // 10
        contract_id: int = value_of(request, CONTRACT, 0)
        return contract_id if directory.position(contract_id) >= 0 else 0

    def _is_again(self, logged: Logged) -> bool:
        """GEN-IDEM: whether it was answered with what was answered before."""
        command = logged.command
        if command.key is None or logged.refusal in AT_THE_DOOR:
            return False
        owner = self.signed_in.get(command.device, 0) or -command.device, command.key
        at, fingerprint = self.answered.get(owner, (logged.at, ""))
        book = self.operator.simulation.book
        age_s = logged.at - at
        if fingerprint == command.fingerprint and is_repeat(book, True, age_s, logged.at):
            return True
        self.answered[owner] = logged.at, command.fingerprint
        return False
