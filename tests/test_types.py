"""Types hold, in strict mode. Beside other tests, for it keeps one core busy for half a minute."""

import subprocess
import sys


def test_types_hold() -> None:
    command = [sys.executable, "-m", "mypy", "--no-error-summary"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
