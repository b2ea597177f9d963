"""Files that the operator leaves behind open in the DuckDB that an analyst has installed."""

import struct
from pathlib import Path

from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import simulate

MAGIC = b"DUCK"
MAGIC_AT = 8
NEWEST_OF_DUCKDB_1_4 = 67
"""DuckDB 1.4 reads files of version 64 to 67; what 2.0 writes by itself says 999."""


def storage_number(path: Path) -> int:
    """The number in the main header by which DuckDB decides whether it can read a file."""
    header = path.read_bytes()[: MAGIC_AT + 12]
    assert header[MAGIC_AT : MAGIC_AT + 4] == MAGIC
    (number,) = struct.unpack("<Q", header[MAGIC_AT + 4 :])
    return int(number)


def test_a_run_opens_in_duckdb_1_4(tmp_path: Path) -> None:
    path = simulate(Scenario(subscribers=5, days=2), tmp_path / "run.duckdb")
    assert storage_number(path) <= NEWEST_OF_DUCKDB_1_4
