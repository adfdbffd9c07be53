"""The sidebar: sections in the order of the chain, each shown to those who hold its right."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django_stubs_ext import StrPromise

    from fairway.base.models import User


@dataclass(frozen=True)
class Entry:
    """One page in the sidebar; ``key`` follows "g" on the keyboard."""

    label: StrPromise
    url: str
    right: str
    key: str = ""


@dataclass(frozen=True)
class Section:
    """One step of the chain."""

    label: StrPromise
    icon: str
    entries: tuple[Entry, ...]


SECTIONS = (
    Section(_("Overview"), "home", (Entry(_("Dashboard"), "chain:dashboard", "chain.see_dashboard", "h"),)),
    Section(
        _("Know"),
        "building",
        (
            Entry(_("Organisations"), "know:organisations", "know.see_organisations", "o"),
            Entry(_("Clerk's desk"), "know:doubles", "know.see_doubles", "c"),
            Entry(_("Merges"), "know:merges", "know.see_doubles"),
            Entry(_("Contacts"), "know:contacts", "know.see_contacts", "v"),
            Entry(_("Relations"), "know:relations", "know.see_organisations"),
            Entry(_("Posts"), "know:posts", "know.see_organisations"),
            Entry(_("Facts"), "know:facts", "know.see_organisations"),
            Entry(_("Contradictions"), "know:contradictions", "know.see_organisations"),
            Entry(_("Sources"), "know:sources", "know.see_organisations"),
            Entry(_("Imports"), "know:imports", "know.edit_organisations", "i"),
            Entry(_("Reference data"), "know:reference", "know.see_organisations"),
        ),
    ),
    Section(_("Govern"), "users", (Entry(_("Members and rights"), "govern:members", "govern.see_members", "u"),)),
    Section(
        _("Trust"),
        "shield-check",
        (
            Entry(_("Ratings"), "trust:ratings", "trust.see_ratings", "r"),
            Entry(_("Records"), "trust:records", "trust.see_records"),
            Entry(_("Imports of records"), "trust:record_imports", "trust.load_records"),
            Entry(_("Credit models"), "trust:models", "trust.see_models"),
            Entry(_("Assessments"), "trust:assessments", "trust.see_assessments"),
            Entry(_("Check a statement"), "trust:verify", "trust.see_models"),
            Entry(_("Cases"), "trust:cases", "trust.see_cases", "k"),
            Entry(_("Problems"), "trust:problems", "trust.see_cases"),
            Entry(_("Notices"), "trust:notices", "trust.see_notices"),
            Entry(_("Editions"), "trust:editions", "trust.see_editions"),
            Entry(_("Who looked"), "trust:looks", "trust.see_looks"),
            Entry(_("Catalogue"), "trust:catalogue", "trust.see_models"),
            Entry(_("Validation"), "trust:validation", "trust.see_models"),
        ),
    ),
    Section(
        _("Match"),
        "arrows-exchange",
        (
            Entry(_("Suggestions"), "match:suggestions", "match.see_suggestions", "m"),
            Entry(_("Offers"), "match:offers", "match.see_offers"),
            Entry(_("Needs"), "match:needs", "match.see_offers"),
        ),
    ),
    Section(
        _("Meet"),
        "calendar",
        (
            Entry(_("Events"), "meet:events", "meet.see_events", "e"),
            Entry(_("Meeting requests"), "meet:requests", "meet.see_requests"),
            Entry(_("Unmet requests"), "meet:unmet", "meet.see_requests"),
            Entry(_("Leads"), "meet:leads", "meet.see_leads"),
            Entry(_("What was agreed"), "meet:agreed", "meet.see_talks"),
            Entry(_("Exhibition stands"), "meet:stands", "meet.see_events"),
            Entry(_("Opportunities"), "meet:opportunities", "meet.see_opportunities"),
        ),
    ),
    Section(
        _("Sign"),
        "signature",
        (
            Entry(_("Signing boards"), "sign:boards", "sign.see_agreements", "s"),
            Entry(_("Agreements"), "sign:agreements", "sign.see_agreements"),
            Entry(_("Who may approve"), "sign:mandates", "sign.see_mandates"),
            Entry(_("Promises"), "sign:promises", "sign.see_agreements"),
            Entry(_("Notices on promises"), "sign:promise_notices", "sign.see_agreements"),
            Entry(_("Support ledger"), "sign:ledger", "sign.see_agreements"),
        ),
    ),
    Section(
        _("Land"),
        "building-factory",
        (
            Entry(_("Projects"), "land:projects", "land.see_projects", "p"),
            Entry(_("Board"), "land:board", "land.see_projects"),
            Entry(_("Overdue"), "land:overdue", "land.see_projects", "d"),
            Entry(_("Hindrances"), "land:hindrances", "land.see_projects"),
            Entry(_("Escalated"), "land:escalated", "land.see_projects"),
            Entry(_("Self-reports"), "land:reports", "land.see_projects"),
            Entry(_("Visits"), "land:visits", "land.see_projects"),
            Entry(_("Signs to look at"), "land:doubts", "land.see_doubts"),
            Entry(_("Timeline"), "land:timeline", "land.see_projects"),
            Entry(_("Funnel"), "land:funnel", "land.see_projects", "f"),
            Entry(_("Cohorts"), "land:cohorts", "land.see_projects"),
            Entry(_("Bulletin"), "land:bulletin", "land.see_projects"),
            Entry(_("Forecasts"), "land:forecasts", "land.see_forecasts"),
            Entry(_("Maps and definitions"), "land:methods", "land.see_methods"),
            Entry(_("Exchange"), "land:exchange", "land.see_projects"),
            Entry(_("Webhooks"), "land:webhooks", "land.manage_webhooks"),
        ),
    ),
    Section(
        _("Office"),
        "file-text",
        (
            Entry(_("Input folders"), "chain:folders", "chain.load_folder", "l"),
            Entry(_("Jobs"), "jobs", "base.see_jobs"),
            Entry(_("Audit log"), "audit", "base.see_audit"),
        ),
    ),
)


RIGHTS = sorted({entry.right for section in SECTIONS for entry in section.entries})


@lru_cache(maxsize=64)
def rendered(granted: frozenset[str], language: str) -> tuple[str, str]:  # noqa: ARG001  # the cache's key
    """The sidebar's list and the list of keys for these rights, in the active language, rendered once.

    Every page shows both, and they change only with rights and language.
    """
    sections = [
        Section(section.label, section.icon, entries)
        for section in SECTIONS
        if (entries := tuple(entry for entry in section.entries if entry.right in granted))
    ]
    context = {"sections": sections}
    return render_to_string("base/menu.html", context), render_to_string("base/keys.html", context)


def granted(user: User | AnonymousUser) -> frozenset[str]:
    """The rights of the sidebar that ``user`` holds."""
    return frozenset(right for right in RIGHTS if user.has_perm(right))
