"""Sending one signed message to an address outside, and to none inside."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import TYPE_CHECKING

from fairway.lib.addresses import refuse_inside
from fairway.lib.errors import Refused
from fairway.lib.explain import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fairway.lib.addresses import Target

SECONDS = 10
MOST_ANSWER = 2048
INSIDE = gettext_noop("The address leads inside a network, not to the open internet.")
BROKEN = gettext_noop("The connection broke off.")
FAULTS = {
    socket.gaierror: gettext_noop("The name of the address is not known."),
    TimeoutError: gettext_noop("No answer came in ten seconds."),
    ssl.SSLError: gettext_noop("The certificate is not right for the name of the address."),
    ConnectionRefusedError: gettext_noop("Nobody listens at the address."),
}
"""What kept an answer from coming, the narrower kinds first."""


@dataclass(frozen=True)
class Answer:
    """What came of it: the status of the answer, or what kept it from coming, as the English key of a sentence."""

    status: int | None
    fault: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the other side took it. A redirect is no yes: it is not followed."""
        return self.status is not None and 200 <= self.status < 300  # of HTTP


def send(target: Target, body: bytes, headers: Mapping[str, str], *, is_local_fine: bool = False) -> Answer:
    """Post ``body`` and wait ten seconds for the answer.

    The name is looked up once, every address it has must be on the open internet, and the connection goes to the very
    address that was looked at: a name that changes its mind in between changes nothing. Nothing is followed anywhere.
    """
    try:
        connection = _Pinned(target, _looked_up(target, is_local_fine=is_local_fine))
        try:
            connection.request("POST", target.path, body=body, headers=dict(headers))
            answer: HTTPResponse = connection.getresponse()
            answer.read(MOST_ANSWER)
            return Answer(answer.status)
        finally:
            connection.close()
    except Refused:
        return Answer(None, INSIDE)
    except (OSError, HTTPException) as fault:
        return Answer(None, next((text for kind, text in FAULTS.items() if isinstance(fault, kind)), BROKEN))


def _looked_up(target: Target, *, is_local_fine: bool) -> str:
    found = [str(each[4][0]) for each in socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)]
    if not is_local_fine:
        for each in found:
            refuse_inside(each.partition("%")[0])
    return found[0]


class _Pinned(HTTPConnection):
    """A connection to an address that was looked at, under the name it was asked for."""

    def __init__(self, target: Target, address: str) -> None:
        super().__init__(target.host, target.port, timeout=SECONDS)
        self._address, self._is_secure = address, target.is_secure

    def connect(self) -> None:
        """Open the socket; a certificate must be right for the name."""
        plain = socket.create_connection((self._address, self.port), SECONDS)
        self.sock = plain
        if self._is_secure:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
