"""Registering for an event without an account: when and for whom, who applied, what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairway.base.words import reads_chinese, reason_words
from fairway.meet.models.participants import Participation

if TYPE_CHECKING:
    from datetime import datetime


class Registration(models.Model):
    """How an event takes registrations and requests; an event without one takes them from the office alone.

    ``places`` and ``most_requests`` (of one participant) are ``None`` for no limit; ``sides`` are the words an
    applicant chooses its side from. After ``requests_close_at`` only the organiser changes requests.
    """

    event = models.OneToOneField("meet.Event", on_delete=models.CASCADE, related_name="registration")
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    places = models.PositiveIntegerField(_("places"), null=True, blank=True)
    sides = models.JSONField(_("sides"), default=list, blank=True)
    note = models.CharField(_("note to applicants"), max_length=600, blank=True)
    note_zh = models.CharField(_("note to applicants in Chinese"), max_length=600, blank=True)
    most_requests = models.PositiveSmallIntegerField(_("most requests of one participant"), null=True, blank=True)
    requests_close_at = models.DateTimeField(_("requests close"), null=True, blank=True)

    class Meta:
        """It closes after it opens."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_at__lt=models.F("closes_at")), name="meet_registration_opens_before_it_closes"
            )
        ]

    def __str__(self) -> str:
        return str(self.event_id)

    def is_open(self, at: datetime) -> bool:
        """Whether one can apply at this moment."""
        return self.opens_at <= at < self.closes_at

    @property
    def is_open_now(self) -> bool:
        """Whether one can apply at this very moment."""
        return self.is_open(timezone.now())

    @property
    def words(self) -> str:
        """The note in the reader's language, where both are known."""
        return (self.note_zh if reads_chinese() else "") or self.note or self.note_zh


class Application(models.Model):
    """An organisation that applied, as it wrote itself.

    Where the registry knows it, it has a ``participation``, which holds status, link and everything else. Until the
    office has linked it or entered it in the registry, ``status``, ``token`` and ``entry`` (what was filled in, by
    the names of the participation's fields) are kept here.
    """

    event = models.ForeignKey("meet.Event", on_delete=models.CASCADE, related_name="applications")
    name = models.CharField(_("name as typed"), max_length=200)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, null=True, blank=True, related_name="applications"
    )
    status = models.CharField(_("status"), max_length=9, choices=Participation.Status.choices, blank=True)
    token = models.CharField(_("personal link"), max_length=43, blank=True, editable=False)
    linked_on = models.DateField(_("link made on"), default=timezone.localdate, editable=False)
    entry = models.JSONField(_("filled in"), default=dict, blank=True)
    applied_at = models.DateTimeField(_("came in"))
    brought_in = models.ForeignKey(
        "meet.EventImport", on_delete=models.SET_NULL, null=True, blank=True, related_name="applications"
    )

    class Meta:
        """In the order they came. Where it stands is said in one place."""

        ordering = ["applied_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(participation=None) & ~models.Q(status="")
                | models.Q(participation__isnull=False, status="", token=""),
                name="meet_application_stands_in_one_place",
            ),
            models.UniqueConstraint(
                fields=["token"], condition=~models.Q(token=""), name="meet_application_link_opens_one"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def standing(self) -> Participation.Status:
        """Where it stands, whether the registry knows it or not."""
        return Participation.Status(self.participation.status if self.participation else self.status)

    def own_ids(self) -> set[int]:
        """Whose application it is; nobody's until it is linked."""
        return {self.participation.organisation_id} if self.participation else set()


class Decision(models.Model):
    """A change of where an application stands, and the reason the applicant reads; ``before`` is what undoing restores.

    ``made_by`` is empty where a place that fell free moved it up.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="decisions")
    before = models.CharField(_("before"), max_length=9, choices=Participation.Status.choices)
    after = models.CharField(_("after"), max_length=9, choices=Participation.Status.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("decided at"), auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    is_undone = models.BooleanField(_("taken back"), default=False)

    class Meta:
        """Newest first."""

        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.before} → {self.after}"

    @property
    def words(self) -> str:
        """The reason as the applicant reads it: our own in the reader's language, a typed one as it is."""
        return reason_words(self.reason)
