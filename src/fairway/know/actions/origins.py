"""Where what is written down comes from: every verb of the registry takes it, and keeps it beside each field."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.know.engine.intake import names_a_resident
from fairway.know.models import EarlierKind, FieldOrigin, Organisation, SourceDocument
from fairway.lib.errors import Invalid, Missing, Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from django.db.models import Model

    from fairway.base.models import User
    from fairway.know.actions.loading import SourceText

BATCH = 1000
REGISTRY = "workbench"
"""The namespace of sources that were added on the spot."""


@dataclass(frozen=True)
class Provenance:
    """Where something is said: a source that is kept (its id) or a new one, else in words; and since when we know.

    ``origin`` names what is no publication, such as "register extract" or "the company's letter".
    """

    source: int | None = None
    new_source: SourceText | None = None
    origin: str = ""
    learned_on: date = field(default_factory=timezone.localdate)


def _source(given: Provenance) -> int | None:
    """The id of the source; one added on the spot is kept once, however often it is typed."""
    if given.learned_on > timezone.localdate():
        raise Invalid("learned-later", gettext_noop("Nothing is learned on a day that has not come yet."))
    if given.new_source is None:
        if given.source is not None and not SourceDocument.objects.filter(pk=given.source).exists():
            raise Missing("source-missing", gettext_noop("No source has this address."))
        return given.source
    text = given.new_source
    if text.published_on and text.published_on > timezone.localdate():
        raise Invalid("published-later", gettext_noop("Nothing is published on a day that has not come yet."))
    mark = hashlib.sha256(f"{text.title}\n{text.publisher}\n{text.published_on}".encode()).hexdigest()[:16]
    kept, _is_new = SourceDocument.objects.get_or_create(
        key=f"{REGISTRY}/{mark}",
        defaults={
            "title": text.title,
            "publisher": text.publisher,
            "published_on": text.published_on,
            "text": text.text,
        },
    )
    return kept.pk


def _some_source(given: Provenance) -> int:
    """The id of the source of what cannot be kept without one."""
    found = _source(given)
    if found is None:
        raise Invalid("source-needed", gettext_noop("Say which source says so: choose one, or add its title."))
    return found


def _keep_origins(actor: User, organisation: int, values: Mapping[str, object], given: Provenance) -> int | None:
    source = _source(given)
    rows = FieldOrigin.of(
        organisation,
        values,
        learned_on=given.learned_on,
        written_by=actor.pk,
        source=source,
        origin=given.origin,
    )
    FieldOrigin.objects.bulk_create(rows)
    return source


def _keep_earlier_kinds(organisations: Collection[int]) -> None:
    """Keep what these organisations are until now, before it is written over: editions of past days ask for it."""
    now, here = timezone.now(), Organisation.objects.filter(pk__in=organisations)
    kept = [EarlierKind(organisation_id=pk, kind=kind, until=now) for pk, kind in here.values_list("pk", "kind")]
    EarlierKind.objects.bulk_create(kept, batch_size=BATCH)


def _open(organisation: Organisation) -> Organisation:
    """The record as it is now, held until the transaction ends; a merged one is closed.

    In turn, as merges and imports: who holds a record waits for nobody.
    """
    audit.wait_for_turn()
    found = Organisation.objects.select_for_update().filter(pk=organisation.pk).first()
    if found is None:
        raise Missing("organisation-missing", gettext_noop("No organisation has this address."))
    if found.merged_into_id:
        raise Refused(
            "merged-record",
            gettext_noop("%(name)s was merged into another record. Write it there, or undo the merge first."),
            name=found.name,
        )
    return found


def _still(row: Model) -> None:
    """Lock a row that hangs on an organisation; Missing where somebody took it away meanwhile."""
    if not type(row)._default_manager.select_for_update().filter(pk=row.pk).exists():
        raise Missing("row-missing", gettext_noop("It is not there any more. Load the page again."))


def _in_order(first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise Invalid("ends-before-start", gettext_noop("It ends before it begins. Correct one of the two days."))


def _check_life(founded: date | None, dissolved: date | None) -> None:
    """An organisation is founded, and dissolved, on a day that has come, and in this order."""
    today = timezone.localdate()
    for code, day in (("founded-later", founded), ("dissolved-later", dissolved)):
        if day and day > today:
            raise Invalid(code, gettext_noop("This day has not come yet. Correct it, or leave it empty."))
    _in_order(founded, dissolved)


def _refuse_resident(*texts: str) -> None:
    """No number of a natural person is kept, wherever it is written."""
    if any(names_a_resident(text) for text in texts):
        raise Invalid("person-number", gettext_noop("The number of a natural person is not kept. Take it out."))
