#!/usr/bin/env bash
# One would guess: how long a function compiles depends on its code; fields of a record that it does not touch cost nothing.
# What happens: each pass writes the types of all arguments out as text, for listeners that nobody registered: 27 times a function.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder" && "$folder/bin/pip" install --quiet numba==0.68.1 numpy==2.4.6

cat > "$folder/fields.py" <<'PY'
import sys
import time

import numba
import numpy as np
from numba.core import event
from numba.core.types import Record

written = {}
seconds = 0.0
write = Record.__repr__


def counted(record):
    global seconds
    frame = sys._getframe(1)
    while frame.f_code.co_name in ("__repr__", "__str__"):  # of an array of records
        frame = frame.f_back
    written[frame.f_code.co_name] = written.get(frame.f_code.co_name, 0) + 1
    begin = time.perf_counter()
    try:
        return write(record)
    finally:
        seconds += time.perf_counter() - begin


print("numba", numba.__version__, "numpy", np.__version__)
assert not event._registered["numba:run_pass"], "somebody listens"
Record.__repr__ = counted
numba.njit(lambda rows: rows[0].field_1)(np.zeros(1, [("field_0", "i8"), ("field_1", "i8")]))
times = []
for fields in (20, 200, 2_000):
    rows = np.zeros(1, [(f"field_{number}", "i8") for number in range(fields)])
    written, seconds = {}, 0.0
    begin = time.perf_counter()
    numba.njit(lambda rows: rows[0].field_1)(rows)
    took = time.perf_counter() - begin
    times.append(sum(written.values()))
    print(f"{fields:5} fields: {took * 1e3:4.0f} ms, of them {seconds * 1e3:3.0f} for", written)
    assert written["_runPass"] >= 20
assert len(set(times)) == 1, "as often for every record"
PY
"$folder/bin/python" "$folder/fields.py"
