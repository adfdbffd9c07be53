"""The day itself: who was welcomed, what went otherwise than planned, and who has seen it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CheckIn(models.Model):
    """A participant was welcomed at the desk on a day of the event, with so many of its representatives."""

    participation = models.ForeignKey("meet.Participation", on_delete=models.CASCADE, related_name="check_ins")
    day = models.DateField(_("day"))
    seats = models.PositiveSmallIntegerField(_("representatives there"), default=1)
    at = models.DateTimeField(_("checked in"), default=timezone.now)
    by = models.ForeignKey("base.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Once a day."""

        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["participation", "day"], name="meet_checked_in_once_a_day")]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.day}"


class Disturbance(models.Model):
    """Something that changes the day, from ``first_slot`` to ``last_slot``; it counts once it is in force.

    Somebody comes late or not at all, a meeting is called off, a table is lost. ``timetable`` is the repair that
    answered it.
    """

    class Kind(models.TextChoices):
        """What went otherwise than planned."""

        LATE = "late", _("comes late")
        ABSENT = "absent", _("does not come")
        CANCELLED = "cancelled", _("meeting called off")
        TABLE_LOST = "table_lost", _("table lost")

    class State(models.TextChoices):
        """Where it stands."""

        REPORTED = "reported", _("reported")
        IN_FORCE = "in_force", _("taken into the timetable")
        DISMISSED = "dismissed", _("set aside")

    event = models.ForeignKey("meet.Event", on_delete=models.CASCADE, related_name="disturbances")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.REPORTED)
    participation = models.ForeignKey(
        "meet.Participation", on_delete=models.CASCADE, null=True, related_name="disturbances"
    )
    request = models.ForeignKey("meet.MeetingRequest", on_delete=models.CASCADE, null=True, related_name="disturbances")
    table = models.PositiveSmallIntegerField(_("table"), null=True)
    first_slot = models.PositiveSmallIntegerField(_("from slot"))
    last_slot = models.PositiveSmallIntegerField(_("to slot"))
    by_link = models.BooleanField(_("from the personal page"), default=False)
    reported_at = models.DateTimeField(_("reported"), default=timezone.now)
    timetable = models.ForeignKey("meet.Timetable", on_delete=models.SET_NULL, null=True, related_name="answers")

    class Meta:
        """As they came in; each says what it is about."""

        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_slot__lte=models.F("last_slot")), name="meet_disturbance_slots_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["late", "absent"], participation__isnull=False)
                | models.Q(kind="cancelled", request__isnull=False)
                | models.Q(kind="table_lost", table__isnull=False),
                name="meet_disturbance_is_about_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_slot}–{self.last_slot}"  # a range takes an en dash

    @property
    def slots(self) -> frozenset[int]:
        """Numbers of the slots it changes."""
        return frozenset(range(self.first_slot, self.last_slot + 1))


class AgendaSeen(models.Model):
    """What a participant said to have read on the personal page: its meetings as they stood then.

    ``meetings`` lists ``[request, slot, table]``: a timetable changed by hand keeps its number, so the meetings
    themselves are what a later change is told by.
    """

    participation = models.OneToOneField("meet.Participation", on_delete=models.CASCADE, related_name="agenda_seen")
    timetable = models.ForeignKey("meet.Timetable", on_delete=models.CASCADE, related_name="seen")
    version = models.PositiveIntegerField(_("version"))
    meetings = models.JSONField(default=list)
    at = models.DateTimeField(_("read"), default=timezone.now)

    class Meta:
        """The newest last."""

        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.timetable_id}.{self.version}"
