#!/usr/bin/env bash
# One would guess: each save_changes() of an anywidget in a marimo app reaches Python's observers, as each message does in Jupyter.
# What happens: values that wait while the kernel is busy are merged, the last one wins; quick taps sent as a trait are lost, custom messages (model.send) are not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check marimo==0.25.2
"$folder/venv/bin/python" - <<'PY'
import asyncio

import marimo
from marimo._runtime.commands import ModelCommand, ModelCustomMessage, ModelUpdateMessage
from marimo._runtime.utils.set_ui_element_request_manager import SetUIElementRequestManager

print("marimo", marimo.__version__)


def reached(messages):
    """What the kernel handles of messages that came while it was busy."""
    waiting = asyncio.Queue()
    commands = [ModelCommand(model_id="phone", message=one, buffers=[]) for one in messages]
    for command in commands:
        waiting.put_nowait(command)
    return [one.message for one in SetUIElementRequestManager(waiting).process_request(commands[0])]


taps = [{"count": number, "action": "next"} for number in (1, 2, 3)]
updates = reached([ModelUpdateMessage(state={"tap": tap}, buffer_paths=[]) for tap in taps])
custom = reached([ModelCustomMessage(content=tap) for tap in taps])
print("save_changes, three times:", [one.state for one in updates])
print("send, three times:        ", [one.content for one in custom])
assert [one.state for one in updates] == [{"tap": taps[-1]}]
assert [one.content for one in custom] == taps
PY
