#!/usr/bin/env bash
# One would guess: compiled int64 with uint64 gives a float as in NumPy, or stays whole; max() and a sum are alike in that.
# What happens: sums, products and bits are int64 that wraps, max(), min() and if/else are float64 that rounds; x // y may be -1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder" && "$folder/bin/pip" install --quiet numba==0.68.1 numpy==2.4.6

cat > "$folder/mix.py" <<'PY'
import warnings
import numba
import numpy as np

warnings.simplefilter("ignore")
print("numba", numba.__version__, "numpy", np.__version__)
signed, unsigned = np.int64(2**53 + 1), np.uint64(2**63 + 5)


def bound_by_branch(a, b):
    if a > 0:
        x = a
    else:
        x = b
    return x


found = {}
for name, function in {
    "a + b": lambda a, b: a + b,
    "a * b": lambda a, b: a * b,
    "a ^ b": lambda a, b: a ^ b,
    "a // b": lambda a, b: a // b,
    "b >> 4": lambda a, b: b >> 4,
    "max(a, b)": lambda a, b: max(a, b),
    "min(a, b)": lambda a, b: min(a, b),
    "if: x = a, else: x = b": bound_by_branch,
}.items():
    compiled = numba.njit(function)
    value = compiled(signed, unsigned)
    found[name] = str(compiled.nopython_signatures[0].return_type)
    print(f"{name:24} {found[name]:8} {value!r}")
print("NumPy itself, a + b:", type(signed + unsigned).__name__)
assert found == {
    "a + b": "int64", "a * b": "int64", "a ^ b": "int64", "a // b": "int64", "b >> 4": "uint64",
    "max(a, b)": "float64", "min(a, b)": "float64", "if: x = a, else: x = b": "float64",
}
assert numba.njit(lambda a, b: min(a, b))(signed, unsigned) == 2**53  # one less than the smaller
assert numba.njit(lambda a, b: a // b)(np.int64(5), unsigned) == -1
PY
"$folder/bin/python" "$folder/mix.py"
