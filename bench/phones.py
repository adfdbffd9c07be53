"""400 phones open their agenda at once: each its own connection and its own personal page, on the real server.

A workbench of its own on SQLite with an event of 400 participants and a timetable; all phones send at the same moment
and wait for their whole page, then do so again, as often as ``--rounds`` says, once with new pages, once asking
"has it changed?" (ETag). Prints a table of p50, p95 and slowest milliseconds, what was refused, and CPU seconds of
server and client apart, and the same of the emptiest page the server has; the last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import selectors
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PHONES = 400
WISHES = 12
START_SECONDS = 300
WAIT_SECONDS = 60
"""A phone that has no answer by then counts as refused."""


def main() -> None:
    """Measure ``--rounds`` bursts (3 with ``--quick``)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="not used: the event is made here")
    parser.add_argument("--quick", action="store_true", help="3 rounds")
    parser.add_argument("--rounds", type=int, default=10, help="bursts of all phones")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tokens = _event(Path(folder))
        rounds = 3 if options.quick else options.rounds
        with _server(Path(folder)) as (port, pids):
            rows = [
                _measured("first opening", port, pids, [Ask(f"/my/{token}/") for token in tokens], 1),
                _measured("opening again", port, pids, [Ask(f"/my/{token}/") for token in tokens], rounds),
                _measured("unchanged (304)", port, pids, _with_etags(port, tokens), rounds),
                _measured("empty page (/health/)", port, pids, [Ask("/health/")] * len(tokens), rounds),
            ]
    print(f"{'':24}{'p50 ms':>8}{'p95 ms':>8}{'max ms':>8}{'refused':>9}{'server CPU s':>14}{'client CPU s':>14}")
    for row in rows:
        print(
            f"{row.name:24}{row.p50:8.0f}{row.p95:8.0f}{row.slowest:8.0f}{row.refused:9}"
            f"{row.server_cpu:14.2f}{row.client_cpu:14.2f}"
        )
    print(json.dumps({"phones": PHONES, "rounds": rounds, "runs": [row.as_data() for row in rows]}))


@dataclass(frozen=True)
class Row:
    """Figures of one kind of opening over all rounds; CPU seconds are of all rounds together."""

    name: str
    p50: float
    p95: float
    slowest: float
    refused: int
    server_cpu: float
    client_cpu: float

    def as_data(self) -> dict[str, object]:
        """Rounded, for the last line."""
        return {key: round(value, 2) if isinstance(value, float) else value for key, value in vars(self).items()}


@dataclass(frozen=True)
class Ask:
    """What a phone asks for."""

    path: str
    etag: str = ""

    def text(self) -> bytes:
        """Write the request."""
        known = f"If-None-Match: {self.etag}\r\n" if self.etag else ""
        return f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: zh-CN\r\n{known}\r\n".encode()


def _event(folder: Path) -> list[str]:
    """Make the event in a process of its own, which leaves the tokens in a file."""
    environment = os.environ | {"FAIRWAY_DATA_DIR": str(folder), "FAIRWAY_LOG_LEVEL": "error"}
    command = [sys.executable, __file__.replace("phones.py", "phones_event.py"), str(folder / "tokens.json")]
    subprocess.run([*command, str(PHONES), str(WISHES)], env=environment, check=True)  # noqa: S603  # our own
    tokens: list[str] = json.loads((folder / "tokens.json").read_text(encoding="utf-8"))
    return tokens


