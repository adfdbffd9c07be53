"""Statements: what they say, and that a change of any member is found out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fairway.lib.errors import Invalid
from fairway.trust.engine.canonical import canonical, read_json
from fairway.trust.engine.proof import did_of, sign
from fairway.trust.engine.statement import Envelope, Rated, Verdict, check, credential, moment

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)
ENVELOPE = Envelope(
    id="urn:uuid:0b6f2d4e-8a1c-4e3f-9b5d-7c2a1e0f3d01",
    issuer=did_of(KEY),
    valid_from=NOW,
    valid_until=NOW + timedelta(days=90),
    check_at="https://credit.example.org/verify/0b6f2d4e-8a1c-4e3f-9b5d-7c2a1e0f3d01/",
)
RATED = Rated(
    name="示例汽车零部件有限公司",
    code="91350100M000100Y43",
    model="Fairway enterprise credit 1",
    version="1.0.0",
    model_sha256="ab" * 32,
    as_of="2026-04-30",
    points=670,
    grade="BBB",
    reasons=[{"text": "Every organisation with a file starts from 600 points.", "points": 600, "record": None}],
    is_demo=True,
)


def signed(key: Ed25519PrivateKey = KEY) -> dict[str, Any]:
    return sign(credential(ENVELOPE, RATED), key, created=moment(NOW))


def judged(document: dict[str, Any], now: datetime = NOW, *trusted: str) -> Verdict:
    return check(read_json(canonical(document)), now, trusted)


def test_a_statement_says_what_the_rating_says() -> None:
    said = signed()
    assert said["credentialSubject"]["points"] == 670
    assert said["credentialSubject"]["unifiedSocialCreditCode"] == RATED.code
    assert said["validUntil"] == "2026-07-30T08:00:00Z"
    verdict = judged(said)
    assert verdict.is_valid
    assert "valid until 2026-07-30T08:00:00Z" in str(verdict.reason)


def test_its_time_and_the_key_are_checked() -> None:
    said = signed()
    states = {
        "valid": judged(said, NOW, did_of(OTHER), did_of(KEY)),
        "foreign-key": judged(said, NOW, did_of(OTHER)),
        "not-yet": judged(said, NOW - timedelta(seconds=1)),
        "ended": judged(said, NOW + timedelta(days=91)),
    }
    assert {wanted: verdict.state for wanted, verdict in states.items()} == {state: state for state in states}
    assert not any(verdict.is_valid for state, verdict in states.items() if state != "valid")


def test_another_s_signature_under_our_name_is_found_out() -> None:
    forged = sign(credential(ENVELOPE, RATED), OTHER, created=moment(NOW), method=f"{did_of(KEY)}#{did_of(KEY)[8:]}")
    assert judged(forged).state == "changed"
    with pytest.raises(Invalid, match="does not name the key of the issuer"):
        judged(signed(OTHER))


def changed(value: Any) -> Iterator[Any]:
    """Every document that differs from ``value`` in one byte of one member, or lacks it, or has one more."""
    if isinstance(value, dict):
        yield {**value, "more": None}
        for name, inner in value.items():
            rest = {n: v for n, v in value.items() if n != name}
            yield rest
            yield {**rest, f"{name}x": inner}
            yield from ({**value, name: other} for other in changed(inner))
    elif isinstance(value, list):
        yield [*value, None]
        yield value[:-1]
        for place, inner in enumerate(value):
            yield from ([*value[:place], other, *value[place + 1 :]] for other in changed(inner))
    elif isinstance(value, str):
        yield from (value[:n] + chr(ord(sign_) ^ 1) + value[n + 1 :] for n, sign_ in enumerate(value))
    elif isinstance(value, bool):
        yield not value
    else:
        yield (value or 0) + 1


def test_a_change_of_any_byte_of_any_member_is_found_out() -> None:
    document = signed()
    count = 0
    for other in changed(document):
        count += 1
        with suppress(Invalid):
            assert not judged(other).is_valid, json.dumps(other)
    assert count > 900


@pytest.mark.parametrize(
    "change",
    [
        {"@context": ["https://www.w3.org/ns/credentials/v2"]},
        {"type": ["VerifiableCredential"]},
        {"issuer": None},
        {"issuer": "did:key:z6Mk"},
        {"validFrom": "2026-05-01"},
        {"validUntil": 7},
    ],
)
def test_what_is_no_statement_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        judged({**signed(), **change})
