"""What is an event, how it is signed, where it may go, when it is tried again."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.land.engine.webhooks import (
    EVENTS,
    body_of,
    event_of,
    next_delay,
    secret_of,
    signature,
)
from fairway.land.forms.webhooks import WORDS
from fairway.lib.addresses import refuse_inside, target_of
from fairway.lib.errors import Invalid, Refused


def test_the_signature_is_the_hmac_others_compute() -> None:
    """By hand with the standard library: HMAC-SHA256 (RFC 2104) over the timestamp, a full stop and the body."""
    body = body_of({"id": 7, "event": "stage.recorded"})
    assert body == b'{"event":"stage.recorded","id":7}'
    said = hmac.new(b"secret", b"1700000000." + body, hashlib.sha256).hexdigest()
    assert signature("secret", 1_700_000_000, body) == f"v1={said}"
    assert signature("secret", 1_700_000_001, body) != f"v1={said}"
    assert secret_of("key", "one") != secret_of("key", "two") != secret_of("other key", "two")


@pytest.mark.parametrize(
    ("verb", "facts", "event"),
    [
        ("record_stage", {}, "stage.recorded"),
        ("record_promise_step", {"step": "kept", "is_claim": False}, "promise.kept"),
        ("record_promise_step", {"step": "kept", "is_claim": True}, None),
        ("confirm_promise_step", {}, "promise.kept"),
        ("record_promise_step", {"step": "broken", "is_claim": False}, "promise.broken"),
        ("record_promise_step", {"step": "waived", "is_claim": False}, None),
        ("see_notice", {}, None),
    ],
)
def test_a_line_of_the_log_is_an_event_or_none(verb: str, facts: dict[str, object], event: str | None) -> None:
    assert event_of(verb, facts) == event


def test_every_event_has_words() -> None:
    assert WORDS.keys() == EVENTS.keys()


def test_what_fails_is_tried_less_and_less_often_and_then_no_more() -> None:
    waits = [next_delay(n) for n in range(1, 7)]
    assert waits == sorted(waits, key=lambda wait: wait or timedelta())
    assert next_delay(7) is None


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/x",
        "ftp://example.org",
        "https://",
        "https://user:secret@example.org/",
        "https://example.org/#part",
        "https://example.org:22/",
        "https://example.org:99999/",
        "https://exam ple.org/",
        "https://example.org/\nHost: inside",
        "file:///etc/passwd",
        "https://example.org/" + "x" * 500,
        "https://[::1",
    ],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(Invalid):
        target_of(address)


def test_an_address_is_taken_apart() -> None:
    target = target_of("https://example.org:8443/hook?key=1")
    assert (target.is_secure, target.host, target.port, target.path) == (True, "example.org", 8443, "/hook?key=1")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.1", "10.0.0.8", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_nothing_inside_is_reached(address: str) -> None:
    with pytest.raises(Refused):
        refuse_inside(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_the_open_internet_is(address: str) -> None:
    refuse_inside(address)


@given(st.integers(0, 2**32 - 1))
def test_no_ipv4_address_passes_that_is_not_global(number: int) -> None:
    address = ipaddress.IPv4Address(number)
    if not address.is_global or address.is_multicast:
        with pytest.raises(Refused):
            refuse_inside(str(address))
        with pytest.raises(Refused):
            refuse_inside(f"::ffff:{address}")
