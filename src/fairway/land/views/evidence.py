"""Documents of a project: brought, looked at, and spoken on by a second signer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.files.storage import default_storage
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from fairway.base.exports import attachment
from fairway.base.forms import Refusals
from fairway.base.rights import acting, needs, require
from fairway.land import actions, queries
from fairway.land.forms import EvidenceForm, VerdictForm
from fairway.land.views.page import project_page
from fairway.lib.errors import Invalid, Missing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_POST
@needs("land.bring_evidence")
def bring_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a document as claimed, or show the form again with what is wrong."""
    found = queries.seen_project(request.user, pk, "land.bring_evidence")
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        given = {"document": form.document(), "reason": form.cleaned_data["reason"]}
        with Refusals(form):
            actions.bring_evidence(actor=acting(request), project=found, **given)
            messages.success(request, _("The document is kept as claimed; a second signer verifies it."))
            return redirect("land:project", pk=pk)
    return project_page(request, found, evidence_form=form)


@require_POST
@needs("land.sign_evidence")
def sign_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Speak on a document as the second signer."""
    evidence = queries.document(pk)
    require(request.user, "land.see_projects", evidence.project)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        raise Invalid("verdict", gettext_noop("Say whether the document shows what it says, and why."))
    actions.sign_evidence(actor=acting(request), evidence=evidence, **form.cleaned_data)
    messages.success(request, _("Your word on the document is kept."))
    return redirect("land:project", pk=evidence.project_id)


@require_GET
@needs("land.see_projects")
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a file out to be saved, never to be shown: it comes from outside."""
    evidence = queries.document(pk)
    require(request.user, "land.see_projects", evidence.project)
    if not evidence.path or not default_storage.exists(evidence.path):
        raise Missing("file-missing", gettext_noop("This document has no file here."))
    with default_storage.open(evidence.path) as file:
        answer = attachment(file.read(), "application/octet-stream", evidence.file_name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
