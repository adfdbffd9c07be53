"""Files of organisations on their way into the registry: the file, what it would change, and what it did."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.base.models import Upload


class Import(Upload):
    """One uploaded file of organisations, from the upload to what became of it.

    ``namespace`` names the source whose keys the file uses. ``mapping`` is pairs of heading and column key, ``options``
    the fields of :class:`fairway.know.engine.imports.incoming.Options`, ``problems`` what concerns the file as a whole,
    ``counts`` rows by outcome, ``left_out`` what the file says that the registry has no place for: sentence, what,
    times.
    """

    class State(models.TextChoices):
        """Where the file stands."""

        UPLOADED = "uploaded", _("not compared yet")
        COMPARED = "compared", _("compared")
        APPLIED = "applied", _("applied")
        TAKEN_BACK = "taken_back", _("taken back")
        DISCARDED = "discarded", _("discarded")

    namespace = models.CharField(_("name of the source"), max_length=80)
    file_name = models.CharField(_("file"), max_length=200)
    file_kind = models.CharField(_("kind of file"), max_length=4)
    file_bytes = models.PositiveIntegerField(_("size"), default=0)
    sheet = models.CharField(_("sheet"), max_length=80, blank=True)
    heading_row = models.PositiveIntegerField(_("row of the headings"), default=0)
    mapping = models.JSONField(_("columns"), default=list)
    options = models.JSONField(_("choices"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.UPLOADED)
    problems = models.JSONField(_("problems"), default=list)
    counts = models.JSONField(_("rows"), default=dict)
    left_out = models.JSONField(_("left out"), default=list)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    job = models.ForeignKey("base.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.namespace}: {self.file_name}"


class ImportFile(models.Model):
    """The bytes of an uploaded file; gone once the file is applied or discarded."""

    import_of = models.OneToOneField(Import, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField()

    class Meta:
        """One file an import."""

        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.import_of_id)


class ImportRow(models.Model):
    """What one row of a file would change, or did: the plan first, then the record of what was written.

    ``incoming`` is the row as values, ``cells`` pairs of heading and cell as they stood in the file (only where the row
    cannot go in), ``changes`` the fields with their old and new values, ``near`` the organisations it may be,
    ``effects`` what was written, so that it can be taken back.
    """

    class Outcome(models.TextChoices):
        """What becomes of a row."""

        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        ASK = "ask", _("to be asked")
        REFUSED = "refused", _("refused")
        STALE = "stale", _("overtaken")

    import_of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices)
    name = models.CharField(_("name"), max_length=300, blank=True)
    organisation = models.ForeignKey(
        "know.Organisation", on_delete=models.SET_NULL, null=True, blank=True, related_name="import_rows"
    )
    found_by = models.CharField(_("found by"), max_length=9, blank=True)
    incoming = models.JSONField(default=dict)
    cells = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    near = models.JSONField(default=list)
    effects = models.JSONField(default=list)
    is_done = models.BooleanField(_("done"), default=False)
    is_taken_back = models.BooleanField(_("taken back"), default=False)

    class Meta:
        """As in the file; a row of a file stands once."""

        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["import_of", "number"], name="know_import_row_once")]
        indexes = [models.Index(fields=["import_of", "outcome", "number"], name="know_import_outcome")]

    def __str__(self) -> str:
        return f"{self.import_of_id} {self.number}"


class ImportHeadings(models.Model):
    """How the columns of a set of headings were read the last time, to be proposed again."""

    fingerprint = models.CharField(max_length=64, unique=True)
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        """Latest first."""

        ordering = ["-used_at"]

    def __str__(self) -> str:
        return self.fingerprint
