"""A provider for Faker: people, addresses and numbers of the operator, one at a time.

    fake = Faker(); fake.add_provider(BeltelecomProvider); fake.seed_instance(7)
    fake.subscriber_name(language="be")

Faker's own seeded generator chooses a subscriber id; what follows is the addressed population, so
each value is that of a subscriber who exists there. All of it is synthetic.
"""

from functools import cache

from faker.providers import BaseProvider

from mybt_sim.engine.records import Records
from mybt_sim.population.blocks import draw_subscribers
from mybt_sim.population.contracts import KINDS
from mybt_sim.population.frames import address_parts, name_parts
from mybt_sim.population.layouts import SUBSCRIBERS_MOST
from mybt_sim.population.numbers import contract_number, mobile_phone, service_login
from mybt_sim.population.people import has_phone
from mybt_sim.population.pools import Pools, load_population_data

POPULATION_SEED = 1
BYFLY_SLOT = 11
"""Contract slot and service slot of an internet contract."""


@cache
def shared_pools() -> Pools:
    """The seed data, read once for all providers."""
    return load_population_data()


class BeltelecomProvider(BaseProvider):
    """Values of the synthetic operator; `language` is "ru" or "be"."""

    def subscriber_id(self) -> int:
        """A subscriber of the largest population."""
        return self.random_int(1, SUBSCRIBERS_MOST)

    def surname(self, language: str = "ru") -> str:
        """A surname in the gender of its bearer."""
        surname: str = name_parts(shared_pools(), self._person(), language)["surname"][0]
        return surname

    def name_and_patronymic(self, language: str = "ru") -> str:
        """Given name and patronymic of one subscriber, the polite form of address."""
        parts = name_parts(shared_pools(), self._person(), language)
        return f"{parts['given_name'][0]} {parts['patronymic'][0]}"

    def subscriber_name(self, language: str = "ru") -> str:
        """Surname, given name and patronymic of one subscriber."""
        parts = name_parts(shared_pools(), self._person(), language)
        return " ".join(series[0] for series in parts.values())

    def address_line(self, language: str = "ru") -> str:
        """The address of a household."""
        address: str = address_parts(shared_pools(), self._person(), language)["address"][0]
        return address

    def home_phone(self) -> str:
        """A home phone, "+375" and nine digits."""
        person = self._person()
        while not has_phone(person["bundle"][0]):
            person = self._person()
        return f"+{person['home_phone'][0]}"

    def mobile_phone(self) -> str:
        """A mobile number, "+375" and nine digits."""
        return f"+{mobile_phone(POPULATION_SEED, self.subscriber_id())}"

    def byfly_login(self) -> str:
        """The login of an internet service, 13 digits."""
        return str(service_login(POPULATION_SEED, self.subscriber_id() * 100 + BYFLY_SLOT))

    def contract_number(self) -> str:
        """The number of a contract, 11 digits."""
        person = self._person()
        first_kind = int(KINDS[person["bundle"][0], 0])
        contract_id = int(person["subscriber_id"][0]) * 10 + first_kind + 1
        return str(contract_number(POPULATION_SEED, contract_id))

    def _person(self) -> Records:
        first = self.subscriber_id()
        return draw_subscribers(shared_pools(), seed=POPULATION_SEED, first=first, count=1)
