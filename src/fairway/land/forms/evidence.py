"""Forms to bring a document to a project and to speak on it as the second signer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import StyledForm
from fairway.land.actions.evidence import KINDS, Document
from fairway.land.forms.projects import reason_field


class EvidenceForm(StyledForm):
    """A file or a link, what it is, and who issued it."""

    title = forms.CharField(label=_("What the document is"), max_length=300)
    source = forms.CharField(label=_("Who issued it"), max_length=200)
    file = forms.FileField(
        label=_("File"),
        required=False,
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(KINDS))}),
    )
    link = forms.URLField(label=_("Or a link to it"), max_length=500, required=False, assume_scheme="https")
    sha256 = forms.CharField(label=_("SHA-256 of what the link leads to (if known)"), max_length=64, required=False)
    reason = reason_field()

    def document(self) -> Document:
        """The document as the action takes it; of a file that is too large only so much that it can be told."""
        values: dict[str, Any] = self.cleaned_data
        file = values["file"]
        return Document(
            title=values["title"],
            source=values["source"],
            content=file.read(settings.UPLOAD_BYTES + 1) if file else b"",
            file_name=file.name if file else "",
            link=values["link"],
            sha256="" if file else values["sha256"],
        )


class VerdictForm(forms.Form):
    """Whether a document shows what it says, and why."""

    is_accepted = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda value: value == "1")
    reason = reason_field()
