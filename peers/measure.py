"""Run one model and print what it comes to and how long it takes, as JSON; any Python can."""

import importlib
import json
import sys
import time

TURNS = 2


def measure(model: str, contracts: int, days: int) -> dict[str, object]:
    """The sums of a model, and the seconds of the better turn; compilation is left out."""
    run = importlib.import_module(f"peers.{model}").run
    run(1, 1)
    seconds = []
    for _ in range(TURNS):
        began = time.perf_counter()
        sums = run(contracts, days)
        seconds.append(time.perf_counter() - began)
    return {"sums": sums, "seconds": min(seconds)}


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
