"""What an event offers beside its meetings: presentations and their leads, stands, an agenda and what was agreed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.base.words import reads_chinese


class Presentation(models.Model):
    """An organisation presents itself to all; ``order`` counts from 1. While it does, it has no meetings."""

    event = models.ForeignKey("meet.Event", on_delete=models.CASCADE, related_name="presentations")
    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="presentations")
    order = models.PositiveSmallIntegerField(_("order"))
    topic = models.CharField(_("topic"), max_length=300)
    topic_zh = models.CharField(_("topic in Chinese"), max_length=300, blank=True)
    slot = models.ForeignKey("meet.Slot", on_delete=models.PROTECT, null=True, blank=True, related_name="presentations")

    class Meta:
        """In order, and no two at the same time."""

        ordering = ["event", "order"]
        constraints = [
            models.UniqueConstraint(fields=["event", "order"], name="meet_presentation_order"),
            models.UniqueConstraint(fields=["slot"], name="meet_presentation_has_its_slot"),
        ]

    def __str__(self) -> str:
        return self.topic

    @property
    def title(self) -> str:
        """The topic in the reader's language, where both are known."""
        return (self.topic_zh if reads_chinese() else "") or self.topic

    def own_ids(self) -> set[int]:
        """Whose presentation it is, for rights held on what is one's own."""
        return {self.organisation_id}


class PresentationLead(models.Model):
    """Somebody a presentation won over: an organisation of the registry, or its name (``text``) as it was given."""

    class Interest(models.TextChoices):
        """What the lead wants next."""

        INFORMATION = "information", _("wants information")
        MEETING = "meeting", _("wants a meeting")
        VISIT = "visit", _("wants to visit")
        INVESTMENT = "investment", _("considers an investment")

    presentation = models.ForeignKey(Presentation, on_delete=models.CASCADE, related_name="leads")
    organisation = models.ForeignKey(
        "know.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="presentation_leads"
    )
    text = models.CharField(_("name as given"), max_length=200, blank=True)
    interest = models.CharField(_("interest"), max_length=11, choices=Interest.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    noted_on = models.DateField(_("noted on"))
    noted_by = models.ForeignKey("base.User", on_delete=models.PROTECT, related_name="+")
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        """Latest first; one organisation is one lead of a presentation."""

        ordering = ["presentation", "-noted_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["presentation", "organisation"], name="meet_lead_once"),
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False, text="")
                | (models.Q(organisation=None) & ~models.Q(text="")),
                name="meet_lead_is_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text or str(self.organisation_id)


class Stand(models.Model):
    """An exhibition stand, by the number that is painted on it."""

    event = models.ForeignKey("meet.Event", on_delete=models.CASCADE, related_name="stands")
    number = models.CharField(_("stand"), max_length=20)
    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="stands")
    topic = models.CharField(_("topic"), max_length=300, blank=True)
    topic_zh = models.CharField(_("topic in Chinese"), max_length=300, blank=True)

    class Meta:
        """By number, each once."""

        ordering = ["event", "number"]
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="meet_stand_once")]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """The topic in the reader's language, where both are known."""
        return (self.topic_zh if reads_chinese() else "") or self.topic


class AgendaItem(models.Model):
    """One item on the agenda of a talk; ``organisation`` brings it in, where that is known."""

    event = models.ForeignKey("meet.Event", on_delete=models.CASCADE, related_name="agenda_items")
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.CharField(_("item"), max_length=300)
    text_zh = models.CharField(_("item in Chinese"), max_length=300, blank=True)
    organisation = models.ForeignKey(
        "know.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )

    class Meta:
        """In order."""

        ordering = ["event", "order"]
        constraints = [models.UniqueConstraint(fields=["event", "order"], name="meet_agenda_order")]

    def __str__(self) -> str:
        return self.text

    @property
    def title(self) -> str:
        """The item in the reader's language, where both are known."""
        return (self.text_zh if reads_chinese() else "") or self.text


class ActionItem(models.Model):
    """What was agreed: who does what by when, and whether it is done.

    ``responsible`` and ``due`` are empty where nobody said; ``due_words`` then keeps what was said ("this year").
    One that a ``source`` tells of is real, whatever the rest of the event is.
    """

    event = models.ForeignKey("meet.Event", on_delete=models.CASCADE, related_name="action_items")
    text = models.CharField(_("what"), max_length=300)
    text_zh = models.CharField(_("what, in Chinese"), max_length=300, blank=True)
    responsible = models.ForeignKey(
        "know.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="action_items"
    )
    due = models.DateField(_("by when"), null=True, blank=True)
    due_words = models.CharField(_("by when, in words"), max_length=80, blank=True)
    due_words_zh = models.CharField(_("by when, in Chinese"), max_length=80, blank=True)
    done_on = models.DateField(_("done"), null=True, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=500, blank=True)
    source = models.ForeignKey(
        "know.SourceDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="action_items"
    )
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        """What is due first comes first."""

        ordering = ["event", models.F("due").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_on=None) | ~models.Q(outcome=""), name="meet_done_with_an_outcome"
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def title(self) -> str:
        """What is to be done in the reader's language, where both are known."""
        return (self.text_zh if reads_chinese() else "") or self.text

    @property
    def when(self) -> str:
        """The words for the date in the reader's language, where both are known."""
        return (self.due_words_zh if reads_chinese() else "") or self.due_words

    def own_ids(self) -> set[int]:
        """Who answers for it, for rights held on what is one's own."""
        return {self.responsible_id} if self.responsible_id else set()
