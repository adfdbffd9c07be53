"""One record written down by an officer, and the rating that follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base.rights import require
from fairway.lib.errors import Invalid, Refused
from fairway.trust.actions.ratings import rate_organisations
from fairway.trust.actions.records import load_records
from fairway.trust.engine.record_files.columns import FIRST_YEAR
from fairway.trust.queries import current_model

if TYPE_CHECKING:
    from fairway.base.models import User
    from fairway.know.models import Organisation
    from fairway.trust.engine.intake import RecordRow
    from fairway.trust.models import CreditRecord, Rating


@transaction.atomic
def add_record(
    *, actor: User, reason: str, organisation: Organisation, row: RecordRow
) -> tuple[CreditRecord, Rating | None]:
    """Keep one record and rate its organisation as of today with the current model.

    No rating is made where no model is approved yet, or by whoever may not rate. Raises Invalid ``day-to-come`` or
    ``day-too-early``, and Refused ``record-kept`` where the same record is there already.
    """
    require(actor, "trust.load_records", organisation)
    today = timezone.localdate()
    if max(row.happened_on, row.learned_on) > today:
        raise Invalid("day-to-come", gettext_noop("This day has not come yet: nothing is known of it."))
    if row.happened_on.year < FIRST_YEAR:
        raise Invalid("day-too-early", gettext_noop("Nothing from before 1949 is kept."))
    kept = load_records(actor=actor, reason=reason, rows=[row], organisations={row.organisation: organisation.pk})
    if not kept:
        text = gettext_noop("Record %(number)s of this organisation is there already and says the same.")
        raise Refused("record-kept", text, number=row.number)
    model = current_model(organisation.kind)
    if model is None or not actor.has_perm("trust.rate", organisation):
        return kept[0], None
    ratings = rate_organisations(actor=actor, reason=reason, model=model, as_of=today, organisations=[organisation.pk])
    return kept[0], ratings[0]
