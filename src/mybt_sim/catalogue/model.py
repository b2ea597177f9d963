"""What the catalogue holds: tariffs and add-ons, as the seed files write them.

Each entry and each of its prices says on what it rests: `basis`, and the `source` or the reason.
Prices are versions; one holds from its date (`since`) until the next one's (GEN-VERS).
"""

import datetime
from collections.abc import Sequence
from typing import Annotated, Literal, TypeAlias, TypeVar, get_args

import msgspec

from mybt_sim.catalogue.notation import E4, Kopecks
from mybt_sim.engine.vocabulary import ServiceKind, Settlement, Technology

FIRST_DATE = datetime.date(2016, 7, 1)
"""The redenomination; the oldest day that the simulator knows prices for."""

Basis = Literal["SEED", "FOUND", "COMPARABLE", "INFERRED", "ASSUMPTION"]
KindName = Literal["internet", "tv", "telephony", "package"]
TechnologyName = Literal["xdsl", "pon"]
Sale = Literal["open", "withdrawn", "archived"]
Subject = Literal[
    "General",
    "Signing in and guests",
    "Binding and relatives",
    "Balance, ledger and top-up",
    "Promised payment",
    "Tariff change",
    "Add-ons",
    "Usage and rating",
    "Suspension and restore",
    "Notices, support, content and language",
]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)

Text: TypeAlias = Annotated[str, msgspec.Meta(min_length=1)]
TariffId: TypeAlias = Annotated[str, msgspec.Meta(pattern="^T[0-9]{2,3}$")]
AddOnId: TypeAlias = Annotated[str, msgspec.Meta(pattern="^A[0-9]{2,3}$")]
Natural: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]

BOTH: tuple[TechnologyName, ...] = get_args(TechnologyName)
ALL_KINDS: tuple[KindName, ...] = get_args(KindName)


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a seed file. A field that is not known is a fault, not a hint."""


class Entry(Table, frozen=True, kw_only=True):
    """An entry of the catalogue and what it rests on."""

    basis: Basis
    source: Text
    note: str = ""


class Version(Entry, frozen=True, kw_only=True):
    """Something that holds from a date on; `date_basis` where the date rests on something else."""

    since: datetime.date = msgspec.field(name="from")
    date_basis: Basis | None = None


class Name(Table, frozen=True, kw_only=True):
    """A name in every language that people read."""

    ru: Text
    be: Text
    en: Text


class Speed(Table, frozen=True, kw_only=True):
    """Nominal speed in kbit/s."""

    down: Natural
    up: Natural


class Calls(Table, frozen=True, kw_only=True):
    """Rates per started minute, by `CallClass` (USE-TEL)."""

    local: E4
    long_distance: E4
    mobile: E4
    cis: E4
    international: E4
    far_abroad: E4
    service: E4 = E4(0)


class Tier(Table, frozen=True, kw_only=True):
    """A rate per MB for excess volume up to `until_mb`; the last tier is open (USE-QUOTA)."""

    rate: E4
    until_mb: Natural | None = None


class TariffPrice(Version, frozen=True, kw_only=True):
    """What a tariff costs: `fee` by the month, calls and excess volume by their rates."""

    fee: E4
    calls: Calls | None = None
    excess: tuple[Tier, ...] = ()


class Tariff(Entry, frozen=True, kw_only=True):
    """A tariff plan.

    `sale` is open, withdrawn (kept by those who have it) or archived (they are asked to move).
    `included_mb` is the volume of a month; None is unlimited.
    """

    id: TariffId
    name: Name
    kind: KindName
    technologies: tuple[TechnologyName, ...]
    speed_kbps: Speed | None = None
    included_mb: Natural | None = None
    included_add_ons: tuple[AddOnId, ...] = ()
    is_social: bool = False
    sale: Sale = "open"
    prices: tuple[TariffPrice, ...] = msgspec.field(name="price")

    @property
    def service_kind(self) -> ServiceKind:
        """The kind of contract that this plan is for."""
        return ServiceKind[self.kind.upper()]

    @property
    def settlement(self) -> Settlement:
        """Telephony alone is billed after the month, all else is paid in advance (PAY-EN)."""
        return Settlement.CREDIT if self.kind == "telephony" else Settlement.ADVANCE

    @property
    def technology_bits(self) -> int:
        """The lines that it can be delivered on, as bits `1 << Technology`."""
        return sum(1 << Technology[name.upper()] for name in self.technologies)


class Period(Table, frozen=True, kw_only=True):
    """A length of voluntary suspension and its price (VOL-TERM); no kinds: for every contract."""

    days: Natural
    once: Kopecks
    kinds: tuple[KindName, ...] = ()

    @property
    def for_kinds(self) -> tuple[KindName, ...]:
        """The kinds of contract for which it is offered."""
        return self.kinds or ALL_KINDS


class AddOnPrice(Version, frozen=True, kw_only=True):
    """What an add-on costs: `once` at connection, `fee` by the month, or by `periods`."""

    fee: E4 = E4(0)
    once: Kopecks = Kopecks(0)
    periods: tuple[Period, ...] = ()


class Fits(Table, frozen=True, kw_only=True):
    """Which tariffs an add-on can be held with."""

    kinds: tuple[KindName, ...]
    technologies: tuple[TechnologyName, ...] = BOTH
    minimum_down_kbps: Natural | None = None
    tariffs: tuple[TariffId, ...] = ()

    def admits(self, tariff: Tariff) -> bool:
        """Whether `tariff` is named here, or is of such a kind, on such lines, fast enough.

        The add-on must know every line of the tariff: whoever holds it may be on any of them.
        """
        down_kbps = tariff.speed_kbps.down if tariff.speed_kbps else 0
        return tariff.id in self.tariffs or (
            tariff.kind in self.kinds
            and set(tariff.technologies) <= set(self.technologies)
            and down_kbps >= (self.minimum_down_kbps or 0)
        )


class AddOn(Entry, frozen=True, kw_only=True):
    """An additional service; `lasts_hours` ends it by itself, `offered_from` begins its sale."""

    id: AddOnId
    name: Name
    fits: Fits = msgspec.field(name="for")
    conflicts: tuple[AddOnId, ...] = ()
    requires: tuple[AddOnId, ...] = ()
    lasts_hours: Natural | None = None
    offered_from: datetime.date = FIRST_DATE
    prices: tuple[AddOnPrice, ...] = msgspec.field(name="price")


AnyVersion = TypeVar("AnyVersion", bound=Version)


def in_force(versions: Sequence[AnyVersion], on: datetime.date) -> AnyVersion:
    """The version that holds on the day `on`; `versions` ascend and begin at `FIRST_DATE`."""
    return [version for version in versions if version.since <= on][-1]
