"""The audit log notices every change, removal and insertion, and names the line."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.cast import account

from fairway.base import audit
from fairway.base.models import AuditHead, AuditLine

pytestmark = pytest.mark.django_db


def write(lines: int) -> None:
    actor = account()
    for n in range(lines):
        audit.record(actor=actor, verb="try", subject=f"thing:{n}", reason="a test", n=n)


def words() -> list[str]:
    return [str(reason) for reason in audit.verify().broken]


def test_an_untouched_log_verifies() -> None:
    write(5)
    verdict = audit.verify()
    assert (verdict.lines, verdict.broken) == (5, ())
    assert verdict.head == AuditLine.objects.get(number=5).hash


def test_an_empty_log_verifies() -> None:
    assert audit.verify().broken == ()


@pytest.mark.parametrize("field", ["actor", "verb", "subject", "reason"])
def test_a_changed_line_is_named(field: str) -> None:
    write(5)
    AuditLine.objects.filter(number=3).update(**{field: "somebody else's words"})
    assert words() == ["Line 3 was changed after it was written."]


def test_a_changed_line_with_a_new_hash_breaks_the_next() -> None:
    write(4)
    line = AuditLine.objects.get(number=2)
    line.reason = "rewritten"
    line.hash = audit._digest(line)
    line.save()
    assert words() == ["Line 3 does not continue line 2: one of them was inserted."]


def test_a_removed_line_is_named() -> None:
    write(5)
    AuditLine.objects.filter(number=3).delete()
    assert words() == ["Line 4 follows line 2: what stood between was removed."]


def test_lines_cut_off_the_end_are_noticed() -> None:
    write(5)
    AuditLine.objects.filter(number__gte=4).delete()
    assert words() == ["The log ends at line 3, its head says line 5: lines were cut or added."]


def test_an_inserted_line_is_named() -> None:
    write(3)
    AuditLine.objects.filter(number=3).update(number=4)
    first = AuditLine.objects.get(number=1)
    forged = AuditLine(number=3, at=first.at, actor="forger", verb="try", subject="x", reason="y")
    forged.previous_hash = AuditLine.objects.get(number=2).hash
    forged.hash = audit._digest(forged)
    forged.save()
    assert words()[0] == "Line 4 was changed after it was written."


def test_a_rewritten_log_is_noticed_with_a_noted_head() -> None:
    write(3)
    noted = audit.verify().head
    AuditLine.objects.all().delete()
    AuditHead.objects.all().delete()
    write(3)
    assert audit.verify().broken == ()
    assert "not the expected" in str(audit.verify(expected_head=noted).broken[0])


def test_a_refused_action_leaves_no_line() -> None:
    actor = account()
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record(actor=actor, verb="try", subject="x", reason="y")
        raise RuntimeError
    assert audit.verify().lines == 0


class EveryTamperingIsNoticed(TestCase):
    @given(st.integers(2, 8), st.data())
    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_removing_any_line(self, lines: int, data: st.DataObject) -> None:
        write(lines)
        victim = data.draw(st.integers(1, lines))
        AuditLine.objects.filter(number=victim).delete()
        assert audit.verify().broken

    @given(st.integers(1, 8), st.data())
    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_changing_any_line(self, lines: int, data: st.DataObject) -> None:
        write(lines)
        victim = data.draw(st.integers(1, lines))
        AuditLine.objects.filter(number=victim).update(facts={"n": "other"})
        assert f"Line {victim} was changed" in words()[0]
