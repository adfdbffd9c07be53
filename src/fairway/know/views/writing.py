"""One way to answer every small form of the registry: check, act, go back with a word, or say what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairway.know.forms.fields import sentence_of
from fairway.know.models import Organisation
from fairway.lib.errors import Invalid, Missing, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse, QueryDict
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Writing:
    """What a form is for: its heading, the page it belongs to, and what is said once it is done."""

    title: StrPromise | str
    back: str
    done: StrPromise | str
    intro: StrPromise | str = ""
    danger: bool = False
    template: str = "know/write.html"


# Which field a refusal of an action is about: the first of these that the form has.
FIELD_OF = {
    "code-taken": ("value", "uscc", "lei"),
    "code-there": ("value",),
    "contact-to-come": ("happened_on",),
    "demo-for-real": ("other",),
    "dissolved-later": ("dissolved_on",),
    "ends-before-start": ("valid_until", "dissolved_on", "until"),
    "fact-to-come": ("happened_on",),
    "founded-later": ("founded_on",),
    "learned-later": ("learned_on",),
    "name-known": ("text",),
    "name-letters": ("name", "text"),
    "next-step-before": ("next_on",),
    "next-step-missing": ("next_step",),
    "ownership-circle": ("other",),
    "person-like": ("name", "text"),
    "person-met": ("posts_met",),
    "person-name": ("name", "text"),
    "person-number": ("value", "text", "note", "holder"),
    "post-without-day": ("valid_from",),
    "published-later": ("source_on",),
    "related-to-itself": ("other",),
    "relation-known": ("other",),
    "share": ("share",),
    "share-without-owner": ("share",),
    "sole-trader": ("value", "legal_form"),
    "value-missing": ("value",),
    "value-words": ("comparator",),
}


def write(request: HttpRequest, form: forms.Form, writing: Writing, act: Callable[[], object]) -> HttpResponse:
    """Show the form; on a good POST act and go back. What ``act`` refuses stands above the form."""
    if request.method == "POST" and form.is_valid():
        try:
            made = act()
        except (Invalid, Refused) as refusal:
            fields = (name for name in FIELD_OF.get(refusal.code, ()) if name in form.fields)
            form.add_error(next(fields, None), sentence_of(refusal))
        else:
            messages.success(request, str(writing.done))
            return redirect(made if isinstance(made, Organisation) else writing.back)
    context = {"form": form, "writing": writing}
    return render(request, writing.template, context, status=422 if form.errors else 200)


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, even where every field is empty; None where the form is only shown."""
    return request.POST if request.method == "POST" else None


def body_of(pk: int) -> Organisation:
    """The organisation a form is about."""
    found = Organisation.objects.filter(pk=pk).first()
    if found is None:
        raise Missing("organisation-missing", gettext_noop("No organisation has this address."))
    return found


def gone() -> Missing:
    """What to raise where a row is not there."""
    return Missing("row-missing", gettext_noop("It is not there any more. Load the page again."))


def saved() -> str:
    """The usual word once something is written."""
    return _("Saved.")
