"""What may stand in the fields of an organisation's record: each checked before it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from fairway.know.engine import industries, places
from fairway.know.engine.intake import NO_PERSONS, legal_name_problem, person_problem
from fairway.know.engine.legal_forms import legal_form
from fairway.know.models import Name, Organisation
from fairway.lib.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

SOLE_TRADER = "RV48"
"""个体工商户 in ISO 20275: a form no organisation has."""


def _refuse_person(name: str = "", code: str = "", kind: str = "") -> None:
    found = legal_name_problem(name) if kind == Name.Kind.LEGAL else person_problem(name=name, code=code)
    if found:
        raise found


def _checked(values: Mapping[str, object]) -> dict[str, object]:
    """The fields as they are kept, codes with the edition they are read in; Invalid names what is wrong."""
    kept: dict[str, object] = {f: v.strip() if isinstance(v, str) else v for f, v in values.items()}
    for field, check in _FIELD_CHECKS.items():
        if field in kept:
            check(kept)
    return kept


def _check_name(kept: dict[str, object]) -> None:
    if not kept["name"]:
        raise Invalid("name-missing", gettext_noop("Write the name as registered."))
    _refuse_person(str(kept["name"]), kind=Name.Kind.LEGAL)


def _check_kind(kept: dict[str, object]) -> None:
    if kept["kind"] not in Organisation.Kind.values:
        raise Invalid("kind", gettext_noop("“%(kind)s” is no kind of organisation."), kind=kept["kind"])


def _check_region(kept: dict[str, object]) -> None:
    kept["region_edition"] = _edition(str(kept["region_code"]))


def _edition(code: str) -> str:
    edition = places.edition_of(code)
    if edition is None:
        text = gettext_noop("“%(value)s” is not a division code of any edition since 1980.")
        raise Invalid("region", text, value=code)
    return edition


def _check_industry(kept: dict[str, object]) -> None:
    code = str(kept["industry_code"] or "")
    found = industries.industry(code) if code else None
    if code and found is None:
        text = gettext_noop("“%(value)s” is not an industry code of GB/T 4754-2017.")
        raise Invalid("industry", text, value=code)
    kept["industry_code"] = found.code if found else ""
    kept["industry_edition"] = industries.EDITION if found else ""


def _check_form(kept: dict[str, object]) -> None:
    if kept["legal_form"] == SOLE_TRADER:
        raise Invalid("sole-trader", NO_PERSONS, value=kept["legal_form"])
    if kept["legal_form"] and legal_form(str(kept["legal_form"])) is None:
        text = gettext_noop("“%(value)s” is not a legal form of ISO 20275.")
        raise Invalid("legal-form", text, value=kept["legal_form"])


def _check_size(kept: dict[str, object]) -> None:
    if kept["size"] and kept["size"] not in Organisation.Size.values:
        raise Invalid("size", gettext_noop("“%(value)s” is not a size of enterprise."), value=kept["size"])


def _check_ownership(kept: dict[str, object]) -> None:
    value = kept["ownership_type"]
    if value and value not in Organisation.OwnershipType.values:
        raise Invalid("ownership-type", gettext_noop("“%(value)s” is not a type of ownership."), value=value)


_FIELD_CHECKS = {
    "name": _check_name,
    "kind": _check_kind,
    "region_code": _check_region,
    "industry_code": _check_industry,
    "legal_form": _check_form,
    "size": _check_size,
    "ownership_type": _check_ownership,
}
