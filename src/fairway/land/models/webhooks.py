"""Addresses that are told what happens, and what was told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Webhook(models.Model):
    """An address that is told of events.

    ``last_number`` is the line of the audit log up to which everything has been put in the outbox; ``salt`` makes the
    secret together with the installation's key.
    """

    address = models.CharField(_("address"), max_length=500)
    events = models.JSONField(default=list)
    salt = models.CharField(max_length=64)
    is_on = models.BooleanField(_("on"), default=True)
    last_number = models.PositiveBigIntegerField(default=0)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(_("registered"), auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.address


class Delivery(models.Model):
    """One message to one address: waiting, delivered, or given up after the last try."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("to be sent")
        DELIVERED = "delivered", _("delivered")
        GIVEN_UP = "given_up", _("given up")

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    number = models.PositiveBigIntegerField()
    event = models.CharField(_("event"), max_length=40)
    message = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt"), null=True)
    status = models.PositiveSmallIntegerField(_("answer"), null=True)
    fault = models.CharField(_("fault"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("last attempt"), null=True)

    class Meta:
        """Newest first; a line of the log is told an address once."""

        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["webhook", "number"], name="land_delivery_once")]
        indexes = [models.Index(fields=["state", "next_at"], name="land_delivery_due")]

    def __str__(self) -> str:
        return f"{self.event} {self.number}"
