"""Correcting how somebody takes part: languages, when it is there, how many meetings, what it looks for."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Refused
from fairway.meet.actions.pairs import _refuse_own
from fairway.meet.actions.registration import _check_entry, _fill_in, _kept_entry
from fairway.meet.queries.registration import registration_of

if TYPE_CHECKING:
    from fairway.base.models import User
    from fairway.meet.engine.entry import Entry
    from fairway.meet.models import Participation


@transaction.atomic
def correct_participation(*, actor: User, reason: str, participation: Participation, entry: Entry) -> list[str]:
    """Write what changed of how somebody takes part; gives the names of the fields.

    It may do so itself until there is a timetable: from then on others' days depend on it, and the organiser does.
    """
    require(actor, "meet.correct_participation", participation)
    event = participation.event
    if event.timetables.exists():
        require(actor, "meet.organise_requests", event)
        _refuse_own(actor, participation)
    participation = event.participations.select_for_update().get(pk=participation.pk)
    registration = registration_of(event)
    _check_entry(
        event, replace(entry, name=participation.organisation.name), registration.sides if registration else []
    )
    _check_fixed(participation, entry)
    kept = _kept_entry(entry) | {"representatives": _as_known(participation, entry)}
    before = {field: getattr(participation, field) for field in kept if field != "topics"}
    topics = set(participation.topics.values_list("order", flat=True))
    _fill_in(participation, kept)
    changed = [field for field, value in before.items() if getattr(participation, field) != value]
    changed += ["topics"] if topics != entry.topics else []
    audit.record(actor=actor, verb="correct_participation", subject=participation, reason=reason, changed=changed)
    return changed


def _as_known(participation: Participation, entry: Entry) -> list[dict[str, str]]:
    """Representatives with all that was known of each: the form shows only the post and who holds it."""
    known = {(each["post"], each.get("holder", "")): each for each in participation.representatives}
    return [known.get((each.post, each.holder), asdict(each)) for each in entry.representatives]


def _check_fixed(participation: Participation, entry: Entry) -> None:
    """Whoever has a meeting locked to a slot is there then."""
    if entry.available is None:
        return
    rows = [participation.requests_made, participation.requests_received]
    fixed = {slot for each in rows for slot in each.values_list("fixed_slot__number", flat=True) if slot}
    if not fixed <= entry.available:
        text = gettext_noop("A meeting is locked to slot %(slot)s. Ask the organiser to let it go first.")
        raise Refused("slot-fixed", text, slot=min(fixed - entry.available))
