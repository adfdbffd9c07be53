"""Questions about who looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.govern.rules import OFFICES, own_organisations, roles_of
from fairway.trust.models import AssessmentOrder, Case, FileView, Purpose
from fairway.trust.queries.narrowing import narrowed

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fairway.base.models import User
    from fairway.know.models import Organisation


def looks_seen_by(user: User) -> QuerySet[FileView]:
    """List looks and exports: all for the credit office, those at their own organisations' files for enterprises."""
    rows = FileView.objects.select_related("organisation", "account", "office")
    return narrowed(rows, user, "trust.see_looks")


def looks_at(organisation: Organisation) -> QuerySet[FileView]:
    """List who looked at the file of an organisation, the newest first."""
    return FileView.objects.filter(organisation=organisation).select_related("account", "office")


def is_office(user: User) -> bool:
    """Whether ``user`` looks for an office, which says what for."""
    return user.is_superuser or bool(roles_of(user) & OFFICES)


def is_kept(user: User, organisation: Organisation) -> bool:
    """Whether a look at this organisation's file is kept: of everybody but the organisation itself."""
    return organisation.pk not in own_organisations(user)


def usual_purpose(subject: object) -> tuple[Purpose, str] | None:
    """What a look at ``subject`` is for without being said, with words: a case or an order of an assessment says it."""
    if isinstance(subject, AssessmentOrder):
        return Purpose.OTHER, subject.purpose
    if not isinstance(subject, Case):
        return None
    is_problem = subject.kind == Case.Kind.PROBLEM
    return Purpose.SUPERVISION if is_problem else Purpose.CASE, subject.number
