"""Milestones of a project: three days side by side, what waits for what, and every forecast ever made."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Milestone(models.Model):
    """A step of a project with the day planned, the one forecast now and the actual one; ``owner`` answers for it.

    ``forecast`` and ``actual`` repeat the log's last line of that kind. ``promise`` is one that is due with it: its day
    must not be passed.
    """

    project = models.ForeignKey("land.Project", on_delete=models.PROTECT, related_name="milestones")
    name = models.CharField(_("milestone"), max_length=120)
    owner = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="milestones")
    planned = models.DateField(_("planned"))
    forecast = models.DateField(_("forecast"), null=True, blank=True)
    actual = models.DateField(_("actual"), null=True, blank=True)
    promise = models.ForeignKey(
        "sign.Promise", on_delete=models.PROTECT, null=True, blank=True, related_name="milestones"
    )

    class Meta:
        """In the order planned; a name is used once in a project."""

        ordering = ["project", "planned", "pk"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="land_milestone_once")]

    def __str__(self) -> str:
        return self.name

    def own_ids(self) -> set[int]:
        """It belongs to those whose project it is, and to who answers for it."""
        return {self.owner_id, *self.project.own_ids()}


class Wait(models.Model):
    """``milestone`` cannot come before ``other`` and ``lag_days`` more."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="waits")
    other = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="followers")
    lag_days = models.PositiveSmallIntegerField(_("days after it"), default=0)

    class Meta:
        """Once for each pair; nothing waits for itself."""

        ordering = ["milestone", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["milestone", "other"], name="land_wait_once"),
            models.CheckConstraint(condition=~models.Q(milestone=models.F("other")), name="land_wait_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id} after {self.other_id}"


class MilestoneEntry(models.Model):
    """One line of a milestone's history: never changed, never deleted.

    ``because_of`` is the milestone whose slip moved this one. ``is_own_report``: who the milestone belongs to reported
    it, no office did.
    """

    class Kind(models.TextChoices):
        """Which of the three days it sets."""

        PLANNED = "planned", _("planned")
        FORECAST = "forecast", _("forecast")
        ACTUAL = "actual", _("actual")

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="log")
    kind = models.CharField(_("which day"), max_length=8, choices=Kind.choices)
    day = models.DateField(_("day"))
    learned_on = models.DateField(_("learned"))
    because_of = models.ForeignKey(Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    is_own_report = models.BooleanField(_("reported by a party"), default=False)

    class Meta:
        """In the order written."""

        ordering = ["milestone", "pk"]
        verbose_name_plural = "milestone entries"

    def __str__(self) -> str:
        return f"{self.milestone_id}: {self.kind} {self.day}"
