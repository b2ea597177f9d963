"""What a metric is asked about: a period and, if wanted, one region, kind of contract, tariff."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from mybt_sim.text import Language, alphabetical, translate

CAPITAL = ("MSQ", "MIN")
OBLASTS = ("BRE", "VIT", "GOM", "GRO", "MOG")
REGIONS = (*CAPITAL, *OBLASTS)
KINDS = ("internet", "tv", "telephony", "package")


LIVED_SQL = """last_day AS (
    SELECT contract_id, happened_at::DATE AS last_day FROM event WHERE event = 'terminated'
),
lived AS (
    -- Days of contracts in force: `contract_day` goes on after a contract has ended.
    SELECT contract_day.* FROM contract_day LEFT JOIN last_day USING (contract_id)
    WHERE last_day IS NULL OR day <= last_day
)"""


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


def region_names(language: Language) -> Mapping[str, str]:
    """Regions by code with their names: the capital, the one around it, the others by letters."""
    names = {code: translate(f"region.{code}", language) for code in REGIONS}
    letters = alphabetical(language)
    others = sorted(OBLASTS, key=lambda code: letters(names[code]))
    return {code: names[code] for code in (*CAPITAL, *others)}
