"""After the meetings: what each side reports, what was agreed, and what was written down."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.base.words import reason_words

POSITIVE = ("docked", "intention")
"""Outcomes that need a next step with a date."""


class MeetingReport(models.Model):
    """What one side says came of a meeting; the last word of a side counts.

    ``usefulness`` rates the meeting, never a person. What came of it has a next step with a date unless it was
    nothing. ``reported_by`` is ``None`` where it came by the personal link.
    """

    class Outcome(models.TextChoices):
        """How far the two sides came."""

        DOCKED = "docked", _("docked")
        INTENTION = "intention", _("intention")
        NO = "no", _("no result")

    class Way(models.TextChoices):
        """How the report came in."""

        ACCOUNT = "account", _("by account")
        LINK = "link", _("by personal link")
        PAPER = "paper", _("on paper, entered by the office")

    request = models.ForeignKey("meet.MeetingRequest", on_delete=models.PROTECT, related_name="reports")
    side = models.ForeignKey("meet.Participation", on_delete=models.PROTECT, related_name="reports")
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices)
    usefulness = models.PositiveSmallIntegerField(
        _("usefulness of the meeting"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    next_step = models.CharField(_("agreed next step"), max_length=200, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    is_ours = models.BooleanField(_("the reporting side answers for the next step"), default=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    way = models.CharField(_("how it came in"), max_length=7, choices=Way.choices)
    reported_at = models.DateTimeField(_("reported"), auto_now=True)
    reported_by = models.ForeignKey("base.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """One report a side; no result without a next step unless there was none."""

        ordering = ["request", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "side"], name="meet_one_report_a_side"),
            models.CheckConstraint(condition=models.Q(usefulness__range=(1, 5)), name="meet_usefulness_1_to_5"),
            models.CheckConstraint(
                condition=models.Q(outcome="no") | (~models.Q(next_step="") & models.Q(due_on__isnull=False)),
                name="meet_result_has_dated_step",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.outcome}"

    def own_ids(self) -> set[int]:
        """Both sides of the meeting, for the right to see it."""
        return self.request.own_ids()


class Opportunity(models.Model):
    """What two sides agreed to do next, with a date: the bridge to an agreement.

    ``kind`` is ``docked`` only when both sides say so. ``state``, ``next_step``, ``due_on`` and ``responsible``
    repeat the log's last line.
    """

    class Kind(models.TextChoices):
        """How far both sides say they came."""

        ONE_SIDED = "one_sided", _("one side says so")
        INTENTION = "intention", _("intention of both sides")
        DOCKED = "docked", _("docked")

    class State(models.TextChoices):
        """Whether something is still to be done."""

        OPEN = "open", _("still open")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    event = models.ForeignKey("meet.Event", on_delete=models.PROTECT, related_name="opportunities")
    request = models.OneToOneField("meet.MeetingRequest", on_delete=models.PROTECT, related_name="opportunity")
    first = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    next_step = models.CharField(_("next step"), max_length=200)
    due_on = models.DateField(_("due"))
    responsible = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="opportunities")
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.OPEN)
    closing_reason = models.CharField(_("why it was closed"), max_length=500, blank=True)

    class Meta:
        """What is due first, first; nothing is dropped without a reason."""

        ordering = ["due_on", "pk"]
        verbose_name_plural = "opportunities"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="dropped") | ~models.Q(closing_reason=""), name="meet_dropped_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.next_step

    def own_ids(self) -> set[int]:
        """Both sides."""
        return {self.first_id, self.second_id}


class OpportunityEntry(models.Model):
    """One line of an opportunity's log: never changed, never deleted."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="log")
    at = models.DateTimeField(_("when"), auto_now_add=True)
    made_by = models.CharField(_("by whom"), max_length=150)
    kind = models.CharField(_("kind"), max_length=9, choices=Opportunity.Kind.choices)
    state = models.CharField(_("state"), max_length=7, choices=Opportunity.State.choices)
    next_step = models.CharField(_("next step"), max_length=200)
    due_on = models.DateField(_("due"))
    responsible = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("why"), max_length=500)

    class Meta:
        """As it happened."""

        ordering = ["opportunity", "pk"]
        verbose_name_plural = "opportunity entries"

    def __str__(self) -> str:
        return f"{self.opportunity_id}: {self.state}"

    @property
    def reason_said(self) -> str:
        """Why, in the reader's language where it is a sentence of our own."""
        return reason_words(self.reason)


class Minutes(models.Model):
    """What was said and decided at an event, or at one of its meetings; written by the organiser."""

    event = models.ForeignKey("meet.Event", on_delete=models.PROTECT, related_name="minutes")
    request = models.OneToOneField(
        "meet.MeetingRequest", on_delete=models.PROTECT, null=True, blank=True, related_name="minutes"
    )
    text = models.TextField(_("course of the talks"), max_length=20_000)
    decisions = models.TextField(_("decisions"), max_length=5_000, blank=True)
    written_at = models.DateTimeField(_("written down"), auto_now=True)
    written_by = models.ForeignKey("base.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        """One of the event itself, one a meeting."""

        ordering = ["event", "pk"]
        verbose_name_plural = "minutes"
        constraints = [
            models.UniqueConstraint(
                fields=["event"], condition=models.Q(request=None), name="meet_one_minutes_of_an_event"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id}"

    @property
    def decisions_listed(self) -> list[str]:
        """The decisions, one a line."""
        return [line.strip() for line in self.decisions.splitlines() if line.strip()]

    def own_ids(self) -> set[int]:
        """The two sides of the meeting; nobody's own where it is of a whole event."""
        return self.request.own_ids() if self.request else set()


class MinutesStep(models.Model):
    """What is to be done after a meeting, by whom and until when."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="steps")
    text = models.CharField(_("next step"), max_length=200)
    answers = models.CharField(_("who answers for it"), max_length=120)
    due_on = models.DateField(_("due"))

    class Meta:
        """What is due first, first."""

        ordering = ["minutes", "due_on", "pk"]

    def __str__(self) -> str:
        return self.text
