"""Sending a form as a browser does: with what it showed when it was opened."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse
    from django.test import Client


def seen_on(page: HttpResponse) -> dict[str, str]:
    """What the form on a page sends back of what it shows; nothing where it sends nothing back."""
    found = re.search(r'name="seen" value="([^"]*)"', page.content.decode())
    return {"seen": html.unescape(found[1])} if found else {}


def send(client: Client, address: str, body: Mapping[str, object]) -> HttpResponse:
    """Open a form, fill it in and send it."""
    answer: HttpResponse = client.post(address, {**seen_on(client.get(address)), **body})  # type: ignore[assignment,arg-type]  # Django's test answer
    return answer