@contextmanager
def _server(folder: Path) -> Iterator[tuple[int, list[int]]]:
    """Run ``fairway serve``; gives the port and the process ids of the server and its workers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"FAIRWAY_DATA_DIR": str(folder), "FAIRWAY_LOG_LEVEL": "info"}
    command = [sys.executable, "-m", "fairway", "serve", "--port", str(port)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603  # our own
        try:
            deadline = time.monotonic() + START_SECONDS
            while not _is_up(port):
                if server.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit((folder / "log").read_text(encoding="utf-8"))
                time.sleep(0.1)
            yield port, [server.pid, *_children(server.pid)]
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    found = [int(child) for child in text.split()]
    return found + [grandchild for child in found for grandchild in _children(child)]


def _cpu(pids: Sequence[int]) -> float:
    """Seconds of CPU these processes have had."""
    ticks = os.sysconf("SC_CLK_TCK")
    stats = [Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split() for pid in pids]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / ticks


def _is_up(port: int) -> bool:
    try:
        return _burst(port, [Ask("/health/")])[0].status == 200
    except OSError:
        return False


@dataclass
class Phone:
    """One connection: what came back, and after how many milliseconds."""

    got: bytes = b""
    ms: float = 0.0

    @property
    def status(self) -> int:
        """Status of the answer; 0 for none."""
        return int(self.got[9:12]) if self.is_whole else 0

    @property
    def is_whole(self) -> bool:
        """Whether the whole answer has come."""
        head, found, body = self.got.partition(b"\r\n\r\n")
        if not found:
            return False
        length = self.header("content-length", head)
        return len(body) >= int(length or 0)

    def header(self, name: str, head: bytes | None = None) -> str:
        """Value of one header."""
        text = (self.got.partition(b"\r\n\r\n")[0] if head is None else head).decode("latin-1")
        for line in text.split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name:
                return value.strip()
        return ""


def _burst(port: int, asks: Sequence[Ask]) -> list[Phone]:
    """Connect every phone, then let all send at once and read until each has its page."""
    phones = [Phone() for _ in asks]
    texts = [ask.text() for ask in asks]
    with selectors.DefaultSelector() as chooser:
        sockets = [socket.create_connection(("127.0.0.1", port), timeout=WAIT_SECONDS) for _ in asks]
        for line, phone in zip(sockets, phones, strict=True):
            line.settimeout(0)
            chooser.register(line, selectors.EVENT_READ, phone)
        start = time.perf_counter()
        for line, text in zip(sockets, texts, strict=True):
            line.send(text)
        waiting = len(phones)
        while waiting and time.perf_counter() - start < WAIT_SECONDS:
            for key, _events in chooser.select(timeout=1):
                waiting -= _read(key, chooser, start)
        for line in sockets:
            line.close()
    return phones


def _read(key: selectors.SelectorKey, chooser: selectors.BaseSelector, start: float) -> bool:
    """Take in what came; whether this phone is done."""
    phone: Phone = key.data
    part = key.fileobj.recv(1 << 16)  # type: ignore[union-attr]
    phone.got += part
    if part and not phone.is_whole:
        return False
    phone.ms = (time.perf_counter() - start) * 1000
    chooser.unregister(key.fileobj)
    return True


def _with_etags(port: int, tokens: Sequence[str]) -> list[Ask]:
    phones = _burst(port, [Ask(f"/my/{token}/") for token in tokens])
    return [Ask(f"/my/{token}/", phone.header("etag")) for token, phone in zip(tokens, phones, strict=True)]


def _measured(name: str, port: int, pids: Sequence[int], asks: Sequence[Ask], rounds: int) -> Row:
    wanted = 304 if asks[0].etag else 200
    client, server = resource.getrusage(resource.RUSAGE_SELF), _cpu(pids)
    found = [phone for _ in range(rounds) for phone in _burst(port, asks)]
    spent = resource.getrusage(resource.RUSAGE_SELF)
    times = [phone.ms for phone in found if phone.status == wanted]
    return Row(
        name=name,
        p50=statistics.median(times),
        p95=statistics.quantiles(times, n=20)[-1],
        slowest=max(times),
        refused=len(found) - len(times),
        server_cpu=_cpu(pids) - server,
        client_cpu=spent.ru_utime + spent.ru_stime - client.ru_utime - client.ru_stime,
    )


if __name__ == "__main__":
    main()
