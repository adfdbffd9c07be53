"""The event that ``phones.py`` opens: invented participants, who wants to meet whom by chance, a timetable, links.

``python bench/phones_event.py FILE PHONES WISHES`` leaves the tokens of the personal links in FILE.
"""

from __future__ import annotations

import json
import random
import sys
from datetime import timedelta
from pathlib import Path

SLOTS = 16
ROUND = timedelta(minutes=20)


def main(file: Path, phones: int, wishes: int) -> None:
    """Make it in the workbench that FAIRWAY_DATA_DIR names."""
    import django

    from fairway.cli.prepare import prepare
    from fairway.cli.workbench import set_up

    set_up()
    django.setup()
    prepare()
    tokens = _made(phones, wishes)
    file.write_text(json.dumps(tokens), encoding="utf-8")


def _made(phones: int, wishes: int) -> list[str]:
    from django.utils import timezone

    from fairway.base.accounts import open_operator
    from fairway.know.engine.intake import OrganisationKind, OrganisationRow
    from fairway.know.models import Organisation
    from fairway.meet import actions
    from fairway.meet.actions import day
    from fairway.meet.engine.intake import Answer, RequestRow

    actor = open_operator(reason="bench", username="bench")
    keys = [f"p{number:03}" for number in range(phones)]
    rows = [OrganisationRow(key, f"示例{key}汽车零部件有限公司", OrganisationKind.ENTERPRISE, "220100") for key in keys]
    Organisation.objects.bulk_create(
        Organisation(
            name=row.legal_name,
            name_en=f"Example {row.key} Auto Parts Co., Ltd.",
            kind="enterprise",
            region_code="220100",
            region_edition="2023",
            is_demo=True,
        )
        for row in rows
    )
    ids = {
        row.key: pk
        for row, pk in zip(rows, Organisation.objects.order_by("pk").values_list("pk", flat=True), strict=False)
    }
    start = timezone.now() - ROUND
    plan = actions.EventPlan(
        code="phones",
        name="Four hundred phones",
        name_zh="四百部手机",
        held_on=start.date(),
        as_of=start.date(),
        region_code="220100",
        venue="Hall 1",
        is_demo=True,
        tables=phones // 3,
        slots=tuple(actions.SlotPlan(n, start + (n - 1) * ROUND, start + n * ROUND) for n in range(1, SLOTS + 1)),
    )
    given = {"actor": actor, "reason": "bench", "organisations": ids}
    event = actions.open_event(spec=plan, **given)
    actions.register_participants(event=event, rows=rows, **given)
    chance = random.Random(1)
    pairs = {tuple(sorted(chance.sample(keys, 2))) for _ in range(phones * wishes // 2)}
    actions.load_requests(
        event=event, rows=[RequestRow(a, b, chance.randint(1, 5), Answer.ACCEPTED) for a, b in sorted(pairs)], **given
    )
    actions.make_timetable(actor=actor, reason="bench", event=event, effort=1.0)
    day.personal_links(actor=actor, reason="bench", event=event)
    return list(event.participations.values_list("token", flat=True))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
