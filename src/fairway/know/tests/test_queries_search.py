"""The search box finds names and codes, in one order on every store."""

from __future__ import annotations

import random

import pytest
from tests.cast import organisation

from fairway.know import queries
from fairway.know.actions.search import reindex
from fairway.know.engine.asked import asked
from fairway.know.engine.bigrams import Traits, from_text, trait_terms
from fairway.know.engine.documents import organisation_of
from fairway.know.engine.slips import cost, loosened
from fairway.know.models import Identifier, Name, Organisation, SearchDocument, SearchState
from fairway.know.queries.index import state
from fairway.know.queries.search import FEW, MOST_SIMILAR, MOST_TELLING
from fairway.know.tests.searching import answers, tier

pytestmark = pytest.mark.django_db


def named(text: str, *more: str, code: str = "", **given: object) -> Organisation:
    found = organisation(name=text, name_en="", **given)
    for other in (text, *more):
        Name.objects.create(organisation=found, text=other, kind="printed", language="zh-Hans")
    if code:
        Identifier.objects.create(organisation=found, scheme="local", namespace="a", value=code)
    reindex([found.pk])
    return found


def test_two_characters_find_a_name() -> None:
    wanted = named("长春一汽富维公司", "富维")
    named("吉林化纤公司")
    assert queries.search_organisations("富维") == [wanted]


def test_every_word_must_be_there() -> None:
    wanted = named("长春轴承公司", "Changchun Bearing")
    named("长春齿轮公司", "Changchun Gear")
    assert queries.search_organisations("changchun bearing") == [wanted]
    assert queries.search_organisations("轴承 changchun") == [wanted]


def test_the_exact_name_comes_first_then_the_shorter() -> None:
    long, exact, short = named("一汽解放长春分公司"), named("一汽"), named("一汽轿车")
    inside = named("某一汽")
    assert queries.search_organisations("一汽") == [exact, short, long, inside]


def test_a_code_is_found_by_its_beginning() -> None:
    wanted = named("某公司", code="91350100M000100Y43")
    for words in ("91350100m", "9135", "91350100M000100Y43", "某 9135"):
        assert queries.search_organisations(words) == [wanted]
    assert queries.search_organisations("50100") == []


@pytest.mark.parametrize(
    "words", ["", "   ", "\x00", "%", "_", "' OR 1=1 --", '"', "*", "a AND", "()", "NEAR(", "^", "-"]
)
def test_nothing_asked_or_nothing_there_finds_nothing(words: str) -> None:
    named("长春轴承公司")
    found = queries.look_up(words)
    assert (list(found.exact), list(found.similar), found.is_capped) == ([], [], False)


def test_one_organisation_is_found_once() -> None:
    wanted = named("红旗零部件", "红旗", "红旗集团")
    assert queries.search_organisations("红旗") == [wanted]


def test_a_slip_of_the_keyboard_finds_similar_names() -> None:
    wanted = named("长春富维汽车公司", "Technology Works")
    for words in ("富唯汽车", "tecnology", "长春 tecnology", "富维气车"):
        found = queries.look_up(words)
        assert not found.exact
        assert [organisation_of(at) for at in found.similar] == [wanted.pk]


def test_many_results_are_cut_and_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [named(f"红旗{n}") for n in range(4)]
    monkeypatch.setattr("fairway.know.queries.search.MOST", 3)
    found = queries.look_up("红旗")
    assert found.organisations == [each.pk for each in made[:3]]
    assert found.is_capped


def test_results_are_narrowed_and_counted() -> None:
    bank = named("红旗银行", kind="bank", region_code="220200", industry_code="")
    firm = named("红旗轿车", region_code="220100", is_demo=False)
    facets = {facet.key: {c.value: c.count for c in facet.choices} for facet in queries.facets(queries.look_up("红旗"))}
    assert facets["kind"] == {"bank": 1, "enterprise": 1}
    assert facets["prefecture"] == {"2201": 1, "2202": 1}
    assert facets["demo"] == {"0": 1, "1": 1}
    assert "province" not in facets
    for narrowed, expected in (
        ({"kind": "bank"}, [bank]), ({"prefecture": "2201"}, [firm]), ({"province": "22"}, [bank, firm]),
        ({"section": "C"}, [firm]), ({"demo": "0"}, [firm]), ({"kind": "bank", "demo": "0"}, []),
        ({"kind": "' OR", "province": "2"}, [bank, firm]), ({"unknown": "x"}, [bank, firm]),
    ):  # fmt: skip
        assert {o.pk for o in queries.search_organisations("红旗", narrowed)} == {o.pk for o in expected}
    chosen = queries.facets(queries.look_up("红旗", {"kind": "bank"}))[0]
    assert [(choice.value, choice.count, choice.is_chosen) for choice in chosen.choices] == [("bank", 1, True)]


