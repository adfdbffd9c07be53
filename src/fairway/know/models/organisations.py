"""Organisations: how they are written, which codes they carry, who holds a post, where they sit, whose they are.

There is no table for a natural person: somebody appears only as the holder of a post (``Post``).
"""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """One organisation. ``name`` is the legal name, ``name_en`` the foreign one where known.

    Codes carry the edition they were read in, since divisions and industries are renumbered over the years.
    ``legal_form`` is a code of ISO 20275. ``size`` and ``ownership_type`` are classes of the official statistics as a
    source states them, "" where none does: how large it is, and whose capital controls it. Owners themselves, with
    share and date, are ``Relation`` rows; neither is worked out from the other.
    A record found to be a double points to the one it was merged into.
    """

    class Kind(models.TextChoices):
        """What an organisation is."""

        ENTERPRISE = "enterprise", _("enterprise")
        GOVERNMENT = "government", _("government body")
        ZONE = "zone", _("zone")
        COMMITTEE = "committee", _("committee")
        INSTITUTION = "institution", _("institution")
        ASSOCIATION = "association", _("association")
        BANK = "bank", _("bank")

    class Size(models.TextChoices):
        """How large: 国统字〔2017〕213号."""

        LARGE = "large", _("large")
        MEDIUM = "medium", _("medium-sized")
        SMALL = "small", _("small")
        MICRO = "micro", _("micro")

    class OwnershipType(models.TextChoices):
        """Who controls it (控股情况): 国统字〔2005〕79号."""

        STATE = "state", _("state-controlled")
        COLLECTIVE = "collective", _("collectively controlled")
        PRIVATE = "private", _("privately controlled")
        HMT = "hmt", _("controlled from Hong Kong, Macao or Taiwan")
        FOREIGN = "foreign", _("foreign-controlled")

    name = models.CharField(_("legal name"), max_length=300)
    name_en = models.CharField(_("foreign name"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    region_code = models.CharField(_("region"), max_length=6, db_index=True)
    region_edition = models.CharField(_("edition of region codes"), max_length=20)
    industry_code = models.CharField(_("industry"), max_length=5, blank=True, db_index=True)
    industry_edition = models.CharField(_("edition of industry codes"), max_length=20, blank=True)
    segment = models.CharField(_("chain segment"), max_length=60, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=4, blank=True)
    size = models.CharField(_("size of enterprise"), max_length=6, blank=True, choices=Size.choices)
    ownership_type = models.CharField(_("type of ownership"), max_length=10, blank=True, choices=OwnershipType.choices)
    founded_on = models.DateField(_("founded"), null=True, blank=True)
    dissolved_on = models.DateField(_("dissolved"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )

    class Meta:
        """By name."""

        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the record."""
        return reverse("know:organisation", args=[self.pk])


class EarlierKind(models.Model):
    """What an organisation was kept as until its kind was corrected. What counted at a moment can be told by it."""

    organisation = models.ForeignKey("know.Organisation", on_delete=models.CASCADE, related_name="earlier_kinds")
    kind = models.CharField(_("kind"), max_length=12, choices=Organisation.Kind.choices)
    until = models.DateTimeField(_("corrected"))

    class Meta:
        """In the order they were corrected."""

        ordering = ["pk"]

    def __str__(self) -> str:
        return self.kind


class Name(models.Model):
    """One way an organisation is written. Old names stay, with the time they were used."""

    class Kind(models.TextChoices):
        """What kind of name."""

        LEGAL = "legal", _("legal name")
        SHORT = "short", _("short name")
        FOREIGN = "foreign", _("foreign name")
        FORMER = "former", _("former name")
        PRINTED = "printed", _("as printed")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(_("name"), max_length=300, db_index=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=8)
    script = models.CharField(_("script"), max_length=4, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    source = models.ForeignKey("know.SourceDocument", on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        """One organisation is written one way once per kind."""

        ordering = ["kind", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "kind", "text"], name="know_name_once")]

    def __str__(self) -> str:
        return self.text


class Identifier(models.Model):
    """A code that identifies one organisation; local ones are unique within their namespace."""

    class Scheme(models.TextChoices):
        """Who gives out the code."""

        USCC = "uscc", _("unified social credit code")
        ORGANISATION_CODE = "orgcode", _("organisation code")
        LEI = "lei", _("LEI")
        STOCK = "stock", _("stock code")
        LOCAL = "local", _("local key")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=8, choices=Scheme.choices)
    namespace = models.CharField(_("namespace"), max_length=80, blank=True)
    value = models.CharField(_("code"), max_length=80)
    source = models.ForeignKey("know.SourceDocument", on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        """A code belongs to one organisation."""

        ordering = ["scheme", "value"]
        constraints = [models.UniqueConstraint(fields=["scheme", "namespace", "value"], name="know_identifier_once")]

    def __str__(self) -> str:
        return self.value


class Post(models.Model):
    """Who held a post, from–until where a source says so, or on the one day a source names (both dates the same)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="posts")
    title = models.CharField(_("post"), max_length=120)
    title_zh = models.CharField(_("post in Chinese"), max_length=120, blank=True)
    holder = models.CharField(_("holder"), max_length=120)
    holder_zh = models.CharField(_("holder in Chinese"), max_length=120, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    source = models.ForeignKey("know.SourceDocument", on_delete=models.PROTECT)

    class Meta:
        """Newest first."""

        ordering = ["-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_until__isnull=True)
                | models.Q(valid_from__lte=models.F("valid_until")),
                name="know_post_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.holder}"
