"""The operator's staff: they look contracts up by what they are, and correct balances."""

from collections.abc import Mapping
from typing import Any, Unpack

from mybt_sim.base.errors import RequestError
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.status import block_limit_kopecks
from mybt_sim.engine.vocabulary import Client
from mybt_sim.operations.binding import Contracts
from mybt_sim.operations.outside import CorrectBalance
from mybt_sim.population.selection import Conditions, Crowd, Mask, meets, narrowed
from mybt_sim.world.clients.base import Amount
from mybt_sim.world.command import Command
from mybt_sim.world.moments import moment_of
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.outside.network import Network
from mybt_sim.world.parsing import kopecks_of, shown, text_of, whole_of
from mybt_sim.world.state import Table

BALANCE_MOST_KOPECKS = 10**8
"""Corrections keep a balance within a million BYN on either side of nought."""

REASON_MOST = 200


class ServiceCentre(Network):
    """What staff see and do, without a device and without a session."""

    def __repr__(self) -> str:
        scenario, log = self._operator.origin.scenario, self._now.log
        return (
            f"<World of {scenario.subscribers:,} subscribers, seed {scenario.seed}, at "
            f"{moment_of(self._state.now)}, {len(log):,} commands, {self._file or 'in memory'}>"
        )

    def crowd(self) -> Crowd:
        """All contracts as they are now, for `population.selection`."""
        with self._lock:
            return Crowd(
                self.directory.block, self._state.contracts.copy(), self.catalogue, self._state.now
            )

    def contracts_where(
        self, *, limit: int | None = None, **conditions: Unpack[Conditions]
    ) -> tuple[int, ...]:
        """Ids of the contracts that meet all conditions now, in order; at most `limit` of them.

            world.contracts_where(settlement="advance", technology="PON", balance="about 3.00")

        The conditions are those of `population.selection.Conditions`. Ended contracts are left out
        unless a `status` is asked for. `RequestError` for a condition or a word that there is not.
        """
        crowd = self.crowd()
        found = crowd.facts["contract_id"][narrowed(crowd, _asked(crowd, conditions))[0]]
        most = len(found) if limit is None else whole_of("The limit", limit)
        return tuple(int(one) for one in found[:most])

    def find(self, **conditions: Unpack[Conditions]) -> int:
        """The first contract by id that meets all conditions; see `contracts_where`.

        `RequestError` when there is none, which says which condition is one too many.
        """
        crowd = self.crowd()
        left, missing = narrowed(crowd, _asked(crowd, conditions))
        if missing:
            raise RequestError(
                f"No contract fits: {missing}.",
                next_step="Widen that condition, or give the world more subscribers.",
            )
        return int(crowd.facts["contract_id"][left][0])

    def correct_balance(self, contract: int, amount: Amount, *, reason: str = "") -> Outcome:
        """Staff correct a balance by an amount of either sign (LED-ADJUST); it stands in the log.

        `RequestError` for nothing, and for what would lead beyond a million BYN.
        """
        position, kopecks = self._position(contract), kopecks_of(amount)
        with self._lock:
            after = int(self._state.contracts[position].balance_kopecks) + kopecks
            if kopecks == 0 or abs(after) > BALANCE_MOST_KOPECKS:
                raise RequestError(
                    f"A balance cannot be corrected by {shown(amount)}.",
                    next_step="Give another amount than nought that keeps it within 1,000,000 BYN.",
                )
            request = CorrectBalance(
                contract_id=int(contract),
                amount_kopecks=kopecks,
                reason=text_of("The reason", reason, most=REASON_MOST),
            )
            return self.perform(Command(request))

    def block_limit_kopecks(self, contract: int) -> int:
        """At this balance or below it an advance contract is blocked now (SUS-FIN)."""
        position = self._position(contract)
        with self._lock:
            record = self._state.contracts[position].copy()
            return int(block_limit_kopecks(self._books[0], record, self._state.now))

    def device_told(self, device: int) -> str:
        """A device in a few words: its kind, and whose session holds on it at this moment."""
        with self._lock:
            if device not in self._state.tables[Table.DEVICE]:
                return "not in this world"
            context = self._context(Command(Contracts(), device))
            refused = context.admit(is_online=True)
            kind = Client(context.device.client).name.lower()
            is_guest = refused is not Refusal.NONE or not context.account_id
            return f"{kind}, {'guest' if is_guest else f'signed in as +{context.account.mobile}'}"


def _asked(crowd: Crowd, conditions: Mapping[str, Any]) -> list[tuple[str, Mask]]:
    living = [] if "status" in conditions else [("in force", ~crowd.records["is_terminated"])]
    return living + [
        (f"{name}={shown(value)}", meets(crowd, name, value)) for name, value in conditions.items()
    ]
