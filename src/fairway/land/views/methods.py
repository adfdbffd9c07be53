"""Stage maps and KPI definitions: all there are, their texts, and adding and approving the office's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.exports import attachment
from fairway.base.forms import Refusals
from fairway.base.rights import acting, needs
from fairway.land import actions, queries
from fairway.land.forms import MethodForm, ReasonForm
from fairway.land.models import Method
from fairway.lib.errors import Missing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TOML_TYPE = "application/toml"


@needs("land.see_methods")
def methods(request: HttpRequest) -> HttpResponse:
    """Every version of every stage map and KPI definition; for those who may, a form to add one."""
    may_add = request.user.has_perm("land.add_method")
    form = MethodForm(request.POST, request.FILES) if request.method == "POST" else MethodForm()
    if may_add and form.is_bound and form.is_valid():
        with Refusals(form, field="file"):
            return _added(request, form)
    lines = queries.method_lines()
    kinds = [(label, kind, [each for each in lines if each.kind == kind]) for kind, label in Method.Kind.choices]
    context = {"form": form if may_add else None, "kinds": kinds}
    return render(request, "land/methods.html", context, status=422 if form.errors else 200)


def _added(request: HttpRequest, form: MethodForm) -> HttpResponse:
    text, name = form.said()
    kind = Method.Kind(form.cleaned_data["kind"])
    kept = actions.add_method(
        actor=acting(request), reason=form.cleaned_data["reason"], kind=kind, text=text, name=name
    )
    messages.success(request, _("It reads well, and waits for somebody else to approve it."))
    return redirect("land:method", kept.kind, kept.key, kept.version)


@needs("land.see_methods")
def method(request: HttpRequest, kind: str, key: str, version: int) -> HttpResponse:
    """One version with its text; for those who may, forms to approve or discard one that waits."""
    line = queries.method_line(kind, key, version)
    waits = line.own is not None and not line.own.is_approved
    is_own = line.own is not None and line.own.added_by_id == request.user.pk
    context = {
        "line": line,
        "text": queries.method_text(line),
        "changes": queries.changes_of(line),
        "is_own": is_own,
        "may_approve": waits and not is_own and request.user.has_perm("land.approve_method"),
        "may_discard": waits and request.user.has_perm("land.add_method"),
    }
    return render(request, "land/method.html", context)


@needs("land.see_methods")
def method_text(_request: HttpRequest, kind: str, key: str, version: int) -> HttpResponse:
    """The text as a file."""
    line = queries.method_line(kind, key, version)
    return attachment(queries.method_text(line).encode(), TOML_TYPE, f"{key}-{version}.toml")


def _kept(pk: int) -> Method:
    found = Method.objects.filter(pk=pk).first()
    if found is None:
        raise Missing("method-missing", gettext_noop("There is no stage map or KPI definition at this address."))
    return found


@require_POST
@needs("land.approve_method")
def approve_method(request: HttpRequest, pk: int) -> HttpResponse:
    """Let projects and bulletins go by a version that somebody else added."""
    kept, reason = _kept(pk), ReasonForm(request.POST).said()
    actions.approve_method(actor=acting(request), reason=reason, method=kept)
    messages.success(request, _("It is approved, and never changes from now on."))
    return redirect("land:method", kept.kind, kept.key, kept.version)


@require_POST
@needs("land.add_method")
def discard_method(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a version away that nobody has approved."""
    kept, reason = _kept(pk), ReasonForm(request.POST).said()
    actions.discard_method(actor=acting(request), reason=reason, method=kept)
    messages.success(request, _("It is thrown away."))
    return redirect("land:methods")
