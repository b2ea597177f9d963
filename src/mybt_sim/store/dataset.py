"""Writing a run as a dataset of Parquet parts, by threads or by a cluster.

Blocks are made in any order and by anybody; what is there and fits is not made again, so the same
command goes on where a killed one ended. Then every table is read back for its digest, and the
manifest is committed last.
"""

import contextlib
import os
import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import msgspec

from mybt_sim.base.errors import RunError
from mybt_sim.simulation.block import prepare
from mybt_sim.simulation.executors import Executor
from mybt_sim.simulation.executors.cluster import Cluster
from mybt_sim.simulation.executors.threads import Threads
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store.manifest import LAYOUT, MANIFEST, Manifest, commit
from mybt_sim.store.parts import ASIDES, RECEIPTS, Part, Receipt, read_receipt, receipt_name
from mybt_sim.store.schema import (
    DERIVED_TABLES,
    JOURNAL_TABLES,
    POPULATION_TABLES,
    REFERENCE_TABLES,
    run_tables,
)
from mybt_sim.store.seal import sealed
from mybt_sim.store.sinks.parquet import Plan, check_same_plan, plan_of, write_block
from mybt_sim.store.stream import Progress
from mybt_sim.store.writer import failures_told, no_progress

_TABLES = (*REFERENCE_TABLES, *POPULATION_TABLES, *JOURNAL_TABLES, *DERIVED_TABLES)
_FOLDERS = {RECEIPTS, "contract_day", *(table.name for table in _TABLES)}
_OURS = re.compile(r"\d{6,}\.(parquet|json)")
"""Whatever else lies in the folder of a dataset is not ours to remove."""


def simulate_dataset(
    scenario: Scenario,
    out: Path | str,
    *,
    threads: int = 2,
    cluster: str | None = None,
    block_size: int | None = None,
    progress: Progress = no_progress,
) -> Path:
    """Live a scenario and store it as a folder of Parquet parts: the rows and digests of a file.

    `cluster` is the address of a Dask scheduler whose workers share the folder under the same
    name; without one, threads of this process do the work. A run that was interrupted is finished
    by asking for it again. Until it is complete the folder has no manifest, and is no run.

    Raises `ScenarioError`, `SeedDataError`, or `RunError` when it cannot be written.
    """
    folder = Path(out).absolute()
    check_dataset_target(folder)
    simulation = prepare(scenario)
    executor: Executor = Cluster(cluster) if cluster else Threads(threads)
    with failures_told(folder), _only_writer_of(folder):
        plan = plan_of(scenario, folder, block_size)
        _check_begun(plan)
        receipts = {}
        for receipt in executor.each(partial(write_block, plan), range(1, plan.blocks + 1)):
            receipts[receipt.block] = receipt
            rows = sum(part.rows for part in receipt.parts if part.table == "contract_day")
            progress(plan.range_of(receipt.block)[1], rows)
        in_order = [receipts[block] for block in sorted(receipts)]
        parts = tuple(part for receipt in in_order for part in receipt.parts)
        _check_shared(folder, parts)
        tables = sealed(executor, folder, run_tables(simulation.catalogue), parts)
        _sweep(folder, in_order)
        run = msgspec.json.decode(plan.run)
        commit(folder, Manifest(LAYOUT, run, plan.digest, plan.block_size, tables, parts))
    return folder


def check_dataset_target(out: Path) -> None:
    """`RunError` when no dataset can be written to `out`, before any work is done for it."""
    folder = out.absolute()
    if folder.is_file():
        raise RunError(f"{out} is a file.", next_step="Name a folder that is empty, or none yet.")
    if (folder / MANIFEST).exists():
        raise RunError(
            f"There is already a run at {out}.",
            next_step="Choose another folder, or remove that one.",
        )
    nearest = folder if folder.is_dir() else folder.parent
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        raise RunError(
            f"The folder {nearest} does not exist or cannot be written to.",
            next_step="Make it, or choose another place with --out.",
        )
    if folder.is_dir():
        _refuse_others(folder)


def _refuse_others(folder: Path) -> None:
    """Nothing else may lie between the parts: who reads a folder reads all that is in it."""
    for path in _files_in(folder):
        name = path.relative_to(folder)
        is_known = len(name.parts) == 2 and name.parts[0] in _FOLDERS and _OURS.fullmatch(name.name)
        if not is_known and not path.match(ASIDES):
            raise RunError(
                f"{folder} holds other things, such as {name}.",
                next_step="Name a folder that is empty, or none yet.",
            )


def _files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if not path.is_dir())


def _check_begun(plan: Plan) -> None:
    """Blocks that are there already must be blocks of this run."""
    for path in sorted((plan.folder / RECEIPTS).glob("*.json")):
        if receipt := read_receipt(plan.folder, int(path.stem)):
            check_same_plan(plan, receipt)


@contextlib.contextmanager
def _only_writer_of(folder: Path) -> Iterator[None]:
    """Make the folder, and hold it; the system lets go of it when this process ends."""
    folder.mkdir(exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if not _is_held(descriptor):
            raise RunError(
                f"{folder} is being written already.",
                next_step="Wait for it, or name another folder.",
            )
        yield
    finally:
        os.close(descriptor)
        with contextlib.suppress(OSError):
            folder.rmdir()  # where nothing could be begun


def _is_held(descriptor: int) -> bool:
    """Whether the folder is ours now; where folders cannot be locked, nobody is kept out."""
    try:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (ImportError, OSError):
        return True
    return True


def _check_shared(folder: Path, parts: Iterable[Part]) -> None:
    """What the workers wrote must be here as well."""
    for part in parts:
        path = folder / part.name
        if not path.is_file() or path.stat().st_size != part.bytes:
            raise RunError(
                f"A worker wrote {part.name}, and it is not in {folder} here.",
                next_step="Name a folder that all workers share under the same name.",
            )


def _sweep(folder: Path, receipts: Iterable[Receipt]) -> None:
    """Leave nothing but this run: killed workers left files aside, other attempts their parts."""
    kept = {folder / receipt_name(receipt.block) for receipt in receipts}
    kept |= {folder / part.name for receipt in receipts for part in receipt.parts}
    for path in _files_in(folder):
        if path not in kept:
            path.unlink(missing_ok=True)
