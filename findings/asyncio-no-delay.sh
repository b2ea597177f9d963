#!/usr/bin/env bash
# One would guess: uvicorn answers at once on whatever listening socket it is given: asyncio sets TCP_NODELAY.
# What happens: it does so only for a socket whose `proto` is IPPROTO_TCP. Made without one, each answer takes 40 ms more on Linux.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check uvicorn==0.54.0 h11==0.16.0
cat > "$folder/ask.py" <<'PYTHON'
import http.client
import socket
import sys
import threading
import time

import uvicorn


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


def milliseconds(proto):
    """The middle of 21 answers on one connection."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, proto)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", loop="asyncio"))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    client = http.client.HTTPConnection(*listener.getsockname())
    taken = []
    for _ in range(21):
        started = time.perf_counter()
        client.request("GET", "/")
        client.getresponse().read()
        taken.append((time.perf_counter() - started) * 1_000)
    client.close()
    server.should_exit = True
    thread.join()
    return sorted(taken)[10]


print("python", sys.version.split()[0], "uvicorn", uvicorn.__version__)
slow, quick = milliseconds(0), milliseconds(socket.IPPROTO_TCP)
print(f"socket(AF_INET, SOCK_STREAM): {slow:.0f} ms; with IPPROTO_TCP: {quick:.0f} ms")
sys.exit(0 if slow > 30 > quick else 1)
PYTHON
"$folder/venv/bin/python" "$folder/ask.py"
