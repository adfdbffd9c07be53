"""Files of records on their way into the database, and one record by hand: kept, refused, taken back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from tests.cast import account, credit_model, credit_record, operator, organisation

from fairway.base.models import AuditLine
from fairway.govern.models import Membership, Role
from fairway.know.models import Identifier
from fairway.lib.errors import FairwayError, Invalid, NotAllowed, Refused, TooLarge
from fairway.trust import actions, queries
from fairway.trust.actions import record_imports
from fairway.trust.engine.intake import RecordRow
from fairway.trust.engine.record_files.intake import Findings, take_in
from fairway.trust.models import CreditRecord, Notice, Rating, RecordImport, StatusChange
from fairway.trust.queries.notices import groundless
from fairway.trust.queries.record_imports import compare_taken, file_of
from fairway.trust.tests.broken_records.cells import GOOD, table

if TYPE_CHECKING:
    from fairway.base.models import User
    from fairway.know.models import Organisation

pytestmark = pytest.mark.django_db

USCC = "91420000737944946L"
ALL = {"number": "R-9", "organisation": "this", "kind": "penalty", "severity": "serious"}


class Silent:
    """A job's progress that nobody watches."""

    def __call__(self, *_told: object) -> None:
        pass

    def cancelled(self) -> bool:
        return False


@pytest.fixture
def known() -> Organisation:
    """An invented organisation with a code and a key."""
    found = organisation()
    Identifier.objects.create(organisation=found, scheme="uscc", value=USCC)
    Identifier.objects.create(organisation=found, scheme="local", namespace="park", value="o-1")
    return found


def rows(*changes: dict[str, str]) -> bytes:
    return table(*({**GOOD, "Number": f"R-{n}"} | change for n, change in enumerate(changes))).encode()


def uploaded(content: bytes, actor: User | None = None) -> RecordImport:
    """An upload after its check."""
    who: dict[str, Any] = {"actor": actor or operator(), "reason": "r"}
    kept = actions.keep_record_upload(**who, file_name="records.csv", content=content)
    actions.check_record_upload(**who, kept=kept, progress=Silent())  # type: ignore[arg-type]
    kept.refresh_from_db()
    return kept


def applied(content: bytes, actor: User | None = None) -> RecordImport:
    kept = uploaded(content, actor)
    who: dict[str, Any] = {"actor": actor or operator(), "reason": "r"}
    actions.keep_record_import(**who, kept=kept, progress=Silent())  # type: ignore[arg-type]
    kept.refresh_from_db()
    return kept


def codes(kept: RecordImport) -> list[str]:
    return [problem["code"] for problem in kept.problems]


def test_checking_keeps_no_record_and_keeping_does(known: Organisation) -> None:
    kept = uploaded(rows({}, {"Kind": "gossip"}, {"Organisation": "o-2"}))
    assert kept.counts == {"rows": 3, "bad": 2, "new": 1, "same": 0}
    assert (codes(kept), CreditRecord.objects.count()) == (["choice", "organisation-unknown"], 0)
    mend = (file_of(kept, "mend") or b"").decode()
    assert "gossip" in mend
    assert "o-2" in mend
    actions.keep_record_import(actor=operator(), reason="r", kept=kept, progress=Silent())  # type: ignore[arg-type]
    record = CreditRecord.objects.get()
    assert (record.organisation, record.number, record.brought_in, record.is_demo) == (known, "R-0", kept, True)
    verbs = list(AuditLine.objects.order_by("number").values_list("verb", flat=True))
    assert verbs == ["keep_upload", "check_records", "import_records", "finish_import"]
    assert file_of(kept, "upload") is None


def test_the_same_file_again_changes_nothing_and_a_contradiction_stays_out(known: Organisation) -> None:
    applied(rows({}, {}))
    again = uploaded(rows({}, {"Severity": "serious"}, {}))
    assert again.counts == {"rows": 3, "bad": 1, "new": 1, "same": 1}
    assert codes(again) == ["record-contradicts"]
    only_same = uploaded(rows({}, {}))
    with pytest.raises(Refused, match="Nothing of this file"):
        actions.start_keeping_records(actor=operator(), reason="r", kept=only_same, enqueue=Silent())
    assert CreditRecord.objects.count() == 2


def test_what_became_of_a_status_since_is_no_contradiction(known: Organisation) -> None:
    applied(rows({}))
    record = CreditRecord.objects.get()
    actions.change_status(actor=operator(), reason="r", record=record, status="repaired", on=date(2022, 1, 1))
    assert uploaded(rows({})).counts["same"] == 1


