"""A world as it goes on: what can be seen of it, devices to take in hand, a clock to move."""

import datetime
from collections.abc import Mapping
from typing import Any, Unpack

from mybt_sim.base.errors import RequestError
from mybt_sim.base.plain import moment_in, plain
from mybt_sim.catalogue import Catalogue
from mybt_sim.catalogue.content import Content
from mybt_sim.engine.records import Record, Records
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.status import block_limit_kopecks
from mybt_sim.engine.vocabulary import Client as ClientKind
from mybt_sim.operations.binding import Contracts
from mybt_sim.operations.outside import NewDevice
from mybt_sim.population.selection import Conditions, Crowd, Mask, meets, narrowed
from mybt_sim.world.clients import Client
from mybt_sim.world.clients.base import KEY_MOST, key_of
from mybt_sim.world.command import Command
from mybt_sim.world.course import Course
from mybt_sim.world.directory import Directory
from mybt_sim.world.moments import moment_of, seconds_of
from mybt_sim.world.outside.network import Outside
from mybt_sim.world.parsing import phone_of, shown, text_of, whole_of
from mybt_sim.world.reads.contract_view import contract_view
from mybt_sim.world.reads.notices import contract_notices
from mybt_sim.world.reads.views import ContractView, Notice
from mybt_sim.world.state import Table

UNKNOWN = -1


