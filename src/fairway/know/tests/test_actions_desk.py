"""Deciding on pairs: merged at once, or by two people; remembered, revoked, and never asked twice."""

from __future__ import annotations

import pytest
from tests.cast import DAY, account, credit_model, credit_record, operator, organisation

from fairway.base.models import AuditLine, User
from fairway.govern.models import Role
from fairway.know.actions.desk import Choice, confirm_ruling, revoke_ruling, rule_pair
from fairway.know.actions.finding import Proposal, find_doubles, propose_pairs
from fairway.know.actions.merging import undo_merge
from fairway.know.actions.search import reindex
from fairway.know.engine.written import Decision, Evidence, Relation, Verdict
from fairway.know.models import Identifier, Merge, Name, Organisation, Pair, Ruling
from fairway.know.models import Relation as Tie
from fairway.know.queries.desk import counts, memory, next_open, queue, remembered
from fairway.know.queries.weights import consequences, needs_second, weighty
from fairway.know.tests.world import picture
from fairway.lib.errors import Invalid, NotAllowed, Refused
from fairway.lib.explain import Reason
from fairway.trust.models import Rating

pytestmark = pytest.mark.django_db
WHY = "a test"
DECISION = Decision(
    Verdict.ASK, 0.8, evidence=(Evidence("x", 1.5, Reason("Only one name says “%(one)s”.", {"one": "集团"})),)
)


def clerk() -> User:
    return account(Role.PROMOTION_OFFICE, record("吉林省示例招商局"))


def record(name: str, **given: object) -> Organisation:
    """A record of that name and no other."""
    return organisation(name=name, name_en="", **given)


def on_desk(left: str = "长春轴承有限公司", right: str = "长春轴承有限责任公司", decision: Decision = DECISION) -> Pair:
    one, other = record(left), record(right)
    proposal = Proposal(one.pk, other.pk, decision)
    assert propose_pairs(actor=operator(), reason=WHY, proposals=[proposal], method="test 1") == 1
    return Pair.objects.get(left=one, right=other)


def rule(actor: User, pair: Pair, verdict: str, relation: str = "", kept: Organisation | None = None) -> Ruling:
    return rule_pair(actor=actor, reason="looked at both", pair=pair, choice=Choice(verdict, relation, kept))


def state(pair: Pair) -> str:
    return str(queue().get(pk=pair.pk).state)


def test_the_same_is_merged_at_once_and_said_in_one_line() -> None:
    pair, actor = on_desk(), clerk()
    Name.objects.create(organisation=pair.right, text="长轴", kind="short", language="zh-Hans")
    ruling = rule(actor, pair, "same", kept=pair.left)
    made = Merge.objects.get()
    assert (made.kept, made.merged, made.ruling, made.reason) == (pair.left, pair.right, ruling, "looked at both")
    assert pair.left.names.get().text == "长轴"
    assert state(pair) == "decided"
    line = AuditLine.objects.latest("number")
    assert (line.verb, line.subject) == ("rule_pair", f"know.pair:{pair.pk}")
    assert AuditLine.objects.filter(actor=actor.username).count() == 1


def test_the_record_on_which_more_hangs_stays_unless_the_clerk_says_otherwise() -> None:
    pair, actor = on_desk(), clerk()
    for text in ("甲", "乙"):
        Name.objects.create(organisation=pair.right, text=text, kind="short", language="zh-Hans")
    assert rule(actor, pair, "same").kept == pair.right
    other = on_desk()
    assert rule(actor, other, "same").kept == other.left


@pytest.mark.parametrize(
    ("relation", "kind", "is_left"),
    [
        ("branch_of", "branch", True),
        ("head_of", "branch", False),
        ("subsidiary_of", "subsidiary", True),
        ("parent_of", "subsidiary", False),
        ("union_of", "union", True),
        ("has_union", "union", False),
        ("part_of", "part", True),
        ("has_part", "part", False),
    ],
)
def test_related_writes_the_relation_the_right_way_round(relation: str, kind: str, *, is_left: bool) -> None:
    pair = on_desk()
    rule(clerk(), pair, "related", relation)
    tie = Tie.objects.get()
    ends = (pair.left, pair.right) if is_left else (pair.right, pair.left)
    assert (tie.subject, tie.other, tie.kind) == (*ends, kind)
    assert not Merge.objects.exists()


