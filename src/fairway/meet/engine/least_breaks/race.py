"""Proofs that race each other in processes of their own: whoever is first ends the race."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import astuple, dataclass, field
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import TYPE_CHECKING, Self

import fairway
from fairway.meet.engine.least_breaks.proof import Word
from fairway.meet.engine.least_breaks.racer import DECISIONS

if TYPE_CHECKING:
    from fairway.meet.engine.least_breaks.form import Form

MODULE = "fairway.meet.engine.least_breaks.racer"
PIECE = 1 << 16


class Race:
    """Ways to prove, each in a process; leaving the ``with`` block ends both."""

    def __init__(self, form: Form, fairness: int | None, seconds: float) -> None:
        self._task = {"form": astuple(form), "fairness": fairness, "parent": os.getpid(), "seconds": seconds}
        self._running: dict[str, _Racer] = {}
        self._asked = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for way in list(self._running):
            self._end(way)

    @property
    def is_on(self) -> bool:
        """Whether anybody still runs."""
        return bool(self._running)

    def prepare(self, way: str) -> None:
        """Let a way be made ready in a process of its own."""
        self._running[way] = _Racer(_started())
        self._running[way].tell({**self._task, "way": way})

    def begin(self, way: str, bound: int, *, known: bool) -> None:
        """Let it run from a ``bound``, if it can use one, and after seeking any timetable unless one is ``known``."""
        if way not in self._running:
            self.prepare(way)
        if way == DECISIONS:
            self._asked = bound
        self._running[way].tell([bound, known])

    def catch_up(self, bound: int) -> None:
        """Let decisions begin anew where somebody else has proven a higher bound than the one they work on."""
        if DECISIONS in self._running and bound > self._asked:
            self._end(DECISIONS)
            self.begin(DECISIONS, bound, known=True)

    def words(self, seconds: float) -> list[Word]:
        """Wait for news, at most so long."""
        said: list[Word] = []
        with DefaultSelector() as selector:
            for way, racer in self._running.items():
                selector.register(racer.pipe, EVENT_READ, way)
            ready = [str(key.data) for key, _event in selector.select(seconds)]
        for way in ready:
            heard = self._running[way].hear()
            if heard is None:
                self._end(way)
                continue
            said += heard
            if way == DECISIONS:
                self._asked = max([self._asked, *(word.bound or 0 for word in heard)])
        return said

    def _end(self, way: str) -> None:
        self._running.pop(way).end()


@dataclass
class _Racer:
    process: subprocess.Popen[bytes]
    rest: bytes = field(default=b"")

    @property
    def pipe(self) -> int:
        assert self.process.stdout is not None  # noqa: S101  # we asked for a pipe
        return self.process.stdout.fileno()

    def tell(self, what: object) -> None:
        assert self.process.stdin is not None  # noqa: S101  # we asked for a pipe
        try:
            self.process.stdin.write(json.dumps(what).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:  # it has ended, which hearing from it will show
            return

    def hear(self) -> list[Word] | None:
        """Give the whole lines that have come; ``None`` where none will come any more."""
        piece = os.read(self.pipe, PIECE)
        if not piece:
            return None
        *lines, self.rest = (self.rest + piece).split(b"\n")
        return [Word(*json.loads(line)) for line in lines]

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


def _started() -> subprocess.Popen[bytes]:
    """Start Python on a racer, out of reach of the terminal's Ctrl-C: who started it ends it."""
    home = str(Path(fairway.__path__[0]).parent)
    return subprocess.Popen(  # noqa: S603  # our own module
        [sys.executable, "-P", "-m", MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")]))},
        start_new_session=True,
    )
