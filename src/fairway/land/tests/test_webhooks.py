"""Webhooks: registered, told in order, signed, tried again, switched off; and never sent inside."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import DAY, account, operator, project

from fairway.base.models import AuditLine
from fairway.base.outside import FAULTS, INSIDE, send
from fairway.cli import commands
from fairway.govern.models import Role
from fairway.land import actions
from fairway.land.engine.intake import Stage
from fairway.land.engine.log import Entry
from fairway.land.engine.webhooks import body_of, signature
from fairway.land.models import Delivery, Project, Webhook
from fairway.lib.addresses import target_of
from fairway.lib.errors import Invalid, NotAllowed, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


class Receiver:
    """Another system on this computer: keeps what it is sent and answers as it is told."""

    def __init__(self) -> None:
        self.status = 200
        self.location = ""
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.address = ""


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:  # pytest-django's
    settings.DEBUG = True
    kept = Receiver()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.got.append((dict(self.headers), body))
            self.send_response(kept.status)
            if kept.location:
                self.send_header("Location", kept.location)
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    with serving(Answering) as port:
        kept.address = f"http://127.0.0.1:{port}/hook"
        yield kept


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def registered(address: str, events: tuple[str, ...] = ("stage.recorded",)) -> tuple[Webhook, str]:
    return actions.register_webhook(actor=operator(), reason="test", address=address, events=events)


def record(to: Project, **given: object) -> None:
    day = DAY + timedelta(days=10)
    values = {"stage": Stage.REGISTERED, "happened_on": day, "learned_on": day, "responsible": to.responsible_id}
    entry = Entry(**{**values, "evidence": "licence 3", "next_due": DAY + timedelta(days=60), **given})  # type: ignore[arg-type]
    actions.record_stage(actor=operator(), reason="site visit", project=to, entry=entry)


def deliver() -> tuple[int, int]:
    return actions.deliver_webhooks(actor=operator(), reason="test")


def test_a_stage_is_told_signed_and_once(receiver: Receiver) -> None:
    webhook, secret = registered(receiver.address)
    made = project()
    record(made)
    assert deliver() == (1, 0)
    assert deliver() == (0, 0)
    ((headers, body),) = receiver.got
    assert headers["Fairway-Signature"] == signature(secret, int(headers["Fairway-Timestamp"]), body)
    told = json.loads(body)
    line = AuditLine.objects.get(verb="record_stage")
    assert (told["id"], told["event"], told["facts"]["stage"]) == (line.number, "stage.recorded", "registered")
    assert told["subject"]["number"] == made.agreement.number
    assert told["subject"]["demo"] is True
    assert "actor" not in body.decode()
    assert line.actor not in body.decode()
    assert secret not in json.dumps(list(Webhook.objects.values("address", "salt")))
    assert Delivery.objects.get().state == "delivered"
    assert webhook.deliveries.count() == 1


def test_what_is_taken_back_is_told_too(receiver: Receiver) -> None:
    registered(receiver.address, ("stage.reversed",))
    made = project()
    record(made)
    actions.reverse_stage(actor=operator(), reason="the licence was another one's", line=made.log.order_by("pk").last())
    assert deliver() == (1, 0)
    told = json.loads(receiver.got[0][1])
    assert (told["event"], told["facts"]["stage"]) == ("stage.reversed", "registered")
    assert told["subject"]["reference"] == made.reference
    assert told["subject"]["stage"] == "signed"


def test_what_was_undone_with_its_transaction_is_never_told(receiver: Receiver) -> None:
    registered(receiver.address)
    made = project()
    with pytest.raises(Refused):
        record(made, stage=Stage.STARTED)
    assert deliver() == (0, 0)
    assert receiver.got == []


def test_only_chosen_events_from_then_on_are_told(receiver: Receiver) -> None:
    made = project()
    record(made)
    registered(receiver.address, ("promise.kept",))
    record(made, stage=Stage.STARTED, happened_on=DAY + timedelta(days=20), learned_on=DAY + timedelta(days=20))
    assert deliver() == (0, 0)


def test_what_fails_is_tried_again_later_and_at_last_given_up(receiver: Receiver) -> None:
    registered(receiver.address)
    record(project())
    receiver.status = 500
    for attempt in range(1, 8):
        assert deliver() == (0, 1)
        sent = Delivery.objects.get()
        assert (sent.attempts, sent.status) == (attempt, 500)
        assert deliver() == (0, 0)
        Delivery.objects.update(next_at=timezone.now() if sent.next_at else None)
    assert (sent.state, sent.next_at) == ("given_up", None)
    receiver.status = 204
    actions.replay_delivery(actor=operator(), reason="mended", delivery=sent)
    assert deliver() == (1, 0)
    assert len(receiver.got) == 8
    assert len({body for _headers, body in receiver.got}) == 1


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    registered(receiver.address)
    record(project())
    receiver.status, receiver.location = 302, receiver.address
    assert deliver() == (0, 1)
    assert (len(receiver.got), Delivery.objects.get().status) == (1, 302)


def test_a_webhook_that_is_off_hears_nothing_and_nothing_of_that_time_later(receiver: Receiver) -> None:
    webhook, _secret = registered(receiver.address)
    actions.switch_webhook(actor=operator(), reason="test", webhook=webhook, is_on=False)
    record(project())
    assert deliver() == (0, 0)
    actions.switch_webhook(actor=operator(), reason="test", webhook=webhook, is_on=True)
    assert deliver() == (0, 0)
    record(project())
    assert deliver() == (1, 0)


def test_in_production_nothing_inside_is_reached(receiver: Receiver, settings: Any) -> None:
    settings.DEBUG = False
    port = receiver.address.rpartition(":")[2].partition("/")[0]
    for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"):
        answer = send(target_of(f"https://{host}:{port}/hook"), b"{}", {})
        assert answer.status is None
        assert answer.fault == INSIDE
    assert receiver.got == []
    with pytest.raises(Invalid):
        registered(receiver.address)


def test_a_name_that_changes_its_mind_is_still_connected_where_it_was_looked_at(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name first leads outside, then inside: only the first answer counts, and the connection goes there."""
    port = int(receiver.address.rpartition(":")[2].partition("/")[0])
    answers = [[(2, 1, 6, "", ("93.184.216.34", port))], [(2, 1, 6, "", ("127.0.0.1", port))]]
    connected: list[str] = []

    def refuse(address: tuple[str, int], *_rest: object) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: answers.pop(0))
    monkeypatch.setattr(socket, "create_connection", refuse)
    assert send(target_of(f"https://rebinding.example:{port}/"), b"{}", {}).status is None
    assert connected == ["93.184.216.34"]


