"""Writing a credit model, and why something is done to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import StyledForm

if TYPE_CHECKING:
    from fairway.lib.errors import FairwayError


class MethodReasonForm(StyledForm):
    """Why it is done."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class ModelTextForm(StyledForm):
    """The text of a credit model; what is wrong with it is said with its line, and the text stays on the page."""

    toml = forms.CharField(
        label=_("Method (TOML)"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false", "autocomplete": "off"}),
    )
    reason = forms.CharField(label=_("Reason"), max_length=500)
    line = 0

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["toml"].widget.attrs["class"] += " font-monospace"

    def clean_toml(self) -> str:
        """Read the text as it would be in a file, where lines do not end as browsers send them."""
        return str(self.cleaned_data["toml"]).replace("\r\n", "\n")

    def refuse(self, refusal: FairwayError) -> None:
        """Say what is wrong, and remember the line."""
        found = refusal.facts.get("line")
        self.line = found if isinstance(found, int) else 0
        self.add_error("toml", gettext(refusal.text) % refusal.facts)

    def numbered(self) -> list[tuple[int, str, bool]]:
        """Each line of the text with its number and whether it is the one that is wrong."""
        lines = str(self.data.get("toml", "")).replace("\r\n", "\n").split("\n")
        return [(number, line, number == self.line) for number, line in enumerate(lines, start=1)]
