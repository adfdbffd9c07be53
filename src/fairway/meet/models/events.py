"""An event, its slots and who presents itself there."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.base.words import reads_chinese


class Event(models.Model):
    """An event, perhaps part of another. ``as_of`` is the date its data was last brought up to.

    ``held_on`` is its first day; ``ends_on`` the last, ``None`` where it has only one.
    """

    class Kind(models.TextChoices):
        """What people come for."""

        CONGRESS = "congress", _("congress")
        CONFERENCE = "conference", _("conference")
        MATCHMAKING = "matchmaking", _("matchmaking")
        BILATERAL_TALK = "bilateral_talk", _("bilateral talk")
        PRESENTATION = "presentation", _("presentation")
        FORUM = "forum", _("forum")
        SUMMIT = "summit", _("summit")
        EXHIBITION = "exhibition", _("exhibition")
        SEMINAR = "seminar", _("seminar")
        SIGNING = "signing", _("signing")
        VISIT = "visit", _("site visit")
        CAMPAIGN_DAY = "campaign_day", _("campaign day")

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices, default=Kind.MATCHMAKING)
    code = models.SlugField(_("code"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=300)
    name_zh = models.CharField(_("name in Chinese"), max_length=300, blank=True)
    held_on = models.DateField(_("date"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    as_of = models.DateField(_("as of"))
    region_code = models.CharField(_("region"), max_length=6)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    tables = models.PositiveSmallIntegerField(_("tables"), default=0)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    seed = models.PositiveIntegerField(_("seed"), default=1)
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        """Newest first; no event ends before it begins or is part of itself."""

        ordering = ["-held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("held_on")),
                name="meet_event_days_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("pk")), name="meet_event_not_its_part"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The name in the reader's language, where both are known."""
        return (self.name_zh if reads_chinese() else "") or self.name


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
        return (self.topic_zh if reads_chinese() else "") or self.topic
