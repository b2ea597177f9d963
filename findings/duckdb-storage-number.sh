#!/usr/bin/env bash
# One would guess: the released DuckDB 2.0 numbers its file format next after 1.5, so old versions say "newer by one".
# What happens: its default format carries the placeholder 999; told a storage version, it writes 64 to 68 like 1.x did.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/new" && "$folder/new/bin/pip" install --quiet duckdb==2.0.0
python3 -m venv "$folder/old" && "$folder/old/bin/pip" install --quiet duckdb==1.4.5
cd "$folder"

cat > write.py <<'PY'
import struct
import duckdb

print("written by duckdb", duckdb.__version__)
numbers = {}
for version in (None, "v1.0.0", "v1.4.0", "v1.5.0", "v2.0.0"):
    path = f"{version}.db"
    config = {"storage_compatibility_version": version} if version else {}
    with duckdb.connect(path, config=config) as connection:
        connection.execute("CREATE TABLE t AS SELECT 42 AS answer")
    with open(path, "rb") as file:
        numbers[version] = struct.unpack("<4sQ", file.read(20)[8:])[1]
print("number in the main header by storage version told:", numbers)
assert numbers == {None: 999, "v1.0.0": 64, "v1.4.0": 67, "v1.5.0": 68, "v2.0.0": 999}
PY

cat > read.py <<'PY'
import duckdb

print("read by duckdb", duckdb.__version__)
found = {}
for version in (None, "v1.0.0", "v1.4.0", "v1.5.0", "v2.0.0"):
    try:
        with duckdb.connect(f"{version}.db", read_only=True) as connection:
            found[version] = connection.execute("SELECT answer FROM t").fetchall()[0][0]
    except duckdb.IOException as error:
        found[version] = str(error).split("with ", 1)[1].split(",")[0]
print(found)
assert found == {
    None: "version number 999", "v1.0.0": 42, "v1.4.0": 42,
    "v1.5.0": "version number 68", "v2.0.0": "version number 999",
}
PY

new/bin/python write.py
old/bin/python read.py
