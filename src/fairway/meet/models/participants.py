"""Who takes part."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Participation(models.Model):
    """Who takes part: seats (meetings in parallel), slots (``None`` = all), least and most meetings.

    ``side`` is the kind of counterpart it is in the event's own words, such as supplier or buyer. ``languages``
    are codes (ISO 639-1) it can talk in. ``representatives`` are posts at this event, each with ``post`` and
    ``holder``, and perhaps ``post_zh``, ``holder_latin`` and ``role`` (principal, attendee or delegate): nobody is
    listed without a post or at another event. ``token`` opens its personal page to whoever has the link.
    """

    class Status(models.TextChoices):
        """Where its registration stands; only who is approved takes part."""

        APPLIED = "applied", _("has applied")
        WAITING = "waiting", _("on the waiting list")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    event = models.ForeignKey("meet.Event", on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="participations")
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.APPROVED)
    side = models.CharField(_("side"), max_length=40, blank=True)
    group = models.CharField(_("delegation"), max_length=120, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), default=1)
    available = models.JSONField(_("available slots"), null=True)
    at_least = models.PositiveSmallIntegerField(_("at least"), default=0)
    at_most = models.PositiveSmallIntegerField(_("at most"), null=True, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    representatives = models.JSONField(_("representatives"), default=list, blank=True)
    looks_for = models.CharField(_("looks for"), max_length=300, blank=True)
    offers = models.CharField(_("offers"), max_length=300, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), max_length=200, blank=True)
    brought_in = models.ForeignKey(
        "meet.EventImport", on_delete=models.SET_NULL, null=True, blank=True, related_name="participations"
    )
    token = models.CharField(_("personal link"), max_length=43, blank=True, editable=False)
    linked_on = models.DateField(_("link made on"), default=timezone.localdate, editable=False)

    class Meta:
        """An organisation takes part once; a link opens one page."""

        ordering = ["event", "organisation__name"]
        constraints = [
            models.UniqueConstraint(fields=["event", "organisation"], name="meet_participates_once"),
            models.UniqueConstraint(
                fields=["token"], condition=~models.Q(token=""), name="meet_personal_link_opens_one"
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation_id)

    def own_ids(self) -> set[int]:
        """Whose participation it is, for rights held on what is one's own."""
        return {self.organisation_id}
