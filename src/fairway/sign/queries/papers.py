"""An agreement as people read it: what it is part of, its parts, areas, amounts, versions and approvals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.sign.engine.areas import Areas
from fairway.sign.models import Mandate
from fairway.sign.queries.agreements import agreements_seen_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from fairway.base.models import User
    from fairway.lib.money import Money
    from fairway.sign.models import Agreement, Approval, Area, Version


@dataclass(frozen=True)
class Branch:
    """An agreement in the tree, so many steps below the top."""

    agreement: Agreement
    depth: int
    amounts: tuple[Money, ...]


@dataclass(frozen=True)
class Paper:
    """What stands on the page of one agreement."""

    areas: Areas
    names: tuple[Area, ...]
    tree: tuple[Branch, ...]
    versions: tuple[Version, ...]
    approvals: tuple[Approval, ...]
    approval: Approval | None

    @property
    def has_tree(self) -> bool:
        """Whether it is part of another, or has parts."""
        return len(self.tree) > 1


def paper_of(agreement: Agreement, user: User | AnonymousUser) -> Paper:
    """Return what stands on the page, and of the tree the agreements that the reader may see."""
    names = tuple(agreement.areas.all())
    areas = Areas(agreement.areas_promised, len(names), agreement.areas_unsaid)
    approvals = tuple(agreement.approvals.select_related("body", "mandate", "decided_by"))
    return Paper(
        areas=areas,
        names=names,
        tree=tuple(_tree(agreement, user)),
        versions=tuple(agreement.versions.select_related("written_by")),
        approvals=approvals,
        approval=next((each for each in approvals if each.version == agreement.version), None),
    )


def _tree(agreement: Agreement, user: User | AnonymousUser) -> Iterator[Branch]:
    """The whole tree from its top in order of numbers; one query a level, up and down."""
    seen = agreements_seen_by(user).prefetch_related("further_amounts")
    top = agreement
    while top.parent_id is not None and (above := seen.filter(pk=top.parent_id).first()) is not None:
        top = above
    below: dict[int, list[Agreement]] = {}
    level = [top.pk]
    while level:
        parts = list(seen.filter(parent__in=level).order_by("number", "pk"))
        for part in parts:
            below.setdefault(part.parent_id or 0, []).append(part)
        level = [part.pk for part in parts]
    ahead = [(top, 0)]
    while ahead:
        here, depth = ahead.pop()
        yield Branch(here, depth, here.amounts)
        ahead += [(part, depth + 1) for part in reversed(below.get(here.pk, []))]


def mandates() -> QuerySet[Mandate]:
    """Every act that gives a power, with its body."""
    return Mandate.objects.select_related("body")
