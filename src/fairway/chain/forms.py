"""The upload form: several files at once, or one zip archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fairway.base.errors import sentence
from fairway.chain.engine.archive import files_from
from fairway.lib.errors import Invalid

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes more than one file."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """The files as name → content, unpacked and held to the limits."""

    def clean(self, data: list[UploadedFile[bytes]], initial: object = None) -> dict[str, bytes]:  # noqa: ARG002  # the parent's
        """Refuse nothing at all, too much, and what does not belong in a folder."""
        uploads = list(data or [])
        if not uploads:
            raise ValidationError(self.error_messages["required"], code="required")
        if sum(upload.size or 0 for upload in uploads) > settings.UPLOAD_BYTES:
            limit = settings.UPLOAD_BYTES // (1024 * 1024)
            text = _("The files are larger than %(limit)s MiB together. Split the folder.")
            raise ValidationError(text, code="too-large", params={"limit": limit})
        try:
            return files_from((upload.name or "", upload.read()) for upload in uploads)
        except Invalid as refusal:
            raise ValidationError(sentence(refusal), code=refusal.code) from refusal


class FolderForm(forms.Form):
    """Upload a folder."""

    folder = FilesField(
        label=_("Files"),
        widget=SeveralFiles(attrs={"class": "form-control", "accept": ".toml,.csv,.xlsx,.zip"}),
        error_messages={"required": _("Choose event.toml and the tables, or a zip archive of them.")},
    )
