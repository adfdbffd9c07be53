"""How fast pages answer: a demo server with its data, eight clients at once, every list page and the dashboard.

Prints p50 and p95 in milliseconds for each page; the last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENTS = 8
PAGES = (
    "/", "/organisations/", "/posts/", "/facts/", "/sources/", "/members/", "/ratings/", "/records/", "/models/",
    "/suggestions/", "/offers/", "/needs/", "/events/", "/requests/", "/unmet/", "/signing/", "/agreements/",
    "/projects/", "/overdue/", "/funnel/", "/folders/", "/jobs/", "/audit/",
)  # fmt: skip
START_SECONDS = 300


def main() -> None:
    """Measure ``--requests`` requests a page (10 with ``--quick``)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="an input folder to load instead of the example")
    parser.add_argument("--quick", action="store_true", help="10 requests a page")
    parser.add_argument("--requests", type=int, default=100, help="requests a page")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _demo(Path(folder), options.data) as (port, started):
        cookie = _sign_in(port, Path(folder))
        rows = {page: _measured(port, page, cookie, 10 if options.quick else options.requests) for page in PAGES}
    print(f"{'page':20} {'p50 ms':>8} {'p95 ms':>8}")
    for page, (middle, slow) in rows.items():
        print(f"{page:20} {middle:8.1f} {slow:8.1f}")
    pages = {page: {"p50_ms": round(a, 1), "p95_ms": round(b, 1)} for page, (a, b) in rows.items()}
    worst = max(p95 for _p50, p95 in rows.values())
    figures = {"clients": CLIENTS, "first_start_seconds": round(started, 1), "worst_p95_ms": round(worst, 1)}
    print(json.dumps({**figures, "pages": pages}))


@contextmanager
def _demo(folder: Path, data: Path | None) -> Iterator[tuple[int, float]]:
    """A demo of its own on a free port; gives the port and the seconds its first start took."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "fairway", "demo", "--port", str(port), *(["--folder", str(data)] if data else [])]
    start = time.perf_counter()
    environment = os.environ | {"FAIRWAY_DATA_DIR": str(folder), "FAIRWAY_LOG_LEVEL": "error"}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603  # our own
        try:
            while not _is_up(port):
                if server.poll() is not None or time.perf_counter() - start > START_SECONDS:
                    raise SystemExit((folder / "log").read_text(encoding="utf-8"))
                time.sleep(0.1)
            yield port, time.perf_counter() - start
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)


def _is_up(port: int) -> bool:
    try:
        return _get(HTTPConnection("127.0.0.1", port, timeout=5), "/health/", "")[0] == 200
    except OSError:
        return False


def _get(connection: HTTPConnection, page: str, cookie: str) -> tuple[int, str]:
    connection.request("GET", page, headers={"Cookie": cookie})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def _sign_in(port: int, folder: Path) -> str:
    """Sign in as the promotion office; gives the session cookie."""
    password = json.loads((folder / "demo-accounts.json").read_text(encoding="utf-8"))["promotion"]
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/accounts/login/")
    answer = connection.getresponse()
    page, given = answer.read().decode(), _cookies(answer.getheader("Set-Cookie") or "")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if token is None:
        raise SystemExit("The sign-in page has no form.")
    form = urlencode({"csrfmiddlewaretoken": token[1], "login": "promotion", "password": password})
    headers = {"Cookie": given, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/accounts/login/", form, headers | {"Referer": f"http://127.0.0.1:{port}/"})
    answer = connection.getresponse()
    answer.read()
    cookies = "; ".join(_cookies(value) for name, value in answer.getheaders() if name.lower() == "set-cookie")
    if answer.status != 302:
        raise SystemExit(f"Signing in failed: {answer.status}")
    return cookies


def _cookies(header: str) -> str:
    return header.partition(";")[0]


def _measured(port: int, page: str, cookie: str, requests: int) -> tuple[float, float]:
    """p50 and p95 in milliseconds over all clients, after one request each to warm up."""

    def client(share: int) -> list[float]:
        connection = HTTPConnection("127.0.0.1", port)
        spent = []
        for _ in range(share + 1):
            start = time.perf_counter()
            status, _text = _get(connection, page, cookie)
            spent.append((time.perf_counter() - start) * 1000)
            if status != 200:
                raise SystemExit(f"{page} answered {status}")
        return spent[1:]

    with ThreadPoolExecutor(CLIENTS) as pool:
        times = [ms for found in pool.map(client, [-(-requests // CLIENTS)] * CLIENTS) for ms in found]
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
