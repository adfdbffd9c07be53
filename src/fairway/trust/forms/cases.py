"""Words, evidence and decisions of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField, StyledForm
from fairway.base.words import in_language
from fairway.know.models import Organisation
from fairway.trust.actions import Correction
from fairway.trust.engine.catalogue import CATALOGUE
from fairway.trust.engine.process import OUTCOMES, Event, Kind
from fairway.trust.models import Case

if TYPE_CHECKING:
    from collections.abc import Sequence


def _words(label: object, *, required: bool = True, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # lazily translated
        max_length=5000,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ReasonForm(StyledForm):
    """Why a step is taken."""

    reason = _words(_("Reasons"))


class OpeningForm(StyledForm):
    """What is asked for, and what shows that it is right."""

    reason = _words(_("What is wrong, or what you ask for, and why"))
    evidence = _words(_("Evidence: documents and their numbers"), required=False, rows=2)


class AppealForm(OpeningForm):
    """An appeal against the decision on an assessment, in the name of one of the sides."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("In whose name"), empty_label=None)
    field_order = ("organisation", "reason", "evidence")

    def __init__(self, *args: object, sides: Sequence[Organisation], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        side = self.fields["organisation"]
        side.queryset = Organisation.objects.filter(pk__in=[each.pk for each in sides])  # type: ignore[attr-defined]
        side.label_from_instance = in_language  # type: ignore[attr-defined]


class RepairForm(StyledForm):
    """A request for repair."""

    reason = _words(_("What was put right, and how"))
    evidence = _words(_("Evidence of the correction: documents and their numbers"), rows=2)
    commitment = _words(_("Commitment of the organisation, in its own words"))


class AnswerForm(StyledForm):
    """What the authority answered."""

    reason = _words(_("What the authority answered"))
    evidence = _words(_("Evidence: documents and their numbers"), required=False, rows=2)


class PlanForm(StyledForm):
    """A plan of rectification."""

    reason = _words(_("The plan: what is done, and by whom"))
    due = DayField(label=_("All is put right by"))


class DoneForm(StyledForm):
    """A report that all is put right."""

    reason = _words(_("What was done"))
    evidence = _words(_("Evidence of the correction: documents and their numbers"), rows=2)


class DecisionForm(StyledForm):
    """A decision; only an upheld objection that corrects the record says what is right."""

    outcome = forms.ChoiceField(label=_("How it is decided"))
    reason = _words(_("Reasons the organisation will read"))
    severity = forms.ChoiceField(label=_("If corrected: severity or level"), required=False)
    happened_on = DayField(label=_("If corrected: happened"), required=False)

    def __init__(self, *args: object, case: Case, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        words = dict(Case.Outcome.choices)
        self.fields["outcome"].choices = [(each.value, words[each.value]) for each in OUTCOMES[Kind(case.kind)]]  # type: ignore[attr-defined]
        if case.kind != Kind.OBJECTION or case.record is None:
            del self.fields["severity"], self.fields["happened_on"]
            return
        levels = CATALOGUE[case.record.kind].severities
        self.fields["severity"].choices = [(level.key, gettext(level.label) or "–") for level in levels]  # type: ignore[attr-defined]
        self.fields["severity"].initial = case.record.severity
        self.fields["happened_on"].initial = case.record.happened_on

    def correction(self) -> Correction | None:
        """What is right, where the record is corrected."""
        values = self.cleaned_data
        if values["outcome"] != "corrected" or not values.get("happened_on"):
            return None
        return Correction(values["severity"], values["happened_on"])


FORMS: dict[Event, type[StyledForm]] = {
    Event.ANSWER: AnswerForm,
    Event.DECIDE: DecisionForm,
    Event.PLAN: PlanForm,
    Event.REPORT_DONE: DoneForm,
}
"""What each step of a case asks for; the others ask for reasons only."""
