"""A comparison as tables for the terminal."""

from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from mybt_sim.analysis.compare import METRICS, Comparison, Effect
from mybt_sim.base.money import KOPECKS_PER_BYN
from mybt_sim.base.volume import MB_PER_GB

CHANGED_SHOWN = 5
LUCK_MOST = 999
SHOWN_AS = {"kopecks": ("BYN", KOPECKS_PER_BYN), "MB": ("GB", MB_PER_GB)}


def show_comparison(comparison: Comparison, title: str, by: str | None, console: Console) -> None:
    """Effects with their intervals, then who gained and who lost most, and by what."""
    lives = comparison.lives
    touched = int(lives["is_touched"].sum())
    console.print(
        f"\n[bold]{escape(title)}[/]: {touched:,} of {len(lives):,} contracts live otherwise "
        f"({touched / len(lives):.1%}).",
        highlight=False,
    )
    console.print(_effects_table(_told_effects(comparison, by), with_segments=by is not None))
    changed = comparison.most_changed("bill", CHANGED_SHOWN)
    if len(changed):
        console.print(_changed_table(changed.to_dicts()))


def _told_effects(comparison: Comparison, by: str | None) -> tuple[Effect, ...]:
    """Each metric in all, and below it in each segment."""
    parts = () if by is None else comparison.effects(by)
    return tuple(
        effect
        for whole in comparison.effects()
        for effect in (whole, *(part for part in parts if part.metric == whole.metric))
    )


def _effects_table(effects: tuple[Effect, ...], *, with_segments: bool) -> Table:
    table = _table("Mean difference of a contract, 95 %: bold where sure")
    table.add_column("metric", no_wrap=True)
    if with_segments:
        table.add_column("segment", no_wrap=True)
    for name in ("base", "difference", "from", "to"):
        table.add_column(name, justify="right", no_wrap=True)
    for name in ("changed", "luck"):
        table.add_column(name, justify="right", no_wrap=True)
    for effect in effects:
        _, scale = _shown_as(effect.unit)
        figures = (effect.base_mean, effect.difference, effect.low, effect.high)
        table.add_row(
            effect.metric,
            *((effect.segment,) if with_segments else ()),
            *(_figure(figure / scale) for figure in figures),
            f"{effect.touched:,}",
            _times(effect.variance_ratio) if effect.touched else "",
            style="bold" if effect.is_sure else "dim",
        )
    table.caption = "\n".join(
        f"{name} ({_shown_as(metric.unit)[0]}): {metric.meaning}"
        for name, metric in METRICS.items()
    )
    table.caption += "\nluck: times the people needed without common luck"
    table.caption_justify = "left"
    return table


def _changed_table(rows: list[dict[str, Any]]) -> Table:
    table = _table("Monthly bills that fell most and rose most, in BYN")
    for name in ("contract", "tariff", "base", "variant", "parted on", "parted by"):
        justify: Any = "right" if name in ("base", "variant") else "left"
        table.add_column(name, justify=justify, no_wrap=name != "parted by", overflow="fold")
    for row in rows:
        table.add_row(
            str(row["contract_id"]),
            row["tariff"],
            *(f"{row[name] / KOPECKS_PER_BYN:,.2f}" for name in ("base_bill", "variant_bill")),
            str(row["parted_on"] or ""),
            row["parted_by"] or "use and fees",
        )
    return table


def _table(title: str) -> Table:
    """Columns one space apart, so that effects by segment fit into 80 columns."""
    return Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=0)


def _shown_as(unit: str) -> tuple[str, int]:
    return SHOWN_AS.get(unit, (unit, 1))


def _times(ratio: float) -> str:
    """Above a thousand only that it is: nobody asks for more."""
    return f"{ratio:,.0f} ×" if ratio <= LUCK_MOST else f"> {LUCK_MOST} ×"


def _figure(value: float) -> str:
    """Whole above a thousand, else with the digits that tell small effects apart."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.3f}"
