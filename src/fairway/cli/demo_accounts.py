"""The demo's four accounts: one for each role, passwords made for this installation."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from fairway.lib.errors import Refused

if TYPE_CHECKING:
    from fairway.govern.models import Role
    from fairway.know.models import Organisation

MARK = "demo-accounts.json"
"""Holds the passwords, readable by this user only; its presence says that the data folder is a demo's."""

REASON = "fairway demo"


def throw_away(data_dir: Path) -> None:
    """Delete a demo's database and passwords. Refuses a data folder that is not a demo's."""
    if not data_dir.exists() or not any(data_dir.iterdir()):
        return
    if not (data_dir / MARK).exists():
        text = "%(folder)s is not a demo's data folder; nothing was deleted."
        raise Refused("not-a-demo", text, folder=data_dir)
    for file in [*data_dir.glob("fairway.sqlite3*"), data_dir / MARK]:
        file.unlink()


def accounts() -> list[tuple[str, str, str]]:
    """User name, password and organisation of each demo account; made on the first call."""
    from django.conf import settings

    from fairway.govern.models import Membership

    file = Path(settings.DATA_DIR) / MARK
    passwords = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    held = {m.user.get_username(): m for m in Membership.objects.select_related("user", "organisation")}
    lines = []
    for role, organisation in _places().items():
        name = ACCOUNTS[role.value]
        if name not in held:
            passwords[name] = passwords.get(name) or secrets.token_urlsafe(12)
            _keep(file, passwords)
            _make(name, passwords[name], role, organisation)
        known = passwords.get(name, "(as you set it)")
        lines.append((name, known, str(held[name].organisation if name in held else organisation)))
    return lines


ACCOUNTS = {
    "promotion_office": "promotion",
    "zone_committee": "zone",
    "enterprise": "enterprise",
    "credit_office": "credit",
}


def _keep(file: Path, passwords: dict[str, str]) -> None:
    file.touch(mode=0o600)
    file.write_text(json.dumps(passwords, indent=2), encoding="utf-8")


def _make(name: str, password: str, role: Role, organisation: Organisation) -> None:
    from datetime import date

    from django.db import transaction

    from fairway.base.accounts import open_account
    from fairway.cli.workbench import operator
    from fairway.govern.actions import Appointment, appoint_member

    actor = operator(REASON)
    with transaction.atomic():
        user = open_account(actor=actor, reason=REASON, username=name, password=password)
        appointment = Appointment(user, organisation, role, date(2020, 1, 1))
        appoint_member(actor=actor, reason=REASON, appointment=appointment)


def _places() -> dict[Role, Organisation]:
    """An invented organisation of the loaded event for each role, a different one each where there are enough."""
    from fairway.govern.models import Role
    from fairway.know.models import Organisation

    demo = Organisation.objects.filter(is_demo=True).order_by("pk")
    offices = [demo.filter(kind=kind) for kind in ("institution", "government", "committee", "zone")]
    investors = demo.filter(kind="enterprise", agreements__role="investor")
    wanted = {
        Role.ZONE_COMMITTEE: [demo.filter(agreements__role="host"), *reversed(offices)],
        Role.ENTERPRISE: [
            investors.filter(participations__requests_made__is_mutual=True),
            demo.filter(kind="enterprise"),
        ],
        Role.PROMOTION_OFFICE: offices,
        Role.CREDIT_OFFICE: offices,
    }
    found: dict[Role, Organisation] = {}
    for role, choices in wanted.items():
        taken = [organisation.pk for organisation in found.values()]
        free = (organisation for rows in choices if (organisation := rows.exclude(pk__in=taken).first()))
        organisation = next(free, demo.first())
        if organisation is not None:
            found[role] = organisation
    return {role: found[role] for role in Role if role in found}
