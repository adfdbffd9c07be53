"""The part of OC4IDS 0.9.5 that we write, as a JSON schema of our own, and the standard's checker run with it.

The official schema cannot be fetched in a test, and the checker takes schemas by HTTP only: a server on the loopback
address hands out ours. It is stricter where it can be: it knows no field but those written, so that a misspelt one
fails. ``OC4IDS_SCHEMA`` names a folder with the official files (``project-schema.json``,
``project-package-schema.json`` and ``codelists/``); the checker then runs with those too.
"""

from __future__ import annotations

import json
import os
import threading
import warnings
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

TEXT = {"type": "string", "minLength": 1}
MOMENT = {"type": "string", "format": "date-time"}
OWN: dict[str, object] = {"type": "object", "minProperties": 1}


def ref(name: str) -> dict[str, object]:
    return {"$ref": f"#/definitions/{name}"}


def many(items: object) -> dict[str, object]:
    return {"type": "array", "minItems": 1, "uniqueItems": True, "items": items}


def closed(*words: str) -> dict[str, object]:
    return {"type": "string", "enum": list(words)}


def thing(*required: str, **properties: object) -> dict[str, object]:
    written = {"type": "object", "minProperties": 1, "additionalProperties": False, "properties": properties}
    return {**written, "required": list(required)} if required else written


DEFINITIONS: dict[str, object] = {
    "Value": thing(amount={"type": "number"}, currency={"type": "string", "pattern": "^[A-Z]{3}$"}, fairway=OWN),
    "Classification": thing(scheme=TEXT, id=TEXT),
    "Gazetteer": thing(scheme=TEXT, identifiers=many(TEXT)),
    "Location": thing("id", id=TEXT, gazetteer=ref("Gazetteer"), address=thing(countryName=TEXT)),
    "Identifier": thing(scheme=TEXT, id=TEXT, legalName=TEXT),
    "Organization": thing(
        "id",
        id=TEXT,
        name=TEXT,
        identifier=ref("Identifier"),
        additionalIdentifiers=many(ref("Identifier")),
        roles=many(TEXT),
        fairway=OWN,
    ),
    "OrganizationReference": thing(id=TEXT, name=TEXT),
    "Document": thing("id", id=TEXT, documentType=TEXT, title=TEXT, datePublished=MOMENT),
    "Milestone": thing(
        "id",
        id=TEXT,
        title=TEXT,
        type=TEXT,
        code=TEXT,
        status=closed("scheduled", "met", "notMet", "partiallyMet"),
        dueDate=MOMENT,
        dateMet=MOMENT,
        dateModified=MOMENT,
    ),
    "Transaction": thing(
        "id",
        id=TEXT,
        date=MOMENT,
        value=ref("Value"),
        relatedImplementationMilestone=thing(id=TEXT, title=TEXT),
        fairway=OWN,
    ),
    "Summary": thing(
        externalReference=TEXT,
        title=TEXT,
        status=closed("pre-award", "active", "closed"),
        contractPeriod=thing(startDate=MOMENT),
        suppliers=many(ref("OrganizationReference")),
        contractValue=ref("Value"),
        fairway=OWN,
    ),
}
PROJECT = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    **thing(
        "id",
        id=TEXT,
        identifiers=many(thing(id=TEXT, scheme=TEXT)),
        updated=MOMENT,
        title=TEXT,
        status=closed("identification", "preparation", "implementation", "completion", "completed", "cancelled"),
        sector=many(TEXT),
        additionalClassifications=many(ref("Classification")),
        locations=many(ref("Location")),
        budget=thing(amount=ref("Value")),
        parties=many(ref("Organization")),
        publicAuthority=ref("OrganizationReference"),
        documents=many(ref("Document")),
        contractingProcesses=many(thing("id", id=TEXT, summary=ref("Summary"))),
        milestones=many(ref("Milestone")),
        transactions=many(ref("Transaction")),
        completion=thing(endDate=MOMENT),
        fairway=OWN,
    ),
    "definitions": DEFINITIONS,
}
PACKAGE = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    **thing(
        "uri",
        "publisher",
        "publishedDate",
        "projects",
        "version",
        uri={**TEXT, "format": "uri"},
        publisher=thing("name", name=TEXT),
        publishedDate=MOMENT,
        version={"type": "string", "pattern": r"^(\d+\.)(\d+)$"},
        projects=many({key: each for key, each in PROJECT.items() if key not in {"$schema", "definitions"}}),
    ),
    "definitions": DEFINITIONS,
}


@cache
def folder() -> Path:
    """The profile's files where the checker looks for them."""
    made = Path(mkdtemp(prefix="oc4ids-"))
    (made / "project-schema.json").write_text(json.dumps(PROJECT))
    (made / "project-package-schema.json").write_text(json.dumps(PACKAGE))
    return made


class _Quiet(SimpleHTTPRequestHandler):
    """Hands out the files of a folder and keeps no log."""

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@cache
def served(schemas: Path) -> str:
    """The address under which a folder is handed out for the rest of the process."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(schemas)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


def official() -> Path | None:
    """The folder of the official files, where somebody has put them."""
    named = os.environ.get("OC4IDS_SCHEMA")
    return Path(named) if named else None


def complaints(package: dict[str, Any], schemas: Path | None = None) -> list[str]:
    """What libcoveoc4ids has to say against a package: its schema, its conformance and its additional checks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from libcoveoc4ids.api import oc4ids_json_output
        from libcoveoc4ids.config import LibCoveOC4IDSConfig

        place = served(schemas or folder())
        lists = {"0.9": f"{place}codelists/"}
        config = LibCoveOC4IDSConfig({"schema_host": place, "schema_codelists": lists})
        found = oc4ids_json_output(mkdtemp(prefix="cove-"), json_data=package, lib_cove_oc4ids_config=config)
    said = [str(each) for each in found["validation_errors"]]
    said += [str(each) for key in ("conformance_checks", "additional_checks") for each in found[key]]
    if found["additional_closed_codelist_values"]:
        said.append(str(found["additional_closed_codelist_values"]))
    return said
