"""The command `lab`; what it needs is imported when it is called."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

messages = Console(stderr=True)


def lab(
    run: Annotated[Path, typer.Option(help="The run to ask.")] = Path("runs/year.duckdb"),
    out: Annotated[Path, typer.Option(help="The notebook; one that is there is opened.")] = Path(
        "lab.py"
    ),
    only_make: Annotated[bool, typer.Option("--make", help="Make it and do not open it.")] = False,
) -> None:
    """Open a notebook of your own on a run: its tables, twenty worked questions, and room."""
    from mybt_sim.app.lab import edit_lab, make_lab
    from mybt_sim.store import open_run

    if only_make or not out.exists():
        open_run(run).close()
        make_lab(out, run.absolute())
        messages.print(f"{out}: yours to change; it asks {run}.")
    if not only_make:
        edit_lab(out)
