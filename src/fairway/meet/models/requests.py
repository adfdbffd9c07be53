"""Who asked to meet whom."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeetingRequest(models.Model):
    """One side asks to meet another; mutual when accepted or asked by both, unless either declined.

    Of two requests that face each other both are mutual and exactly one ``carries_meeting``. The organiser may
    say that a meeting ``must_hold``, or in which slot it is to be. ``reply_priority`` is what the asked side gives it;
    the meeting is worth the higher of both. A withdrawn request counts for nothing until it is made again.
    """

    class Answer(models.TextChoices):
        """What the asked side said."""

        NONE = "", _("no answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    event = models.ForeignKey("meet.Event", on_delete=models.CASCADE, related_name="requests")
    requester = models.ForeignKey("meet.Participation", on_delete=models.CASCADE, related_name="requests_made")
    requested = models.ForeignKey("meet.Participation", on_delete=models.CASCADE, related_name="requests_received")
    priority = models.PositiveSmallIntegerField(_("priority"), default=3)
    reply_priority = models.PositiveSmallIntegerField(_("priority of the asked side"), null=True, blank=True)
    message = models.CharField(_("message to the other side"), max_length=300, blank=True)
    answer_message = models.CharField(_("message with the answer"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices, blank=True, default="")
    is_mutual = models.BooleanField(_("mutual"), default=False)
    carries_meeting = models.BooleanField(_("carries the meeting"), default=False)
    must_hold = models.BooleanField(_("must be held"), default=False)
    fixed_slot = models.ForeignKey("meet.Slot", on_delete=models.PROTECT, null=True, blank=True, related_name="fixed")
    brought_in = models.ForeignKey(
        "meet.EventImport", on_delete=models.SET_NULL, null=True, blank=True, related_name="requests"
    )

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
            models.CheckConstraint(
                condition=models.Q(is_withdrawn=False) | models.Q(is_mutual=False),
                name="meet_withdrawn_not_mutual",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requester_id} → {self.requested_id}"

    def own_ids(self) -> set[int]:
        """Both sides, for the right to see it; only the asked side may answer."""
        return {self.requester.organisation_id, self.requested.organisation_id}

    @property
    def worth(self) -> int:
        """What a meeting counts: the higher of what both sides give it."""
        return max(self.priority, self.reply_priority or 0)


class Apart(models.Model):
    """Two that the organiser keeps apart at an event; a pair is kept once, the side registered first as ``one``."""

    event = models.ForeignKey("meet.Event", on_delete=models.CASCADE, related_name="aparts")
    one = models.ForeignKey("meet.Participation", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("meet.Participation", on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    brought_in = models.ForeignKey(
        "meet.EventImport", on_delete=models.SET_NULL, null=True, blank=True, related_name="aparts"
    )

    class Meta:
        """A pair is kept once, in one order."""

        ordering = ["event", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="meet_apart_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="meet_apart_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} × {self.other_id}"
