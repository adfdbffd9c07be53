"""S2, Changchun, 29 June 2020: eight support measures as printed, finance twice, none dropped."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.test import Client, TestCase
from django.urls import reverse

from fairway.chain.actions import load_folder
from fairway.chain.engine.folder import read_folder
from fairway.govern.models import Role
from fairway.meet.models import Event
from fairway.sign import actions
from fairway.sign.engine.promises import State, Step
from fairway.sign.models import Promise
from fairway.sign.queries import support_ledger
from tests.cast import account, operator

pytestmark = pytest.mark.example
FOLDER = Path(__file__).parents[1] / "examples" / "changchun-zone-2020"
FIELDS = (
    "planning", "industrial development", "project layout", "opening to the outside world",
    "finance", "taxation", "finance", "land",
)  # fmt: skip


class TestLedger(TestCase):
    event: Event

    @classmethod
    def setUpTestData(cls) -> None:
        check = read_folder({file.name: file.read_bytes() for file in FOLDER.iterdir()})
        assert check.problems == ()
        assert check.folder is not None
        cls.event = load_folder(actor=operator(), reason="story", folder=check.folder)

    def test_eight_are_printed_the_repeat_is_flagged_and_none_is_dropped(self) -> None:
        found = support_ledger(None, date(2020, 6, 30), self.event.pk)
        assert tuple(line.promise.field for line in found.lines) == FIELDS
        assert [line.repeats.number if line.repeats else None for line in found.lines] == [None] * 6 + ["5", None]
        assert (len(found.lines), found.ledger.fields, found.ledger.repeated) == (8, 7, 1)

    def test_the_province_promised_the_zone_at_the_unveiling_and_not_in_a_paper(self) -> None:
        made = Promise.objects.all()
        assert {(p.debtor.name, p.creditor.name if p.creditor else "") for p in made} == {
            ("吉林省人民政府", "中韩（长春）国际合作示范区")
        }
        assert {(p.agreement_id, p.event_id, p.side, p.is_demo) for p in made} == {
            (None, self.event.pk, "government", False)
        }

    def test_nothing_is_due_where_no_day_is_stated_so_no_rate_is_told(self) -> None:
        found = support_ledger(None, date(2021, 6, 30), self.event.pk)
        assert {line.standing.state for line in found.lines} == {State.NOT_YET_DUE}
        assert (found.rate.share, found.rate.total) == (None, 8)

    def test_what_is_kept_with_evidence_counts_and_the_rest_stays_open(self) -> None:
        land = Promise.objects.get(field="land")
        kept = actions.StepDraft(Step.KEPT, date(2020, 11, 20), evidence="Land-use plan of the test")
        actions.record_step(actor=account(Role.PROMOTION_OFFICE), reason="story", promise=land, draft=kept)
        found = support_ledger(None, land.steps.get().learned_on, self.event.pk)
        assert (found.rate.kept, found.rate.due) == (1, 1)

    def test_the_ledger_is_a_page_and_a_workbook(self) -> None:
        visitor = Client()
        visitor.force_login(account(Role.PROMOTION_OFFICE))
        address = f"{reverse('sign:ledger')}?as_of=2020-06-30&event={self.event.pk}"
        shown = visitor.get(address).content.decode()
        for words in ("8 measures as printed", "7 fields", "1 printed again", "repeats 5"):
            assert words in shown, words
        assert visitor.get(reverse("sign:ledger_workbook")).status_code == 200
        page = visitor.get(reverse("sign:promise", args=[Promise.objects.get(field="land").pk])).content.decode()
        assert "Unveiling of the China-South Korea" in page
        assert Event.objects.get(pk=self.event.pk).promises.count() == 8
