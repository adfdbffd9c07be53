"""Signatures: the W3C's own example of eddsa-jcs-2022, base58 both ways, and what is no proof."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.lib.errors import Invalid
from fairway.trust.engine.proof import base58, did_of, from_base58, hash_data, is_signed, public_key, sign

# W3C, Data Integrity EdDSA Cryptosuites v1.0, appendix B.3 (eddsa-jcs-2022).
PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
CREATED = "2023-02-24T23:36:38Z"
DID = f"did:key:{PUBLIC}"
DOCUMENT = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
HASHES = (
    "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"
    "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
)
SIGNATURE = "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"


def key() -> Ed25519PrivateKey:
    secret = from_base58(SECRET, size=34)
    assert secret is not None
    assert secret[:2] == b"\x80\x26"
    return Ed25519PrivateKey.from_private_bytes(secret[2:])


def test_the_published_example_is_signed_as_published() -> None:
    assert did_of(key()) == DID
    signed = sign(DOCUMENT, key(), created=CREATED)
    proof = dict(signed["proof"])
    assert proof.pop("proofValue") == SIGNATURE
    assert hash_data(DOCUMENT, proof).hex() == HASHES
    assert is_signed(signed, DID)
    assert not is_signed(signed, did_of(Ed25519PrivateKey.generate()))


@settings(max_examples=50)
@given(st.binary(max_size=40))
def test_base58_reads_what_it_writes(data: bytes) -> None:
    assert from_base58(base58(data), size=len(data)) == data
    assert from_base58(base58(data), size=len(data) + 1) is None


@pytest.mark.parametrize("written", [None, 7, "", "z0", "zO", "m6Mk", "z" + "1" * 200, "z６"])
def test_what_is_not_base58_is_nothing(written: object) -> None:
    assert from_base58(written, size=1) is None


@pytest.mark.parametrize("did", ["", PUBLIC, "did:web:example.org", f"{DID}2", "did:key:z6Mk", f"did:key:{SECRET}"])
def test_what_is_no_key_is_refused(did: str) -> None:
    with pytest.raises(Invalid, match="no Ed25519 key"):
        public_key(did)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"proof": None}, "proof-missing"),
        ({"proof": []}, "proof-missing"),
        ({"proof": {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"}}, "proof-kind"),
        ({"proof": {"type": "Ed25519Signature2020", "proofPurpose": "assertionMethod"}}, "proof-kind"),
    ],
)
def test_other_proofs_are_named(change: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        is_signed({**sign(DOCUMENT, key(), created=CREATED), **change}, DID)
    assert refused.value.code == code


def test_a_signature_that_is_none_is_named() -> None:
    signed = sign(DOCUMENT, key(), created=CREATED)
    for value in (None, "z1", SIGNATURE[:-3], f"{SIGNATURE}11", SIGNATURE.removeprefix("z")):
        with pytest.raises(Invalid, match="64 bytes"):
            is_signed({**signed, "proof": {**signed["proof"], "proofValue": value}}, DID)
