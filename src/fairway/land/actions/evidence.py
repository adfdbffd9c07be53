"""Bringing documents to a project, and a second signer's word on them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.govern.rules import is_own_case, memberships, own_organisations
from fairway.land.models import Evidence, Project, Verdict
from fairway.lib.errors import Invalid, Refused, TooLarge

if TYPE_CHECKING:
    from fairway.base.models import User

KINDS = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".docx", ".xlsx", ".csv", ".txt"})
"""What an office opens without running anything."""


@dataclass(frozen=True)
class Document:
    """What is brought: a file's content with its name, or a link (``sha256`` is then what its bringer says of it)."""

    title: str
    source: str
    content: bytes = b""
    file_name: str = ""
    link: str = ""
    sha256: str = ""


@transaction.atomic
def bring_evidence(*, actor: User, reason: str, project: Project, document: Document) -> Evidence:
    """Keep a document as claimed. The same file is kept once; twice on one project is refused."""
    require(actor, "land.bring_evidence", project)
    _check(document)
    Project.objects.select_for_update().get(pk=project.pk)
    digest = hashlib.sha256(document.content).hexdigest() if document.content else document.sha256.lower()
    if digest and project.documents.filter(sha256=digest).exists():
        raise Refused("brought-already", gettext_noop("This file is among the project's documents already."))
    kept = Evidence.objects.create(
        project=project,
        title=document.title.strip(),
        source=document.source.strip(),
        path=_path(digest) if document.content else "",
        file_name=PurePath(document.file_name).name[-150:] if document.content else "",
        link=document.link,
        sha256=digest,
        brought_by=actor,
        organisation_id=_acts_for(actor, project),
        brought_on=timezone.localdate(),
    )
    audit.record(
        actor=actor,
        verb="bring_evidence",
        subject=kept,
        reason=reason,
        project=project.pk,
        sha256=digest,
        link=kept.link,
    )
    if document.content and not default_storage.exists(kept.path):
        default_storage.save(kept.path, ContentFile(document.content))
    return kept


def _check(document: Document) -> None:
    if not document.title.strip() or not document.source.strip():
        raise Invalid("document", gettext_noop("Say what the document is and who issued it."))
    if bool(document.content) == bool(document.link):
        raise Invalid("document", gettext_noop("Bring a file or a link, one of the two."))
    if document.link and urlsplit(document.link).scheme not in {"http", "https"}:
        raise Invalid("link", gettext_noop("A link begins with http:// or https://."))
    if document.sha256 and not _is_digest(document.sha256):
        raise Invalid("sha256", gettext_noop("A SHA-256 has 64 signs from 0 to 9 and a to f."))
    if document.content and PurePath(document.file_name).suffix.lower() not in KINDS:
        text = gettext_noop("Files of this kind are not kept. Use one of: %(kinds)s.")
        raise Invalid("file-kind", text, kinds=", ".join(sorted(KINDS)))
    if len(document.content) > settings.UPLOAD_BYTES:
        text = gettext_noop("The file is larger than %(limit)s MB.")
        raise TooLarge("too-large", text, limit=settings.UPLOAD_BYTES // 2**20)


def _is_digest(text: str) -> bool:
    return len(text) == 64 and set(text.lower()) <= set("0123456789abcdef")


def _path(digest: str) -> str:
    """Where a file lies below the data folder: by its hash, so no name of a stranger's is ever a path."""
    return f"evidence/{digest[:2]}/{digest}"


def _acts_for(actor: User, project: Project) -> int | None:
    """The organisation an account acts for: a party of the project where it can, else its first."""
    acted_for = [each.organisation_id for each in memberships(actor)]
    own = [pk for pk in acted_for if pk in project.own_ids()]
    return next(iter([*own, *acted_for]), None)


@transaction.atomic
def sign_evidence(*, actor: User, reason: str, evidence: Evidence, is_accepted: bool) -> Verdict:
    """Say, as the second signer, whether a document shows what it says.

    Raises Refused ``own-case``, ``brought-it``, ``same-organisation`` and ``signed-already``.
    """
    require(actor, "land.sign_evidence", evidence.project)
    Project.objects.select_for_update().get(pk=evidence.project_id)
    acted_for = [each.organisation_id for each in memberships(actor)]
    _refuse_signer(actor, evidence, acted_for)
    verdict = Verdict.objects.create(
        evidence=evidence,
        is_accepted=is_accepted,
        signed_by=actor,
        organisation_id=acted_for[0],
        signed_on=timezone.localdate(),
        note=reason[:500],
    )
    audit.record(
        actor=actor,
        verb="sign_evidence",
        subject=evidence,
        reason=reason,
        is_accepted=is_accepted,
        sha256=evidence.sha256,
    )
    return verdict


def _refuse_signer(actor: User, evidence: Evidence, acted_for: list[int]) -> None:
    if is_own_case(actor, evidence):
        raise Refused("own-case", gettext_noop("Nobody verifies on a case of their own. Ask another office."))
    if evidence.brought_by_id == actor.pk:
        raise Refused("brought-it", gettext_noop("Nobody verifies what they brought. Ask another office."))
    if not acted_for or evidence.organisation_id in own_organisations(actor):
        text = gettext_noop("The second signer acts for another organisation than the one that brought it.")
        raise Refused("same-organisation", text)
    if Verdict.objects.filter(evidence=evidence).exists():
        raise Refused("signed-already", gettext_noop("A second signer has spoken already. Bring a new document."))
