"""Questions about issued statements: what one says, whether it was issued here, whether it is still the newest."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.know.models import Identifier, Organisation
from fairway.lib.errors import Missing
from fairway.trust.engine.canonical import canonical, read_json
from fairway.trust.engine.statement import FOREIGN, UNSIGNED, Rated, Verdict, check
from fairway.trust.models import IssuedStatement
from fairway.trust.queries.keys import believed_keys
from fairway.trust.queries.ratings import history
from fairway.trust.queries.records import shared_lines

if TYPE_CHECKING:
    from fairway.trust.engine.canonical import Json
    from fairway.trust.models import Rating


def organisation_at(pk: int) -> Organisation:
    """Find the organisation a page is about. Raises Missing ``organisation-missing``."""
    found = Organisation.objects.filter(pk=pk).first()
    if found is None:
        raise Missing("organisation-missing", gettext_noop("No organisation has this address."))
    return found


def needed_rating(organisation: Organisation) -> Rating:
    """Find the newest kept rating. Raises Missing ``rating-missing``."""
    found = history(organisation).select_related("organisation", "model").first()
    if found is None:
        raise Missing("rating-missing", gettext_noop("This organisation has not been rated yet."))
    return found


def code_of(organisation: Organisation) -> str:
    """Return the unified social credit code, "" where none is known."""
    codes = organisation.identifiers.filter(scheme=Identifier.Scheme.USCC)
    return codes.values_list("value", flat=True).first() or ""


def rated(rating: Rating) -> Rated:
    """Put a kept rating into the form that is signed; reasons are the kept English sentences."""
    reasons: list[dict[str, Json]] = [
        {
            "text": line["text"] % line["params"] if line["params"] else line["text"],
            "points": line["points"],
            "record": str(line["params"].get("record", "")) or None,
        }
        for line in shared_lines(rating.reasons)
    ]
    return Rated(
        name=rating.organisation.name,
        code=code_of(rating.organisation),
        model=rating.model.name,
        version=rating.model.version,
        model_sha256=hashlib.sha256(rating.model.toml.encode()).hexdigest(),
        as_of=rating.as_of.isoformat(),
        points=rating.points,
        grade=rating.grade,
        reasons=reasons,
        is_demo=rating.is_demo,
    )


def public_address(asked_at: str = "") -> str:
    """Return the address this workbench is reached at: the one configured, else where it was asked, else its host."""
    scheme = "https" if settings.HTTPS else "http"
    address: str = settings.PUBLIC_ADDRESS or asked_at or f"{scheme}://{settings.ALLOWED_HOSTS[0]}"
    return address.rstrip("/")


def address_of(number: uuid.UUID, address: str) -> str:
    """Return where anybody may check the statement."""
    return f"{address}{reverse('trust:verify_number', args=[number])}"


@dataclass(frozen=True)
class Checked:
    """What anybody may learn who holds a statement or its number.

    ``issued``: as it was issued here, ``None`` where it was not. ``says``: the document at hand.
    """

    issued: IssuedStatement | None
    is_newest: bool
    is_as_issued: bool
    says: dict[str, Json]
    verdict: Verdict

    @property
    def is_genuine(self) -> bool:
        """Whether it was issued here and is unchanged, if perhaps out of date."""
        unchanged = self.verdict.state not in {UNSIGNED, FOREIGN}
        return self.issued is not None and self.is_as_issued and unchanged

    @property
    def is_good(self) -> bool:
        """Whether all is well: genuine, in time, and no newer rating stands."""
        return self.is_genuine and self.verdict.is_valid and self.is_newest


def check_number(number: str) -> Checked:
    """Look a statement up by its number or URN, and check it as it was issued. Raises Missing ``statement-missing``."""
    try:
        wanted = uuid.UUID(number.strip())
    except ValueError:
        wanted = None
    issued = _issued(wanted)
    if issued is None:
        text = gettext_noop("No statement with this number was issued here. Compare it with the report, sign by sign.")
        raise Missing("statement-missing", text)
    return _checked(read_json(issued.document.encode()), issued)


def check_document(data: bytes) -> Checked:
    """Check a document somebody holds. Raises Invalid for what is no statement at all."""
    secured = read_json(data)
    try:
        number = uuid.UUID(str(secured.get("id")))
    except ValueError:
        number = None
    return _checked(secured, _issued(number))


def _issued(number: uuid.UUID | None) -> IssuedStatement | None:
    rows = IssuedStatement.objects.select_related("organisation", "rating__model")
    return None if number is None else rows.filter(number=number).first()


def _checked(secured: dict[str, Json], issued: IssuedStatement | None) -> Checked:
    verdict = check(secured, timezone.now(), believed_keys())
    is_same = issued is not None and hashlib.sha256(canonical(secured)).hexdigest() == issued.sha256
    newest = issued is not None and is_newest(issued)
    return Checked(issued, newest, is_same, secured, verdict)


def is_newest(issued: IssuedStatement) -> bool:
    """Whether the rating it states is still the organisation's newest and still says the same."""
    newest = history(issued.organisation).first()
    if newest is None or newest.pk != issued.rating_id:
        return False
    subject = read_json(issued.document.encode())["credentialSubject"]
    return isinstance(subject, dict) and (subject["points"], subject["grade"]) == (newest.points, newest.grade or None)
