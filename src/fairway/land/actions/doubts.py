"""An officer's word on a sign, kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.land.models import DoubtAnswer
from fairway.lib.errors import Invalid

if TYPE_CHECKING:
    from fairway.base.models import User
    from fairway.land.queries.doubts import Seen


@transaction.atomic
def answer_doubt(*, actor: User, reason: str, seen: Seen, is_concern: bool) -> DoubtAnswer:
    """Say whether a sign is explained or a real concern, and why; a later word stands before an earlier one.

    Refused to whoever acts for a party of one of the projects it rests on.
    """
    for project in seen.projects:
        require(actor, "land.answer_doubt", project)
    if not reason.strip():
        raise Invalid("reason", gettext_noop("Say why, in at most 300 characters."))
    answer = DoubtAnswer.objects.create(
        project=seen.projects[0],
        sign=seen.doubt.sign.value,
        key=seen.doubt.key,
        is_concern=is_concern,
        reason=reason.strip()[:500],
        answered_on=timezone.localdate(),
        answered_by=actor,
    )
    facts = {"sign": answer.sign, "projects": list(seen.doubt.projects), "is_concern": is_concern}
    audit.record(actor=actor, verb="answer_doubt", subject=answer, reason=reason, **facts)
    return answer
