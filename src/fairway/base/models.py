"""Accounts, the audit log and background jobs."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody who signs in. What they may do follows from memberships of organisations, not from here."""


class Upload(models.Model):
    """Something handed in: by whom, and when."""

    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        """Newest first."""

        abstract = True
        ordering = ["-pk"]


class CheckedFile(Upload):
    """A file that is checked before any of it is taken; ``state`` gets its choices below.

    ``content`` is the file while it is needed; ``counts`` and ``problems`` are what the check found.
    """

    state = models.CharField(_("state"), max_length=10)
    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(default=b"")
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)

    class Meta(Upload.Meta):
        """Newest first."""

        abstract = True

    def __str__(self) -> str:
        return self.file_name


class CheckedTable(CheckedFile):
    """A table of which the good rows are taken, and perhaps taken back."""

    class State(models.TextChoices):
        """How far it is."""

        CHECKED = "checked", _("checked")
        APPLIED = "applied", _("taken")
        TAKEN_BACK = "taken_back", _("taken back")
        DISCARDED = "discarded", _("discarded")

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.CHECKED)

    class Meta(Upload.Meta):
        """Newest first."""

        abstract = True


class AuditLine(models.Model):
    """One thing done, chained to the line before by its hash. Written by ``audit.record`` only."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    facts = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        """Newest last, as written."""

        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.actor} {self.verb} {self.subject}"


class AuditHead(models.Model):
    """The last line's number and hash: a line cut off the end is missed here."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")


class Job(models.Model):
    """Long work with a progress bar and a cancel button."""

    class State(models.TextChoices):
        """Where the work stands."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=100)
    message = models.CharField(max_length=300, blank=True)
    message_params = models.JSONField(default=dict)
    cancel_requested = models.BooleanField(default=False)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="jobs")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)

    class Meta:
        """Newest first."""

        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_over(self) -> bool:
        """No more progress will come."""
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}

    def as_reason(self) -> dict[str, object]:
        """The last message as a kept reason, for the ``sentence`` filter."""
        return {"text": self.message, "params": self.message_params}
