"""Documents that show what became of a project, and the second signer's word on each."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Evidence(models.Model):
    """One document: a file kept by its hash, or a link. *Claimed* by who brought it until a second signer verifies it.

    ``organisation`` is whom the account acted for that brought it; ``None`` where it acts for none.
    """

    project = models.ForeignKey("land.Project", on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(_("title"), max_length=300)
    source = models.CharField(_("source"), max_length=200)
    path = models.CharField(_("path"), max_length=100, blank=True)
    file_name = models.CharField(_("file name"), max_length=150, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "know.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    brought_on = models.DateField(_("brought on"))

    class Meta:
        """In the order brought; a file or a link, the same file once a project."""

        ordering = ["project", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(path="", file_name="") & ~models.Q(link="")
                | ~models.Q(path="") & ~models.Q(file_name="") & ~models.Q(sha256="") & models.Q(link=""),
                name="land_file_or_link",
            ),
            models.UniqueConstraint(
                fields=["project", "sha256"], condition=~models.Q(sha256=""), name="land_file_once_a_project"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def own_ids(self) -> set[int]:
        """Whose it is: the project's."""
        return self.project.own_ids()

    @property
    def is_verified(self) -> bool:
        """Whether a second signer said that it shows what it says; ask for the verdict with the document."""
        verdict = getattr(self, "verdict", None)
        return verdict is not None and verdict.is_accepted

    @property
    def is_rejected(self) -> bool:
        """Whether a second signer said that it does not."""
        verdict = getattr(self, "verdict", None)
        return verdict is not None and not verdict.is_accepted


class Verdict(models.Model):
    """The second signer's word on a document, for another organisation than the one that brought it. It is final."""

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="verdict")
    is_accepted = models.BooleanField(_("verified"))
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField(_("signed on"))
    note = models.CharField(_("note"), max_length=500)

    class Meta:
        """In the order given."""

        ordering = ["evidence"]

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.is_accepted}"
