"""The realism of a run as a table for the terminal."""

from rich import box
from rich.console import Console
from rich.table import Table

from mybt_sim.store.realism.report import Measured, Realism
from mybt_sim.store.realism.targets import Target


def show_realism(realism: Realism, tolerances: dict[str, float], console: Console) -> None:
    """Every target with what was found; those that are missed in bold, and why."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in ("", "target"):
        table.add_column(name)
    for name in ("found", "should be", "off by"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("basis", no_wrap=True)
    group = ""
    for one in realism.measured:
        if one.target.group != group:
            group = one.target.group
            table.add_section()
        table.add_row(*_cells(one, tolerances), style=None if one.is_met else "bold")
    console.print(table)
    for one in realism.missed:
        if one.target.missed:
            console.print(f"{one.target.name}: {one.target.missed}.", highlight=False)


def _cells(one: Measured, tolerances: dict[str, float]) -> tuple[str, ...]:
    mark = "[green]met[/]" if one.is_met else "[red]MISSED[/]"
    off = "" if not one.deviation else f"{one.deviation:+.1%}"
    if one.figure is None:
        mark = "unseen"
    return (
        mark,
        one.target.name,
        "" if one.figure is None else _figure(one.figure),
        wanted(one.target, tolerances),
        off,
        one.target.basis,
    )


def wanted(target: Target, tolerances: dict[str, float]) -> str:
    """What a target should be, in a few characters."""
    if target.statistic is not None:
        most = tolerances[target.basis] if target.most is None else target.most
        return f"{target.statistic} ≤ {_figure(most)}"
    if target.value is not None:
        return f"{_figure(target.value)} ± {tolerances[target.basis]:.0%}"
    if target.least is None:
        return f"≤ {_figure(target.most or 0)}"
    if target.most is None:
        return f"≥ {_figure(target.least)}"
    return f"{_figure(target.least)} … {_figure(target.most)}"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
