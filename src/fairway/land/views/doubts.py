"""Signs that a project may be listed twice or stand on paper only, and what officers say of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fairway.base.lists import Badge, Column, Filter, Link, ListPage, show
from fairway.base.rights import acting, needs
from fairway.land import actions, queries
from fairway.land.forms import DoubtForm
from fairway.land.models import DoubtAnswer
from fairway.land.templatetags.land import doubt_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrPromise

    from fairway.land.queries import Seen


def _link(seen: Seen) -> Link:
    label = str(DoubtAnswer.Sign(seen.doubt.sign.value).label)
    return Link(label, reverse("land:doubt", args=[seen.doubt.key]), any(each.is_demo for each in seen.projects))


def _state(seen: Seen) -> Badge:
    if seen.answer is None:
        return Badge(_("not looked at"), "warn")
    return Badge(_("a real concern"), "bad") if seen.answer.is_concern else Badge(_("explained"), "ok")


def _states() -> Sequence[tuple[str, str]]:
    return [("open", _("not looked at")), ("explained", _("explained")), ("concern", _("a real concern"))]


def _signs() -> Sequence[tuple[str, StrPromise | str]]:
    return DoubtAnswer.Sign.choices


_COLUMNS = (
    Column("sign", gettext_lazy("Sign seen"), _link),
    Column("words", gettext_lazy("What was seen"), doubt_words),
    Column("projects", gettext_lazy("Projects"), lambda seen: "; ".join(each.title for each in seen.projects)),
    Column("state", gettext_lazy("State"), _state),
    Column("reason", gettext_lazy("Reason"), lambda seen: seen.answer.reason if seen.answer else None),
)


@needs("land.see_doubts")
def doubts(request: HttpRequest) -> HttpResponse:
    """Every sign, what it rests on, and what was said of it."""
    return show(
        request,
        ListPage(
            name="doubts",
            title=gettext_lazy("Signs to look at"),
            intro=_("A sign says what was seen and is no verdict; a project without signs is not thereby proven."),
            rows=queries.doubts_on(),
            columns=_COLUMNS,
            filters=(
                Filter("sign", gettext_lazy("Sign seen"), "sign", _signs),
                Filter("state", gettext_lazy("State"), "state", _states),
            ),
            empty=gettext_lazy("No sign is seen."),
            template="land/list.html",
        ),
    )


@needs("land.see_doubts")
def doubt(request: HttpRequest, key: str) -> HttpResponse:
    """One sign with its projects and every word on it."""
    return _doubt_page(request, queries.doubt(key))


def _doubt_page(request: HttpRequest, seen: Seen, form: DoubtForm | None = None) -> HttpResponse:
    may = all(request.user.has_perm("land.answer_doubt", project) for project in seen.projects)
    context = {
        "seen": seen,
        "label": DoubtAnswer.Sign(seen.doubt.sign.value).label,
        "answers": queries.answers_to(seen.doubt.key),
        "form": form or (DoubtForm() if may else None),
    }
    return render(request, "land/doubt.html", context, status=422 if form else 200)


@require_POST
@needs("land.answer_doubt")
def answer_doubt(request: HttpRequest, key: str) -> HttpResponse:
    """Keep an officer's word on a sign, or show the form again with what is wrong."""
    seen = queries.doubt(key)
    form = DoubtForm(request.POST)
    if not form.is_valid():
        return _doubt_page(request, seen, form)
    actions.answer_doubt(actor=acting(request), seen=seen, **form.cleaned_data)
    messages.success(request, _("Your word on the sign is kept."))
    return redirect("land:doubt", key=key)
