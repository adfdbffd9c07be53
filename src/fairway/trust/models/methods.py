"""Credit models: versioned methods."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CreditModel(models.Model):
    """A version of a credit model as it was approved: its TOML text is the method."""

    name = models.CharField(_("name"), max_length=80)
    version = models.CharField(_("version"), max_length=20)
    toml = models.TextField(_("method"))
    author = models.CharField(_("author"), max_length=120)
    approver = models.CharField(_("approver"), max_length=120)
    published_on = models.DateField(_("published"))

    class Meta:
        """A version is approved once, by somebody other than its author."""

        ordering = ["name", "version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="trust_model_version_once"),
            models.CheckConstraint(condition=~models.Q(author=models.F("approver")), name="trust_author_not_approver"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
