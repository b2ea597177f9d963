#!/usr/bin/env bash
# One would guess: what installed packages offer to marimo (entry points) is looked up once a process, or when a session begins.
# What happens: whenever cells run, so at each move of a slider too, marimo opens the entry_points.txt of every installed package anew to choose an executor.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check marimo==0.25.2
cat > "$folder/look.py" <<'PY'
import inspect
import sys

import marimo
from marimo._runtime.runner import cell_runner

opened = []


def note(event, told):
    if event == "open" and str(told[0]).endswith("entry_points.txt"):
        opened.append(told[0])


sys.addaudithook(note)
app = marimo.App()


@app.cell
def _():
    twice = 2 * 21
    return (twice,)


counts = []
for _ in range(4):
    opened.clear()
    app.run()
    counts.append(len(opened))
in_a_session = "resolve_executor()" in inspect.getsource(cell_runner.Runner.__init__)
print("marimo", marimo.__version__)
print("files entry_points.txt opened at each of four runs of one cell:", counts)
print("the runner of a session, made at each change of a value, asks the same:", in_a_session)
assert counts[0] > 3 and len(set(counts)) == 1 and in_a_session
PY
timeout 60 "$folder/venv/bin/python" "$folder/look.py"
