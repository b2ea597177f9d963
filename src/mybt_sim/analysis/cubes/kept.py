"""Cubes beside their run: made once, kept in an Arrow file that is mapped instead of read.

The file bears the fingerprint of the run that it was made from, so that cubes of another run, or of
one that was replaced, are never taken for this one's. Where nothing can be written, they are made
for the process alone.
"""

import datetime
import hashlib
import json
import threading
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import ipc

from mybt_sim.analysis.cubes.building import build
from mybt_sim.analysis.cubes.cubes import Cubes
from mybt_sim.base.errors import RunError
from mybt_sim.store import Run
from mybt_sim.store.files import written_aside

CUBE_LAYOUT = 1
"""Grows when what is in the file, or how it is made, changes."""
ENDING = ".cubes"
DESCRIPTION = b"mybt_sim"
_door = threading.Lock()
_known: dict[str, Cubes] = {}


def cubes_of(run: Run) -> Cubes:
    """The cubes of a run: known, kept beside it, or made now. `RunError` for one of metrics."""
    if run.metrics_only:
        raise RunError(
            f"{run.path} holds daily sums only, no contracts.",
            next_step="Simulate it again without --metrics-only.",
        )
    mark = run.fingerprint()
    with _door:
        if mark not in _known:
            _known.clear()  # one run is shown at a time; what was replaced is let go
            _known[mark] = _kept_or_built(run, mark)
        return _known[mark]


def kept_at(run_path: Path) -> Path:
    """Where the cubes of a run are kept."""
    return run_path.with_name(run_path.name + ENDING)


def _kept_or_built(run: Run, mark: str) -> Cubes:
    place = kept_at(run.path)
    kept = read_cubes(place, mark)
    if kept is not None:
        return kept
    with run.cursor() as cursor:
        cubes = build(cursor)
    try:
        with written_aside(place) as aside:
            write_cubes(cubes, aside, mark)
    except (OSError, RunError):  # a folder that is read only, or full: then for this process alone
        return cubes
    return read_cubes(place, mark) or cubes


def write_cubes(cubes: Cubes, path: Path, mark: str) -> None:
    """Write cubes as one row of lists, with what they mean as metadata."""
    told = {
        "layout": CUBE_LAYOUT,
        "run": mark,
        "first": cubes.first.isoformat(),
        "days": cubes.days,
        "vocabulary": cubes.vocabulary,
        "shapes": {name: array.shape for name, array in cubes.arrays.items()},
    }
    columns = {
        name: pa.LargeListArray.from_arrays(
            pa.array([0, array.size], pa.int64()), pa.array(array.ravel())
        )
        for name, array in cubes.arrays.items()
    }
    text = json.dumps(told, sort_keys=True)
    seal = hashlib.sha256(text.encode()).hexdigest()
    metadata = {DESCRIPTION: text.encode(), b"sha256": seal.encode()}
    table = pa.table(columns).replace_schema_metadata(metadata)
    with pa.OSFile(str(path), "wb") as file, ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


def read_cubes(path: Path, mark: str) -> Cubes | None:
    """The cubes at `path`, mapped; None unless they are whole and of the run with this mark."""
    try:
        table = ipc.open_file(pa.memory_map(str(path))).read_all()
        metadata = table.schema.metadata or {}
        text = metadata.get(DESCRIPTION, b"{}")
        told = json.loads(text)
        sealed = metadata.get(b"sha256", b"").decode() == hashlib.sha256(text).hexdigest()
    except (OSError, ValueError, pa.ArrowException):
        return None
    if not sealed or (told.get("layout"), told.get("run")) != (CUBE_LAYOUT, mark):
        return None
    arrays = {
        name: np.asarray(table[name].chunk(0).values.to_numpy(zero_copy_only=True)).reshape(shape)
        for name, shape in told["shapes"].items()
    }
    first = datetime.date.fromisoformat(told["first"])
    vocabulary = {name: tuple(words) for name, words in told["vocabulary"].items()}
    return Cubes(first, int(told["days"]), vocabulary, arrays)