def test_a_status_comes_with_its_day(known: Organisation) -> None:
    applied(rows({"Status": "repaired", "Status since": "2022-03-04"}, {"Status": "repaired"}))
    assert [change.on for change in StatusChange.objects.all()] == [date(2022, 3, 4), date(2021, 10, 20)]


def test_whose_a_row_is(known: Organisation) -> None:
    """By code or by key; by both in one file only one of them, since a case could hide behind the other."""
    real = organisation(is_demo=False)
    for scheme, space, value in (("local", "a", "twin"), ("local", "park", "real")):
        Identifier.objects.create(organisation=real, scheme=scheme, namespace=space, value=value)
    Identifier.objects.create(organisation=known, scheme="local", namespace="b", value="twin")
    kept = uploaded(
        rows(
            {},
            {"Organisation": USCC},
            {"Organisation": "twin"},
            {"Organisation": "real", "Demo": "yes"},
            {"Organisation": "real"},
        )
    )
    assert codes(kept) == ["organisation-two-keys", "organisation-unclear", "invented-records"]
    assert [problem["row"] for problem in kept.problems] == [3, 4, 5]
    assert kept.counts["new"] == 2


def test_a_merged_organisation_is_what_it_became(known: Organisation) -> None:
    heir = organisation()
    known.merged_into = heir
    known.save()
    applied(rows({}))
    assert CreditRecord.objects.get().organisation == heir


def test_nobody_brings_in_records_of_their_own_organisation(known: Organisation) -> None:
    officer = account(Role.PROMOTION_OFFICE, known)
    assert codes(uploaded(rows({}), officer)) == ["own-case"]
    row = RecordRow(**ALL, happened_on=date(2021, 1, 1), learned_on=date(2021, 1, 1), status="active", authority="x")  # type: ignore[arg-type]
    with pytest.raises(Refused, match="act for"):
        actions.load_records(actor=officer, reason="r", rows=[row], organisations={"this": known.pk})
    with pytest.raises(NotAllowed):
        actions.add_record(actor=officer, reason="r", organisation=known, row=row)
    assert CreditRecord.objects.count() == 0


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.ZONE_COMMITTEE])
def test_importing_is_for_those_who_load_records(role: Role, known: Organisation) -> None:
    kept, who = uploaded(rows({})), {"actor": account(role), "reason": "r"}
    for verb in (actions.check_record_upload, actions.keep_record_import, actions.take_records_back):
        with pytest.raises(NotAllowed):
            verb(**who, kept=kept, progress=Silent())  # type: ignore[arg-type]
    for start in (actions.start_record_check, actions.start_keeping_records, actions.start_taking_records_back):
        with pytest.raises(NotAllowed):
            start(**who, kept=kept, enqueue=Silent())  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        actions.discard_record_upload(**who, kept=kept)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        actions.keep_record_upload(**who, file_name="a.csv", content=b"x")  # type: ignore[arg-type]
    assert CreditRecord.objects.count() == 0


def test_an_upload_with_more_rows_than_one_may_have_keeps_nothing(
    known: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_imports, "MOST_ROWS", 2)
    kept = uploaded(rows({}, {}, {}))
    assert (codes(kept), kept.is_lost) == (["too-many-rows"], True)


def test_what_cannot_be_uploaded(settings: Any) -> None:
    settings.UPLOAD_BYTES = 100
    who: dict[str, Any] = {"actor": operator(), "reason": "r"}
    with pytest.raises(Invalid, match="csv"):
        actions.keep_record_upload(**who, file_name="a.json", content=b"x")
    with pytest.raises(TooLarge):
        actions.keep_record_upload(**who, file_name="a.csv", content=b"x" * 101)
    for _each in range(10):
        actions.keep_record_upload(**who, file_name="a.csv", content=b"x" * 100)
    with pytest.raises(Refused, match="unfinished"):
        actions.keep_record_upload(**who, file_name="a.csv", content=b"x")


def test_a_file_that_breaks_off_keeps_nothing(known: Organisation) -> None:
    kept = uploaded(rows({}) + b'"R-9,o-1')
    assert (kept.is_lost, codes(kept)) == (True, ["ragged-row", "csv-quotes"])
    with pytest.raises(Refused):
        actions.keep_record_import(actor=operator(), reason="r", kept=kept, progress=Silent())  # type: ignore[arg-type]


