"""Reporting on a meeting, changing an opportunity, writing minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField, StyledForm
from fairway.meet.actions.minutes import Step, Written
from fairway.meet.actions.reports import ReportEntry
from fairway.meet.models import MeetingReport
from fairway.meet.queries.words import organisation_name

if TYPE_CHECKING:
    from datetime import date

    from fairway.know.models import Organisation
    from fairway.meet.models import Minutes, Opportunity

SCALE = [(5, "5"), (4, "4"), (3, "3"), (2, "2"), (1, "1")]
STEPS = 5
"""Next steps one page of minutes has room for beyond those kept."""


class ReportForm(StyledForm):
    """One screen of a phone: what came of it, how useful the meeting was, what is agreed."""

    outcome = forms.ChoiceField(
        label=_("What came of the meeting"), choices=MeetingReport.Outcome.choices, widget=forms.RadioSelect
    )
    usefulness = forms.TypedChoiceField(
        label=_("How useful the meeting was (5: very)"), coerce=int, choices=SCALE, widget=forms.RadioSelect
    )
    next_step = forms.CharField(
        label=_("Agreed next step"),
        max_length=200,
        required=False,
        help_text=_("Needed, with its date, for a docking or an intention."),
    )
    due_on = DayField(label=_("Due on"), required=False)
    answers = forms.ChoiceField(
        label=_("Who answers for it"), choices=[("ours", _("we")), ("theirs", _("the other side"))], initial="ours"
    )
    note = forms.CharField(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: object = None, *, report: MeetingReport | None, due_on: date | None = None) -> None:
        kept = {
            "outcome": report.outcome,
            "usefulness": report.usefulness,
            "next_step": report.next_step,
            "due_on": report.due_on,
            "answers": "ours" if report.is_ours else "theirs",
            "note": report.note,
        } if report else {"due_on": due_on}  # fmt: skip
        super().__init__(data, initial=kept)
        for name in ("outcome", "usefulness"):
            self.fields[name].widget.attrs["class"] = "form-check-input"

    def clean(self) -> dict[str, Any]:
        """What came to something has a next step and a date."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("outcome") in {"docked", "intention"}:
            for name, text in (("next_step", _("Write what was agreed.")), ("due_on", _("Write when it is due."))):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, text)
        return given

    def entry(self) -> ReportEntry:
        """What was filled in."""
        given = {name: self.cleaned_data[name] for name in ("outcome", "usefulness", "next_step", "due_on", "note")}
        return ReportEntry(**given, is_ours=self.cleaned_data["answers"] == "ours")


class _SideField(forms.ModelChoiceField["Organisation"]):
    def label_from_instance(self, obj: Organisation) -> str:
        """Name the organisation in the reader's language."""
        return organisation_name(obj)


class OpportunityForm(StyledForm):
    """Another step, date or side that answers, and why."""

    next_step = forms.CharField(label=_("Next step"), max_length=200)
    due_on = DayField(label=_("Due on"))
    responsible = _SideField(label=_("Who answers for it"), queryset=None, empty_label=None)
    reason = forms.CharField(label=_("Why"), max_length=500)

    def __init__(self, data: object = None, *, opportunity: Opportunity) -> None:
        names = ("next_step", "due_on", "responsible")
        super().__init__(data, initial={name: getattr(opportunity, name) for name in names})
        sides = type(opportunity.first).objects.filter(pk__in=opportunity.own_ids())
        self.fields["responsible"].queryset = sides  # type: ignore[attr-defined]


class MinutesForm(StyledForm):
    """Text, decisions one a line, and next steps as rows of three fields."""

    text = forms.CharField(label=_("Course of the talks"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 10}))
    decisions = forms.CharField(
        label=_("Decisions, one a line"), max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data: object = None, *, minutes: Minutes | None) -> None:
        super().__init__(data, initial={"text": minutes.text, "decisions": minutes.decisions} if minutes else {})
        kept = list(minutes.steps.all()) if minutes else []
        self.rows = len(kept) + STEPS
        for row in range(self.rows):
            step = kept[row] if row < len(kept) else None
            self._add(row, step.text if step else "", step.answers if step else "", step.due_on if step else None)

    def _add(self, row: int, text: str, answers: str, due_on: date | None) -> None:
        fields: dict[str, forms.Field] = {
            f"text_{row}": forms.CharField(label=_("Next step"), max_length=200, required=False, initial=text),
            f"answers_{row}": forms.CharField(
                label=_("Who answers for it"), max_length=120, required=False, initial=answers
            ),
            f"due_{row}": DayField(label=_("Due on"), required=False, initial=due_on),
        }
        for name, field in fields.items():
            field.widget.attrs["class"] = "form-control"
            self.fields[name] = field

    def step_rows(self) -> list[list[forms.BoundField]]:
        """The fields of each next step, for the page."""
        return [[self[f"{name}_{row}"] for name in ("text", "answers", "due")] for row in range(self.rows)]

    def main_fields(self) -> list[forms.BoundField]:
        """The fields before the next steps."""
        return [self["text"], self["decisions"]]

    def written(self) -> Written:
        """What was filled in; empty rows are no steps."""
        given = self.cleaned_data
        steps = [
            Step(given[f"text_{row}"], given[f"answers_{row}"], given[f"due_{row}"])
            for row in range(self.rows)
            if given[f"text_{row}"] or given[f"answers_{row}"] or given[f"due_{row}"]
        ]
        return Written(given["text"], given["decisions"], steps)
