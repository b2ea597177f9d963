#!/usr/bin/env bash
# One would guess: the same Vega-Lite specification, drawn twice in one process, is the same SVG text.
# What happens: the names of clip paths are counted on through the life of the process, so no two drawings are equal; a new process begins at 0 again.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check vl-convert-python==1.9.0.post1
"$folder/venv/bin/python" - <<'PYTHON'
import json
import re
import subprocess
import sys
from importlib.metadata import version

SPEC = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": [{"day": 1, "mb": 5}, {"day": 2, "mb": 7}]},
    "mark": {"type": "line", "clip": True},
    "encoding": {"x": {"field": "day", "type": "quantitative"}, "y": {"field": "mb", "type": "quantitative"}},
}
DRAW = f"import vl_convert; print(vl_convert.vegalite_to_svg({json.dumps(json.dumps(SPEC))}))"


def clips(svg):
    return sorted(set(re.findall(r"\bclip\d+\b", svg)))


import vl_convert

first, second = (vl_convert.vegalite_to_svg(json.dumps(SPEC)) for _ in range(2))
other = subprocess.run([sys.executable, "-c", DRAW], capture_output=True, text=True, check=True).stdout.rstrip("\n")
print("vl-convert-python", version("vl-convert-python"))
print("first drawing  ", clips(first))
print("second drawing ", clips(second), "equal to the first:", first == second)
print("another process", clips(other), "equal to the first:", first == other.rstrip("\n"))
without = [re.sub(r"\bclip\d+\b", "clip", svg) for svg in (first, second)]
print("equal without these names:", without[0] == without[1])
assert first != second and clips(first) != clips(second), "the behaviour has changed"
assert without[0] == without[1]
assert clips(other) == clips(first)
PYTHON
