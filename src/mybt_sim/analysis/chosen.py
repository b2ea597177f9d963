"""What a metric is asked about: a period and, if wanted, one region, kind of contract, tariff."""

import datetime
from dataclasses import dataclass

REGIONS = ("MSQ", "MIN", "BRE", "VIT", "GOM", "GRO", "MOG")
KINDS = ("internet", "tv", "telephony", "package")


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The filters of a page. None means all; both days belong to the period."""

    first: datetime.date
    last: datetime.date
    region: str | None = None
    kind: str | None = None
    tariff: str | None = None

    def parameters(self) -> dict[str, object]:
        """Values to bind: $first, $last, $region, $kind, $tariff."""
        return {
            "first": self.first,
            "last": self.last,
            "region": self.region,
            "kind": self.kind,
            "tariff": self.tariff,
        }

    @property
    def days(self) -> int:
        """Number of days of the period."""
        return (self.last - self.first).days + 1
