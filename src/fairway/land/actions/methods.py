"""Stage maps and KPI definitions of the office's own: added, approved by somebody else, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.land.models import Method
from fairway.land.queries.methods import SHELVES
from fairway.lib.errors import Missing, Refused
from fairway.trust.engine.credit_model import fingerprint

if TYPE_CHECKING:
    from fairway.base.models import User


@transaction.atomic
def add_method(*, actor: User, reason: str, kind: Method.Kind, text: str, name: str) -> Method:
    """Keep a text as a version that waits for approval; ``name`` stands for it in messages.

    Raises Invalid with the line for a text that does not read; Refused ``method-same`` where this very text is there
    or ships, ``method-taken`` where another one has its key and version.
    """
    require(actor, "land.add_method")
    kept = text.replace("\r\n", "\n")
    read = SHELVES[kind].read(kept, name)
    shipped = SHELVES[kind].shipped_text(read.key, read.version)
    said = {"in_force_from": read.in_force_from, "text": kept, "sha256": fingerprint(kept), "added_by": actor}
    if shipped is not None:
        raise _taken(shipped, kept, read.key, read.version)
    method, is_new = Method.objects.get_or_create(kind=kind, key=read.key, version=read.version, defaults=said)
    if not is_new:
        raise _taken(method.text, kept, read.key, read.version)
    _note(actor, method, reason, verb="add_method")
    return method


@transaction.atomic
def approve_method(*, actor: User, reason: str, method: Method) -> Method:
    """Let projects and bulletins go by a version, from its day in force on; Refused ``own-method`` for one's own."""
    require(actor, "land.approve_method")
    kept = _waiting(method)
    if kept.added_by_id == actor.pk:
        raise Refused("own-method", gettext_noop("You added this text. Have somebody else approve it."))
    SHELVES[kept.kind].read_kept(kept)
    kept.approved_by, kept.approved_at = actor, timezone.now()
    kept.save(update_fields=["approved_by", "approved_at"])
    _note(actor, kept, reason, verb="approve_method")
    return kept


@transaction.atomic
def discard_method(*, actor: User, reason: str, method: Method) -> None:
    """Throw away a version that nobody has approved: its key and version are free again."""
    require(actor, "land.add_method")
    kept = _waiting(method)
    _note(actor, kept, reason, verb="discard_method")
    kept.delete()


def _waiting(method: Method) -> Method:
    """The version as it stands now, kept from others meanwhile; one that is approved never changes."""
    kept = Method.objects.select_for_update().filter(pk=method.pk).first()
    if kept is None:
        text = gettext_noop("There is no stage map or KPI definition at this address.")
        raise Missing("method-missing", text)
    if kept.is_approved:
        text = gettext_noop("%(method)s is approved and never changes. Add a new version.")
        raise Refused("method-approved", text, method=str(kept))
    return kept


def _taken(there: str, text: str, key: str, version: int) -> Refused:
    if there == text:
        same = gettext_noop("%(key)s %(version)s is there already, word for word. Nothing is left to do.")
        return Refused("method-same", same, key=key, version=version)
    other = gettext_noop("There is another text with the key %(key)s and the version %(version)s. Raise the version.")
    return Refused("method-taken", other, key=key, version=version)


def _note(actor: User, method: Method, reason: str, *, verb: str) -> None:
    told = {"kind": method.kind, "key": method.key, "version": method.version, "sha256": method.sha256}
    audit.record(actor=actor, verb=verb, subject=method, reason=reason, **told)
