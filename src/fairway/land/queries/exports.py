"""The forms in which projects go out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from fairway.base.exports import XLSX_TYPE
from fairway.base.words import reads_chinese
from fairway.govern.rules import OFFICES, own_organisations
from fairway.know.models import Organisation
from fairway.land.engine.exchange.tables import archive, sheets
from fairway.land.models import StageEntry
from fairway.land.queries.exchange import exchanged, exchanged_by, iati_pieces, oc4ids_pieces, some
from fairway.lib.errors import Refused
from fairway.lib.tables.raw import MAX_ROWS
from fairway.lib.tables.write import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django_stubs_ext import StrPromise

    from fairway.base.models import User
    from fairway.lib.tables.write import Sheet


ZIP_TYPE = "application/zip"


@dataclass(frozen=True)
class ExportKind:
    """One form: the end of the file's name, what it is, its media type, and how it is written for a reader."""

    kind: str
    label: StrPromise
    about: StrPromise
    media: str
    pieces: Callable[[User, str], Iterator[bytes]]


def publisher(user: User) -> Organisation | None:
    """The office that publishes: the one the reader acts for, if any."""
    return Organisation.objects.filter(pk__in=own_organisations(user, OFFICES)).order_by("pk").first()


def _oc4ids(user: User, address: str) -> Iterator[bytes]:
    office = publisher(user)
    return oc4ids_pieces(some(exchanged_by(user)), address, office.name if office else "Fairway")


def _iati(user: User, _address: str) -> Iterator[bytes]:
    return iati_pieces(some(exchanged_by(user)), publisher(user))


def _tables(user: User) -> list[Sheet]:
    rows = some(exchanged_by(user))
    if StageEntry.objects.filter(project__in=rows.order_by().values("pk")).count() > MAX_ROWS:
        text = gettext_noop("The log has more than %(limit)s lines, too many for tables. Take JSON.")
        raise Refused("too-many-rows", text, limit=MAX_ROWS)
    return sheets(exchanged(rows), chinese=reads_chinese())


def _workbook(user: User, _address: str) -> Iterator[bytes]:
    yield workbook_bytes(_tables(user), timezone.now())


def _archive(user: User, _address: str) -> Iterator[bytes]:
    yield archive(_tables(user))


OUTCOMES = {
    "new": gettext_noop("New"),
    "changed": gettext_noop("Add something"),
    "unchanged": gettext_noop("There already"),
    "refused": gettext_noop("Stay out"),
}
"""What becomes of a project of a file, in words."""
KINDS = {
    each.kind: each
    for each in (
        ExportKind(
            "json",
            _("OC4IDS 0.9.5"),
            _("All of it: agreements, promises of both sides, stages with both dates, payments. Can be imported."),
            "application/json",
            _oc4ids,
        ),
        ExportKind(
            "xml",
            _("IATI 2.03"),
            _(
                "Activities with planned and actual dates; pledges, commitments and disbursements apart. Can be "
                "imported, and adds what IATI has a place for."
            ),
            "application/xml",
            _iati,
        ),
        ExportKind(
            "xlsx",
            _("Workbook"),
            _(
                "Organisations, projects, parties, stages, payments, land areas and planned capacities on seven "
                "sheets. Can be imported."
            ),
            XLSX_TYPE,
            _workbook,
        ),
        ExportKind("zip", _("CSV files"), _("The same tables in an archive. Can be imported."), ZIP_TYPE, _archive),
    )
}
