"""Forms to plan a milestone and to give one a new day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField, StyledForm
from fairway.know.models import Organisation
from fairway.land.actions import MilestoneDraft, NewDay
from fairway.land.forms.projects import OrganisationField
from fairway.land.models import Milestone
from fairway.land.queries import may_answer
from fairway.sign.models import Promise

if TYPE_CHECKING:
    from django.http import QueryDict

    from fairway.land.models import Project


class ClauseField(forms.ModelChoiceField[Promise]):
    """One promise of the project's agreement, by its clause."""

    def label_from_instance(self, obj: Promise) -> str:
        """Name an option."""
        return f"{obj.number} – {obj.what[:80]}"


class MilestoneForm(StyledForm):
    """One milestone of a project's plan."""

    name = forms.CharField(label=_("Milestone"), max_length=120)
    owner = OrganisationField(Organisation.objects.none(), label=_("Who answers for it"))
    planned = DayField(label=_("Planned for"))
    after = forms.ModelMultipleChoiceField(
        Milestone.objects.none(), label=_("Waits for (several may be chosen)"), required=False
    )
    lag_days = forms.IntegerField(label=_("Days after them"), min_value=0, max_value=9999, initial=0, required=False)
    promise = ClauseField(Promise.objects.none(), label=_("Promise that is due with it"), required=False)
    reason = forms.CharField(label=_("Reason for this entry"), max_length=300)

    def draft(self) -> MilestoneDraft:
        """The milestone as the action takes it."""
        values = self.cleaned_data
        return MilestoneDraft(
            name=values["name"],
            owner=values["owner"],
            planned=values["planned"],
            after=dict.fromkeys(values["after"], values["lag_days"] or 0),
            promise=values["promise"],
        )


def milestone_form(project: Project, sent: QueryDict | None = None) -> MilestoneForm:
    """The form with who may answer, what may be waited for and what is promised."""
    form = MilestoneForm(sent, initial={"owner": project.responsible_id})
    form.fields["owner"].queryset = may_answer(project)  # type: ignore[attr-defined]  # ModelChoiceFields
    form.fields["after"].queryset = project.milestones.order_by("planned", "pk")  # type: ignore[attr-defined]
    promises = Promise.objects.filter(agreement=project.agreement_id).order_by("pk")
    form.fields["promise"].queryset = promises  # type: ignore[attr-defined]
    return form


class NewDayForm(StyledForm):
    """A new day for a milestone: what is expected now, or the day it happened."""

    kind = forms.ChoiceField(
        label=_("What is new"),
        choices=[("forecast", _("it is expected on another day")), ("actual", _("it happened"))],
    )
    day = DayField(label=_("Day"))
    evidence = forms.CharField(label=_("Evidence, where it happened"), max_length=300, required=False)
    reason = forms.CharField(label=_("Reason for this entry"), max_length=300)
    seal = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def new_day(self) -> NewDay:
        """The day as the action takes it."""
        values = self.cleaned_data
        return NewDay(values["day"], values["seal"], values["kind"] == "actual", values["evidence"])
