"""Forms for asking for a statement and for checking one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import StyledForm
from fairway.trust.engine.canonical import MOST_BYTES
from fairway.trust.models import IssuedStatement


class WishForm(StyledForm):
    """What is wanted, in which language, and what for."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    reason = forms.CharField(
        label=_("What it is for"), max_length=300, required=False, help_text=_("Kept in the audit log.")
    )
    purpose = forms.ChoiceField(choices=IssuedStatement.Purpose.choices, widget=forms.HiddenInput, required=False)


class CheckForm(StyledForm):
    """A statement's number, its text, or its file."""

    number = forms.CharField(
        label=_("Number of the statement"), max_length=60, required=False, help_text=_("It stands on the report.")
    )
    text = forms.CharField(
        label=_("Or the statement itself (JSON)"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    file = forms.FileField(label=_("Or its file"), required=False)

    def clean(self) -> dict[str, Any]:
        """One of the three is needed."""
        given: dict[str, Any] = super().clean() or {}
        if not any(given.get(name) for name in ("number", "text", "file")):
            raise forms.ValidationError(_("Give a number, the statement's text or its file."))
        return given

    def document(self) -> bytes:
        """The statement as it was given, "" where only a number was."""
        file, text = self.cleaned_data["file"], self.cleaned_data["text"]
        return bytes(file.read(MOST_BYTES + 1)) if file else str(text).encode(errors="surrogatepass")