def test_taking_back(known: Organisation) -> None:
    """All of an import or nothing: a change of status keeps it in. What was there before stays."""
    before = credit_record(known, number="OLD")
    kept = applied(rows({}, {"Status": "repaired"}))
    actor = operator()
    record = CreditRecord.objects.get(number="R-0")
    change = actions.change_status(
        actor=actor, reason="objection", record=record, status="under_objection", on=date(2022, 1, 1)
    )
    with pytest.raises(Refused, match="rest on 1"):
        actions.take_records_back(actor=actor, reason="r", kept=kept, progress=Silent())  # type: ignore[arg-type]
    assert CreditRecord.objects.count() == 3
    change.delete()
    counts = actions.take_records_back(actor=actor, reason="r", kept=kept, progress=Silent())  # type: ignore[arg-type]
    assert counts == {"taken_back": 2}
    assert list(CreditRecord.objects.all()) == [before]
    kept.refresh_from_db()
    assert kept.state == RecordImport.State.TAKEN_BACK
    assert AuditLine.objects.latest("number").verb == "take_back_import"
    with pytest.raises(Refused, match="nothing to take back"):
        actions.start_taking_records_back(actor=actor, reason="r", kept=kept, enqueue=Silent())


def test_taking_back_leaves_an_edition_its_ground(known: Organisation) -> None:
    """The edition is made again from the withdrawn records; a rating as of the same day no longer counts them."""
    day, actor, model = date(2026, 5, 1), operator(), credit_model()
    credit_record(known, number="OLD")
    kept = applied(rows({"Kind": "award", "Severity": "", "Happened on": "2026-01-05", "Learned on": "2026-01-06"}, {}))
    edition = actions.publish_edition(actor=actor, reason="r", model=model, as_of=day)
    counts = actions.take_records_back(actor=actor, reason="r", kept=kept, progress=Silent())  # type: ignore[arg-type]
    assert counts == {"withdrawn": 2}
    assert set(kept.records.values_list("status", flat=True)) == {"withdrawn"}
    assert actions.replay_edition(actor=actor, reason="r", edition=edition).is_reproduced
    again = actions.publish_edition(actor=actor, reason="r", model=model, as_of=day)
    assert again.sha256 != edition.sha256
    with pytest.raises(Refused, match="nothing to take back"):
        actions.start_taking_records_back(actor=actor, reason="r", kept=kept, enqueue=Silent())


def test_what_was_taken_back_by_withdrawing_is_no_ground_and_comes_in_anew(known: Organisation) -> None:
    day, actor, model = date(2026, 5, 1), operator(), credit_model()
    rating = {"actor": actor, "reason": "r", "model": model, "organisations": [known.pk]}
    credit_record(known, number="OLD", happened_on=date(2026, 1, 3), learned_on=date(2026, 1, 3))
    actions.rate_organisations(as_of=day, **rating)
    penalty = {"Severity": "serious", "Happened on": "2026-05-10", "Learned on": "2026-05-10"}
    kept = applied(rows(penalty))
    actions.publish_edition(actor=actor, reason="r", model=model, as_of=day)
    actions.rate_organisations(as_of=date(2026, 6, 1), **rating)
    notice = Notice.objects.get()
    assert groundless([notice]) == set()
    actions.take_records_back(actor=actor, reason="r", kept=kept, progress=Silent())  # type: ignore[arg-type]
    assert groundless([notice]) == {notice.pk}
    for again in (penalty, {**penalty, "Severity": "minor"}):
        assert codes(uploaded(rows(again))) == ["record-taken-back"]
    assert uploaded(rows({**penalty, "Severity": "minor", "Number": "R-0 (2)"})).counts["new"] == 1