@pytest.mark.parametrize("relation", ["sibling", "group_of", "in_group", "product_of", "has_product"])
def test_other_relations_are_remembered_but_tie_no_organisation(relation: str) -> None:
    pair = on_desk()
    rule(clerk(), pair, "related", relation)
    assert not Tie.objects.exists()
    assert remembered(pair.left.name, pair.right.name) is not None


def test_two_records_cannot_be_wholly_part_of_each_other() -> None:
    pair = on_desk()
    Tie.objects.create(subject=pair.right, other=pair.left, kind="part")
    with pytest.raises(Refused, match="they cannot own each other"):
        rule(clerk(), pair, "related", "branch_of")
    assert not Ruling.objects.exists()


def test_a_relation_that_is_known_is_not_written_twice() -> None:
    pair = on_desk()
    Tie.objects.create(subject=pair.left, other=pair.right, kind="branch")
    ruling = rule(clerk(), pair, "related", "branch_of")
    assert (Tie.objects.count(), ruling.tie) == (1, None)


def test_a_decision_on_two_spellings_is_remembered_either_way_round_and_however_they_are_written() -> None:
    pair = on_desk("长春轴承公司", "长春軸承厂")
    assert remembered("长春轴承公司", "长春轴承厂") is None
    ruling = rule(clerk(), pair, "different")
    for spellings in (("长春轴承公司", "长春轴承厂"), ("长春轴承厂", "長春軸承公司"), ("长春　轴承厂", "长春轴承公司")):
        assert remembered(*spellings) == ruling
    revoke_ruling(actor=clerk(), reason=WHY, ruling=ruling)
    assert remembered("长春轴承公司", "长春轴承厂") is None


def test_what_is_put_off_or_waits_is_not_remembered() -> None:
    put_off, waits = on_desk("甲公司", "甲厂"), on_desk("乙公司", "乙厂")
    credit_record(waits.left)
    rule(clerk(), put_off, "ask")
    rule(clerk(), waits, "same")
    assert memory() == {}
    assert (state(put_off), state(waits)) == ("later", "waiting")


def test_the_same_spelling_twice_is_no_memory_for_a_third() -> None:
    pair = on_desk("永兴公司", "永兴公司")
    rule(clerk(), pair, "different")
    assert remembered("永兴公司", "永兴公司") is None


def test_what_was_put_off_can_be_decided_later() -> None:
    pair, actor = on_desk(), clerk()
    rule(actor, pair, "ask")
    rule(actor, pair, "different")
    assert state(pair) == "decided"
    with pytest.raises(Refused, match="decided already"):
        rule(actor, pair, "same")


@pytest.mark.parametrize(
    ("verdict", "relation", "words"),
    [
        ("perhaps", "", "the same, related, different, or later"),
        ("related", "", "how the two are related"),
        ("related", "cousin", "how the two are related"),
        ("different", "branch_of", "how the two are related"),
    ],
)
def test_a_decision_that_cannot_be_read(verdict: str, relation: str, words: str) -> None:
    pair = on_desk()
    with pytest.raises(Invalid, match=words):
        rule(clerk(), pair, verdict, relation)
    assert not Ruling.objects.exists()


def test_only_one_of_the_two_can_stay() -> None:
    with pytest.raises(Invalid, match="must be one of the two"):
        rule(clerk(), on_desk(), "same", kept=organisation())


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.ZONE_COMMITTEE, Role.CREDIT_OFFICE, None])
def test_only_the_promotion_office_decides(role: Role | None) -> None:
    pair, other = on_desk(), account(role)
    ruling = rule(clerk(), on_desk(), "different")
    for call in (
        lambda: rule(other, pair, "different"),
        lambda: revoke_ruling(actor=other, reason=WHY, ruling=ruling),
        lambda: find_doubles(actor=other, reason=WHY, progress=lambda *_: None),
        lambda: propose_pairs(actor=other, reason=WHY, proposals=[], method="x"),
    ):
        with pytest.raises(NotAllowed):
            call()
    assert Ruling.objects.count() == 1


