"""Who looked at the file of an organisation."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What an office looks at a file for."""

    ASKED = "asked", _("the organisation asked for it")
    SUPPORT = "support", _("application for support or a permit")
    PARTNERS = "partners", _("check of partners before a meeting or a contract")
    SUPERVISION = "supervision", _("supervision")
    CASE = "case", _("objection, repair or appeal")
    METHOD = "method", _("check of data or method")
    OTHER = "other", _("other")


class FileView(models.Model):
    """One look at an organisation's file by somebody else, or one export of a list (no organisation). Append-only."""

    class Way(models.TextChoices):
        """How it was looked at."""

        PAGE = "page", _("page")
        API = "api", _("API")
        REPORT = "report", _("report")
        EXPORT = "export", _("export of a list")

    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, null=True, related_name="looks")
    subject = models.CharField(_("what"), max_length=80)
    account = models.ForeignKey("base.User", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(_("role"), max_length=20, blank=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices, blank=True)
    words = models.CharField(_("in words"), max_length=200, blank=True)
    way = models.CharField(_("way"), max_length=6, choices=Way.choices)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        """Newest first, found by organisation."""

        ordering = ["-pk"]
        indexes = [models.Index(fields=["organisation", "-at"], name="trust_looks_at")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.at} {self.role}"

    def own_ids(self) -> tuple[int, ...]:
        """Name the organisation looked at: it may see who looked."""
        return () if self.organisation_id is None else (self.organisation_id,)
