"""The commands `serve` and `conform`; what they need is imported when they are called."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

console = Console()
messages = Console(stderr=True)


def serve(
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port on this machine.")] = 8080,
    world: Annotated[
        Path | None, typer.Option(help="A durable world, made if it is missing; else in memory.")
    ] = None,
    subscribers: Annotated[
        int, typer.Option(min=1, help="Subscribers of a world that is made.")
    ] = 1_000,
    seed: Annotated[int, typer.Option(help="Seed of a world that is made.")] = 1,
    host: Annotated[str, typer.Option(help="Address to listen to.")] = "127.0.0.1",
    tests: Annotated[
        bool | None,
        typer.Option(help="Offer what only a test may do; by default on this machine alone."),
    ] = None,
    password_file: Annotated[
        Path | None,
        typer.Option(help="File with the password; else MYBT_SIM_PASSWORD. Needed beyond here."),
    ] = None,
) -> None:
    """Offer the live operator over HTTP, for who builds or tests an app (docs/api.md)."""
    from mybt_sim.app.serve import read_password
    from mybt_sim.journeys.model import Setting
    from mybt_sim.progress import warm_up
    from mybt_sim.service.serve import START, check_address, found, serve_operator

    password = read_password(password_file)
    check_address(host, password)
    warm_up(messages)
    operator = found(Setting(subscribers=subscribers, seed=seed, start=START), world)
    serve_operator(operator, host, port, password=password, has_tests=tests)
