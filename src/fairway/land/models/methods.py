"""Stage maps and KPI definitions of the office's own, kept as text."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Method(models.Model):
    """One version of a stage map or a KPI definition: its TOML text. Once approved it never changes, nor goes away.

    ``sha256`` is the fingerprint of the text; a version waits until somebody other than ``added_by`` approves it.
    """

    class Kind(models.TextChoices):
        """What the text lays down."""

        STAGE_MAP = "stage-map", _("stage map")
        KPIS = "kpis", _("KPI definition")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    key = models.CharField(_("key"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    in_force_from = models.DateField(_("in force from"))
    text = models.TextField(_("text"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)

    class Meta:
        """A version is there once, and approved by somebody else or by nobody yet."""

        ordering = ["kind", "key", "version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "version"], name="land_method_once"),
            models.CheckConstraint(
                condition=models.Q(approved_by=None, approved_at=None)
                | models.Q(approved_by__isnull=False, approved_at__isnull=False)
                & ~models.Q(approved_by=models.F("added_by")),
                name="land_method_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

    @property
    def is_approved(self) -> bool:
        """Whether projects and bulletins may go by it."""
        return self.approved_at is not None