@pytest.mark.parametrize("side", ["left", "right"])
def test_nobody_decides_on_their_own_case(side: str) -> None:
    pair = on_desk()
    actor = account(Role.PROMOTION_OFFICE, getattr(pair, side))
    for verdict in ("same", "different", "ask"):
        with pytest.raises(Refused, match="You act for one of these organisations"):
            rule(actor, pair, verdict)
    assert not Ruling.objects.exists()


def waiting() -> tuple[Pair, User, Ruling]:
    pair, first = on_desk(), clerk()
    credit_record(pair.right)
    return pair, first, rule(first, pair, "same")


def test_a_merge_that_moves_a_rating_waits_for_a_second_person() -> None:
    pair, first, ruling = waiting()
    assert (ruling.needs_second, Merge.objects.exists(), state(pair)) == (True, False, "waiting")
    with pytest.raises(Refused, match="You decided this yourself"):
        confirm_ruling(actor=first, reason=WHY, ruling=ruling)
    second = account(Role.CREDIT_OFFICE)
    confirmed = confirm_ruling(actor=second, reason="yes, one", ruling=ruling)
    made = Merge.objects.get()
    assert (made.ruling, made.done_by, confirmed.confirmed_by) == (ruling, second, second)
    assert made.kept.credit_records.count() == 1
    assert (state(pair), remembered(pair.left.name, pair.right.name)) == ("decided", ruling)
    assert AuditLine.objects.latest("number").facts["decided_by"] == first.username
    with pytest.raises(Refused, match="does not wait"):
        confirm_ruling(actor=second, reason=WHY, ruling=ruling)


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.ZONE_COMMITTEE, None])
def test_who_may_not_confirm(role: Role | None) -> None:
    _pair, _first, ruling = waiting()
    with pytest.raises(NotAllowed):
        confirm_ruling(actor=account(role), reason=WHY, ruling=ruling)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("role", [Role.PROMOTION_OFFICE, Role.CREDIT_OFFICE])
def test_nobody_confirms_their_own_case(role: Role, side: str) -> None:
    pair, _first, ruling = waiting()
    with pytest.raises(Refused, match="You act for one of these organisations"):
        confirm_ruling(actor=account(role, getattr(pair, side)), reason=WHY, ruling=ruling)
    assert not Merge.objects.exists()


def test_the_second_person_may_turn_it_down_and_the_pair_is_open_again() -> None:
    pair, _first, ruling = waiting()
    revoke_ruling(actor=account(Role.CREDIT_OFFICE), reason="they are two", ruling=ruling)
    assert (state(pair), Merge.objects.exists()) == ("open", False)
    with pytest.raises(Refused, match="does not wait"):
        confirm_ruling(actor=account(Role.CREDIT_OFFICE), reason=WHY, ruling=ruling)
    with pytest.raises(Refused, match="revoked already"):
        revoke_ruling(actor=clerk(), reason=WHY, ruling=ruling)


def test_only_ratings_and_records_need_two_people_and_no_file_is_no_rating() -> None:
    rated = organisation()
    Name.objects.create(organisation=rated, text="甲", kind="short", language="zh-Hans")
    no_file = Rating.objects.create(organisation=rated, model=credit_model(), as_of=DAY)
    assert not needs_second([rated.pk])
    assert consequences([rated.pk]) == {rated.pk: 1 + 10}
    no_file.delete()
    credit_record(rated)
    assert weighty([rated.pk]) == {"ratings and credit records": 1}
    assert consequences([rated.pk]) == {rated.pk: 1 + 10 + 100}


