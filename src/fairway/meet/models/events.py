"""An event, its slots, its topics, and the figures a source states about it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.base.words import reads_chinese


class Event(models.Model):
    """An event, perhaps part of another. ``as_of`` is the date its data was last brought up to.

    ``held_on`` is its first day; ``ends_on`` the last, ``None`` where it has only one. Where no source names its
    days, ``held_on`` is that of a part of it and ``days_known`` is false. ``language`` (ISO 639-1) is the one that
    is spoken unless an interpreter helps.
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
    days_known = models.BooleanField(_("days stated"), default=True)
    as_of = models.DateField(_("as of"))
    region_code = models.CharField(_("region"), max_length=6)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    venue_zh = models.CharField(_("venue in Chinese"), max_length=200, blank=True)
    tables = models.PositiveSmallIntegerField(_("tables"), default=0)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    language = models.CharField(_("language"), max_length=8, default="zh")
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

    @property
    def place(self) -> str:
        """The venue in the reader's language, where both are known."""
        return (self.venue_zh if reads_chinese() else "") or self.venue


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


class Topic(models.Model):
    """Something the event is about; ``field`` groups topics, such as manufacturing and services."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="topics")
    order = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("topic"), max_length=200)
    name_zh = models.CharField(_("topic in Chinese"), max_length=200, blank=True)
    field = models.CharField(_("field"), max_length=120, blank=True)
    field_zh = models.CharField(_("field in Chinese"), max_length=120, blank=True)
    participations = models.ManyToManyField("meet.Participation", related_name="topics", blank=True)

    class Meta:
        """In order."""

        ordering = ["event", "order"]
        constraints = [models.UniqueConstraint(fields=["event", "order"], name="meet_topic_order")]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The topic in the reader's language, where both are known."""
        return (self.name_zh if reads_chinese() else "") or self.name

    @property
    def field_title(self) -> str:
        """Its field in the reader's language, where both are known."""
        return (self.field_zh if reads_chinese() else "") or self.field


class Expectation(models.Model):
    """What a stated figure of the event (facts with this ``predicate``) is to be held against.

    ``side`` narrows participants and seats to one side; empty means all.
    """

    class Counts(models.TextChoices):
        """What is counted."""

        PARTICIPANTS = "participants", _("organisations taking part")
        SEATS = "seats", _("seats of those taking part")
        PRINCIPALS = "principals", _("principals")
        ATTENDEES = "attendees", _("other attendees named")
        PRESENTATIONS = "presentations", _("presentations")
        TOPICS = "topics", _("topics")
        STANDS = "stands", _("exhibition stands")
        PARTS = "parts", _("parts of the event")
        AGREED = "agreed", _("what was agreed")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="expectations")
    predicate = models.CharField(_("stated figure"), max_length=120)
    counts = models.CharField(_("held against"), max_length=13, choices=Counts.choices)
    side = models.CharField(_("side"), max_length=40, blank=True)

    class Meta:
        """A figure is held against one count."""

        ordering = ["event", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "predicate"], name="meet_expected_once")]

    def __str__(self) -> str:
        return f"{self.predicate}: {self.counts}"
