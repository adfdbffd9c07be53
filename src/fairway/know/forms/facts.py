"""The form to state a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.know.actions import Statement
from fairway.know.forms.fields import ParsedField, SourcedForm, day_field
from fairway.lib.tables import cells

if TYPE_CHECKING:
    from fairway.know.models import Organisation

COMPARATORS = (
    ("=", _("exactly")),
    (">", _("more than")),
    ("≥", _("at least")),
    ("~", _("about")),
    ("≤", _("no more than")),
    ("<", _("less than")),
)


class FactForm(SourcedForm):
    """What a source says, as it says it: an empty value is "not stated"."""

    predicate = ParsedField(
        cells.key, label=_("What"), max_length=64, help_text=_("A short key, such as staff or founded_on.")
    )
    label = forms.CharField(label=_("What, in words"), max_length=300, required=False)
    label_zh = forms.CharField(label=_("What, in Chinese"), max_length=300, required=False)
    comparator = forms.ChoiceField(label=_("How exact"), choices=COMPARATORS)
    value = forms.CharField(label=_("Value (leave empty if not stated)"), max_length=300, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=60, required=False)
    happened_on = day_field(_("Date"))
    quote = forms.CharField(label=_("Quote"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    needs_source = True

    def statement(self, organisation: Organisation) -> Statement:
        """The fact as the action takes it; its source and the day we learned it are added there."""
        values = self.cleaned_data
        names = ("predicate", "label", "label_zh", "comparator", "value", "unit", "happened_on", "quote")
        given = {name: values[name] for name in names}
        return Statement(organisation=organisation.pk, source=0, learned_on=self.given.learned_on, **given)
