"""What was noticed and passed on of promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from fairway.base.cells import organisation_link
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import needs
from fairway.sign import queries
from fairway.sign.models import PromiseNotice
from fairway.sign.templatetags.sign import NOTICE_TONES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _promise_link(notice: PromiseNotice) -> Link:
    said = notice.promise
    return Link(said.what[:80], address("sign:promise", said.pk), is_demo=said.is_demo)


def _state(notice: PromiseNotice) -> Badge:
    return Badge(str(notice.get_state_display()), NOTICE_TONES[notice.state])


@needs("sign.see_agreements")
def notices(request: HttpRequest) -> HttpResponse:
    """Every notice on promises the reader may see, the newest first."""
    states = [(str(value), str(label)) for value, label in PromiseNotice.State.choices]
    return show(
        request,
        ListPage(
            name="promise-notices",
            title=gettext_lazy("Notices on promises"),
            intro=gettext_lazy("A broken or late promise is passed on only after its debtor could object."),
            rows=queries.notices_seen_by(request.user),
            columns=(
                Column("promise", gettext_lazy("Promise"), _promise_link, "promise__what"),
                Column(
                    "debtor",
                    gettext_lazy("Who promises"),
                    lambda n: organisation_link(n.promise.debtor),
                    "promise__debtor__name",
                ),
                Column("outcome", gettext_lazy("Outcome"), lambda n: n.get_outcome_display(), "outcome"),
                Column("state", gettext_lazy("State"), _state, "state"),
                Column("served", gettext_lazy("Noticed on"), lambda n: n.served_on, "served_on"),
                Column("until", gettext_lazy("Objection until"), lambda n: n.objection_until, "objection_until"),
                Column("passed", gettext_lazy("Passed on"), lambda n: n.passed_on, "passed_on"),
            ),
            filters=(Filter("state", gettext_lazy("State"), "state", lambda: states),),
            search=("promise__what", "promise__debtor__name", "promise__debtor__name_en"),
            order=("-served_on", "-pk"),
            empty=gettext_lazy("Nothing has been decided on a promise yet."),
        ),
    )
