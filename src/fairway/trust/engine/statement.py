"""A rating as a signed, machine-readable statement: a W3C Verifiable Credential (Data Model 2.0), checked offline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import Reason
from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine.proof import is_signed, method_of, proof_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fairway.trust.engine.canonical import Json

# The second context is what the data model asks for where terms of one's own are used; it must stand last.
CONTEXT: list[Json] = [
    "https://www.w3.org/ns/credentials/v2",
    "https://www.w3.org/ns/credentials/undefined-terms/v2",
]
TYPES: list[Json] = ["VerifiableCredential", "CreditRatingStatement"]
VALID, UNSIGNED, FOREIGN, ENDED, NOT_YET = "valid", "changed", "foreign-key", "ended", "not-yet"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Around a rating: the statement's id (a URN), who issues it (did:key), from when until when, where to check it."""

    id: str
    issuer: str
    valid_from: datetime
    valid_until: datetime
    check_at: str


@dataclass(frozen=True, slots=True)
class Rated:
    """Who is rated, and what by: ``model_sha256`` is that of the approved method's text."""

    name: str
    code: str
    model: str
    version: str
    model_sha256: str
    as_of: str
    points: int | None
    grade: str
    reasons: Sequence[dict[str, Json]]
    is_demo: bool


def moment(at: datetime) -> str:
    """Write a moment to the second, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def credential(envelope: Envelope, rated: Rated) -> dict[str, Json]:
    """Build the statement, unsigned. No grade and no points (null): there is no file, neither good nor bad."""
    return {
        "@context": list(CONTEXT),
        "id": envelope.id,
        "type": list(TYPES),
        "issuer": envelope.issuer,
        "validFrom": moment(envelope.valid_from),
        "validUntil": moment(envelope.valid_until),
        "credentialSubject": {
            "name": rated.name,
            "unifiedSocialCreditCode": rated.code or None,
            "grade": rated.grade or None,
            "points": rated.points,
            "asOf": rated.as_of,
            "model": {"name": rated.model, "version": rated.version, "sha256": rated.model_sha256},
            "reasons": [dict(reason) for reason in rated.reasons],
            "demo": rated.is_demo,
        },
        "currentAt": envelope.check_at,
    }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found: ``state`` is VALID or one of the others; ``key`` is the did:key that signed, or should."""

    state: str
    reason: Reason
    key: str

    @property
    def is_valid(self) -> bool:
        """Whether the statement is unchanged, of a trusted key and within its time."""
        return self.state == VALID


def check(secured: dict[str, Json], now: datetime, trusted: Sequence[str] = ()) -> Verdict:
    """Check signature, key and time of a statement; ``trusted`` (did:key): only these keys are believed.

    Raises Invalid for what is no signed statement at all.
    """
    issuer = _issuer(secured)
    begins, ends = (_moment(secured, name) for name in ("validFrom", "validUntil"))
    about: dict[str, str | int] = {"key": issuer, "from": moment(begins), "until": moment(ends)}
    if not is_signed(secured, issuer):
        return Verdict(UNSIGNED, Reason(WORDS[UNSIGNED], about), issuer)
    if trusted and issuer not in trusted:
        return Verdict(FOREIGN, Reason(WORDS[FOREIGN], about), issuer)
    state = NOT_YET if now < begins else ENDED if now > ends else VALID
    return Verdict(state, Reason(WORDS[state], about), issuer)


def _issuer(secured: dict[str, Json]) -> str:
    """Return the issuer's did:key; the proof must name the issuer's own key and no other."""
    issuer, types = secured.get("issuer"), secured.get("type")
    if secured.get("@context") != CONTEXT or types != TYPES:
        raise Invalid("statement-kind", _("This is no statement of a rating made by Fairway."))
    proof = proof_of(secured)
    if not isinstance(issuer, str) or proof.get("verificationMethod") != method_of(issuer):
        raise Invalid("statement-issuer", _("The proof does not name the key of the issuer."))
    return issuer


def _moment(secured: dict[str, Json], name: str) -> datetime:
    value = secured.get(name)
    try:
        return datetime.strptime(str(value), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        text = _("“%(name)s” must be a moment such as 2026-05-01T08:00:00Z.")
        raise Invalid("statement-moment", text, name=name) from error


WORDS = {
    VALID: _("Unchanged since it was signed with %(key)s; valid until %(until)s."),
    UNSIGNED: _("Not valid: it was changed after it was signed, or was not signed with %(key)s."),
    FOREIGN: _("Not valid: it was signed with %(key)s, which is not the issuer's key."),
    ENDED: _("No longer valid: it was valid until %(until)s. Ask for a new one."),
    NOT_YET: _("Not valid yet: it is valid from %(from)s."),
}
