"""Who asked to meet whom."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeetingRequest(models.Model):
    """One side asks to meet another; mutual when accepted or asked by both, unless either declined.

    Of two requests that face each other both are mutual and exactly one ``carries_meeting``. The organiser may
    say that a meeting ``must_hold``, or in which slot it is to be.
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
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices, blank=True, default="")
    is_mutual = models.BooleanField(_("mutual"), default=False)
    carries_meeting = models.BooleanField(_("carries the meeting"), default=False)
    must_hold = models.BooleanField(_("must be held"), default=False)
    fixed_slot = models.ForeignKey("meet.Slot", on_delete=models.PROTECT, null=True, blank=True, related_name="fixed")

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