class LiveWorld(Course):
    """What a person with a world at hand sees and does."""

    def __repr__(self) -> str:
        scenario, log = self._operator.origin.scenario, self.standing.log
        return (
            f"<World of {scenario.subscribers:,} subscribers, seed {scenario.seed}, at "
            f"{moment_of(self._state.now)}, {len(log):,} commands, {self._file or 'in memory'}>"
        )

    @property
    def now(self) -> datetime.datetime:
        """The world's moment, Minsk local time."""
        return moment_of(self._state.now)

    @property
    def outside(self) -> Outside:
        """What surrounds the application: telephones, paper, a bank, a service centre."""
        return Outside(self._operator, self)  # not kept: a world is freed when nobody has it

    def client(
        self,
        kind: str = "web",
        *,
        address: str = "",
        language: str = "ru",
        key: str | None = None,
    ) -> Client:
        """A device in hand: web, android or ios; anything else is refused at its first request.

        `address` is where it connects from; by default every device has one of its own. The same
        `key` again is the same device; `KeyReusedError` where it came with something else.
        """
        known = {member.name.lower(): member for member in ClientKind}
        client = known.get(text_of("The kind of client", kind), ClientKind.UNKNOWN)
        request = NewDevice(
            client=int(client),
            address=text_of("The address", address, most=KEY_MOST),
            language=language if language in ("ru", "be", "en") else "ru",
        )
        return Client(self, int(self.happen(Command(request, key=key_of(key))).data))

    def advance(
        self,
        *,
        days: int = 0,
        hours: int = 0,
        minutes: int = 0,
        seconds: int = 0,
        until: datetime.datetime | None = None,
    ) -> datetime.datetime:
        """Move the clock on for everybody: fees, expiries, ordered changes, bills and reminders.

        Give a span or a moment. `RequestError` when that is not ahead, or beyond the calendar.
        """
        try:
            spans = {"days": days, "hours": hours, "minutes": minutes, "seconds": seconds}
            span = datetime.timedelta(**{name: plain(value) for name, value in spans.items()})
            target = self.now + span if until is None else moment_in(until)
            if target is None:
                raise ValueError("no moment")
            seconds_until = seconds_of(target)
        except (OverflowError, TypeError, ValueError):
            raise RequestError(
                "The clock cannot be moved by that.", next_step="Give whole days or hours."
            ) from None
        with self._lock:
            if not self._state.now <= seconds_until <= self._operator.end_at - 1:
                raise RequestError(
                    f"The clock stands at {self.now} and cannot be moved to {target}.",
                    next_step=f"Choose a moment up to {moment_of(self._operator.end_at - 1)}.",
                )
            self._advance_to(seconds_until)
            return self.now

    @property
    def directory(self) -> Directory:
        """Who holds what: contracts, services, names, addresses."""
        return self._operator.directory

    @property
    def content(self) -> Content:
        """News, places, videos and the user guide."""
        return self._operator.content

    @property
    def catalogue(self) -> Catalogue:
        """Tariffs, add-ons and terms."""
        return self._operator.catalogue

    def contract_record(self, contract: int) -> Record:
        """A copy of what the operator knows of a contract now: balance, tariff, states.

        `RequestError` when there is none. It asks no rule and leaves no trace in the log.
        """
        with self._lock:
            record: Record = self._state.contracts[self._position(contract)].copy()
            return record

    def contract_records(self) -> Records:
        """A copy of all contracts, in the order of `directory`."""
        with self._lock:
            return self._state.contracts.copy()

    def contract_page(self, contract: int) -> ContractView:
        """What the page of a contract would show now, whoever asks; no session is needed."""
        contract_id = self.directory.known(contract)
        with self.looking() as context:
            return contract_view(context, contract_id)

    def notices(self, contract: int) -> tuple[Notice, ...]:
        """What the people of a contract have been told of it, newest first; no session is needed.

        Whoever binds it on a phone sees what came since.
        """
        contract_id = self.directory.known(contract)
        with self.looking() as context:
            return tuple(contract_notices(context, contract_id))

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

    def block_limit_kopecks(self, contract: int) -> int:
        """At this balance or below it an advance contract is blocked now (SUS-FIN)."""
        position = self._position(contract)
        with self._lock:
            record = self._state.contracts[position].copy()
            return int(block_limit_kopecks(self._books[0], record, self._state.now))

    def device_told(self, device: int) -> str:
        """A device in a few words: its kind, and whose session holds on it at this moment."""
        with self.looking(Contracts(), device) as context:
            if device not in context.state.tables[Table.DEVICE]:
                return "not in this world"
            is_guest = self.is_guest(device)
            kind = ClientKind(context.device.client).name.lower()
            return f"{kind}, {'guest' if is_guest else f'signed in as +{context.account.mobile}'}"

    def is_guest(self, device: int) -> bool:
        """Whether no session holds on a device, connected or not."""
        with self.looking(Contracts(), device) as context:
            refused = context.admit(is_online=True)
            return refused is not Refusal.NONE or not context.account_id

    def mobile_of(self, account: int) -> int:
        """The mobile number of an account, 375XXXXXXXXX; `KeyError` when there is none."""
        with self._lock:
            return int(self._state.tables[Table.ACCOUNT][account].mobile)

    def has_account(self, mobile: int | str) -> bool:
        """Whether somebody has signed in with this number before."""
        with self._lock:
            return phone_of(mobile).number in self._state.tables[Table.ACCOUNT_OF]

    def digest_of(self, secret: str) -> str:
        """A secret as the world knows it."""
        return self._operator.vault.digest(text_of("The secret", secret))

    def code_digits(self, term: str) -> int:
        """The length of codes today, by the name of its term."""
        return int(self._operator.terms_at(self._state.now)[term])

    def tariff_index(self, tariff_id: str) -> int:
        """Catalogue index of a tariff; one that no tariff has, where there is none."""
        ids = [tariff.id for tariff in self._operator.catalogue.tariffs]
        return ids.index(tariff_id) if tariff_id in ids else UNKNOWN - 1

    def add_on_index(self, add_on_id: str) -> int:
        """Catalogue index of an add-on; one that no add-on has, where there is none."""
        ids = [add_on.id for add_on in self._operator.catalogue.add_ons]
        return ids.index(add_on_id) if add_on_id in ids else UNKNOWN - 1

    def _position(self, contract: int) -> int:
        return self.directory.position(self.directory.known(contract))


def _asked(crowd: Crowd, conditions: Mapping[str, Any]) -> list[tuple[str, Mask]]:
    living = [] if "status" in conditions else [("in force", ~crowd.records["is_terminated"])]
    return living + [
        (f"{name}={shown(value)}", meets(crowd, name, value)) for name, value in conditions.items()
    ]
