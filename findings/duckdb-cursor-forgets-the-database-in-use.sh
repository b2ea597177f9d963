#!/usr/bin/env bash
# One would guess: a cursor of a connection looks for tables where the connection does, so after USE it finds those of the attached file.
# What happens: it starts in the first database again. A name that is in both is silently read from, and written to, the other one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.0
cat > "$folder/look.py" <<'PY'
import sys

import duckdb

connection = duckdb.connect()
connection.execute("CREATE TABLE day AS SELECT 'in memory' AS place")
connection.execute(f"ATTACH '{sys.argv[1]}/run.duckdb' AS run")
connection.execute("USE run")
connection.execute("CREATE TABLE day AS SELECT 'in the file' AS place")
connection.execute("CREATE TABLE only_in_the_file AS SELECT 1 AS one")
ours = connection.execute("SELECT place FROM day").fetchall()
with connection.cursor() as cursor:
    theirs = cursor.execute("SELECT place FROM day").fetchall()
    cursor.execute("INSERT INTO day VALUES ('written by the cursor')")
    try:
        cursor.execute("FROM only_in_the_file")
        told = "found"
    except duckdb.CatalogException as error:
        told = str(error).splitlines()[0]
counts = [connection.execute(f"SELECT count(*) FROM {one}.day").fetchone()[0] for one in ("memory", "run")]
print("duckdb", duckdb.__version__)
print("the connection reads:", ours, "its cursor:", theirs)
print("rows in memory and in the file after the cursor has written:", counts)
print("a table of the file alone:", told)
assert ours == [("in the file",)] and theirs == [("in memory",)]
assert counts == [2, 1] and "does not exist" in told
PY
timeout 60 "$folder/venv/bin/python" "$folder/look.py" "$folder"