def test_revoking_undoes_the_merge_or_takes_the_relation_away() -> None:
    pair, actor = on_desk(), clerk()
    reindex([pair.left_id, pair.right_id])
    before = picture()
    ruling = rule(actor, pair, "same")
    assert picture() != before
    revoke_ruling(actor=actor, reason=WHY, ruling=ruling)
    assert picture() == before
    assert state(pair) == "open"
    related = on_desk()
    ruling = rule(clerk(), related, "related", "branch_of")
    revoke_ruling(actor=clerk(), reason=WHY, ruling=ruling)
    assert not Tie.objects.exists()


def test_a_relation_that_somebody_worked_on_since_stays() -> None:
    pair = on_desk()
    ruling = rule(clerk(), pair, "related", "subsidiary_of")
    Tie.objects.update(share=51)
    revoke_ruling(actor=clerk(), reason=WHY, ruling=ruling)
    assert Tie.objects.get().share == 51


def test_undoing_a_merge_forgets_the_decision_behind_it() -> None:
    pair, actor = on_desk(), clerk()
    rule(actor, pair, "same")
    undo_merge(actor=actor, reason="they are two", merge=Merge.objects.get())
    assert (state(pair), remembered(pair.left.name, pair.right.name)) == ("open", None)


def test_a_pair_whose_record_is_merged_elsewhere_leaves_the_queue() -> None:
    first = on_desk()
    third = organisation(name="长春轴承股份有限公司")
    proposals = [Proposal(third.pk, first.left_id, DECISION)]
    propose_pairs(actor=operator(), reason=WHY, proposals=proposals, method="test 1")
    second = Pair.objects.get(left=first.left, right=third)
    rule(clerk(), first, "same", kept=first.right)
    assert (state(first), state(second)) == ("decided", "merged")
    with pytest.raises(Refused, match="nothing to decide any more"):
        rule(clerk(), second, "different")


def test_a_proposal_is_kept_with_the_smaller_record_first_and_its_relation_turned_round() -> None:
    one, other = organisation(), organisation()
    decision = Decision(Verdict.RELATED, 0.1, Relation.BRANCH_OF)
    propose_pairs(actor=operator(), reason=WHY, proposals=[Proposal(other.pk, one.pk, decision)], method="t")
    kept = Pair.objects.get()
    assert (kept.left, kept.right, kept.relation) == (one, other, "head_of")


def test_what_is_not_put_on_the_desk() -> None:
    invented, real = organisation(), organisation(is_demo=False)
    apart = on_desk("甲公司", "甲厂")
    rule(clerk(), apart, "different")
    twins = [organisation(name="甲公司"), organisation(name="甲厂")]
    proposals = [
        Proposal(invented.pk, real.pk, DECISION),
        Proposal(apart.left_id, apart.right_id, DECISION),
        Proposal(twins[0].pk, twins[1].pk, DECISION),
    ]
    assert propose_pairs(actor=operator(), reason=WHY, proposals=proposals, method="t") == 0
    assert state(apart) == "decided"


def test_two_spellings_decided_the_same_are_proposed_at_once() -> None:
    rule(clerk(), on_desk("甲公司", "甲厂"), "same")
    one, other = organisation(name="甲厂"), organisation(name="甲公司")
    propose_pairs(actor=operator(), reason=WHY, proposals=[Proposal(one.pk, other.pk, DECISION)], method="t")
    pair = Pair.objects.get(left=one, right=other)
    assert (pair.verdict, pair.evidence[0]["feature"]) == ("same", "remembered")
    assert pair.evidence[0]["params"] == {"reason": "looked at both"}


def test_codes_outrank_what_is_remembered() -> None:
    rule(clerk(), on_desk("甲公司", "甲厂"), "different")
    one, other = organisation(name="甲厂"), organisation(name="甲公司")
    by_code = Decision(Verdict.SAME, 0.99, evidence=(Evidence("code_equal", 9.0, Reason("The same code.")),))
    assert propose_pairs(actor=operator(), reason=WHY, proposals=[Proposal(one.pk, other.pk, by_code)], method="t") == 1


def quietly(*_given: object) -> None:
    """Report to nobody."""


def find() -> int:
    return find_doubles(actor=operator(), reason=WHY, progress=quietly)


