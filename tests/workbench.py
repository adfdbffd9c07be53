"""A running workbench with the example loaded, for tests that look at it from outside."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

START_SECONDS = 180


@dataclass(frozen=True)
class Workbench:
    """Its address, the passwords by user name, and its data folder."""

    url: str
    passwords: dict[str, str]
    data: Path


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def is_up(url: str) -> bool:
    try:
        with urlopen(f"{url}/health/", timeout=5) as answer:  # our own address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


@contextmanager
def running(folders: pytest.TempPathFactory) -> Iterator[Workbench]:
    """``fairway demo`` on a free port with data of its own, stopped afterwards."""
    data = folders.mktemp("workbench") / "data"
    shutil.copytree(_loaded(folders.getbasetemp()), data)
    with _served(data) as found:
        yield found


def _loaded(base: Path) -> Path:
    """A data folder with the example, loaded by the first worker of a run that asks."""
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    loaded, loading = shared / "demo", shared / "demo-loading"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not loaded.exists():
            loading.mkdir()
            with _served(loading):
                pass
            loading.rename(loaded)
    return loaded


@contextmanager
def _served(data: Path) -> Iterator[Workbench]:
    port = free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FAIRWAY_", "DJANGO_", "COV_"))}
    environment = kept | {"FAIRWAY_DATA_DIR": str(data), "FAIRWAY_LOG_LEVEL": "warning"}
    url = f"http://127.0.0.1:{port}"
    with (data / "demo.log").open("wb") as log:
        command = [sys.executable, "-m", "fairway", "demo", "--port", str(port)]
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            deadline = time.monotonic() + START_SECONDS
            accounts = data / "demo-accounts.json"
            while not (accounts.exists() and is_up(url)):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError((data / "demo.log").read_text(encoding="utf-8"))
                time.sleep(0.2)
            yield Workbench(url, json.loads(accounts.read_text(encoding="utf-8")), data)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
