"""``fairway demo``: the workbench on this computer, with an invented event loaded and four accounts to try."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from fairway.cli.serve import PORT, child_environment, refuse_taken_port, server_command, worker_command
from fairway.cli.workbench import operator, set_up
from fairway.lib.errors import Missing, Refused

if TYPE_CHECKING:
    from types import FrameType

    from fairway.lib.explain import Reason

HOST = "127.0.0.1"
DATA_DIR = ".fairway-demo"
EXAMPLE = Path(__file__).parents[3] / "examples" / "changchun-auto-2021"
PATIENCE_SECONDS = 60
PATIENCE_TO_STOP = 10
REASON = "fairway demo"


@click.command()
@click.option("--port", type=PORT, default=8000, show_default=True, help="Port to listen on.")
@click.option("--reset", is_flag=True, help="Throw the demo's data away first and start afresh.")
@click.option("--folder", type=click.Path(exists=True, path_type=Path), help="Another input folder to load.")
def demo(port: int, *, reset: bool, folder: Path | None) -> None:
    """Start the workbench with an invented event on this computer.

    The first start loads the example and makes four accounts, one for each role, with passwords made for this
    installation. Later starts keep what you did. Data stays in .fairway-demo (or FAIRWAY_DATA_DIR). Ctrl-C stops.

    \b
    Example: fairway demo --port 8080
    """
    refuse_taken_port(HOST, port)
    os.environ.setdefault("FAIRWAY_DATA_DIR", DATA_DIR)
    os.environ.setdefault("FAIRWAY_LOG_LEVEL", "warning")
    from fairway.cli.demo_accounts import accounts, throw_away
    from fairway.cli.prepare import prepare

    if reset:
        throw_away(Path(os.environ["FAIRWAY_DATA_DIR"]))
    set_up()
    prepare()
    _load_once(folder or EXAMPLE)
    _serve(port, accounts())


def _load_once(folder: Path) -> None:
    """Load the example into a database without an event."""
    from fairway.chain.actions import run_pipeline
    from fairway.chain.engine.folder import read_folder
    from fairway.cli.folders import read_files
    from fairway.meet.models import Event

    if Event.objects.exists():
        return
    if not folder.exists():
        text = "The example folder %(folder)s is not there. Name an input folder: --folder FOLDER"
        raise Missing("example-missing", text, folder=folder)
    checked = read_folder(read_files(folder)).folder
    if checked is None:
        text = "%(folder)s has problems; “fairway check %(folder)s” names them."
        raise Refused("folder-broken", text, folder=folder)
    run_pipeline(actor=operator(REASON), reason=REASON, folder=checked, progress=_report)


def _report(done: int, total: int, reason: Reason) -> None:
    click.echo(f"[{done}/{total}] {reason}")


def _serve(port: int, sign_ins: list[tuple[str, str, str]]) -> NoReturn:
    from fairway.cli.printing import table

    # Named one by one: a background job starts with SIGINT ignored, and a closed terminal sends SIGHUP.
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _interrupt)
    children = [_child(server_command(HOST, port, workers=2))]
    try:
        _wait_until_healthy(port, children)
        children.append(_child(worker_command()))
        click.echo(f"\nFairway: http://{HOST}:{port}/\n")
        click.echo(table(["Sign in as", "Password", "Acts for"], sign_ins))
        click.echo("\nEverything shown is marked “demo” where it is invented. Ctrl-C stops.")
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        code = 1
    except KeyboardInterrupt:
        code = 0
    finally:
        stop_children(children)
    sys.exit(code)


def _child(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own: only this process gets Ctrl-C, and ends them in order."""
    return subprocess.Popen(command, env=child_environment(), start_new_session=True)  # noqa: S603  # our own


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    """End the way Ctrl-C does."""
    raise KeyboardInterrupt


def _wait_until_healthy(port: int, children: list[subprocess.Popen[bytes]]) -> None:
    from urllib.error import URLError
    from urllib.request import urlopen

    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and all(child.poll() is None for child in children):
        try:
            with urlopen(f"http://{HOST}:{port}/health/", timeout=5):  # our own address
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise Refused("server-down", "The server did not start; the lines above say why.")


def stop_children(children: list[subprocess.Popen[bytes]]) -> None:
    """End the children, then whatever is left of their groups: a server that was only starting forgets its workers."""
    for child in children:
        child.terminate()
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=PATIENCE_TO_STOP)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
