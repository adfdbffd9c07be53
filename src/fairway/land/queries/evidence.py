"""Documents of projects, and what a second signer said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from fairway.land.models import Evidence
from fairway.lib.errors import Missing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fairway.land.models import Project


def documents_of(project: Project) -> QuerySet[Evidence]:
    """A project's documents with who brought them and the second signer's word. One query."""
    return project.documents.select_related("organisation", "verdict__organisation").order_by("pk")


def usable_documents(project: Project) -> QuerySet[Evidence]:
    """Those that may show a stage or a payment: all but what was not accepted."""
    return documents_of(project).exclude(verdict__is_accepted=False)


def document(pk: int) -> Evidence:
    """One document with its project; Missing where there is none."""
    rows = Evidence.objects.select_related("project__agreement", "verdict")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Missing("document-missing", gettext_noop("No document has this address."))
    return found
