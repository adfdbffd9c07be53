"""Ed25519 signatures on JSON: Data Integrity proofs of the cryptosuite eddsa-jcs-2022.

After W3C "Data Integrity EdDSA Cryptosuites v1.0", section 3.3, with keys written as Multikey and did:key.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine.canonical import canonical

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from fairway.trust.engine.canonical import Json

SUITE = "eddsa-jcs-2022"
_BITCOIN = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519 = b"\xed\x01"
"""What stands before an Ed25519 public key in a Multikey."""
DID_KEY = "did:key:"
_MOST_SIGNS = 100
"""Neither a key nor a signature has more."""


def base58(data: bytes) -> str:
    """Write bytes in base58-btc with its multibase sign ``z``."""
    number, written = int.from_bytes(data, "big"), ""
    while number:
        number, place = divmod(number, 58)
        written = _BITCOIN[place] + written
    return "z" + "1" * (len(data) - len(data.lstrip(b"\0"))) + written


def from_base58(written: object, *, size: int) -> bytes | None:
    """Read ``size`` bytes that :func:`base58` wrote; ``None`` for anything else."""
    is_text = isinstance(written, str) and written.startswith("z") and len(written) <= _MOST_SIGNS
    if not isinstance(written, str) or not is_text or set(written[1:]) - set(_BITCOIN):
        return None
    number = 0
    for sign in written[1:]:
        number = number * 58 + _BITCOIN.index(sign)
    zeros = len(written[1:]) - len(written[1:].lstrip("1"))
    data = b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
    return data if len(data) == size else None


def did_of(key: Ed25519PrivateKey) -> str:
    """Name the key pair by its public half, as did:key does."""
    return DID_KEY + base58(_ED25519 + key.public_key().public_bytes_raw())


def public_key(did: str) -> bytes:
    """Read the 32 bytes of a public key from its did:key. Raises Invalid ``key-form``."""
    data = from_base58(did.removeprefix(DID_KEY), size=len(_ED25519) + 32)
    if data is None or not did.startswith(DID_KEY) or not data.startswith(_ED25519):
        text = _("“%(key)s” is no Ed25519 key; it reads did:key:z6Mk and 44 more signs.")
        raise Invalid("key-form", text, key=did[:80])
    return data.removeprefix(_ED25519)


def method_of(did: str) -> str:
    """Name the verification method of a did:key: its key, after a number sign."""
    return f"{did}#{did.removeprefix(DID_KEY)}"


def hash_data(document: dict[str, Json], options: dict[str, Json]) -> bytes:
    """Hash what is signed: first the proof's own members, then the document without its proof."""
    return b"".join(hashlib.sha256(canonical(each)).digest() for each in (options, document))


def sign(document: dict[str, Json], key: Ed25519PrivateKey, *, created: str, method: str = "") -> dict[str, Json]:
    """Return ``document`` with a proof; ``created`` is an ISO time in UTC, ``method`` the key's own if not given."""
    options: dict[str, Json] = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created,
        "verificationMethod": method or method_of(did_of(key)),
        "proofPurpose": "assertionMethod",
        "@context": document["@context"],
    }
    value = base58(key.sign(hash_data(document, options)))
    return {**document, "proof": {**options, "proofValue": value}}


def is_signed(secured: dict[str, Json], did: str) -> bool:
    """Whether the proof of ``secured`` was made with the key ``did`` over exactly this document.

    Raises Invalid ``proof-…`` where there is no proof of this kind at all.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    proof = proof_of(secured)
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    document = {name: value for name, value in secured.items() if name != "proof"}
    if options.get("@context") != document.get("@context"):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key(did)).verify(_signature(proof), hash_data(document, options))
    except InvalidSignature:
        return False
    return True


def proof_of(secured: dict[str, Json]) -> dict[str, Json]:
    """Return the one proof. Raises Invalid ``proof-missing`` or ``proof-kind``."""
    proof = secured.get("proof")
    if not isinstance(proof, dict):
        raise Invalid(
            "proof-missing", _("There is no proof in it, or several: it is not signed the way statements are.")
        )
    kind = (proof.get("type"), proof.get("cryptosuite"), proof.get("proofPurpose"))
    if kind != ("DataIntegrityProof", SUITE, "assertionMethod"):
        text = _("The proof is of another kind; statements are signed with %(suite)s.")
        raise Invalid("proof-kind", text, suite=SUITE)
    return proof


def _signature(proof: dict[str, Json]) -> bytes:
    """Read the 64 bytes of the signature. Raises Invalid ``proof-value``."""
    data = from_base58(proof.get("proofValue"), size=64)
    if data is None:
        raise Invalid("proof-value", _("The signature is not written as 64 bytes in base58."))
    return data
