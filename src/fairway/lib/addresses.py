"""Web addresses outside: taken apart, and told from those that lead inside."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from fairway.lib.errors import Invalid, Refused
from fairway.lib.explain import gettext_noop as _

LONGEST = 500
FIRST_FREE_PORT = 1024
_HIDDEN = tuple(ipaddress.ip_network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
"""IPv6 networks that carry an IPv4 address inside: what they lead to may be private."""


@dataclass(frozen=True)
class Target:
    """Where a message goes."""

    is_secure: bool
    host: str
    port: int
    path: str


def target_of(address: str, *, is_local_fine: bool = False) -> Target:
    """Take an address apart; :class:`Invalid` unless it is ``https`` without a name or password in it.

    ``is_local_fine`` also lets ``http`` pass: for trying things out on one computer.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise _no_address() from error
    schemes = {"https", "http"} if is_local_fine else {"https"}
    clean = address.isprintable() and " " not in address and len(address) <= LONGEST
    if not clean or parts.scheme not in schemes or not parts.hostname or parts.username is not None or parts.fragment:
        raise _no_address()
    port = port or (443 if parts.scheme == "https" else 80)
    if not is_local_fine and port != 443 and port < FIRST_FREE_PORT:  # https
        raise Invalid("webhook-port", _("A webhook is reached at port 443, or at one from 1024 on."))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme == "https", parts.hostname, port, path)


def _no_address() -> Invalid:
    text = _("Write an address such as https://example.org/fairway, without a name or password in it.")
    return Invalid("webhook-address", text)


def refuse_inside(found: str) -> None:
    """Refuse an IP address that is not on the open internet: loopback, private, link-local, or one in disguise."""
    address = ipaddress.ip_address(found)
    inner = getattr(address, "ipv4_mapped", None) or address
    hidden = inner.version == 6 and any(inner in network for network in _HIDDEN)  # IPv6
    if hidden or inner.is_multicast or not inner.is_global:
        text = _("The address leads to %(address)s, which is not on the open internet.")
        raise Refused("webhook-inside", text, address=found)
