"""The key that signs statements: the one configured, or one made on first use and kept in the data folder."""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from django.conf import settings
from django.utils.translation import gettext_noop

from fairway.lib.environment import secret
from fairway.lib.errors import Invalid
from fairway.trust.engine.proof import DID_KEY, did_of, method_of
from fairway.trust.models import IssuedStatement

FILE = "signing_key.pem"


def signing_key() -> Ed25519PrivateKey:
    """Read the private key; the first call on a new installation makes it, readable by this user only."""
    return _read(settings.SIGNING_KEY or secret(settings.DATA_DIR / FILE, _fresh()))


def _fresh() -> str:
    made = Ed25519PrivateKey.generate()
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@lru_cache(maxsize=4)
def _read(pem: str) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise _no_key() from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key()
    return key


def _no_key() -> Invalid:
    text = gettext_noop(
        "The signing key is no Ed25519 private key in PEM form. Make one with: openssl genpkey -algorithm ed25519"
    )
    return Invalid("signing-key", text)


def issuer() -> str:
    """Name this installation as statements name it: by its public key (did:key)."""
    return did_of(signing_key())


def believed_keys() -> list[str]:
    """List the keys that statements of this installation were ever signed with, the present one first."""
    now = issuer()
    earlier = IssuedStatement.objects.order_by().exclude(key=now).values_list("key", flat=True).distinct()
    return [now, *sorted(earlier)]


def key_document() -> dict[str, object]:
    """Publish the keys as a controlled identifier document lists them (Multikey)."""
    keys = believed_keys()
    methods = [
        {
            "id": method_of(did),
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": did.removeprefix(DID_KEY),
        }
        for did in keys
    ]
    return {
        "@context": ["https://www.w3.org/ns/cid/v1"],
        "id": keys[0],
        "verificationMethod": methods,
        "assertionMethod": [method_of(keys[0])],
    }
