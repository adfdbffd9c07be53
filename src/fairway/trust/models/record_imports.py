"""Files of credit records on their way in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.base.models import Upload


class RecordImport(Upload):
    """One uploaded file of records, from the upload to what became of it.

    ``counts``: ``rows`` in the file, ``bad`` ones, ``new`` and ``same`` records, ``kept`` and ``taken_back`` in the
    end. ``organisations``: ids of those its rows name, known once it is checked. ``problems`` are the first ones with
    their place, as pages show them; ``is_lost``: the file cannot be read to its end, so nothing of it can be kept.
    """

    class State(models.TextChoices):
        """Where the file stands."""

        UPLOADED = "uploaded", _("not checked yet")
        CHECKED = "checked", _("checked")
        APPLIED = "applied", _("kept")
        TAKEN_BACK = "taken_back", _("taken back")
        DISCARDED = "discarded", _("discarded")

    file_name = models.CharField(_("file"), max_length=200)
    file_bytes = models.PositiveIntegerField(_("size"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.UPLOADED)
    counts = models.JSONField(_("rows"), default=dict)
    organisations = models.JSONField(_("organisations"), default=list)
    problems = models.JSONField(_("problems"), default=list)
    is_lost = models.BooleanField(_("unreadable"), default=False)
    applied_at = models.DateTimeField(_("kept on"), null=True, blank=True)
    job = models.ForeignKey("base.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.file_name


class RecordImportFile(models.Model):
    """The bytes of an upload, gone once it is over; and those of the file to mend, which stays."""

    class Kind(models.TextChoices):
        """What the file is."""

        UPLOAD = "upload", _("upload")
        MEND = "mend", _("rows to mend")

    import_of = models.ForeignKey(RecordImport, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    content = models.BinaryField()

    class Meta:
        """One of each kind an import."""

        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["import_of", "kind"], name="trust_import_file_once")]

    def __str__(self) -> str:
        return f"{self.import_of_id} {self.kind}"
