#!/usr/bin/env bash
# One would guess: an encoder that takes subclasses of dict and list takes subclasses of str and int too, as Python's json does.
# What happens: those of dict, list and tuple are encoded, those of str, int and float are refused; a page framework that encodes with it (marimo does) cannot carry HTML that marks itself as safe by its type.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check msgspec==0.22.0 markupsafe==3.0.3
"$folder/venv/bin/python" - <<'PY'
import json

import markupsafe
import msgspec

print("msgspec", msgspec.__version__)
kinds = {base: type(f"My{base.__name__}", (base,), {}) for base in (dict, list, tuple, str, int, float)}
values = [(kinds[dict], {"a": 1}), (kinds[list], [1]), (kinds[tuple], (1,)), (kinds[str], "a"),
          (kinds[int], 1), (kinds[float], 1.5), (markupsafe.Markup, "<b>a</b>")]
seen = {}
for kind, value in values:
    for form in (msgspec.json, msgspec.msgpack):
        try:
            form.encode(kind(value))
            seen[kind.__name__, form.__name__] = "encoded"
        except TypeError as error:
            seen[kind.__name__, form.__name__] = str(error)
    answers = {answer for (name, _), answer in seen.items() if name == kind.__name__}
    print(f"{kind.__name__:<8} json.dumps: {json.dumps(kind(value)):<12} msgspec: {', '.join(answers)}")
for kind in ("Mydict", "Mylist", "Mytuple"):
    assert seen[kind, "msgspec.json"] == seen[kind, "msgspec.msgpack"] == "encoded", kind
for kind in ("Mystr", "Myint", "Myfloat", "Markup"):
    for module in ("msgspec.json", "msgspec.msgpack"):
        assert "unsupported" in seen[kind, module], (kind, module)
PY
