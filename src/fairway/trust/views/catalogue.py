"""The catalogue: which kinds of record may be kept at all, on what basis, and for how long they may be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from fairway.base.cells import Badge, cell_opening, shown_row
from fairway.base.exports import export
from fairway.base.lists import Column
from fairway.base.rights import needs
from fairway.know.models import Organisation
from fairway.trust.engine.catalogue import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from fairway.trust.engine.catalogue import RecordKind, Severity

SIGNS = {"good": gettext_noop("counts in favour"), "neutral": gettext_noop("counts for nothing")}
SIGNS |= {"adverse": gettext_noop("counts against")}
TONES = {"good": "ok", "neutral": "plain", "adverse": "bad"}


@dataclass(frozen=True)
class Line:
    """One kind with one of its severities."""

    kind: RecordKind
    severity: Severity


COLUMNS = (
    Column("kind", gettext_lazy("Kind"), lambda line: _(line.kind.label)),
    Column("key", gettext_lazy("Key"), lambda line: line.kind.key),
    Column(
        "severity",
        gettext_lazy("Severity or level"),
        lambda line: _(line.severity.label) if line.severity.key else None,
    ),
    Column("severity_key", gettext_lazy("Key of the severity"), lambda line: line.severity.key or None),
    Column(
        "sign",
        gettext_lazy("Which way it counts"),
        lambda line: Badge(_(SIGNS[line.severity.sign]), TONES[line.severity.sign]),
    ),
    Column("months", gettext_lazy("Months it may be used"), lambda line: line.severity.publicity_months, numeric=True),
    Column("stays", gettext_lazy("A newer one"), lambda line: _newer(line.kind)),
    Column("carriers", gettext_lazy("Who may carry it"), lambda line: _carriers(line.kind)),
    Column("basis", gettext_lazy("Lawful basis"), lambda line: _(line.kind.basis)),
)


def lines() -> Iterator[Line]:
    """Every kind with each severity it may carry."""
    for kind in CATALOGUE.values():
        yield from (Line(kind, severity) for severity in kind.severities)


def _newer(kind: RecordKind) -> str:
    return _("takes its place") if kind.is_state else _("stands beside it")


def _carriers(kind: RecordKind) -> str:
    """The kinds of organisation that may carry such records; enterprises where the catalogue says nothing else."""
    names = dict(Organisation.Kind.choices)
    subjects = getattr(kind, "subjects", (Organisation.Kind.ENTERPRISE,))
    return _(", ").join(str(names[str(subject)]) for subject in subjects)


@needs("trust.see_models")
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show or export the catalogue."""
    title = _("Catalogue of records")
    found = list(lines())
    if kind := request.GET.get("format"):
        return export("catalogue", title, COLUMNS, found, kind)
    openings = [cell_opening(str(column.label), numeric=column.numeric) for column in COLUMNS]
    context = {
        "title": title,
        "columns": COLUMNS,
        "lines": [shown_row([column.cell(line) for column in COLUMNS], openings) for line in found],
    }
    return render(request, "trust/catalogue.html", context)
