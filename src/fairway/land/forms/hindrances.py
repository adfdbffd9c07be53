"""Forms to raise a hindrance, to answer it and to say that it is cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField, StyledForm
from fairway.know.models import Organisation
from fairway.land.actions import HindranceDraft
from fairway.land.forms.projects import OrganisationField
from fairway.land.models import Hindrance
from fairway.land.queries import may_answer

if TYPE_CHECKING:
    from django.http import QueryDict

    from fairway.land.models import Project


class HindranceForm(StyledForm):
    """What hinders one project."""

    cause = forms.ChoiceField(label=_("Cause"), choices=Hindrance.Cause.choices)
    what = forms.CharField(label=_("What hinders"), max_length=300)
    owner = OrganisationField(Organisation.objects.none(), label=_("Who has to clear it"))
    next_on = DayField(label=_("Next step by"))
    reason = forms.CharField(label=_("Reason for this entry"), max_length=300)

    def draft(self) -> HindranceDraft:
        """The hindrance as the action takes it."""
        values = self.cleaned_data
        return HindranceDraft(values["cause"], values["what"], values["owner"], values["next_on"])


def hindrance_form(project: Project, sent: QueryDict | None = None) -> HindranceForm:
    """The form with who may have to clear it."""
    form = HindranceForm(sent, initial={"owner": project.responsible_id})
    form.fields["owner"].queryset = may_answer(project)  # type: ignore[attr-defined]  # a ModelChoiceField
    return form


class AnswerForm(StyledForm):
    """What was done, and by when the next step is due."""

    note = forms.CharField(label=_("What was done"), max_length=500)
    next_on = DayField(label=_("Next step by"))
    reason = forms.CharField(label=_("Reason for this entry"), max_length=300)


class ClearedForm(StyledForm):
    """Why it no longer hinders."""

    reason = forms.CharField(label=_("What cleared it"), max_length=300)
