"""Publishing editions and making past ones again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Invalid, Refused
from fairway.trust.engine.edition import edition_hash
from fairway.trust.models import CreditModel, Edition
from fairway.trust.queries.editions import entries
from fairway.trust.queries.methods import method

if TYPE_CHECKING:
    from datetime import date

    from fairway.base.models import User
    from fairway.trust.queries.editions import Tell


@transaction.atomic
def publish_edition(*, actor: User, reason: str, model: CreditModel, as_of: date) -> Edition:
    """Fix every grade by ``model`` as of a day: their number and hash are kept here and in the audit log.

    Raises Invalid ``day-to-come``; Refused ``model-draft``, or ``method-not-applied`` for a day before the approved
    method applies.
    """
    require(actor, "trust.rate")
    if as_of > timezone.localdate():
        raise Invalid("day-to-come", gettext_noop("This day has not come yet: nothing is known of it."))
    if model.state in {CreditModel.State.DRAFT, CreditModel.State.WITHDRAWN}:
        text = gettext_noop("%(model)s is a draft or withdrawn: only a published method rates.")
        raise Refused("model-draft", text, model=str(model))
    begins = method(model).applies_from
    if as_of < begins:
        text = gettext_noop("This method applies from %(day)s on. What came before is a trial, not an edition.")
        raise Refused("method-not-applied", text, day=begins.isoformat())
    # Whoever writes has finished first: nothing comes in behind with an earlier moment.
    audit.wait_for_turn()
    moment = timezone.now()
    found = entries(model, as_of, moment)
    edition = Edition.objects.create(
        model=model, as_of=as_of, published_at=moment, count=len(found), sha256=edition_hash(found)
    )
    audit.record(
        actor=actor,
        verb="publish_edition",
        subject=edition,
        reason=reason,
        as_of=as_of.isoformat(),
        count=edition.count,
        sha256=edition.sha256,
    )
    return edition


def replay_edition(*, actor: User, reason: str, edition: Edition, progress: Tell | None = None) -> Edition:
    """Work an edition out again from what was known when it was published, and keep whether it comes out the same.

    ``progress`` may raise to stop; then nothing is kept.
    """
    require(actor, "trust.rate")
    found = entries(edition.model, edition.as_of, edition.published_at, progress)
    same = (len(found), edition_hash(found)) == (edition.count, edition.sha256)
    with transaction.atomic():
        here = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
        here.is_reproduced, here.replayed_at = same, timezone.now()
        here.save(update_fields=["is_reproduced", "replayed_at"])
        audit.record(
            actor=actor,
            verb="replay_edition",
            subject=here,
            reason=reason,
            same=same,
            count=len(found),
            sha256=edition_hash(found),
        )
    return here
