"""What a visitor of the page of money looks at: a selection of a run, with or without VAT."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from mybt_sim.analysis import holders, takings
from mybt_sim.analysis.cubes import Cubes, Selection
from mybt_sim.analysis.money_tables import QUERIES
from mybt_sim.analysis.takings_scope import Scope
from mybt_sim.app.explorer.view import OPEN, View, view_of
from mybt_sim.store import Run
from mybt_sim.text import Language, translate

PATH = "/money"
VAT = ("vat", "without")
FIGURES_KEPT = 16
_figures: dict[str, dict[str, Sequence[Any]]] = {}
"""By run and selection."""

ASKED: dict[str, Callable[..., Sequence[Any]]] = {
    "earned": takings.earned,
    "walk": takings.walk,
    "walk_by_region": takings.walk_by_region,
    "moves": takings.moves,
    "blocked": takings.blocked,
    "paying": takings.paying,
    "plans": takings.plans,
    "hours": takings.hours,
    "payments": takings.payments,
    "funnel": takings.funnel,
    "promises": takings.promises,
    "promise_days": takings.promises_by_day,
    "debts": takings.debts,
    "balances": takings.balances,
    "leaving": holders.leaving,
    "reached": holders.reached,
    "held": holders.held,
    "refusals": takings.refusals,
}


@dataclass(frozen=True)
class Books(View):
    """The view, and whether charges are told with their VAT."""

    with_vat: bool = True
    path: ClassVar[str] = PATH

    def tell(self, key: str, **values: object) -> str:
        """A text of the page of money."""
        return translate(f"money.{key}", self.language, **values)

    def address(self, selection: Selection | None = None) -> list[tuple[str, str]]:
        """All that the address says; the page has no subject."""
        pairs = [pair for pair in super().address(selection) if pair[0] != "subject"]
        return pairs if self.with_vat else [*pairs, VAT]

    @property
    def scope(self) -> Scope:
        """The selection, to be asked about."""
        return Scope(self.cubes, self.selection)

    def query(self, name: str) -> str:
        """The query behind a table."""
        return self.scope.sql(QUERIES[name])

    @property
    def figures(self) -> dict[str, Sequence[Any]]:
        """The rows of all tables, asked once."""
        chosen = replace(self, language="en", opened=frozenset(), with_vat=True)
        key = f"{self.mark} {chosen.href()}"
        found = _figures.get(key)
        if found is None:
            with self.run.cursor() as cursor:
                found = {name: rows(cursor, self.scope) for name, rows in ASKED.items()}
            while len(_figures) >= FIGURES_KEPT:
                _figures.pop(next(iter(_figures)), None)
            _figures[key] = found
        return found


def books_of(run: Run, cubes: Cubes, pairs: Iterable[tuple[str, str]], language: Language) -> Books:
    """The books that an address asks for."""
    pairs = list(pairs)
    seen = view_of(run, cubes, [one for one in pairs if one[0] not in (OPEN, "vat")], language)
    opened = frozenset(text for name, text in pairs if name == OPEN and text in OPENABLE)
    return Books(
        run=seen.run,
        mark=seen.mark,
        cubes=seen.cubes,
        selection=seen.selection,
        language=language,
        opened=opened,
        strange=seen.strange,
        with_vat=VAT not in pairs,
    )


OPENABLE = frozenset(f"{name}.{what}" for name in ASKED for what in ("query", "all"))
