#!/usr/bin/env bash
# One would guess: joining many arrays of one and the same structured dtype compares pointers and copies bytes, in C.
# What happens: np.concatenate calls Python once for each array and goes through all fields there, even for one dtype object: ten times the work of joining them as bytes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check numpy==2.4.6
cat > "$folder/look.py" <<'PY'
import sys

import numpy as np

layout = np.dtype([(name, "i8") for name in "abcdefgh"])
plain = np.dtype((np.void, layout.itemsize))
arrays = [np.ones(2, layout) for _ in range(500)]


def calls(work):
    """How often a Python function is called within `work`, by name."""
    seen = {}

    def note(_frame, event, _argument):
        if event == "call":
            name = _frame.f_code.co_name
            seen[name] = seen.get(name, 0) + 1

    sys.setprofile(note)
    try:
        joined = work()
    finally:
        sys.setprofile(None)
    seen.pop("<lambda>", None)
    return joined, seen


as_records, by_records = calls(lambda: np.concatenate(arrays))
views = [array.view(plain) for array in arrays]
as_bytes, by_bytes = calls(lambda: np.concatenate(views).view(layout))
print("numpy", np.__version__)
print("one dtype object for all:", len({id(array.dtype) for array in arrays}) == 1)
print("Python functions called while 500 arrays are joined:", by_records)
print("the same arrays, viewed as bytes before:", by_bytes)
assert (as_records == as_bytes).all()
assert by_records.get("_promote_fields", 0) >= 499 and "_promote_fields" not in by_bytes
PY
timeout 60 "$folder/venv/bin/python" "$folder/look.py"
