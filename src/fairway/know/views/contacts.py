"""The log of visits and contacts: the list, the quick entry, taking back, ticking off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fairway.base.cells import organisation_link
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import acting, needs
from fairway.base.words import in_language
from fairway.know import actions, queries
from fairway.know.forms.contacts import ContactForm, ContactWithForm
from fairway.know.models import Contact
from fairway.know.views.writing import Writing, body_of, gone, sent, write

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

STEPS = {
    "overdue": (gettext_lazy("overdue"), "bad"),
    "open": (gettext_lazy("to be done"), "warn"),
    "done": (gettext_lazy("done"), "ok"),
}


def _state(contact: Contact) -> Badge | None:
    step: str = contact.step  # type: ignore[attr-defined]  # annotated by queries.contact_log
    words, tone = STEPS.get(step, ("", ""))
    return Badge(str(words), tone) if step else None


LOGGED = "the log of contacts"
"""The reason in the audit log: an entry takes under a minute and asks for none."""
COLUMNS = (
    Column("on", gettext_lazy("Date"), lambda c: c.happened_on, "happened_on"),
    Column(
        "organisation", gettext_lazy("Organisation"), lambda c: organisation_link(c.organisation), "organisation__name"
    ),
    Column("kind", gettext_lazy("How"), lambda c: c.get_kind_display(), "kind"),
    Column("note", gettext_lazy("What was said"), lambda c: c.note),
    Column("posts", gettext_lazy("Posts met"), lambda c: c.posts_met or None),
    Column("next", gettext_lazy("Next step"), lambda c: c.next_step or None),
    Column("due", gettext_lazy("Due by"), lambda c: c.next_on, "next_on"),
    Column("state", gettext_lazy("State"), _state),
)


@needs("know.see_contacts")
def contacts(request: HttpRequest) -> HttpResponse:
    """Every visit and contact, with the steps that are still to be done."""
    today = timezone.localdate()
    steps = queries.open_steps(today)
    may_log = request.user.has_perm("know.log_contacts")
    choices = [(key, words) for key, (words, _tone) in STEPS.items()]
    return show(
        request,
        ListPage(
            name="contacts",
            title=gettext_lazy("Contacts"),
            intro=_("Next steps to be done: %(open)s; overdue: %(overdue)s.") % vars(steps),
            rows=queries.contact_log(today),
            columns=COLUMNS,
            filters=(
                Filter("kind", gettext_lazy("How"), "kind", lambda: list(Contact.Kind.choices)),
                Filter("step", gettext_lazy("Next step"), "step", lambda: choices),
            ),
            search=("note", "next_step", "posts_met", "organisation__name", "organisation__name_en"),
            order=("-happened_on", "-pk"),
            empty=gettext_lazy("Open an organisation's page and write the first line of its log."),
            actions=(Link(_("Log a contact"), reverse("know:new_contact")),) if may_log else (),
        ),
    )


@needs("know.log_contacts")
def log_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """The quick entry: today, how, a line, done; a form of its own where something was wrong."""
    body = body_of(pk)
    form = ContactForm(sent(request))
    writing = Writing(
        _("Log a contact: %(name)s") % {"name": in_language(body)},
        f"{address('know:organisation', pk)}#contacts",
        _("The contact is logged."),
        _("Natural persons are met in their posts: name the post."),
    )

    def act() -> object:
        return actions.log_contact(actor=acting(request), reason=LOGGED, entry=form.entry(body))

    return write(request, form, writing, act)


@needs("know.log_contacts")
def new_contact(request: HttpRequest) -> HttpResponse:
    """The quick entry begun from the log: the organisation is named in the form."""
    form = ContactWithForm(sent(request))
    writing = Writing(
        _("Log a contact"),
        reverse("know:contacts"),
        _("The contact is logged."),
        _("Natural persons are met in their posts: name the post."),
    )

    def act() -> object:
        entry = form.entry(form.cleaned_data["organisation"])
        return actions.log_contact(actor=acting(request), reason=LOGGED, entry=entry)

    return write(request, form, writing, act)


def _line(pk: int) -> Contact:
    found = Contact.objects.filter(pk=pk).first()
    if found is None:
        raise gone()
    return found


@require_POST
@needs("know.log_contacts")
def withdraw_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line back; it can be restored from the message."""
    contact = _line(pk)
    actions.withdraw_contact(actor=acting(request), reason=LOGGED, contact=contact)
    messages.success(request, _("The line is withdrawn. It can be restored below."))
    return redirect(f"{address('know:organisation', contact.organisation_id)}#contacts")


@require_POST
@needs("know.log_contacts")
def restore_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a withdrawal."""
    contact = _line(pk)
    actions.restore_contact(actor=acting(request), reason=LOGGED, contact=contact)
    messages.success(request, _("The line stands again."))
    return redirect(f"{address('know:organisation', contact.organisation_id)}#contacts")


@require_POST
@needs("know.log_contacts")
def finish_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick off the next step, as of today."""
    contact = _line(pk)
    actions.finish_step(actor=acting(request), reason=LOGGED, contact=contact, on=timezone.localdate())
    messages.success(request, _("The step is done."))
    return redirect(f"{address('know:organisation', contact.organisation_id)}#contacts")
