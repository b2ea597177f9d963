"""Types hold, in strict mode; beside other tests, because one core is busy with it for a minute."""

import subprocess
import sys


def test_types_hold() -> None:
    command = [sys.executable, "-m", "mypy", "--no-error-summary"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