SYLLABLES = ("长", "春", "一", "汽", "富", "维", "红", "旗", "科", "技", "公", "司")
WORDS = ("faw", "fu", "wei", "tech", "technology", "3m", "co")


def world(dice: random.Random, size: int) -> None:
    """Invented organisations of few characters, so that they share much."""
    for number in range(size):
        name = "".join(dice.choices(SYLLABLES, k=dice.randint(2, 7)))
        english = " ".join(dice.choices(WORDS, k=dice.randint(1, 3))) if dice.random() < 0.4 else ""
        kind, region = dice.choice(["enterprise", "bank", "zone"]), dice.choice(["220100", "220200", "110000"])
        made = organisation(name=name, name_en=english, kind=kind, region_code=region, is_demo=dice.random() < 0.5)
        if dice.random() < 0.5:
            code = f"91{dice.choice(['22', '11'])}{number:06d}"
            Identifier.objects.create(organisation=made, scheme="local", namespace="w", value=code)
    reindex(list(Organisation.objects.values_list("pk", flat=True)))


def questions(dice: random.Random) -> list[str]:
    chinese = ["".join(dice.choices(SYLLABLES, k=dice.randint(1, 4))) for _ in range(25)]
    return [
        *chinese, *(f"{a} {b}" for a, b in zip(chinese[:5], WORDS, strict=False)), *WORDS, "techn", "technolo", "wi",
        "changchun", "yi qi", "fw", "ccy", "hq", "9122", "912200000", "91", "changchun fuwei", "techonlogy", "fu wei",
    ]  # fmt: skip


def expected(words: str, narrowed: dict[str, str]) -> tuple[list[int], list[int]]:
    """What must be found, worked out document by document: exact results and similar ones."""
    question, exact, near = asked(words), [], []
    sought = loosened(question.words, state().common, MOST_TELLING)
    only = {f"#k{narrowed['kind']}"} if narrowed else set()
    for each in SearchDocument.objects.order_by("id"):
        terms = set(from_text(each.text, Traits(each.kind, each.region, each.section, each.is_demo)).terms)
        if not only <= terms:
            continue
        found = tier(question, each.text, terms)
        if found is not None:
            exact.append((found, each.pk, each.organisation))
            continue
        price = cost(question.words, each.text) if sought and answers(sought, each.text, terms) else None
        near += [(price, each.pk, each.organisation)] if price is not None else []
    similar = [organisation for *_, organisation in sorted(near)[:MOST_SIMILAR]] if len(exact) < FEW else []
    return [organisation for *_, organisation in sorted(exact)], similar


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("in_bands", [False, True])
def test_every_store_finds_what_the_documents_say(seed: int, in_bands: bool) -> None:
    """Band by band as well, which PostgreSQL does where terms are counted as common."""
    dice = random.Random(seed)
    world(dice, 80)
    if in_bands:
        places = list(SearchDocument.objects.order_by("id").values_list("id", flat=True))
        common = dict.fromkeys({*SYLLABLES, *WORDS, "长春", "一汽", "富维", "tech", "te", "f"}, 10**6)
        SearchState.objects.create(
            method="test", documents=80, bands=[places[1], places[20], places[60]], common=common
        )
        reindex(list(Organisation.objects.values_list("pk", flat=True)))
    for words in questions(dice):
        for narrowed in ({}, {"kind": "bank"}):
            found = queries.look_up(words, narrowed)
            ours = found.organisations, [organisation_of(at) for at in found.similar]
            assert ours == expected(words, narrowed), words


def test_what_narrows_is_a_term() -> None:
    assert trait_terms(Traits("bank", "", "", is_demo=False)) == ("#kbank", "#d0")