def test_a_name_with_one_address_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.8", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: both)
    assert send(target_of("https://two.example/"), b"{}", {}).fault == INSIDE


def test_a_dead_address_is_a_fault_and_no_crash(settings: Any) -> None:
    settings.DEBUG = True
    registered("http://127.0.0.1:1/hook")
    record(project())
    assert deliver() == (0, 1)
    assert Delivery.objects.get().fault == FAULTS[ConnectionRefusedError]


@pytest.mark.parametrize("events", [(), ("nothing",)])
def test_events_are_chosen_from_the_list(events: tuple[str, ...]) -> None:
    with pytest.raises(Invalid):
        registered("https://example.org/", events)
    assert not Webhook.objects.exists()
    assert not AuditLine.objects.exists()


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.ZONE_COMMITTEE, Role.CREDIT_OFFICE])
def test_only_the_promotion_office_has_webhooks(role: Role) -> None:
    with pytest.raises(NotAllowed):
        actions.register_webhook(
            actor=account(role), reason="test", address="https://example.org/", events=["stage.recorded"]
        )
    client = Client()
    client.force_login(account(role))
    assert client.get(reverse("land:webhooks")).status_code == 403


def test_the_pages_show_the_secret_once_and_what_was_told(receiver: Receiver) -> None:
    client = Client()
    client.force_login(account(Role.PROMOTION_OFFICE))
    sent = {"address": receiver.address, "events": ["stage.recorded"]}
    page = client.post(reverse("land:webhooks"), sent).content.decode()
    assert "webhook-secret" in page
    assert "webhook-secret" not in client.get(reverse("land:webhooks")).content.decode()
    record(project())
    receiver.status = 503
    assert CliRunner().invoke(commands, ["webhooks", "deliver"]).output == "0 messages delivered, 1 failed.\n"
    webhook, delivery = Webhook.objects.get(), Delivery.objects.get()
    page = client.get(reverse("land:webhook", args=[webhook.pk])).content.decode()
    assert "503" in page
    assert client.post(reverse("land:replay_delivery", args=[delivery.pk])).status_code == 302
    assert client.post(reverse("land:switch_webhook", args=[webhook.pk])).status_code == 302
    webhook.refresh_from_db()
    assert not webhook.is_on
    wrong = client.post(reverse("land:webhooks"), {"address": "nowhere", "events": ["stage.recorded"]})
    assert wrong.status_code == 422
    assert client.get(reverse("land:webhook", args=[0])).status_code == 404
    assert client.post(reverse("land:replay_delivery", args=[0])).status_code == 404


def test_the_same_message_is_the_same_bytes() -> None:
    assert body_of({"b": 1, "a": "合同"}) == body_of({"a": "合同", "b": 1})