def test_nobody_takes_records_of_their_own_organisation_back(known: Organisation) -> None:
    kept = applied(rows({}))
    officer = account(Role.CREDIT_OFFICE)
    Membership.objects.create(user=officer, organisation=known, role=Role.ENTERPRISE, valid_from=date(2020, 1, 1))
    for act in (
        lambda: actions.take_records_back(actor=officer, reason="r", kept=kept, progress=Silent()),  # type: ignore[arg-type]
        lambda: actions.start_taking_records_back(actor=officer, reason="r", kept=kept, enqueue=Silent()),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "own-case"
    assert CreditRecord.objects.exists()


def test_nobody_decides_on_a_colleagues_file_about_their_own_organisation(known: Organisation) -> None:
    """Keeping it would drop its rows unseen, discarding it would lose them. One's own file, one may discard."""
    kept, officer = uploaded(rows({}, {"Status": "repaired"})), account(Role.CREDIT_OFFICE)
    Membership.objects.create(user=officer, organisation=known, role=Role.ENTERPRISE, valid_from=date(2020, 1, 1))
    who: dict[str, Any] = {"actor": officer, "reason": "r", "kept": kept}
    for act in (
        lambda: actions.start_keeping_records(**who, enqueue=Silent()),
        lambda: actions.keep_record_import(**who, progress=Silent()),
        lambda: actions.discard_record_upload(**who),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "own-case"
    unseen = actions.keep_record_upload(actor=operator(), reason="r", file_name="a.csv", content=rows({}))
    with pytest.raises(Refused, match="not known yet"):
        actions.discard_record_upload(**{**who, "kept": unseen})
    assert file_of(kept, "upload")
    actions.discard_record_upload(**{**who, "kept": uploaded(rows({}), officer)})
    keeps = applied(rows({}))
    assert keeps.records.count() == 1


def test_discarding(known: Organisation) -> None:
    kept = uploaded(rows({}))
    actions.discard_record_upload(actor=operator(), reason="r", kept=kept)
    assert file_of(kept, "upload") is None
    with pytest.raises(Refused, match="over"):
        actions.discard_record_upload(actor=operator(), reason="r", kept=kept)
    begun = applied(rows({}))
    RecordImport.objects.filter(pk=begun.pk).update(state="checked")
    with pytest.raises(Refused, match="kept already"):
        actions.discard_record_upload(actor=operator(), reason="r", kept=begun)


def test_files_at_once_are_kept_whole_or_not_at_all(known: Organisation, tmp_path: Path) -> None:
    """A record that came in between contradicts the second batch: nothing of the first is left behind."""
    file = tmp_path / "records.csv"
    file.write_bytes(rows(*[{}] * 2_100))
    findings = Findings()
    taken = take_in([file], tmp_path, timezone.localdate(), findings)
    compared = compare_taken(taken, findings, Silent())
    credit_record(known, number="R-2050", kind="licence", severity="")
    with pytest.raises(Refused, match="changed since"):
        actions.keep_taken(actor=operator(), reason="r", taken=taken, compared=compared, tell=Silent())
    assert CreditRecord.objects.count() == 1
    assert not AuditLine.objects.filter(verb="import_records").exists()


def one(**change: Any) -> RecordRow:
    given: dict[str, Any] = {**ALL, "happened_on": date(2026, 1, 5), "learned_on": date(2026, 1, 9), "demo": True}
    return RecordRow(**{**given, "status": "active", "authority": "Example bureau", **change})


def test_one_record_rates_its_organisation_at_once(known: Organisation) -> None:
    """The rating kept is the one a recount of everybody gives."""
    credit_record(known)
    credit_model()
    record, rating = actions.add_record(actor=operator(), reason="letter of 5 May", organisation=known, row=one())
    assert rating is not None
    assert (record.organisation, rating.as_of) == (known, timezone.localdate())
    (outcome,) = queries.outcomes(queries.needed_model(), timezone.localdate())
    assert (rating.points, rating.reasons) == (outcome.result.points, outcome.lines)
    assert any(line["record"] == record.pk for line in rating.reasons)
    verbs = list(AuditLine.objects.order_by("number").values_list("verb", "reason"))
    assert verbs == [("load_records", "letter of 5 May"), ("rate_organisations", "letter of 5 May")]


def test_whoever_may_not_rate_only_keeps_the_record(known: Organisation) -> None:
    credit_model()
    _record, rating = actions.add_record(
        actor=account(Role.PROMOTION_OFFICE), reason="r", organisation=known, row=one()
    )
    assert rating is None
    assert (CreditRecord.objects.count(), Rating.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"happened_on": date(2026, 1, 5), "learned_on": timezone.localdate() + timedelta(days=2)}, "day-to-come"),
        ({"happened_on": date(1948, 1, 5)}, "day-too-early"),
        ({"learned_on": date(2025, 1, 5)}, "learned-before"),
        ({"kind": "gossip"}, "record-kind"),
        ({"severity": "A"}, "record-severity"),
        ({"number": "KEPT"}, "record-kept"),
        ({"number": "KEPT", "severity": "minor"}, "record-twice"),
    ],
)
def test_one_record_that_cannot_be_leaves_nothing(known: Organisation, change: dict[str, Any], code: str) -> None:
    row = one(number="KEPT")
    credit_record(
        known,
        number="KEPT",
        kind=row.kind,
        severity=row.severity,
        happened_on=row.happened_on,
        learned_on=row.learned_on,
    )
    with pytest.raises(FairwayError) as refusal:
        actions.add_record(actor=operator(), reason="r", organisation=known, row=one(**change))
    assert refusal.value.code == code
    assert (CreditRecord.objects.count(), AuditLine.objects.count()) == (1, 0)
