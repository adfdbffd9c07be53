"""What a rating takes: catalogued, dated records of one organisation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid, Refused
from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine.catalogue import check_record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class Status(StrEnum):
    """Where a record stands; only an active one counts in full."""

    ACTIVE = "active"
    UNDER_OBJECTION = "under_objection"
    REPAIRED = "repaired"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class RecordFact:
    """One record of one organisation.

    ``key`` is the number of the legal case or document: an organisation has it once. ``status_on`` is the day
    the status became known: before it the record was active. ``None`` means that it never had another status.
    """

    key: str
    kind: str
    severity: str
    happened_on: date
    learned_on: date
    status: Status = Status.ACTIVE
    status_on: date | None = None
    is_demo: bool = False

    def status_at(self, day: date) -> Status:
        """Return the status as it was known on ``day``."""
        if self.status_on is not None and self.status_on > day:
            return Status.ACTIVE
        return self.status


def refuse_invented(*, organisation_is_demo: bool, records: Iterable[RecordFact]) -> None:
    """Refuse to rate a real organisation on invented records: :class:`Refused`, ``invented-records``."""
    invented = sorted(record.key for record in records if record.is_demo)
    if invented and not organisation_is_demo:
        text = _("This organisation is real, but these records are invented: %(records)s. Remove them first.")
        raise Refused("invented-records", text, records=", ".join(invented))


def check_records(records: Iterable[RecordFact]) -> None:
    """Refuse records outside the catalogue, or twice the same.

    Raises :class:`Invalid` ``record-twice``, ``record-kind`` or ``record-severity``.
    """
    keys: set[str] = set()
    for record in records:
        check_record(record.kind, record.severity)
        if record.key in keys:
            text = _("Record %(key)s is listed twice. Give every record a key of its own.")
            raise Invalid("record-twice", text, key=record.key)
        keys.add(record.key)


def known_on(records: Iterable[RecordFact], day: date) -> list[RecordFact]:
    """Return what had happened and was known by ``day``, newest first, whatever the order given."""
    known = [r for r in records if r.learned_on <= day and r.happened_on <= day]
    return sorted(sorted(known, key=lambda r: r.key), key=lambda r: (r.happened_on, r.learned_on), reverse=True)
