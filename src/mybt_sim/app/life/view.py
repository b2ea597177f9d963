"""What a visitor of a life looks at: a contract of the run, a second, and a payment delayed."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from mybt_sim.analysis.contract_story import ContractStory, contract_story, has_contract
from mybt_sim.analysis.one_life import ContractAt, subscriber_at
from mybt_sim.analysis.paid_later import DELAY_DAYS_MOST, PaidLater, paid_later
from mybt_sim.app.demo.warm import is_compiling
from mybt_sim.base.errors import RunError
from mybt_sim.base.plain import moment_in
from mybt_sim.catalogue.model import Tariff
from mybt_sim.population.layouts import CONTRACT_PLACES
from mybt_sim.store import Run
from mybt_sim.store.again import simulation_of
from mybt_sim.text import Language, date_long, money, number, translate
from mybt_sim.world import World
from mybt_sim.world.parsing import number_in
from mybt_sim.world.reads.views import Notice

PATH = "/life"
DAY = datetime.timedelta(days=1)


class NotInRunError(Exception):
    """The contract or the moment that an address asks for is not there; `what` says which."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True)
class View:
    """All that the page depends on.

    paid   the second of the payment that comes later; None where none is asked about
    delay  by how many days
    state  the contract at the second; None where it has not begun
    """

    run: Run
    language: Language
    contract: int
    at: datetime.datetime
    paid: datetime.datetime | None
    delay: int
    story: ContractStory
    state: ContractAt | None
    notices: tuple[Notice, ...]
    later: PaidLater | None
    is_compiling: bool

    @property
    def tariffs(self) -> Sequence[Tariff]:
        """The tariffs of the run."""
        return simulation_of(self.run).catalogue.tariffs

    def add_on_names(self, ids: Iterable[str]) -> list[str]:
        """Names of add-ons in the language."""
        known = {one.id: one.name for one in simulation_of(self.run).catalogue.add_ons}
        return [str(getattr(known[one], self.language)) for one in ids]

    def say(self, key: str, **values: object) -> str:
        """A text of the page."""
        return translate(f"life.{key}", self.language, **values)

    def href(self, at: datetime.datetime | None = None, **more: object) -> str:
        """The address of this page at another second, or with more said."""
        pairs = {"lang": self.language, "contract": self.contract,
                 "at": (at or self.at).isoformat(), **more}  # fmt: skip
        return f"{PATH}?{urlencode(pairs)}"

    def byn(self, kopecks: int) -> str:
        """An amount."""
        return money(kopecks, self.language)

    def day(self, day: datetime.date) -> str:
        """A date in words."""
        return date_long(day, self.language)

    def moment(self, at: datetime.datetime) -> str:
        """A moment to the second."""
        return f"{self.day(at.date())}, {at:%H:%M:%S}"

    def count(self, value: int) -> str:
        """How many."""
        return number(value, self.language)


def view_of(run: Run, pairs: Iterable[tuple[str, str]], language: Language) -> View:
    """The view that an address asks for; `NotInRunError` for what is not there.

    Without a contract it is the first of the run, without a moment the middle of the run; a moment
    before or after the run is its nearest end.
    """
    given = dict(reversed(list(pairs)))
    contract = asked_contract(run, given.get("contract", ""))
    begins, ends = bounds(run)
    at = moment_in(given.get("at", ""))
    if at is None:
        if given.get("at"):
            raise NotInRunError("moment")
        at = begins + (ends - begins) // 2
    at = min(max(at.replace(microsecond=0), begins), ends)
    paid, delay = moment_in(given.get("paid", "")), number_in(given.get("delay", "")) or 1
    delay = min(max(delay, 1), DELAY_DAYS_MOST)
    story = contract_story(run, contract, at)
    is_waiting = is_compiling()
    return View(
        run, language, contract, at, paid, delay, story,
        None if is_waiting else _state(run, contract, at),
        () if is_waiting else _notices(run, contract, at),
        paid_later(run, contract, paid, delay) if paid and not is_waiting else None,
        is_waiting,
    )  # fmt: skip


def bounds(run: Run) -> tuple[datetime.datetime, datetime.datetime]:
    """The midnights with which a run begins and ends."""
    begins = datetime.datetime.combine(run.scenario.start, datetime.time())
    return begins, begins + DAY * run.scenario.days


def asked_contract(run: Run, text: str) -> int:
    """The contract of an address, the first of the run if it names none; `NotInRunError`."""
    if not text:
        return first_contract(run)
    contract = number_in(text)
    if contract is None or not has_contract(run, contract):
        raise NotInRunError("contract")
    return contract


def first_contract(run: Run) -> int:
    """The contract with the lowest id."""
    with run.cursor() as cursor:
        rows = cursor.sql("SELECT min(contract_id) FROM contract").fetchall()
    if not rows or rows[0][0] is None:
        raise RunError(f"{run.path} has no contracts.", next_step="Simulate it with facts.")
    return int(rows[0][0])


def _state(run: Run, contract: int, at: datetime.datetime) -> ContractAt | None:
    found = subscriber_at(run, contract // CONTRACT_PLACES, at).contracts
    return next((one for one in found if one.contract_id == contract), None)


def _notices(run: Run, contract: int, at: datetime.datetime) -> tuple[Notice, ...]:
    """What its people have been told by then, the newest first."""
    _, ends = bounds(run)
    morning = min(datetime.datetime.combine(at.date(), datetime.time()) + DAY, ends)
    world = World.of_subscriber(run.scenario, contract // CONTRACT_PLACES, morning.date())
    return tuple(one for one in world.notices(contract) if one.at <= at)
