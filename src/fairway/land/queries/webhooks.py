"""What a message says of the thing it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.land.models import Project
from fairway.sign.models import Agreement, Promise

if TYPE_CHECKING:
    from collections.abc import Collection


def subjects_of(names: Collection[str]) -> dict[str, dict[str, object]]:
    """Name in the audit log (``land.project:7``) → what it is. Three queries."""
    ids: dict[str, list[int]] = {}
    for name in names:
        kind, _colon, pk = name.partition(":")
        if pk.isdecimal():
            ids.setdefault(kind, []).append(int(pk))
    found: dict[str, dict[str, object]] = {name: _plain(name) for name in names}
    for project in Project.objects.select_related("agreement__event").filter(pk__in=ids.get("land.project", ())):
        told = _agreement(project.agreement) if project.agreement else {"title": project.title}
        own = {"reference": project.reference, "stage": project.stage, "demo": project.is_demo}
        found[f"land.project:{project.pk}"] |= told | own
    for agreement in Agreement.objects.select_related("event").filter(pk__in=ids.get("sign.agreement", ())):
        found[f"sign.agreement:{agreement.pk}"] |= _agreement(agreement)
    promises = Promise.objects.select_related("agreement__event").filter(pk__in=ids.get("sign.promise", ()))
    for promise in promises:
        told = _agreement(promise.agreement) if promise.agreement else {}
        said = {"clause": promise.number, "side": promise.side, "what": promise.what, "demo": promise.is_demo}
        found[f"sign.promise:{promise.pk}"] |= told | said
    return found


def _plain(name: str) -> dict[str, object]:
    kind, _colon, pk = name.partition(":")
    return {"kind": kind, "id": int(pk) if pk.isdecimal() else None}


def _agreement(agreement: Agreement) -> dict[str, object]:
    return {
        "event": agreement.event.code,
        "number": agreement.number,
        "title": agreement.title,
        "demo": agreement.is_demo,
    }
