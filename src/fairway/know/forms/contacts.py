"""The quick entry of the log of visits and contacts."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import StyledForm
from fairway.know.actions import Entry
from fairway.know.forms.fields import OrganisationNameField, day_field
from fairway.know.models import Contact, Organisation


class ContactForm(StyledForm):
    """One line: today, how, what was said; the rest may stay empty."""

    happened_on = day_field(_("Date"))
    kind = forms.ChoiceField(label=_("How"), choices=Contact.Kind.choices)
    note = forms.CharField(label=_("What was said"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    posts_met = forms.CharField(
        label=_("Posts met"), max_length=200, required=False, help_text=_("Posts, not people: “plant manager”.")
    )
    next_step = forms.CharField(label=_("Next step"), max_length=200, required=False)
    next_on = day_field(_("Due by"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_on"].initial = timezone.localdate

    def entry(self, organisation: Organisation) -> Entry:
        """The line as the action takes it."""
        values = self.cleaned_data
        names = ("kind", "happened_on", "note", "posts_met", "next_step", "next_on")
        return Entry(organisation=organisation.pk, **{name: values[name] for name in names})


class ContactWithForm(ContactForm):
    """The same line, begun from the log: with whom it was has to be said, too."""

    organisation = OrganisationNameField(
        label=_("Organisation"), max_length=300, help_text=_("Its whole name, one of its codes, or # and its number.")
    )
    field_order = ("organisation",)
