"""Pages of credit models: writing, simulating, publishing, comparing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import account, credit_model, credit_record, organisation

from fairway.base.models import Job
from fairway.govern.models import Role
from fairway.trust.models import CreditModel, Simulation
from fairway.trust.tests.test_actions_methods import draft, publish, simulate, simulated, text, today

pytestmark = pytest.mark.django_db

C, E = Role.CREDIT_OFFICE, Role.ENTERPRISE


def entered(role: Role = C) -> Client:
    client = Client()
    client.force_login(account(role))
    return client


def test_a_draft_is_written_on_a_page_and_starts_from_another_text() -> None:
    client, kept = entered(), credit_model()
    page = client.get(reverse("trust:draft_new"), {"from": kept.pk})
    assert page.context["form"].initial["toml"] == kept.toml
    sent = text().replace("\n", "\r\n")
    answer = client.post(reverse("trust:draft_new"), {"toml": sent, "reason": "r"}, follow=True)
    made = CreditModel.objects.get(state="draft")
    assert made.toml == text()
    assert answer.redirect_chain[-1][0] == reverse("trust:model", args=[made.pk])
    edit = reverse("trust:draft_edit", args=[made.pk])
    client.post(edit, {"toml": text("2"), "reason": "r"})
    made.refresh_from_db()
    assert made.version == "2"


def test_chinese_readers_see_the_chinese_name_of_a_model() -> None:
    client = entered()
    named = text().replace('version = "1"', 'version = "1"\nname_zh = "小模型"', 1)
    client.post(reverse("trust:draft_new"), {"toml": named, "reason": "r"})
    draft(toml=text("2"))
    listed = reverse("trust:models")
    assert "小模型" not in client.get(listed).content.decode()
    page = client.get(listed, headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "小模型 1" in page
    assert "Small 2" in page


def test_a_wrong_line_is_shown_where_it_is() -> None:
    wrong = text().replace("start = 50", "start = 50.5")
    page = entered().post(reverse("trust:draft_new"), {"toml": wrong, "reason": "r"})
    said = page.content.decode()
    assert page.status_code == 422
    assert "scale.start (line 9)" in said
    assert '<mark id="line-9">9  start = 50.5</mark>' in said
    assert not CreditModel.objects.exists()


def test_a_version_that_is_taken_leaves_the_text_on_the_page() -> None:
    draft()
    page = entered().post(reverse("trust:draft_new"), {"toml": text(), "reason": "r"})
    assert page.status_code == 422
    assert "Give your text another version" in page.content.decode()


def test_drafts_are_shown_to_those_who_write_some() -> None:
    made = draft()
    for role, status in ((C, 200), (E, 404)):
        client = entered(role)
        assert client.get(reverse("trust:model", args=[made.pk])).status_code == status
        assert (str(made) in client.get(reverse("trust:models")).content.decode()) is (status == 200)
    assert entered(E).get(reverse("trust:draft_new")).status_code == 403
    assert entered(E).get(reverse("trust:simulation", args=[made.pk])).status_code == 403


def test_the_page_offers_what_the_visitor_may_do() -> None:
    author = account(C)
    made = simulated(author)
    mine, theirs = Client(), entered()
    mine.force_login(author)
    at = reverse("trust:model", args=[made.pk])
    own, other = mine.get(at).content.decode(), theirs.get(at).content.decode()
    assert "Edit the draft" in own
    assert "Approve and publish" not in own
    assert "Approve and publish" in other
    assert "Edit the draft" not in other


def test_a_model_is_published_and_withdrawn_from_its_page() -> None:
    made, client = simulated(), entered()
    assert client.post(reverse("trust:publish_model", args=[made.pk]), {"reason": ""}).status_code == 422
    client.post(reverse("trust:publish_model", args=[made.pk]), {"reason": "r"})
    made.refresh_from_db()
    assert made.state == CreditModel.State.PUBLISHED
    assert "Withdraw" in client.get(reverse("trust:model", args=[made.pk])).content.decode()
    client.post(reverse("trust:withdraw_model", args=[made.pk]), {"reason": "r"})
    made.refresh_from_db()
    assert made.state == CreditModel.State.WITHDRAWN


def test_a_draft_is_thrown_away_from_its_page() -> None:
    author = account(C)
    made = draft(author)
    client = Client()
    client.force_login(author)
    client.post(reverse("trust:discard_draft", args=[made.pk]), {"reason": "r"})
    assert not CreditModel.objects.exists()


def test_a_simulation_is_started_as_a_job() -> None:
    made = draft()
    answer = entered().post(reverse("trust:simulate", args=[made.pk]))
    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    assert entered().post(reverse("trust:simulate", args=[publish(simulated(toml=text("3"))).pk])).status_code == 409


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_simulation_s_page_says_who_moves_and_why(language: str) -> None:
    publish(simulated())
    mine = organisation(name="示例电子有限公司", name_en="Example Electronics")
    credit_record(mine, kind="award", severity="", happened_on=today(), learned_on=today())
    made = draft(toml=text("2", **{"award = 12": "award = 2"}))
    client = entered()
    at = reverse("trust:simulation", args=[made.pk])
    assert client.get(at).status_code == 404
    simulate(made)
    page = client.get(at, headers={"accept-language": language}).content.decode()
    assert "62 → 52" in page
    assert "12 → 2" in page
    assert ("Public award" if language == "en" else "表彰") in page
    table = client.get(at, {"format": "csv"}).content.decode()
    assert "62,52" in table


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("By size of enterprise", "large", "small", "not stated", "By type of ownership", "state-controlled")),
        ("zh-hans", ("按企业规模", "大型", "小型", "未说明", "按控股类型", "国有控股")),
    ],
)
def test_the_simulation_says_who_moves_by_size_ownership_and_region(language: str, words: tuple[str, ...]) -> None:
    publish(simulated())
    first = {"name": "示例电子有限公司", "name_en": "Example Electronics", "region_code": "220100"}
    mine = organisation(**first, size="small", ownership_type="state")
    credit_record(mine, kind="award", severity="", happened_on=today(), learned_on=today())
    organisation(size="small"), organisation(size="small"), organisation(size="large")
    made = draft(toml=text("2", **{"award = 12": "award = 2"}))
    simulate(made)
    at, said = reverse("trust:simulation", args=[made.pk]), {"accept-language": language}
    page = entered().get(at, headers=said)
    shown = page.content.decode()
    assert all(word in shown for word in words)
    groups = {str(title): rows for title, rows in page.context["groups"]}
    by_size, by_owner = groups[words[0]], groups[words[4]]
    assert [label for label, _counts in by_size] == list(words[1:4])
    assert by_size[1][1] == [3, 0, 1, -10]
    assert by_owner[0] == (words[5], [1, 0, 1, -10])
    exported = entered().get(at, {"format": "csv", "groups": ""}, headers=said).content.decode()
    assert f"{words[0]},{words[2]},3,0,1,-10" in exported
    movers = entered().get(at, {"format": "csv"}, headers=said).content.decode()
    assert f"{words[2]},{words[5]}," in movers


def test_a_simulation_kept_before_there_were_sizes_still_shows() -> None:
    made = simulated()
    kept = Simulation.objects.get(draft=made)
    kept.result["groups"] = {"kind": [["enterprise", 1, 0, 0, 0]]}
    kept.save()
    page = entered().get(reverse("trust:simulation", args=[made.pk])).content.decode()
    assert "By kind of organisation" in page
    assert "By size of enterprise" not in page


def test_two_models_are_compared_side_by_side() -> None:
    older, newer = draft(), draft(toml=text("2", **{"award = 12": "award = 2"}))
    client = entered()
    page = client.get(reverse("trust:compare_models", args=[newer.pk]), {"with": older.pk})
    assert [change.path for change in page.context["changes"]] == ["version", "indicators.deeds.points.award"]
    assert client.get(reverse("trust:compare_models", args=[newer.pk]), {"with": "x"}).status_code == 404
    assert client.get(reverse("trust:compare_models", args=[newer.pk]), {"with": "9" * 5_000}).status_code == 404
    assert client.get(reverse("trust:draft_new"), {"from": "9" * 5_000}).status_code == 404
