"""Pages of webhooks: the addresses, what was told each, once more, off and on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.forms import Refusals
from fairway.base.rights import acting, needs
from fairway.land import actions
from fairway.land.forms import WebhookForm
from fairway.land.forms.webhooks import WORDS
from fairway.land.models import Delivery, Webhook
from fairway.lib.errors import FairwayError, Missing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

RIGHT = "land.manage_webhooks"
ON_THE_PAGE = gettext_noop("Done on the page of webhooks")
TONES = {"waiting": "info", "delivered": "ok", "given_up": "bad"}
A_PAGE = 50


@needs(RIGHT)
def webhooks(request: HttpRequest) -> HttpResponse:
    """The addresses, and a form for another one; its secret is shown once, in the answer."""
    form = WebhookForm(request.POST) if request.method == "POST" else WebhookForm()
    secret = ""
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        with Refusals(form, FairwayError, field="address"):
            made = actions.register_webhook(
                actor=acting(request), reason=ON_THE_PAGE, address=given["address"], events=given["events"]
            )
            form, secret = WebhookForm(), made[1]
    context = {"form": form, "secret": secret, "webhooks": Webhook.objects.all()}
    return render(request, "land/webhooks.html", context, status=422 if form.errors else 200)


def _kept(pk: int) -> Webhook:
    found = Webhook.objects.select_related("registered_by").filter(pk=pk).first()
    if found is None:
        raise Missing("webhook-missing", gettext_noop("No webhook has this address."))
    return found


@needs(RIGHT)
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """What was told one address, the newest first."""
    kept = _kept(pk)
    page = Paginator(kept.deliveries.all(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "webhook": kept,
        "events": [WORDS[event] for event in kept.events if event in WORDS],
        "page": page,
        "lines": [(each, TONES[each.state], WORDS.get(each.event, each.event)) for each in page],
    }
    return render(request, "land/webhook.html", context)


@require_POST
@needs(RIGHT)
def switch_webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """Off, or on again."""
    is_on = "on" in request.POST
    actions.switch_webhook(actor=acting(request), reason=ON_THE_PAGE, webhook=_kept(pk), is_on=is_on)
    messages.success(request, _("The webhook is on.") if is_on else _("The webhook is off."))
    return redirect("land:webhook", pk=pk)


@require_POST
@needs(RIGHT)
def replay_delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one message again in the next run."""
    found = Delivery.objects.filter(pk=pk).first()
    if found is None:
        raise Missing("delivery-missing", gettext_noop("No message has this address."))
    actions.replay_delivery(actor=acting(request), reason=ON_THE_PAGE, delivery=found)
    messages.success(request, _("The message is sent again in the next run."))
    return redirect("land:webhook", pk=found.webhook_id)
