"""``fairway serve`` and ``fairway worker``: the web server and the one that does long work."""

from __future__ import annotations

import os
import socket
import sys
from typing import NoReturn

import click

from fairway.cli.workbench import SETTINGS, set_up, set_up_office
from fairway.lib.errors import Refused

PORT = click.IntRange(1, 65_535)


def server_command(host: str, port: int, workers: int) -> list[str]:
    """The command line of the web server."""
    place = ["--host", host, "--port", str(port), "--workers", str(workers)]
    # One request at a time for each process: threads would only take turns, and the unlucky one wait longest.
    manner = ["--interface", "wsgi", "--no-ws", "--blocking-threads", "1", "--log-level", "error"]
    return [sys.executable, "-m", "granian", *place, *manner, "fairway.wsgi:application"]


def worker_command() -> list[str]:
    """The command line of the worker."""
    return [sys.executable, "-m", "django", "db_worker", "--interval", "0.5"]


def child_environment() -> dict[str, str]:
    """This process's environment with Django's settings named."""
    return {**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS}


def refuse_taken_port(host: str, port: int) -> None:
    """Refuse a port that somebody else listens on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            text = "Port %(port)s is in use on %(host)s. Stop what uses it, or choose another: --port %(other)s"
            other = port + 1 if port < 65_535 else port - 1
            raise Refused("port-taken", text, port=port, host=host, other=other) from error


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=PORT, default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Server processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Bring the database up to date and serve the workbench until Ctrl-C.

    Long work (loading a folder, making a timetable) waits until “fairway worker” runs beside it.

    \b
    Example: FAIRWAY_HOSTS=fairway.example.org FAIRWAY_HTTPS=yes fairway serve --port 8000
    """
    from fairway.cli.prepare import prepare

    refuse_taken_port(host, port)
    set_up()
    prepare()
    click.echo(f"http://{host}:{port}/  (Ctrl-C stops)")
    _become(server_command(host, port, workers))


@click.command()
def worker() -> None:
    """Do the long work that pages start: load folders, make timetables.

    Run one beside “fairway serve”, on the same database.

    \b
    Example: fairway worker
    """
    set_up_office()
    _become(worker_command())


def _become(command: list[str]) -> NoReturn:
    """Put the server in this process's place, so that every signal reaches it."""
    sys.stdout.flush()
    os.execve(command[0], command, child_environment())  # noqa: S606  # our own command, no shell wanted
