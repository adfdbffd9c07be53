"""Adding a stage map or a KPI definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import StyledForm
from fairway.land.forms.projects import reason_field
from fairway.land.models import Method
from fairway.lib.toml_text import LONGEST_TEXT, decoded

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class MethodForm(StyledForm):
    """A TOML file, what it lays down, and why."""

    kind = forms.ChoiceField(label=_("What it lays down"), choices=Method.Kind.choices)
    file = forms.FileField(
        label=_("File"),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".toml"}),
        help_text=_("A text of at most 100,000 characters. It is checked first; what is wrong is said with its line."),
    )
    reason = reason_field()

    def said(self) -> tuple[str, str]:
        """The text and the file's name; of a file that is too long only so much that it can be told."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        return decoded(file.read(4 * LONGEST_TEXT + 1), file.name or ""), file.name or ""
