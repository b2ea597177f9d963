#!/usr/bin/env bash
# One would guess: `connection.sql(q)` and `connection.execute(q)` say the same of a misspelt column.
# What happens: only `execute` tells where it is ("LINE 1: … ^"); `sql` drops the place of every binder fault, and keeps that of the parser's.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.0
"$folder/venv/bin/python" - <<'PY'
import os
import duckdb

def said(ask):
    try:
        ask()
    except duckdb.Error as error:
        return str(error)
    raise SystemExit("no fault was found")

connection = duckdb.connect()
connection.execute("CREATE TABLE bill (amount INTEGER)")
print("duckdb", duckdb.__version__)
places = {}
for query in ("SELECT amont FROM bill", "SELECT * FROM bil", "SELECT lenth('a')", "selec 1"):
    places[query] = [
        "LINE 1:" in said(lambda: getattr(connection, name)(query)) for name in ("sql", "execute")
    ]
    print(f"{query!r:28} place told by sql: {places[query][0]}, by execute: {places[query][1]}")
print(said(lambda: connection.execute("SELECT amont FROM bill")))
*bound, parsed = places.values()
same = all(found == [False, True] for found in bound) and parsed == [True, True]
os._exit(0 if same else 1)
PY
