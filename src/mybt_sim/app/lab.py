"""The lab: an editable notebook on a run, made of the page of worked questions.

The page is written once, docs/questions.md; what a reader has done before all questions becomes the
opening of the notebook, each block a cell, and marimo itself writes the file.
"""

import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from mybt_sim.base.errors import RunError
from mybt_sim.base.files import why_unreadable

_PACKAGE = Path(__file__).parents[1]
_PACKAGED = _PACKAGE / "_lab" / "questions.md"
_CHECKOUT = _PACKAGE.parents[1] / "docs" / "questions.md"

MARIMO = (sys.executable, "-P", "-m", "marimo")
"""-P: a file of the folder that somebody stands in, such as click.py, is no module of marimo's."""

BLOCK = re.compile(r"^```(python|sql)\n(.*?)^```\n", re.DOTALL | re.MULTILINE)
QUESTION = re.compile(r"^(?=### \d+\. )", re.MULTILINE)
RESULTS = re.compile(r"\b(answer|again|chart)\b")
RESULT = re.compile(r"^(answer|again|chart) =", re.MULTILINE)
LINK = re.compile(r"\[([^\]]+)\]\([\w-]+\.md\)")
"""A link to a neighbour of the page, which the notebook does not have."""

HEAD = """---
title: mybt_sim · lab
marimo-version: {version}
width: medium
header: |-
  # /// script
  # requires-python = ">=3.11"
  # dependencies = ["mybt-sim"]
  # ///
---

# A lab of your own

This file is yours: change it, add cells, run them with Ctrl+Enter. All people and numbers are
synthetic. Names that begin with `_` stay in their cell.

```python {{.marimo}}
import marimo as mo

{opening}```

## What there is

```python {{.marimo}}
mo.ui.table(dictionary(run), page_size=12, selection=None, label="Every column of every table")
```

"""


def questions_page() -> str:
    """The worked questions, inside an installed package or in the checkout."""
    page = _PACKAGED if _PACKAGED.is_file() else _CHECKOUT
    return page.read_text(encoding="utf-8")


def lab_page(run: Path) -> str:
    """The lab on a run as Markdown that marimo reads."""
    opening, *questions = QUESTION.split(questions_page())
    code = next(code for kind, code in BLOCK.findall(opening) if kind == "python")
    told = code.rpartition("\n\n")[0] + "\n\n"
    told = told.replace("import frame\n", "import dictionary, frame\n")
    told += f"run = open_run({str(run)!r})\ncursor = run.cursor()\nrun\n"
    head = HEAD.format(version=version("marimo"), opening=told)
    return head + "".join(_cells(number, text) for number, text in enumerate(questions, start=1))


def _cells(number: int, question: str) -> str:
    """A question; its results have names of their own, since a notebook has each name once."""

    def cell(block: re.Match[str]) -> str:
        kind, code = block.groups()
        if kind == "sql":
            return f'```sql {{.marimo query="answer_{number}" engine="cursor"}}\n{code}```\n'
        shown = RESULT.findall(code)[-1]
        own = RESULTS.sub(rf"\g<1>_{number}", f"{code}\n{shown}\n")
        return f"```python {{.marimo}}\n{own}```\n"

    return BLOCK.sub(cell, LINK.sub(r"\1", question))


def make_lab(notebook: Path, run: Path) -> None:
    """Write the lab as a notebook. `RunError` when there is a file already, or none can be."""
    if notebook.exists():
        raise RunError(
            f"{notebook} is there already.", next_step="Open it, or name another with --out."
        )
    with TemporaryDirectory() as folder:
        page, made = Path(folder, "lab.md"), Path(folder, "lab.py")
        page.write_text(lab_page(run), encoding="utf-8")
        command = [*MARIMO, "--quiet", "convert", str(page), "--output", str(made)]
        subprocess.run(command, check=True, env=_quiet())
        text = made.read_text(encoding="utf-8")
    try:
        with notebook.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise RunError(
            f"{notebook} cannot be written: {why_unreadable(error)}.",
            next_step="Name another file with --out.",
        ) from error


def edit_lab(notebook: Path) -> NoReturn:
    """Open the notebook in marimo's editor, on this machine alone; this process becomes it."""
    os.execve(sys.executable, [*MARIMO, "edit", str(notebook)], _quiet())


def _quiet() -> dict[str, str]:
    """The environment in which marimo asks nobody whether there is a newer one."""
    return {**os.environ, "MARIMO_SKIP_UPDATE_CHECK": "1"}
