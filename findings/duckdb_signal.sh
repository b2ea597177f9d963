#!/usr/bin/env bash
# One would guess: what a Python signal handler raises during a query comes out of execute().
# What happens: DuckDB swallows it, whatever it was, and raises RuntimeError("Query interrupted").
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet duckdb==2.0.0
cat > "$folder/try.py" <<'PY'
import signal, duckdb
print("DuckDB", duckdb.__version__)
connection = duckdb.connect()
for error in (KeyboardInterrupt, SystemExit, MemoryError):
    def stop(*_):
        raise error
    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        connection.execute("SELECT count(*) FROM range(100_000_000_000) t(i) WHERE i % 7 = 3")
    except BaseException as seen:
        print(f"{error.__name__} -> {type(seen).__name__}: {seen}; cause {seen.__cause__!r}")
        assert type(seen) is RuntimeError and seen.__cause__ is None, "the behaviour has changed"
        assert not isinstance(seen, duckdb.Error)
PY
"$folder/venv/bin/python" "$folder/try.py"
