"""Everything on file about one organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.trust.models import OPEN_STATES, Notice
from fairway.trust.queries.looks import looks_at
from fairway.trust.queries.notices import held_up, notices_of
from fairway.trust.queries.ratings import history
from fairway.trust.queries.records import records_seen_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from fairway.base.models import User
    from fairway.know.models import Organisation
    from fairway.trust.models import Case, CreditRecord, FileView, Rating

LOOKS_SHOWN = 20


@dataclass(frozen=True)
class CreditFile:
    """A file as somebody may see it: what they may not see is ``None``, what there is not is empty.

    ``announced``: the notice whose rating waits; ``is_held``: an objection holds it up.
    """

    organisation: Organisation
    history: Sequence[Rating]
    records: Sequence[CreditRecord]
    notices: Sequence[Notice] | None
    looks: Sequence[FileView] | None
    looks_total: int
    is_held: bool
    open_cases: Sequence[Case]

    @property
    def in_force(self) -> Rating | None:
        """The rating in force today; ``None`` before the first."""
        return self.history[0] if self.history else None

    @property
    def announced(self) -> Notice | None:
        """The notice whose rating waits to take effect."""
        return next((n for n in self.notices or () if n.state == Notice.State.SERVED), None)


def credit_file(organisation: Organisation, user: User) -> CreditFile:
    """Put the file together for ``user``: a handful of queries however much is on file."""
    sees_notices = user.has_perm("trust.see_notices", organisation)
    sees_looks = user.has_perm("trust.see_looks", organisation)
    notices = list(notices_of(organisation)) if sees_notices else None
    looks = looks_at(organisation)
    return CreditFile(
        organisation=organisation,
        history=list(history(organisation)),
        records=list(_records(organisation, user)),
        notices=notices,
        looks=list(looks[:LOOKS_SHOWN]) if sees_looks else None,
        looks_total=looks.count() if sees_looks else 0,
        is_held=bool(held_up(n for n in notices or () if n.state == Notice.State.SERVED)),
        open_cases=list(organisation.cases.filter(state__in=OPEN_STATES).select_related("record")),
    )


def _records(organisation: Organisation, user: User) -> QuerySet[CreditRecord]:
    rows = records_seen_by(user).filter(organisation=organisation)
    return rows.prefetch_related("status_changes").order_by("-happened_on", "pk")
