#!/usr/bin/env bash
# One would guess: count_if(x) is short for count(*) FILTER (x), so both give the same number of the same type to a data frame.
# What happens: count_if is a sum and so a HUGEINT, which Polars gets as Decimal(38, 0); pandas gets a float, exact only up to 2**53.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.0 polars==2.1.0 pyarrow==26.0.1 pandas==3.0.0
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import duckdb

print({name: version(name) for name in ("duckdb", "polars", "pandas")})
asked = duckdb.sql("SELECT count_if(n % 2 = 0) AS by_count_if, count(*) FILTER (n % 2 = 0) AS by_filter FROM range(10) AS t(n)")
types = dict(zip(asked.columns, map(str, asked.types)))
print("DuckDB", types)
print("Polars", dict(asked.pl().schema))
print("pandas", {name: str(kind) for name, kind in asked.df().dtypes.items()})
assert types == {"by_count_if": "HUGEINT", "by_filter": "BIGINT"}
assert str(asked.pl().schema["by_count_if"]).startswith("Decimal")
assert str(asked.pl().schema["by_filter"]) == "Int64"
assert str(asked.df().dtypes["by_count_if"]) == "float64"
PY
