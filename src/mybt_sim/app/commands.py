"""The commands `app` and `lab`; what they need is imported when they are called."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Never

import typer
from rich.console import Console

from mybt_sim.app.options import HOST, Host, Names, PasswordFile

messages = Console(stderr=True)


def open_workbench(
    run: Annotated[Path, typer.Option(help="The run to show.")] = Path("runs/year.duckdb"),
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port on this machine.")] = 2718,
    host: Host = HOST,
    name: Names = None,
    password_file: PasswordFile = None,
) -> None:
    """Open the workbench in the browser: for this machine, or for others by a password."""
    with suppress(KeyboardInterrupt):  # none comes where whoever began this ignores Ctrl-C
        from mybt_sim.app.serve import read_password, serve

        serve(run, host, port, names=name or (), password=read_password(password_file))
    _end()


def _end() -> Never:
    """End as told, at once and well: whoever called `make run` did nothing wrong.

    What is still being worked out is for nobody any more; and of all that a process holds when it
    is taken apart, DuckDB's bindings write forty lines.
    """
    print("\nStopped.", flush=True)
    os._exit(0)


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
