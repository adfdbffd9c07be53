"""Timetables: what is held where and when, and what found no place."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class Timetable(models.Model):
    """One solver run or repair for an event: the newest is the one that holds.

    ``version`` counts the changes made by hand since, so that two people who change the same one notice each other.
    """

    event = models.ForeignKey("meet.Event", on_delete=models.CASCADE, related_name="timetables")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    seed = models.PositiveIntegerField(_("seed"))
    status = models.CharField(_("status"), max_length=12)
    value = models.PositiveIntegerField(_("value"))
    bound = models.PositiveIntegerField(_("bound"))
    breaks = models.PositiveIntegerField(_("breaks"))
    version = models.PositiveIntegerField(_("version"), default=1)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        """Newest first."""

        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.event_id} {self.made_at}"

    @property
    def gap(self) -> int:
        """The value at most missing: nobody has shown that it can be reached."""
        return self.bound - self.value

    @property
    def gap_percent(self) -> Decimal | None:
        """The gap as a share of the bound, in percent with one decimal; ``None`` of nothing."""
        return (Decimal(100 * self.gap) / self.bound).quantize(Decimal("0.1")) if self.bound else None


class Meeting(models.Model):
    """A request held in a slot at a table; a locked one stays where it is."""

    timetable = models.ForeignKey(Timetable, on_delete=models.CASCADE, related_name="meetings")
    request = models.ForeignKey("meet.MeetingRequest", on_delete=models.CASCADE, related_name="meetings")
    slot = models.ForeignKey("meet.Slot", on_delete=models.PROTECT, related_name="meetings")
    table = models.PositiveSmallIntegerField(_("table"))
    is_locked = models.BooleanField(_("locked"), default=False)

    class Meta:
        """A table holds one meeting a slot; a request is held once."""

        ordering = ["slot__number", "table"]
        constraints = [
            models.UniqueConstraint(fields=["timetable", "slot", "table"], name="meet_table_once_a_slot"),
            models.UniqueConstraint(fields=["timetable", "request"], name="meet_held_once"),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id}/{self.table}"


class Unmet(models.Model):
    """A mutual request that found no place, with the cause."""

    timetable = models.ForeignKey(Timetable, on_delete=models.CASCADE, related_name="unmet")
    request = models.ForeignKey("meet.MeetingRequest", on_delete=models.CASCADE, related_name="unmet")
    reasons = models.JSONField(default=list)

    class Meta:
        """By priority."""

        ordering = ["-request__priority", "pk"]
        constraints = [models.UniqueConstraint(fields=["timetable", "request"], name="meet_unmet_once")]

    def __str__(self) -> str:
        return str(self.request_id)
