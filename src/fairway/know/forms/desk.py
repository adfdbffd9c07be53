"""Forms of the clerk's desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from fairway.base.forms import StyledForm
from fairway.know.actions.desk import Choice
from fairway.know.models import Tie, Verdict

if TYPE_CHECKING:
    from fairway.know.models import Pair

COMPARED = gettext_noop("Both records were compared at the desk")
SIDES = (("left", _("the left record")), ("right", _("the right record")))


class DecisionForm(StyledForm):
    """What a clerk decides of a pair. The verdict is the button that was pressed."""

    verdict = forms.ChoiceField(choices=Verdict.choices, widget=forms.HiddenInput)
    relation = forms.ChoiceField(
        label=_("If related: the left record"), choices=[("", "–"), *Tie.choices], required=False
    )
    kept = forms.ChoiceField(label=_("If the same: keep"), choices=SIDES, widget=forms.Select)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def choice(self, pair: Pair) -> Choice:
        """The decision as the action takes it: what does not belong to the verdict is left out."""
        values = self.cleaned_data
        verdict: str = values["verdict"]
        kept = pair.left if values["kept"] == "left" else pair.right
        return Choice(
            verdict,
            relation=values["relation"] if verdict == Verdict.RELATED else "",
            kept=kept if verdict == Verdict.SAME else None,
        )

    @property
    def why(self) -> str:
        """The reason given, or that it was decided by looking at both records."""
        return self.cleaned_data["reason"] or COMPARED


class ReasonForm(forms.Form):
    """Why a merge or a decision is taken back, or confirmed."""

    reason = forms.CharField(max_length=500, required=False)

    def why(self, otherwise: str) -> str:
        """The reason given, or ``otherwise``."""
        given: str = self.cleaned_data["reason"] if self.is_valid() else ""
        return given or otherwise
