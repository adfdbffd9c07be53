"""``fairway demo`` ends with everything it began."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from fairway.cli.demo import stop_children

FORGETFUL = """
import subprocess, sys, time
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid, flush=True)
time.sleep(60)
"""
"""A server that starts a worker and ends at a signal without a word to it."""


def is_running(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_nothing_that_a_child_of_the_demo_started_outlives_it() -> None:
    with subprocess.Popen([sys.executable, "-c", FORGETFUL], stdout=subprocess.PIPE, start_new_session=True) as server:
        assert server.stdout is not None
        worker = int(server.stdout.readline())
        stop_children([server])
        assert server.returncode == -signal.SIGTERM
        until = time.monotonic() + 30
        while is_running(worker) and time.monotonic() < until:
            time.sleep(0.05)
        assert not is_running(worker)
        stop_children([server])
