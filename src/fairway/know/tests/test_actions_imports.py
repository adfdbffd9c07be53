"""Importing a file of organisations: what it changes, that twice is once, and that it can be taken back."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import account, organisation

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.know.actions import applying, desk, imports, taking_back
from fairway.know.engine.imports.incoming import Options
from fairway.know.engine.imports.mapping import propose
from fairway.know.models import (
    Address,
    FieldOrigin,
    Identifier,
    Import,
    ImportFile,
    ImportHeadings,
    ImportRow,
    Name,
    Organisation,
    Pair,
    Relation,
)
from fairway.know.queries import kinds_on
from fairway.know.queries.imports.files import peek
from fairway.know.queries.imports.words import change_lines
from fairway.lib.codes import uscc_check_character
from fairway.lib.errors import Invalid, NotAllowed, Refused, TooLarge
from fairway.lib.tables import csv_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fairway.base.models import User

pytestmark = pytest.mark.django_db

HEADINGS = ("编号", "企业名称", "类型", "统一社会信用代码", "所属地区", "注册地址", "成立日期", "行业", "简称")


def uscc(number: int, kind: str = "91") -> str:
    first = f"{kind}220100{'MA' + f'{number:07d}'}"[:17]
    return first + uscc_check_character(first)


def line(number: int, **given: str) -> dict[str, str]:
    values = {
        "编号": f"k{number}",
        "企业名称": f"长春甲{number:03d}号轴承制造有限公司",
        "类型": "企业",
        "统一社会信用代码": uscc(number),
        "所属地区": "吉林省长春市",
        "注册地址": f"吉林省长春市南关区人民大街{number}号",
        "成立日期": "2005-03-01",
        "行业": "3451",
        "简称": "",
    }
    return values | given


def table(rows: Sequence[dict[str, str]]) -> bytes:
    headings = list(dict.fromkeys(name for row in rows for name in row)) or list(HEADINGS)
    return csv_bytes(headings, [[row.get(name, "") for name in headings] for row in rows])


def quiet(_done: int, _total: int, _reason: object) -> None:
    """Tell nobody."""


class Office:
    """Somebody who imports, with the choices of one file after the other."""

    def __init__(self, namespace: str = "park", **chosen: Any) -> None:
        self.actor: User = account(Role.PROMOTION_OFFICE)
        self.namespace = namespace
        self.options = Options(**{"kind": "enterprise", **chosen})

    def compare(self, content: bytes, file: str = "list.csv") -> Import:
        kept = imports.keep_upload(
            actor=self.actor, reason="a test", namespace=self.namespace, file_name=file, content=content
        )
        chosen = imports.Choices(options=self.options)
        if kept.file_kind != "ftm":
            raw, _sheets, row = peek(kept)
            chosen = replace(chosen, mapping=propose(raw), heading_row=row)
        imports.choose_columns(actor=self.actor, reason="a test", kept=kept, choices=chosen)
        nobody = lambda *_a, **_k: None  # noqa: E731
        imports.start_comparison(actor=self.actor, reason="a test", kept=kept, enqueue=nobody)
        self._ended(kept)
        imports.compare_upload(actor=self.actor, reason="a test", kept=kept, progress=quiet)
        kept.refresh_from_db()
        return kept

    def _ended(self, kept: Import) -> None:
        kept.refresh_from_db()
        assert kept.job is not None
        kept.job.state = kept.job.State.DONE
        kept.job.save()

    def apply(self, kept: Import) -> dict[str, int]:
        applying.apply_import(actor=self.actor, reason="a test", kept=kept, progress=quiet)
        kept.refresh_from_db()
        return {name: count for name, count in kept.counts.items() if count}

    def bring(self, rows: Sequence[dict[str, str]] | bytes, file: str = "list.csv") -> dict[str, int]:
        content = rows if isinstance(rows, bytes) else table(rows)
        return self.apply(self.compare(content, file))

    def take_back(self, kept: Import) -> dict[str, int]:
        return taking_back.take_back_import(actor=self.actor, reason="a test", kept=kept, progress=quiet)


def found(kept: Import) -> dict[str, int]:
    return {name: count for name, count in kept.counts.items() if count}


def problems(kept: Import) -> list[str]:
    return [each["code"] for row in kept.rows.all() for each in row.problems]


def dump() -> dict[str, list[Any]]:
    """Everything the registry holds, without ids."""
    names = {o.pk: o.name for o in Organisation.objects.all()}
    fields = ("name", "name_en", "kind", "region_code", "region_edition", "industry_code", "legal_form", "founded_on")
    fields += ("size", "ownership_type")
    return {
        "organisations": sorted(map(str, Organisation.objects.values_list(*fields, "is_demo"))),
        "names": sorted((names[n.organisation_id], n.kind, n.text) for n in Name.objects.all()),
        "codes": sorted((names[i.organisation_id], i.scheme, i.namespace, i.value) for i in Identifier.objects.all()),
        "addresses": sorted(
            (names[a.organisation_id], a.region_code, a.text, str(a.valid_until)) for a in Address.objects.all()
        ),
        "ties": sorted((names[r.subject_id], names[r.other_id], r.kind, str(r.share)) for r in Relation.objects.all()),
        "origins": sorted((names[o.organisation_id], o.field, o.value, o.origin) for o in FieldOrigin.objects.all()),
    }


def test_a_row_becomes_an_organisation_with_all_it_says() -> None:
    office = Office()
    assert office.bring([line(1, 简称="甲轴")]) == {"new": 1}
    made = Organisation.objects.get(name=line(1)["企业名称"])
    assert (made.kind, made.region_code, made.industry_code, str(made.founded_on)) == (
        "enterprise",
        "220100",
        "3451",
        "2005-03-01",
    )
    assert made.legal_form == "ECAK"
    assert set(made.names.values_list("kind", "text")) == {("legal", made.name), ("short", "甲轴")}
    assert ("uscc", "", uscc(1)) in set(made.identifiers.values_list("scheme", "namespace", "value"))
    assert ("local", "park", "k1") in set(made.identifiers.values_list("scheme", "namespace", "value"))
    assert made.addresses.get().text.endswith("人民大街1号")
    told = dict(made.origins.values_list("field", "value"))
    assert told["name"] == made.name
    assert set(made.origins.values_list("origin", flat=True)) == {"park: list.csv"}


def test_size_and_ownership_come_in_by_the_words_of_registers_and_go_back_out() -> None:
    office = Office()
    rows = [
        line(1, 企业规模="小型", 控股类型="國有控股"),
        line(2, 企业规模="大型企業", 控股类型="港澳臺商控股"),
        line(3),
    ]
    assert office.bring(rows) == {"new": 3}
    said = {o.name: (o.size, o.ownership_type) for o in Organisation.objects.all()}
    assert [said[line(n)["企业名称"]] for n in (1, 2, 3)] == [("small", "state"), ("large", "hmt"), ("", "")]
    origins = FieldOrigin.objects.filter(organisation__name=line(1)["企业名称"])
    assert dict(origins.values_list("field", "value"))["size"] == "small"
    before = dump()
    assert office.bring(rows) == {"unchanged": 3}
    assert dump() == before
    kept = office.compare(table([line(1, 企业规模="微型", 控股类型="")]))
    assert kept.rows.get().changes == [["size", "small", "micro"]]
    assert [*change_lines(kept.rows.get().changes)] == ["Size of enterprise: small → micro"]
    office.apply(kept)
    assert dump() != before
    office.take_back(kept)
    assert dump() == before


@pytest.mark.parametrize(
    ("cell", "code", "remedy"),
    [
        ({"企业规模": "小微"}, "size", "large, medium, small or micro"),
        ({"控股类型": "混合"}, "ownership-type", "state, coll"),
    ],
)
def test_a_word_that_does_not_say_which_keeps_the_row_out(cell: dict[str, str], code: str, remedy: str) -> None:
    kept = Office().compare(table([line(1, **cell), line(2)]))
    assert found(kept) == {"refused": 1, "new": 1}
    [problem] = kept.rows.get(outcome="refused").problems
    assert (problem["code"], problem["column"]) == (code, next(iter(cell)))
    assert remedy in problem["remedy"]["text"]


def test_the_dry_run_writes_nothing_but_itself() -> None:
    office = Office()
    before = dump()
    kept = office.compare(table([line(1), line(2)]))
    assert found(kept) == {"new": 2}
    assert dump() == before


def test_the_same_file_again_changes_nothing() -> None:
    office = Office()
    rows = [line(number) for number in range(5)]
    office.bring(rows)
    before = dump()
    assert office.bring(rows) == {"unchanged": 5}
    assert dump() == before


def test_a_changed_file_shows_just_its_differences() -> None:
    office = Office()
    office.bring([line(1), line(2)])
    kept = office.compare(table([line(1), line(2, 行业="3670", 成立日期="")]))
    assert found(kept) == {"changed": 1, "unchanged": 1}
    assert kept.rows.get(outcome="changed").changes == [["industry_code", "3451", "3670"]]
    office.apply(kept)
    assert str(Organisation.objects.get(name=line(2)["企业名称"]).founded_on) == "2005-03-01"


def test_a_code_decides_and_a_new_name_is_a_renaming() -> None:
    office = Office()
    office.bring([line(1)])
    old = line(1)["企业名称"]
    assert Office("other").bring([line(1, 编号="x", 企业名称="长春乙方轴承有限公司")]) == {"changed": 1}
    here = Organisation.objects.get(name="长春乙方轴承有限公司")
    assert set(here.names.values_list("kind", "text")) == {("legal", here.name), ("former", old)}


def test_a_key_without_a_code_is_not_passed_on_to_another_organisation() -> None:
    office = Office()
    office.bring([line(1, 统一社会信用代码="")])
    kept = office.compare(table([line(1, 统一社会信用代码="", 企业名称="吉林市永吉化肥股份有限公司")]))
    assert found(kept) == {"refused": 1}
    assert problems(kept) == ["key-reused"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([line(1), line(1, 编号="k9", 行业="3670")], "code-twice"),
        ([line(1), line(2, 编号="k1")], "key-twice"),
        (
            [line(1, 统一社会信用代码="", 编号=""), line(1, 统一社会信用代码="", 编号="", 行业="3670")],
            "key-twice",
        ),
    ],
)
def test_rows_that_contradict_each_other_are_all_refused(rows: list[dict[str, str]], code: str) -> None:
    kept = Office().compare(table(rows))
    assert found(kept) == {"refused": 2}
    assert problems(kept) == [code, code]


def test_a_row_that_stands_twice_is_read_once() -> None:
    kept = Office().compare(table([line(1), line(1), line(1)]))
    assert found(kept) == {"new": 1, "unchanged": 2}


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"统一社会信用代码": uscc(7, "92")}, "sole-trader"),
        ({"企业名称": "南关区张三小吃店(个体工商户)"}, "person-name"),
        ({"类型": "个体工商户"}, "person"),
        ({"统一社会信用代码": "912201013333333330"}, "uscc-check"),
        ({"所属地区": "火星"}, "region"),
        ({"成立日期": "2005/13/01"}, "date"),
        ({"企业名称": ""}, "missing-value"),
    ],
)
def test_a_bad_row_stays_out_and_the_good_ones_go_in(given_: dict[str, str], code: str) -> None:
    kept = Office().compare(table([line(1, **given_), line(2)]))
    assert found(kept) == {"new": 1, "refused": 1}
    assert problems(kept) == [code]
    cells = dict(kept.rows.get(outcome="refused").cells)
    assert cells.get("编号") == (None if code in imports.PERSONAL else "k1")


def test_two_codes_of_two_organisations_are_refused() -> None:
    Office().bring([line(1), line(2)])
    lei = "5493001KJTIIGC8Y1R12"
    other = Organisation.objects.get(name=line(2)["企业名称"])
    Identifier.objects.create(organisation=other, scheme="lei", value=lei)
    kept = Office("new").compare(table([line(1, 编号="z", LEI=lei)]))
    assert problems(kept) == ["codes-of-two"]


def test_invented_and_real_do_not_mix() -> None:
    Office().bring([line(1)])
    kept = Office("new", demo=True).compare(table([line(1)]))
    assert problems(kept) == ["demo-and-real"]


def test_a_name_that_is_the_same_is_the_same_organisation_and_one_that_may_be_is_asked() -> None:
    real = organisation(name="长春轴承制造有限公司", name_en="", is_demo=False, industry_code="", industry_edition="")
    rows = [line(1, 企业名称="長春軸承製造有限公司", 统一社会信用代码="")]
    office = Office()
    kept = office.compare(table(rows))
    row = kept.rows.get()
    assert (row.outcome, row.organisation_id, row.found_by) == ("changed", real.pk, "name")
    office.apply(kept)
    assert ("printed", "長春軸承製造有限公司") in set(real.names.values_list("kind", "text"))
    assert Organisation.objects.get(pk=real.pk).name == "长春轴承制造有限公司"
    assert office.bring(rows) == {"unchanged": 1}


ASKED = [line(1, 企业名称="长春轴承制造有限责任公司二分厂", 统一社会信用代码="")]


def test_what_may_be_known_is_added_and_put_on_the_desk() -> None:
    organisation(name="长春轴承制造有限公司", name_en="", is_demo=False)
    office = Office()
    assert office.bring(ASKED) == {"ask": 1}
    pair = Pair.objects.get()
    assert {pair.left.name, pair.right.name} == {"长春轴承制造有限公司", "长春轴承制造有限责任公司二分厂"}
    assert office.bring(ASKED) == {"unchanged": 1}


def test_what_may_be_known_is_held_back_where_that_was_chosen() -> None:
    organisation(name="长春轴承制造有限公司", name_en="", is_demo=False)
    office = Office(hold=True)
    before = dump()
    assert office.bring(ASKED) == {"ask": 1}
    assert dump() == before
    assert not Pair.objects.exists()


def test_names_are_left_alone_where_that_was_chosen() -> None:
    organisation(name="长春轴承制造有限公司", name_en="", is_demo=False)
    assert Office(by_name=False).bring(ASKED) == {"new": 1}


def test_what_the_registry_says_is_kept_where_that_was_chosen() -> None:
    Office().bring([line(1, 行业="")])
    kept = Office("other", overwrite=False).compare(table([line(1, 编号="", 行业="3670", 成立日期="2006-01-01")]))
    row = kept.rows.get()
    assert row.changes == [["industry_code", "", "3670"]]
    assert [each["code"] for each in row.problems] == ["kept"]


def test_a_correction_is_not_undone_by_the_file_it_corrected() -> None:
    office = Office()
    office.bring([line(1)])
    here = Organisation.objects.get(name=line(1)["企业名称"])
    here.industry_code = "3670"
    here.save()
    kept = office.compare(table([line(1)]))
    assert found(kept) == {"unchanged": 1}
    assert problems(kept) == ["corrected-since"]
    assert found(office.compare(table([line(1, 行业="3611")]))) == {"changed": 1}


def test_ties_are_written_whoever_comes_first_in_the_file() -> None:
    office = Office()
    rows = [
        line(1, 上级单位=uscc(2), 持股比例="60%"),
        line(2, 上级单位="", 持股比例=""),
        line(3, 上级单位="k1", 持股比例="30"),
    ]
    assert office.bring(rows) == {"new": 3}
    ties = {(r.subject.name, r.other.name): (r.kind, f"{r.share:.0f}") for r in Relation.objects.all()}
    name = [line(n)["企业名称"] for n in range(4)]
    assert ties == {(name[1], name[2]): ("subsidiary", "60"), (name[3], name[1]): ("owned", "30")}
    assert office.bring(rows) == {"unchanged": 3}
    assert office.bring([line(1, 上级单位=uscc(2), 持股比例="70")]) == {"changed": 1}
    assert Relation.objects.filter(kind="subsidiary", share=70).count() == 1


def test_an_unknown_parent_is_told_and_written_later() -> None:
    office = Office()
    rows = [line(1, 上级单位=uscc(2))]
    kept = office.compare(table(rows))
    assert (found(kept), problems(kept)) == ({"new": 1}, ["parent-unknown"])
    office.apply(kept)
    assert office.bring(rows) == {"unchanged": 1}
    office.bring([line(2)])
    assert office.bring(rows) == {"changed": 1}
    assert office.bring(rows) == {"unchanged": 1}


def test_a_circle_of_whole_ownership_is_refused() -> None:
    rows = [line(1, 上级单位="k2", 持股比例="100"), line(2, 上级单位="k1", 持股比例="100"), line(3)]
    kept = Office().compare(table(rows))
    assert found(kept) == {"new": 1, "refused": 2}
    assert set(problems(kept)) == {"ownership-circle"}


def test_a_row_overtaken_by_the_registry_is_left() -> None:
    office = Office()
    kept = office.compare(table([line(1), line(2)]))
    other = organisation(is_demo=False)
    Identifier.objects.create(organisation=other, scheme="uscc", value=uscc(1))
    assert office.apply(kept) == {"new": 1, "stale": 1}
    assert not Organisation.objects.filter(name=line(1)["企业名称"]).exists()


def test_stopped_half_way_it_goes_on_where_it_was() -> None:
    office = Office()
    kept = office.compare(table([line(n) for n in range(3)]))

    def stop(done: int, _total: int, _reason: object) -> None:
        if done:
            raise Refused("job-cancelled", "Stopped on request.")

    applying.BATCH = 2
    try:
        with pytest.raises(Refused):
            applying.apply_import(actor=office.actor, reason="a test", kept=kept, progress=stop)
        assert kept.rows.filter(is_done=True).count() == 2
        assert office.apply(kept) == {"new": 3}
    finally:
        applying.BATCH = 500
    assert Organisation.objects.filter(name__startswith="长春甲").count() == 3


def test_taken_back_nothing_is_left_of_it() -> None:
    office = Office()
    office.bring([line(1), line(2, 注册地址="")])
    before = dump()
    kept = office.compare(
        table(
            [
                line(1, 企业名称="长春新名轴承有限公司", 注册地址="吉林省长春市宽城区北人民大街9号", 行业="3670"),
                line(2, 注册地址="吉林省长春市绿园区1号", 上级单位="k3", 持股比例="51"),
                line(3, 上级单位="", 持股比例=""),
            ]
        )
    )
    office.apply(kept)
    assert dump() != before
    assert office.take_back(kept) == {"taken_back": 3, "stay": 0}
    assert dump() == before
    kept.refresh_from_db()
    assert kept.state == Import.State.TAKEN_BACK


def test_what_it_was_before_a_file_says_otherwise_is_kept() -> None:
    """Also what it was until that file was taken back."""
    office = Office()
    office.bring([line(1)])
    begun = timezone.now()
    kept = office.compare(table([line(1, 类型="zone")]))
    office.apply(kept)
    here, changed = Organisation.objects.get(name=line(1)["企业名称"]), timezone.now()
    assert (here.kind, kinds_on(begun)) == ("zone", {here.pk: "enterprise"})
    office.take_back(kept)
    here.refresh_from_db()
    assert (here.kind, kinds_on(changed), kinds_on(timezone.now())) == ("enterprise", {here.pk: "zone"}, {})


def test_what_somebody_built_on_stays_and_is_named() -> None:
    office = Office()
    kept = office.compare(table([line(1), line(2), line(3)]))
    office.apply(kept)
    first, second, third = (Organisation.objects.get(name=line(n)["企业名称"]) for n in (1, 2, 3))
    Name.objects.create(organisation=first, text="甲一", kind="short", language="zh-Hans")
    assert office.take_back(kept) == {"taken_back": 2, "stay": 1}
    row = kept.rows.get(number=2)
    assert [each["code"] for each in row.problems] == ["built-on"]
    assert list(Organisation.objects.filter(pk__in=[first.pk, second.pk, third.pk])) == [first]
    first.names.filter(text="甲一").delete()
    assert office.take_back(kept) == {"taken_back": 1, "stay": 0}


def test_a_field_changed_again_is_not_set_back() -> None:
    office = Office()
    office.bring([line(1)])
    kept = office.compare(table([line(1, 行业="3670")]))
    office.apply(kept)
    Organisation.objects.filter(name=line(1)["企业名称"]).update(industry_code="3611")
    assert office.take_back(kept) == {"taken_back": 0, "stay": 1}
    assert [each["code"] for each in kept.rows.get().problems] == ["changed-again"]


def test_a_parent_stays_where_its_child_does() -> None:
    office = Office()
    kept = office.compare(table([line(1, 上级单位="k2"), line(2, 上级单位="")]))
    office.apply(kept)
    child = Organisation.objects.get(name=line(1)["企业名称"])
    Name.objects.create(organisation=child, text="甲一", kind="short", language="zh-Hans")
    assert office.take_back(kept) == {"taken_back": 0, "stay": 2}
    assert Relation.objects.count() == 1


def test_only_who_may_edit_imports() -> None:
    clerk = account(Role.ENTERPRISE)
    with pytest.raises(NotAllowed):
        imports.keep_upload(actor=clerk, reason="a test", namespace="park", file_name="a.csv", content=b"a")
    kept = Office().compare(table([line(1)]))
    for act in (applying.apply_import, taking_back.take_back_import, imports.compare_upload):
        with pytest.raises(NotAllowed):
            act(actor=clerk, reason="a test", kept=kept, progress=quiet)
    with pytest.raises(NotAllowed):
        imports.discard_upload(actor=clerk, reason="a test", kept=kept)


def test_uploads_have_limits(settings: Any) -> None:
    settings.UPLOAD_BYTES = 100
    office = Office()
    keep = {"actor": office.actor, "reason": "a test", "namespace": "park"}
    with pytest.raises(TooLarge):
        imports.keep_upload(**keep, file_name="a.csv", content=b"x" * 101)
    for _ in range(10):
        imports.keep_upload(**keep, file_name="a.csv", content=b"x" * 100)
    with pytest.raises(Refused, match="Too many uploads"):
        imports.keep_upload(**keep, file_name="a.csv", content=b"x")
    with pytest.raises(Invalid):
        imports.keep_upload(**keep, file_name="a.pdf", content=b"x")
    with pytest.raises(Invalid):
        imports.keep_upload(**{**keep, "namespace": "a:b"}, file_name="a.csv", content=b"x")


def test_a_discarded_upload_is_gone_but_on_record() -> None:
    office = Office()
    kept = office.compare(table([line(1)]))
    imports.discard_upload(actor=office.actor, reason="a test", kept=kept)
    kept.refresh_from_db()
    assert kept.state == Import.State.DISCARDED
    assert not ImportFile.objects.exists()
    assert not ImportRow.objects.exists()
    with pytest.raises(Refused):
        office.apply(kept)


def test_columns_are_remembered_for_the_same_headings() -> None:
    office = Office()
    kept = office.compare(table([line(1)]))
    chosen = dict(kept.mapping) | {"简称": ""}
    imports.choose_columns(actor=office.actor, reason="a test", kept=kept, choices=imports.Choices(chosen))
    assert ImportHeadings.objects.get().mapping == chosen
    with pytest.raises(Invalid, match="legal name"):
        imports.choose_columns(actor=office.actor, reason="a test", kept=kept, choices=imports.Choices({"编号": "key"}))


def test_each_step_has_its_line_in_the_log() -> None:
    office = Office()
    kept = office.compare(table([line(1)]))
    office.apply(kept)
    office.take_back(kept)
    verbs = list(AuditLine.objects.order_by("number").values_list("verb", flat=True))
    assert verbs == [
        "keep_upload", "choose_columns", "start_job", "compare_upload", "import_organisations", "finish_import",
        "take_back_rows", "take_back_import",
    ]  # fmt: skip


def test_bytes_are_gone_once_the_file_is_in() -> None:
    office = Office()
    kept = office.compare(table([line(1)]))
    assert ImportFile.objects.count() == 1
    office.apply(kept)
    assert not ImportFile.objects.exists()


NAMES = st.sampled_from(
    ["长春甲轴承有限公司", "长春甲轴承有限责任公司", "吉林乙化工有限公司", "通化丙药业股份有限公司", "丁"]
)
CELLS = st.fixed_dictionaries(
    {
        "编号": st.sampled_from(["", "a", "b", "c"]),
        "企业名称": NAMES,
        "统一社会信用代码": st.sampled_from(["", uscc(1), uscc(2), uscc(3)]),
        "所属地区": st.sampled_from(["", "220100", "220200"]),
        "行业": st.sampled_from(["", "3451", "3670"]),
        "注册地址": st.sampled_from(["", "吉林省长春市南关区1号", "吉林省吉林市2号"]),
        "简称": st.sampled_from(["", "甲轴", "甲轴;甲"]),
        "上级单位": st.sampled_from(["", "a", "b", uscc(1), uscc(9)]),
        "持股比例": st.just(""),
    }
)


def test_the_repetition_of_a_refused_row_brings_no_parent_in() -> None:
    itself = line(1, 统一社会信用代码=uscc(1), 上级单位=uscc(1))
    counts = Office().bring([itself, itself, line(2, 上级单位=uscc(1))])
    assert (counts["new"], counts["refused"], counts.get("stale", 0)) == (1, 1, 0)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(CELLS, min_size=1, max_size=6), hold=st.booleans(), seed=st.integers(0, 99))
def test_any_file_twice_is_the_file_once_also_shuffled(rows: list[dict[str, str]], hold: bool, seed: int) -> None:
    with transaction.atomic():
        office = Office(hold=hold)
        office.bring(rows)
        before = dump()
        shuffled = rows[:]
        random.Random(seed).shuffle(shuffled)
        kept = office.compare(table(shuffled))
        assert kept.counts["new"] == kept.counts["changed"] == 0, (found(kept), problems(kept))
        office.apply(kept)
        assert dump() == before
        transaction.set_rollback(True)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.lists(CELLS, max_size=4), second=st.lists(CELLS, min_size=1, max_size=5))
def test_bringing_in_and_taking_back_leaves_everything_as_it_was(
    first: list[dict[str, str]], second: list[dict[str, str]]
) -> None:
    with transaction.atomic():
        office = Office()
        if first:
            office.bring(first)
        before = dump()
        kept = office.compare(table(second))
        office.apply(kept)
        office.take_back(kept)
        assert dump() == before
        transaction.set_rollback(True)


def test_a_clerk_s_ruling_is_remembered() -> None:
    real = organisation(name="长春轴承制造有限公司", name_en="", is_demo=False)
    office = Office()
    office.bring(ASKED)
    pair = Pair.objects.get()
    desk.rule_pair(actor=office.actor, reason="asked them", pair=pair, choice=desk.Choice(verdict="different"))
    again = [line(4, 企业名称=ASKED[0]["企业名称"], 编号="zz", 统一社会信用代码="")]
    kept = Office("another").compare(table(again))
    assert real.pk not in {each["pk"] for row in kept.rows.all() for each in row.near}


def test_moments_and_days_are_local() -> None:
    office = Office()
    office.bring([line(1)])
    assert set(FieldOrigin.objects.values_list("learned_on", flat=True)) == {timezone.localdate()}
    assert json.dumps(list(ImportRow.objects.values_list("incoming", flat=True)))