def test_the_finder_puts_doubles_on_the_desk_and_merges_nothing() -> None:
    one = record("长春示例轴承有限公司")
    other = record("長春示例軸承有限責任公司")
    record("上海另外一家餐饮管理有限公司")
    assert find() == 1
    pair = Pair.objects.get()
    assert (pair.left, pair.right, pair.method[:6]) == (one, other, "finder")
    assert pair.verdict in {"same", "ask"}
    assert not Merge.objects.exists()


def test_two_records_with_one_code_are_found_whatever_their_names() -> None:
    """The organisation code stands inside the unified social credit code (GB 32100-2015)."""
    one, other = record("甲示例公司"), record("乙另外的名字厂")
    Identifier.objects.create(organisation=one, scheme="uscc", value="91350100M000100Y43")
    Identifier.objects.create(organisation=other, scheme="orgcode", value="M000100Y4")
    assert find() == 1
    assert Pair.objects.get().verdict == "same"


def test_looking_again_updates_what_is_open_keeps_what_is_decided_and_drops_what_no_longer_holds() -> None:
    names = ("长春示例轴承有限公司", "长春示例轴承有限责任公司", "长春市示例轴承有限公司")
    records = [record(name) for name in names]
    assert find() == 3
    first, second, third = (Pair.objects.get(left=records[a], right=records[b]) for a, b in ((0, 1), (0, 2), (1, 2)))
    actor = clerk()
    rule(actor, first, "different")
    rule(actor, third, "ask")
    Pair.objects.update(consequence=0, evidence=[])
    Organisation.objects.filter(pk=records[2].pk).update(name="上海全新名字餐饮管理有限公司")
    Name.objects.create(organisation=records[1], text="甲", kind="short", language="zh-Hans")
    find()
    assert set(Pair.objects.values_list("pk", flat=True)) == {first.pk, third.pk}
    first.refresh_from_db()
    assert (first.evidence, state(first), state(third)) == ([], "decided", "later")
    assert not Pair.objects.filter(pk=second.pk).exists()


def test_looking_twice_changes_nothing() -> None:
    for name in ("长春示例轴承有限公司", "长春示例轴承有限责任公司"):
        record(name)
    find()
    before = list(Pair.objects.values())
    find()
    assert list(Pair.objects.values()) == before


def test_an_invented_record_is_never_paired_with_a_real_one() -> None:
    record("长春示例轴承有限公司")
    record("长春示例轴承有限责任公司", is_demo=False)
    assert find() == 0


def test_the_finder_stops_when_asked_to_and_keeps_nothing() -> None:
    for name in ("长春示例轴承有限公司", "长春示例轴承有限责任公司"):
        record(name)

    def refuse(done: int, total: int, reason: Reason) -> None:
        raise Refused("job-cancelled", "Stopped on request.")

    with pytest.raises(Refused, match="Stopped"):
        find_doubles(actor=operator(), reason=WHY, progress=refuse)
    assert not Pair.objects.exists()


def test_the_queue_begins_with_what_weighs_most_and_leads_from_pair_to_pair() -> None:
    light, heavy, related = on_desk(), on_desk(), on_desk(decision=Decision(Verdict.RELATED, 0.9, Relation.BRANCH_OF))
    credit_record(heavy.left)
    proposals = [Proposal(p.left_id, p.right_id, DECISION) for p in (light, heavy)]
    propose_pairs(actor=operator(), reason=WHY, proposals=proposals, method="t")
    order = list(queue().order_by("-consequence", "-probability", "pk"))
    assert order == [heavy, related, light]
    assert [next_open(p, {}) for p in map(fresh, order)] == [related, light, heavy]
    assert [next_open(p, {}, step=-1) for p in map(fresh, order)] == [light, heavy, related]
    assert next_open(fresh(heavy), {"proposal": "ask"}) == light
    assert next_open(fresh(light), {"proposal": "different"}) is None
    assert counts() == {"open": 3, "waiting": 0, "later": 0, "decided": 0, "merged": 0}


def fresh(pair: Pair) -> Pair:
    return Pair.objects.get(pk=pair.pk)
