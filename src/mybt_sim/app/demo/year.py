"""`YearAnswer`: what a change would come to for everybody in a year, small enough to be kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mybt_sim.analysis.compare import Comparison, Effect, compare_with
from mybt_sim.analysis.what_if import (
    WORSE,
    Moved,
    better_off,
    losers,
    winners,
    with_more,
    worse_off,
)
from mybt_sim.app.demo.errand import Errand, Tell
from mybt_sim.app.demo.rules import YEAR, Rules
from mybt_sim.app.demo.warm import await_compiled, is_begun, is_compiling
from mybt_sim.population.numbers import contract_number
from mybt_sim.simulation.baseline import Baseline, live_baseline
from mybt_sim.simulation.block import prepare

LOSERS_MOST = 5
WINNERS_MOST = 3
YEARS_KEPT = 8
THREADS = 2


@dataclass(frozen=True)
class YearAnswer:
    """A comparison in what is shown of it.

    worse, better  contracts that have more of what is worse; less of it, and more of nothing
    effects  by metric, means of a contract with their intervals
    losers   rows of `Comparison.lives`, whom the change hits hardest first
    winners  the same of those whom it helps most
    """

    contracts: int
    touched: int
    worse: int
    better: int
    effects: Mapping[str, Effect]
    moved: Mapping[str, Moved]
    losers: tuple[Mapping[str, Any], ...]
    winners: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, found: Comparison) -> "YearAnswer":
        """What is shown of a comparison."""
        lives = with_more(found.lives)
        more = {name: lives[f"more_{name}"] for name in WORSE}
        return cls(
            len(lives),
            int(lives["is_touched"].sum()),
            worse_off(lives).height,
            better_off(lives).height,
            {effect.metric: effect for effect in found.effects()},
            {
                name: Moved(int((column < 0).sum()), int((column > 0).sum()))
                for name, column in more.items()
            },
            tuple(losers(lives, LOSERS_MOST)),
            tuple(winners(lives, WINNERS_MOST)),
        )


def number_on_paper(contract: int) -> str:
    """The number of a contract of the year, as its phone shows it."""
    return str(contract_number(YEAR.seed, contract))


_kept: dict[str, YearAnswer] = {}


_usual: list[Baseline] = []
_ahead: list[Errand[Baseline]] = []


def _usual_year(threads: int = THREADS) -> Baseline:
    """The year by today's rules, lived when it is first asked for."""
    await_compiled()
    if not _usual or _usual[0].simulation.scenario != YEAR:
        _usual[:] = [live_baseline(prepare(YEAR), threads=threads)]
    return _usual[0]


def begin_usual_year() -> None:
    """Live the year by today's rules ahead, so that the first answer need not wait for it.

    On one core alone, so that the phones answer meanwhile; and only where a site was started.
    """
    if is_begun() and not is_compiling() and not _ahead:
        _ahead.append(Errand(lambda _: _usual_year(threads=1)))


def year_under(rules: Rules) -> Errand[YearAnswer]:
    """The year of everybody by these rules beside the usual one; the last few are kept."""

    def work(_: Tell) -> YearAnswer:
        found = _kept.get(rules.file)
        if found is None:
            prepare(rules.scenario)  # what is wrong with it is told before anybody lives
            found = YearAnswer.of(compare_with(_usual_year(), rules.scenario, threads=THREADS))
            for old in list(_kept)[: max(0, len(_kept) + 1 - YEARS_KEPT)]:
                _kept.pop(old, None)
            _kept[rules.file] = found
        return found

    return Errand(work)
