"""The list of organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairway.base.cells import organisation_link
from fairway.base.lists import Column, Filter, Link, ListPage, show
from fairway.base.rights import needs
from fairway.know import queries
from fairway.know.models import Organisation

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


COLUMNS = (
    Column("name", gettext_lazy("Organisation"), organisation_link, "sorted_as"),
    Column("kind", gettext_lazy("Kind"), lambda o: o.get_kind_display(), "kind"),
    Column("region", gettext_lazy("Region"), lambda o: queries.place_name(o.region_code), "region_code"),
    Column(
        "industry", gettext_lazy("Industry"), lambda o: queries.industry_name(o.industry_code) or None, "industry_code"
    ),
    Column("segment", gettext_lazy("Chain segment"), lambda o: queries.segment_name(o.segment) or None, "segment"),
    Column("size", gettext_lazy("Size of enterprise"), lambda o: o.get_size_display() or None, "size"),
    Column(
        "ownership",
        gettext_lazy("Type of ownership"),
        lambda o: o.get_ownership_type_display() or None,
        "ownership_type",
    ),
)


def _prefectures() -> list[tuple[str, str]]:
    codes = Organisation.objects.values_list("region_code", flat=True)
    return queries.place_choices(codes)


def _segments() -> list[tuple[str, str]]:
    rows = Organisation.objects.exclude(segment="").order_by("segment").values_list("segment", flat=True).distinct()
    return [(segment, queries.segment_name(segment)) for segment in rows]


@needs("know.see_organisations")
def organisations(request: HttpRequest) -> HttpResponse:
    """Everybody who is known; records that were merged into another stand under that one."""
    may_add = request.user.has_perm("know.edit_organisations")
    return show(
        request,
        ListPage(
            name="organisations",
            title=gettext_lazy("Organisations"),
            rows=queries.listed_organisations(),
            columns=COLUMNS,
            filters=(
                Filter("kind", gettext_lazy("Kind"), "kind", lambda: list(Organisation.Kind.choices)),
                Filter("region", gettext_lazy("Region"), "region_code__startswith", _prefectures),
                Filter("segment", gettext_lazy("Chain segment"), "segment", _segments),
                Filter("size", gettext_lazy("Size of enterprise"), "size", lambda: list(Organisation.Size.choices)),
                Filter(
                    "ownership",
                    gettext_lazy("Type of ownership"),
                    "ownership_type",
                    lambda: list(Organisation.OwnershipType.choices),
                ),
            ),
            search=("name", "name_en"),
            order=("sorted_as", "pk"),
            empty=gettext_lazy("Load a folder with an organisations table to fill this list."),
            actions=(Link(_("Add an organisation"), reverse("know:new_organisation")),) if may_add else (),
        ),
    )
