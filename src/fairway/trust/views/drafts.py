"""Pages that write, simulate, publish and withdraw credit models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.cells import number_in
from fairway.base.rights import acting, needs
from fairway.lib.errors import Invalid, Refused
from fairway.trust import actions, queries, tasks
from fairway.trust.forms import MethodReasonForm, ModelTextForm
from fairway.trust.tasks.simulation import REASON
from fairway.trust.views.methods import seen_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from fairway.trust.models import CreditModel


@needs("trust.draft_models")
def draft_new(request: HttpRequest) -> HttpResponse:
    """Write a new version; ``?from=`` starts from the text of a kept one, else from a shipped one."""
    asked = request.GET.get("from", "")
    text = seen_model(request, number_in(asked)).toml if asked else queries.shipped_model()
    form = ModelTextForm(request.POST or None, initial={"toml": text})
    actor = acting(request)
    return _write(request, form, None, lambda given: actions.draft_model(actor=actor, **given))


@needs("trust.draft_models")
def draft_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft of one's own."""
    draft, actor = seen_model(request, pk), acting(request)
    form = ModelTextForm(request.POST or None, initial={"toml": draft.toml})
    return _write(request, form, draft, lambda given: actions.edit_draft(actor=actor, draft=draft, **given))


def _write(
    request: HttpRequest,
    form: ModelTextForm,
    draft: CreditModel | None,
    keep: Callable[[dict[str, str]], CreditModel],
) -> HttpResponse:
    """Keep the text, or say on the page what is wrong with it."""
    if form.is_valid():
        try:
            kept = keep(form.cleaned_data)
        except (Invalid, Refused) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The draft is kept. Simulate it next."))
            return redirect("trust:model", pk=kept.pk)
    return render(request, "trust/draft.html", {"form": form, "draft": draft}, status=422 if form.errors else 200)


def _reason(request: HttpRequest) -> str:
    form = MethodReasonForm(request.POST)
    if not form.is_valid():
        raise Invalid("reason-missing", gettext_noop("Say in a few words why."))
    return str(form.cleaned_data["reason"])


@require_POST
@needs("trust.draft_models")
def simulate(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the simulation and show its progress."""
    job = tasks.start_simulation(actor=acting(request), reason=REASON, draft=seen_model(request, pk))
    return redirect("job", pk=job.pk)


@require_POST
@needs("trust.draft_models")
def discard_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    actions.discard_draft(actor=acting(request), reason=_reason(request), draft=seen_model(request, pk))
    messages.success(request, _("The draft is gone."))
    return redirect("trust:models")


@require_POST
@needs("trust.approve_model")
def publish_model(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve and publish somebody else's draft."""
    actions.publish_model(actor=acting(request), reason=_reason(request), draft=seen_model(request, pk))
    messages.success(request, _("The model is published. It never changes from now on."))
    return redirect("trust:model", pk=pk)


@require_POST
@needs("trust.approve_model")
def withdraw_model(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a published version out of use."""
    actions.withdraw_model(actor=acting(request), reason=_reason(request), model=seen_model(request, pk))
    messages.success(request, _("The model is withdrawn: it rates nobody any more."))
    return redirect("trust:model", pk=pk)
