"""The operator's directory: who holds what, found by login, home phone or mobile number.

It is drawn with the population and never changes, so worlds that were forked share it.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from mybt_sim.base.errors import RequestError
from mybt_sim.engine.records import Record
from mybt_sim.engine.vocabulary import ServiceKind, Technology
from mybt_sim.population import Block
from mybt_sim.population.frames import SERVICE_SLOTS, address_parts, name_parts
from mybt_sim.population.layouts import LANGUAGES
from mybt_sim.population.numbers import contract_number, service_logins
from mybt_sim.world.parsing import surname_key, whole_of

KIND_OF_SLOT = {slot: kind for kind, slot in SERVICE_SLOTS.items()}


@dataclass(frozen=True)
class Service:
    """A service of a contract; login and password of it stand on the paper contract."""

    service_id: int
    contract_id: int
    kind: str
    login: int


@dataclass(frozen=True)
class Holder:
    """A subscriber: names and address by language."""

    subscriber_id: int
    home_phone: int  # 0: none
    birth_year: int
    surname: dict[str, str]
    full_name: dict[str, str]
    address: dict[str, str]


@dataclass(frozen=True, eq=False)
class Directory:
    """Lookups in a population."""

    block: Block

    def __repr__(self) -> str:
        return f"<Directory of {self.block}>"

    @property
    def seed(self) -> int:
        """The seed of the population."""
        return self.block.seed

    def position(self, contract_id: int) -> int:
        """Place of a contract in the arrays; -1: there is none."""
        ids = self.block.facts["contract_id"]
        place = int(np.searchsorted(ids, contract_id))
        return place if place < len(ids) and ids[place] == contract_id else -1

    def known(self, contract: object) -> int:
        """The id of a contract that there is, as the engine counts; `RequestError` for others."""
        number = whole_of("The contract", contract)
        if self.position(number) < 0:
            raise RequestError(
                f"There is no contract {number}.", next_step="Take an id from `world.directory`."
            )
        return number

    @cached_property
    def service_of_login(self) -> dict[int, int]:
        """Service ids by login."""
        ids = np.array([service for services in self._service_ids for service in services])
        logins = service_logins(self.seed, ids)
        return dict(zip(logins.tolist(), ids.tolist(), strict=True))

    @cached_property
    def _service_ids(self) -> list[list[int]]:
        """Service ids of each contract, by position."""
        facts = self.block.facts
        holds = {"internet": "has_internet", "tv": "has_tv", "telephony": "has_phone"}
        columns = [(SERVICE_SLOTS[kind], facts[name].tolist()) for kind, name in holds.items()]
        return [
            [contract_id * 10 + slot for slot, held in columns if held[place]]
            for place, contract_id in enumerate(facts["contract_id"].tolist())
        ]

    def services(self, contract_id: int) -> tuple[Service, ...]:
        """The services of a contract."""
        ids = self._service_ids[self.position(contract_id)]
        logins = service_logins(self.seed, np.array(ids)).tolist()
        return tuple(
            Service(service_id, contract_id, KIND_OF_SLOT[service_id % 10], login)
            for service_id, login in zip(ids, logins, strict=True)
        )

    @cached_property
    def _household_of_phone(self) -> dict[int, int]:
        people = self.block.people
        held = people[people["home_phone"] > 0]
        phones, ids = held["home_phone"].tolist(), held["subscriber_id"].tolist()
        return dict(zip(phones, ids, strict=True))

    def contracts_at(self, home_phone: int) -> list[int]:
        """Ids of all contracts of the household that has this home phone."""
        subscriber_id = self._household_of_phone.get(home_phone, 0)
        return self.contracts_of(subscriber_id) if subscriber_id else []

    def contracts_of(self, subscriber_id: int) -> list[int]:
        """Ids of the contracts that a subscriber holds."""
        ids = self.block.facts["subscriber_id"]
        first, last = np.searchsorted(ids, [subscriber_id, subscriber_id + 1])
        found: list[int] = self.block.facts["contract_id"][first:last].tolist()
        return found

    def is_surname_at(self, home_phone: int, surname: str) -> bool:
        """Whether the number is registered for this surname, in either spelling (BINDP-MATCH)."""
        subscriber_id = self._household_of_phone.get(home_phone, 0)
        if not subscriber_id:
            return False
        names = self.holder(subscriber_id).surname.values()
        return surname in {surname_key(name) for name in names}

    @lru_cache(maxsize=4_096)  # noqa: B019  worlds share a directory, and it lives as long as they
    def holder(self, subscriber_id: int) -> Holder:
        """A subscriber with names and address."""
        place = subscriber_id - self.block.first
        people = self.block.people[place : place + 1]
        names = {language: name_parts(self.block.pools, people, language) for language in LANGUAGES}
        return Holder(
            subscriber_id,
            int(people["home_phone"][0]),
            int(people["birth_year"][0]),
            {language: parts["surname"][0] for language, parts in names.items()},
            {
                language: f"{parts['surname'][0]} {parts['given_name'][0]} {parts['patronymic'][0]}"
                for language, parts in names.items()
            },
            {
                language: address_parts(self.block.pools, people, language)["address"][0]
                for language in LANGUAGES
            },
        )

    def holder_of(self, contract_id: int) -> Holder:
        """Who holds a contract."""
        return self.holder(int(self.block.facts["subscriber_id"][self.position(contract_id)]))

    def person_of(self, contract_id: int) -> Record:
        """Who holds a contract, as drawn: names and address are places in lists of words."""
        subscriber_id = self.block.facts["subscriber_id"][self.position(contract_id)]
        person: Record = self.block.people[subscriber_id - self.block.first]
        return person

    def number(self, contract_id: int) -> int:
        """The number of a contract on paper."""
        return int(contract_number(self.seed, contract_id))

    def kind(self, contract_id: int) -> ServiceKind:
        """What a contract is for."""
        return ServiceKind(int(self.block.facts["kind"][self.position(contract_id)]))

    def technology(self, contract_id: int) -> Technology:
        """The line of a contract."""
        return Technology(int(self.block.facts["technology"][self.position(contract_id)]))
