"""Options that the commands of all our servers have."""

from pathlib import Path
from typing import Annotated

import typer

HOST = "127.0.0.1"
"""Where a server listens by default: this machine alone."""
Host = Annotated[str, typer.Option(help="Address to listen to.")]
Names = Annotated[
    list[str] | None, typer.Option(help="Name by which browsers call it; may be repeated.")
]
PasswordFile = Annotated[
    Path | None,
    typer.Option(help="File with the password; else MYBT_SIM_PASSWORD. Needed beyond here."),
]
