"""An event, its slots and who presents itself there."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.base.words import reads_chinese


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
