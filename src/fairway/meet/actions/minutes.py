"""Minutes: what was said and decided, and what is to be done by whom and until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Invalid
from fairway.meet.models import Event, MeetingRequest, Minutes, MinutesStep

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from fairway.base.models import User

LONGEST = 20_000


@dataclass(frozen=True)
class Step:
    """What is to be done, who answers for it, and until when."""

    text: str
    answers: str
    due_on: date | None


@dataclass(frozen=True)
class Written:
    """Minutes as they are handed in; decisions one a line."""

    text: str
    decisions: str = ""
    steps: Sequence[Step] = ()


@transaction.atomic
def write_minutes(
    *, actor: User, reason: str, event: Event, written: Written, request: MeetingRequest | None = None
) -> Minutes:
    """Keep the minutes of an event, or of one of its meetings; what was written before is replaced."""
    require(actor, "meet.write_minutes", event)
    _check(event, written, request)
    values = {"text": written.text.strip(), "decisions": written.decisions.strip(), "written_by": actor}
    kept, is_new = Minutes.objects.update_or_create(event=event, request=request, defaults=values)
    kept.steps.all().delete()
    MinutesStep.objects.bulk_create(MinutesStep(minutes=kept, **vars(step)) for step in written.steps)
    audit.record(
        actor=actor,
        verb="write_minutes",
        subject=kept,
        reason=reason,
        is_new=is_new,
        signs=len(kept.text),
        decisions=len(kept.decisions_listed),
        steps=len(written.steps),
    )
    return kept


def _check(event: Event, written: Written, request: MeetingRequest | None) -> None:
    if request is not None and request.event_id != event.pk:
        raise Invalid("other-event", gettext_noop("This meeting belongs to another event."))
    if not written.text.strip() or len(written.text) > LONGEST:
        raise Invalid("minutes-text", gettext_noop("Minutes have some text, at most %(most)s signs."), most=LONGEST)
    for step in written.steps:
        if not (step.text.strip() and step.answers.strip() and step.due_on):
            text = gettext_noop("Every next step says what is to be done, who answers for it and until when.")
            raise Invalid("minutes-step", text)
