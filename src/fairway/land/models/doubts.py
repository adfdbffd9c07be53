"""What officers made of signs that a project may be listed twice or stand on paper only."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.land.engine import doubts as engine


class DoubtAnswer(models.Model):
    """An officer's word on one sign, kept beside it; never changed: a later word stands before an earlier one.

    ``key`` names exactly what was seen; ``project`` is the first of those it rests on.
    """

    class Sign(models.TextChoices):
        """What was seen; keys of the engine."""

        SAME_DEAL = engine.Sign.SAME_DEAL.value, _("one investor, place and amount twice")
        SAME_DOCUMENT = engine.Sign.SAME_DOCUMENT.value, _("one document for several projects")
        LAST_DAYS = engine.Sign.LAST_DAYS.value, _("signed at the end of a half-year, nothing since")
        NOT_SHOWN = engine.Sign.NOT_SHOWN.value, _("money realised without evidence")
        PAID_UNSTARTED = engine.Sign.PAID_UNSTARTED.value, _("all paid in, nothing started")
        BUILT_AT_ONCE = engine.Sign.BUILT_AT_ONCE.value, _("completed as soon as started")
        FOUNDED_AFTER = engine.Sign.FOUNDED_AFTER.value, _("investor founded after signing")
        DISSOLVED_BEFORE = engine.Sign.DISSOLVED_BEFORE.value, _("investor dissolved before signing")

    project = models.ForeignKey("land.Project", on_delete=models.PROTECT, related_name="doubt_answers")
    sign = models.CharField(_("sign seen"), max_length=16, choices=Sign.choices)
    key = models.CharField(_("fingerprint"), max_length=32, db_index=True)
    is_concern = models.BooleanField(_("a real concern"))
    reason = models.CharField(_("reason"), max_length=500)
    answered_on = models.DateField(_("answered on"))
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """The newest first."""

        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.sign}"
