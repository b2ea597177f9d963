#!/usr/bin/env bash
# One would guess: connecting to a path reads the file that stands at that path.
# What happens: while any connection of the process is open there, a file that replaced it (os.replace) is not seen: the old, deleted one is served.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet duckdb==2.0.0
cat > "$folder/show.py" <<'PY'
import os
import sys
import duckdb

folder = sys.argv[1]
path = os.path.join(folder, "numbers.duckdb")


def write(number):
    aside = path + ".aside"
    with duckdb.connect(aside) as connection:
        connection.execute(f"CREATE TABLE numbers AS SELECT {number} AS number")
    os.replace(aside, path)


def read(name):
    with duckdb.connect(name, read_only=True) as connection:
        return connection.execute("SELECT number FROM numbers").fetchall()[0][0]


write(1)
held = duckdb.connect(path, read_only=True)
write(2)
os.symlink(path, os.path.join(folder, "symbolic.duckdb"))
os.link(path, os.path.join(folder, "hard.duckdb"))
with duckdb.connect() as attached:
    attached.execute(f"ATTACH '{path}' AS fresh (READ_ONLY)")
    by_attach = attached.execute("SELECT number FROM fresh.numbers").fetchall()[0][0]
found = {
    "same path": read(path),
    "symbolic link": read(os.path.join(folder, "symbolic.duckdb")),
    "hard link": read(os.path.join(folder, "hard.duckdb")),
    "ATTACH in another instance": by_attach,
}
held.close()
found["after the old connection is closed"] = read(path)
print("duckdb", duckdb.__version__, "· the file holds 2")
for way, number in found.items():
    print(f"{way}: {number}")
assert list(found.values()) == [1, 1, 2, 2, 2], "the behaviour has changed"
PY
"$folder/venv/bin/python" "$folder/show.py" "$folder"
