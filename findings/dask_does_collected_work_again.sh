#!/usr/bin/env bash
# One would guess: work whose result the client has in hand is done, whatever becomes of the worker that did it.
# What happens: as long as the client keeps the Future, the death of the worker has all of it done again, side effects included; release() it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet distributed==2026.8.0
cat > "$folder/show.py" <<'PY'
import os
import signal
import sys
import time

import distributed
from distributed import Client, LocalCluster, as_completed

ITEMS = 6


def work(book, item):
    with open(book, "a") as lines:
        lines.write(f"{item}\n")
    return os.getpid()


def times_done(client, book, is_released):
    futures = [client.submit(work, book, item, pure=False) for item in range(ITEMS)]
    results = {}
    for future in as_completed(futures):
        results[future.key] = future.result()
        if is_released:
            future.release()
    assert len(results) == ITEMS
    time.sleep(1)
    worker = set(results.values()).pop()
    os.kill(worker, signal.SIGKILL)
    for _ in range(300):
        time.sleep(0.1)
        if client.submit(os.getpid, pure=False).result() != worker:
            break
    time.sleep(3)
    return len(open(book).read().split())


if __name__ == "__main__":
    folder = sys.argv[1]
    print("distributed", distributed.__version__, f"· {ITEMS} tasks, all results collected, then the worker is killed")
    with LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
    ) as cluster, Client(cluster) as client:
        kept = times_done(client, os.path.join(folder, "kept"), False)
        print("futures kept: the tasks ran", kept, "times")
        released = times_done(client, os.path.join(folder, "released"), True)
        print("futures released: the tasks ran", released, "times")
    assert (kept, released) == (2 * ITEMS, ITEMS), "the behaviour has changed"
PY
"$folder/venv/bin/python" "$folder/show.py" "$folder"
