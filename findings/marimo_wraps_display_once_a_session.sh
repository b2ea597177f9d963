#!/usr/bin/env bash
# One would guess: a session of a served marimo app that was closed, and whose time to come back is over, leaves nothing in the server.
# What happens: each new session wraps IPython's `display` once more, around that of all before it, and nothing ever unwraps it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check marimo==0.25.2 ipython==9.14.1 websockets==16.0 uvicorn==0.54.0
cat > "$folder/notebook.py" <<'PYTHON'
import marimo

app = marimo.App()


@app.cell
def _():
    import IPython

    IPython.__name__
    return
PYTHON
cat > "$folder/visit.py" <<'PYTHON'
import gc
import socket
import sys
import threading
import time
from importlib.metadata import version

import IPython.display
import marimo
import uvicorn
from websockets.sync.client import connect

VISITS = 6


def depth():
    """How often `display` is wrapped."""
    one, found = IPython.display.display, 0
    while hasattr(one, "__wrapped__"):
        one, found = one.__wrapped__, found + 1
    return found


def handles():
    """Classes of that name that live."""
    gc.collect()
    return sum(isinstance(one, type) and one.__name__ == "DisplayHandle" for one in gc.get_objects())


site = marimo.create_asgi_app(quiet=True, session_ttl=1).with_app(path="", root=sys.argv[1]).build()
listener = socket.create_server(("127.0.0.1", 0))
server = uvicorn.Server(uvicorn.Config(site, log_level="critical", ws="websockets-sansio"))
threading.Thread(target=server.run, args=([listener],), daemon=True).start()
threads = threading.active_count()
seen = []
for number in range(VISITS):
    address = f"ws://127.0.0.1:{listener.getsockname()[1]}/ws?session_id=s_00000{number}"
    while True:
        try:
            with connect(address) as line:
                while "completed-run" not in str(line.recv(timeout=60)):
                    pass
            break
        except OSError:
            time.sleep(0.1)
    seen.append(depth())
time.sleep(4)
print("marimo", version("marimo"), "IPython", version("ipython"))
print("depth of the wrapping after each of", VISITS, "visits:", seen)
print("after all sessions were over: depth", depth(), "and classes DisplayHandle", handles())
assert seen == list(range(seen[0], seen[0] + VISITS)), seen
assert depth() == seen[-1]
assert handles() >= VISITS
PYTHON
"$folder/venv/bin/python" "$folder/visit.py" "$folder/notebook.py"
