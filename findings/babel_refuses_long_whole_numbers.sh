#!/usr/bin/env bash
# One would guess: Babel's `format_decimal` groups the thousands of any Python int, as f"{n:,}" does.
# What happens: from 26 figures on (29 without decimals in the pattern) it raises a bare decimal.InvalidOperation: it quantises even an int in the caller's context of 28 figures.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0
"$folder/venv/bin/python" - <<'PY'
import decimal
import babel
from babel.numbers import format_decimal

def first_refused(pattern):
    for figures in range(1, 60):
        try:
            format_decimal(10**figures - 1, format=pattern, locale="en")
        except decimal.InvalidOperation:
            return figures

print("babel", babel.__version__)
found = {pattern: first_refused(pattern) for pattern in (None, "#,##0")}
for pattern, figures in found.items():
    print(f"pattern {pattern}: the first int that is refused has {figures} figures")
huge = 2**127 - 1  # the largest HUGEINT of a database
print("Python writes it:", f"{huge:,}")
with decimal.localcontext() as context:
    context.prec = 80
    print("Babel in a context of 80 figures:", format_decimal(huge, locale="en"))
raise SystemExit(0 if found == {None: 26, "#,##0": 29} else 1)
PY
