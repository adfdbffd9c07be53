"""What hinders a project: its cause, who has to clear it by when, and whose desk it lies on."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Hindrance(models.Model):
    """Something that keeps a project from going on. While it is open it always has a day for the next step.

    ``level`` counts the desks it went up from its ``owner``; ``desk`` has it now. Both and ``next_on`` repeat the log.
    """

    class Cause(models.TextChoices):
        """Where it comes from."""

        LAND = "land", _("land")
        RIGHTS = "rights", _("rights of others")
        ENVIRONMENT = "environment", _("environment")
        UTILITIES = "utilities", _("utilities")
        FINANCE = "finance", _("finance")
        APPROVALS = "approvals", _("approvals")
        LABOUR = "labour", _("labour")
        OTHER = "other", _("other")

    project = models.ForeignKey("land.Project", on_delete=models.PROTECT, related_name="hindrances")
    cause = models.CharField(_("cause"), max_length=12, choices=Cause.choices)
    what = models.CharField(_("what hinders"), max_length=300)
    owner = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="hindrances")
    raised_by = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    desk = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("desks up"), default=0)
    next_on = models.DateField(_("next step by"), db_index=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True)

    class Meta:
        """The most urgent first."""

        ordering = ["next_on", "pk"]

    def __str__(self) -> str:
        return self.what

    def sides(self) -> set[int]:
        """Who has to clear it and who raised it: neither closes it without the other's word."""
        return {pk for pk in (self.owner_id, self.raised_by_id) if pk is not None}

    def own_ids(self) -> set[int]:
        """It belongs to both sides and to those whose project it is."""
        return self.sides() | self.project.own_ids()


class HindranceStep(models.Model):
    """One line of what happened to a hindrance: never changed, never deleted. ``side`` is who said so."""

    class Kind(models.TextChoices):
        """What happened."""

        RAISED = "raised", _("raised")
        ANSWERED = "answered", _("was answered")
        ESCALATED = "escalated", _("went one desk up")
        CLEARED = "cleared", _("one side says it is cleared")
        CLOSED = "closed", _("closed")

    hindrance = models.ForeignKey(Hindrance, on_delete=models.PROTECT, related_name="log")
    kind = models.CharField(_("what happened"), max_length=9, choices=Kind.choices)
    on = models.DateField(_("day"))
    desk = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="+")
    side = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    next_on = models.DateField(_("next step by"), null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        """In the order written."""

        ordering = ["hindrance", "pk"]

    def __str__(self) -> str:
        return f"{self.hindrance_id}: {self.kind}"
