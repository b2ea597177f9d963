#!/usr/bin/env bash
# One would guess: DuckDB refuses a database whose write-ahead file has a flipped bit, or warns of it.
# What happens: it opens without a word and without all transactions from the flipped bit on.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet duckdb==2.0.0
cd "$folder"
cat > try.py <<'PY'
import os, shutil, duckdb
print("DuckDB", duckdb.__version__)
connection = duckdb.connect("a.db")
connection.execute("CREATE TABLE t (number BIGINT)")
connection.execute("CHECKPOINT")
for number in range(200):
    connection.execute("INSERT INTO t VALUES (?)", [number])  # each is acknowledged
shutil.copy("a.db", "b.db")
whole = bytearray(open("a.db.wal", "rb").read())
whole[len(whole) // 2] ^= 1
open("b.db.wal", "wb").write(whole)
rows = duckdb.connect("b.db").execute("SELECT count(*) FROM t").fetchone()[0]
print(f"200 transactions acknowledged, one bit flipped: {rows} rows, no error")
assert 0 < rows < 200, "the behaviour has changed"
PY
venv/bin/python try.py
