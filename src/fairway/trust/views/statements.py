"""Pages of statements: asking for one, and checking one without signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from fairway.base.exports import JSON_TYPE, PDF_TYPE, attachment
from fairway.base.forms import Refusals
from fairway.lib.errors import Invalid, Missing
from fairway.trust import actions, queries
from fairway.trust.forms import CheckForm, WishForm
from fairway.trust.models import IssuedStatement
from fairway.trust.queries import finding
from fairway.trust.views.looks import looks_at

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fairway.base.models import User
    from fairway.know.models import Organisation

Purpose = IssuedStatement.Purpose
SHOWN = 25


@looks_at("trust.issue_statement", finding.organisation)
def report(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Ask for a credit report or a signed statement; see which were issued before."""
    sent = request.POST if request.method == "POST" else None
    form = WishForm(sent, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        return _issued(request, organisation, form.cleaned_data)
    context = {
        "organisation": organisation,
        "form": form,
        "rating": queries.history(organisation).first(),
        "issued": organisation.statements.select_related("issued_by")[:SHOWN],
    }
    return render(request, "trust/report.html", context, status=422 if form.errors else 200)


def _issued(request: HttpRequest, organisation: Organisation, given: dict[str, str]) -> HttpResponse:
    """Issue what was asked for and hand it over as a file."""
    address = queries.public_address(request.build_absolute_uri("/"))
    purpose = Purpose(given["purpose"] or Purpose.REPORT)
    queries.ready_to_print(purpose)
    issued = actions.issue_statement(
        actor=cast("User", request.user),
        reason=given["reason"] or _("Asked for on the organisation's page"),
        organisation=organisation,
        wish=actions.Wish(purpose, address),
    )
    if purpose == Purpose.STATEMENT:
        return attachment(issued.document.encode(), JSON_TYPE, f"statement-{issued.number}.json")
    with override(given["language"]):
        return attachment(queries.credit_report(issued, address), PDF_TYPE, f"credit-report-{issued.number}.pdf")


def verify(request: HttpRequest) -> HttpResponse:
    """Check a statement: by its number, its text or its file. Open to everybody."""
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    checked = None
    if request.method == "POST" and form.is_valid():
        with Refusals(form, Invalid, Missing):
            given = form.document()
            checked = queries.check_document(given) if given else queries.check_number(form.cleaned_data["number"])
    return _verdict(request, form, checked)


def verify_number(request: HttpRequest, number: str) -> HttpResponse:
    """Say what was issued under a number: where the code on a report leads."""
    return _verdict(request, CheckForm(), queries.check_number(str(number)))


def _verdict(request: HttpRequest, form: CheckForm, checked: queries.Checked | None) -> HttpResponse:
    context: dict[str, object] = {"form": form, "checked": checked, "issuer": queries.issuer()}
    if checked is not None:
        context |= {"subject": checked.says.get("credentialSubject"), "verdict": checked.verdict.reason.as_data()}
    return render(request, "trust/verify.html", context, status=422 if form.errors else 200)


def keys(_request: HttpRequest) -> HttpResponse:
    """Publish the keys that statements are signed with, for programs."""
    return JsonResponse(queries.key_document(), content_type="application/json")
