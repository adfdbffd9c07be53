"""Where an event takes place, and who interprets there."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.base.words import reads_chinese


class Room(models.Model):
    """A room with ``tables`` tables, whose numbers go on where the room before it ends.

    ``closed`` lists the slots in which it is shut. A room is shut whenever the one before it is, so that the tables
    that can be used in a slot are always those numbered from 1 on.
    """

    event = models.ForeignKey("meet.Event", on_delete=models.CASCADE, related_name="rooms")
    order = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("room"), max_length=120)
    name_zh = models.CharField(_("room in Chinese"), max_length=120, blank=True)
    tables = models.PositiveSmallIntegerField(_("tables"))
    closed = models.JSONField(_("closed in slots"), default=list, blank=True)

    class Meta:
        """In order."""

        ordering = ["event", "order"]
        constraints = [models.UniqueConstraint(fields=["event", "order"], name="meet_room_order")]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The name in the reader's language, where both are known."""
        return (self.name_zh if reads_chinese() else "") or self.name


class InterpreterShift(models.Model):
    """So many interpreters for a language (ISO 639-1) in these slots (``None`` = all)."""

    event = models.ForeignKey("meet.Event", on_delete=models.CASCADE, related_name="interpreter_shifts")
    language = models.CharField(_("language"), max_length=8)
    number = models.PositiveSmallIntegerField(_("interpreters"))
    slots = models.JSONField(_("slots"), null=True, blank=True)

    class Meta:
        """By language."""

        ordering = ["event", "language", "pk"]

    def __str__(self) -> str:
        return f"{self.language}: {self.number}"
