"""Credit models: versioned methods, from a draft to the day they are withdrawn."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.base.words import in_language


class CreditModel(models.Model):
    """A version of a credit model: its TOML text is the method. Once published it never changes.

    ``author`` and ``approver`` name accounts, for a model that came with Fairway the author named in its text;
    ``sha256`` is the fingerprint of the text, which a simulation is tied to.
    """

    class State(models.TextChoices):
        """Where the version stands; only drafts are edited, only published ones rate."""

        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        SUPERSEDED = "superseded", _("superseded")
        WITHDRAWN = "withdrawn", _("withdrawn")

    name = models.CharField(_("name"), max_length=80)
    name_zh = models.CharField(_("name in Chinese"), max_length=80, blank=True)
    version = models.CharField(_("version"), max_length=20)
    toml = models.TextField(_("method"))
    sha256 = models.CharField(_("fingerprint"), max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PUBLISHED)
    author = models.CharField(_("author"), max_length=120)
    approver = models.CharField(_("approver"), max_length=120, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="drafted_models"
    )
    published_on = models.DateField(_("published"), null=True, blank=True)

    class Meta:
        """A version is approved once, by somebody other than its author; a draft has no approver yet."""

        ordering = ["name", "version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="trust_model_version_once"),
            models.CheckConstraint(condition=~models.Q(author=models.F("approver")), name="trust_author_not_approver"),
            models.CheckConstraint(
                condition=models.Q(state="draft", approver="", published_on=None)
                | (~models.Q(state="draft") & ~models.Q(approver="") & models.Q(published_on__isnull=False)),
                name="trust_published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{in_language(self)} {self.version}"

    @property
    def is_draft(self) -> bool:
        """Whether it may still be edited, and may not rate yet."""
        return self.state == self.State.DRAFT


class Simulation(models.Model):
    """What a draft would have changed for everybody as of a day: the draft's text, the model in use, the result.

    ``sha256`` is the fingerprint of the text that was simulated; ``current`` is ``None`` where nobody was rated
    before. ``result`` has the shape of :func:`fairway.trust.engine.simulation.as_data`.
    """

    draft = models.ForeignKey(CreditModel, on_delete=models.PROTECT, related_name="simulations")
    current = models.ForeignKey(CreditModel, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    as_of = models.DateField(_("as of"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    result = models.JSONField(default=dict)

    class Meta:
        """The newest first."""

        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.draft} {self.as_of}"
