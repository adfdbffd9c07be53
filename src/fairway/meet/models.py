"""Events, who takes part, who asked to meet whom, and timetables."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.base.words import reads_chinese


def _in_chinese() -> bool:
    return reads_chinese()


class Event(models.Model):
    """A matchmaking event. ``as_of`` is the date its data was last brought up to."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=300)
    name_zh = models.CharField(_("name in Chinese"), max_length=300, blank=True)
    held_on = models.DateField(_("date"))
    as_of = models.DateField(_("as of"))
    region_code = models.CharField(_("region"), max_length=6)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    tables = models.PositiveSmallIntegerField(_("tables"), default=0)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    seed = models.PositiveIntegerField(_("seed"), default=1)
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        """Newest first."""

        ordering = ["-held_on", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The name in the reader's language, where both are known."""
        return (self.name_zh if _in_chinese() else "") or self.name


class Slot(models.Model):
    """One round of meetings; numbers count from 1 in the order of time."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="slots")
    number = models.PositiveSmallIntegerField(_("slot"))
    start = models.DateTimeField(_("start"))
    end = models.DateTimeField(_("end"))

    class Meta:
        """In the order of time, none of no length."""

        ordering = ["event", "number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="meet_slot_once"),
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="meet_slot_has_length"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Participation(models.Model):
    """Who takes part: seats (meetings in parallel), slots (``None`` = all) and most meetings."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="participations")
    group = models.CharField(_("delegation"), max_length=120, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), default=1)
    available = models.JSONField(_("available slots"), null=True)
    at_most = models.PositiveSmallIntegerField(_("at most"), null=True, blank=True)

    class Meta:
        """An organisation takes part once."""

        ordering = ["event", "organisation__name"]
        constraints = [models.UniqueConstraint(fields=["event", "organisation"], name="meet_participates_once")]

    def __str__(self) -> str:
        return str(self.organisation_id)

    def own_ids(self) -> set[int]:
        """Whose participation it is, for rights held on what is one's own."""
        return {self.organisation_id}


class Presentation(models.Model):
    """An organisation presents itself to all; ``order`` counts from 1."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="presentations")
    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="presentations")
    order = models.PositiveSmallIntegerField(_("order"))
    topic = models.CharField(_("topic"), max_length=300)
    topic_zh = models.CharField(_("topic in Chinese"), max_length=300, blank=True)

    class Meta:
        """In order."""

        ordering = ["event", "order"]
        constraints = [models.UniqueConstraint(fields=["event", "order"], name="meet_presentation_order")]

    def __str__(self) -> str:
        return self.topic

    @property
    def title(self) -> str:
        """The topic in the reader's language, where both are known."""
        return (self.topic_zh if _in_chinese() else "") or self.topic


class MeetingRequest(models.Model):
    """One side asks to meet another; mutual when accepted or asked by both, unless either declined.

    Of two requests that face each other both are mutual and exactly one ``carries_meeting``.
    """

    class Answer(models.TextChoices):
        """What the asked side said."""

        NONE = "", _("no answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="requests")
    requester = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="requests_made")
    requested = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="requests_received")
    priority = models.PositiveSmallIntegerField(_("priority"), default=3)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices, blank=True, default="")
    is_mutual = models.BooleanField(_("mutual"), default=False)
    carries_meeting = models.BooleanField(_("carries the meeting"), default=False)

    class Meta:
        """One side asks another once, never itself."""

        ordering = ["event", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["requester", "requested"], name="meet_request_once"),
            models.CheckConstraint(condition=~models.Q(requester=models.F("requested")), name="meet_not_itself"),
            models.CheckConstraint(
                condition=models.Q(carries_meeting=False) | models.Q(is_mutual=True),
                name="meet_only_mutual_carries",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requester_id} → {self.requested_id}"

    def own_ids(self) -> set[int]:
        """Both sides, for the right to see it; only the asked side may answer."""
        return {self.requester.organisation_id, self.requested.organisation_id}


class Timetable(models.Model):
    """One solver run for an event: the newest is the one that holds."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="timetables")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    seed = models.PositiveIntegerField(_("seed"))
    status = models.CharField(_("status"), max_length=12)
    value = models.PositiveIntegerField(_("value"))
    bound = models.PositiveIntegerField(_("bound"))
    breaks = models.PositiveIntegerField(_("breaks"))

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
    """A request held in a slot at a table."""

    timetable = models.ForeignKey(Timetable, on_delete=models.CASCADE, related_name="meetings")
    request = models.ForeignKey(MeetingRequest, on_delete=models.CASCADE, related_name="meetings")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="meetings")
    table = models.PositiveSmallIntegerField(_("table"))

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
    request = models.ForeignKey(MeetingRequest, on_delete=models.CASCADE, related_name="unmet")
    reasons = models.JSONField(default=list)

    class Meta:
        """By priority."""

        ordering = ["-request__priority", "pk"]
        constraints = [models.UniqueConstraint(fields=["timetable", "request"], name="meet_unmet_once")]

    def __str__(self) -> str:
        return str(self.request_id)
