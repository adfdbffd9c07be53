"""The audit log in words: what was done, and to what. The log itself keeps the bare names."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

DEEDS = {
    "announce_signing": gettext_noop("announce a signing"),
    "answer_request": gettext_noop("answer a meeting request"),
    "answer_suggestion": gettext_noop("answer a suggestion"),
    "appoint_member": gettext_noop("appoint a member"),
    "approve_model": gettext_noop("approve a credit model"),
    "ask_meeting": gettext_noop("ask for a meeting"),
    "cancel_job": gettext_noop("cancel a job"),
    "close_folder": gettext_noop("close an input folder"),
    "end_membership": gettext_noop("end a membership"),
    "keep_folder": gettext_noop("keep an input folder"),
    "load_agreements": gettext_noop("load agreements"),
    "load_facts": gettext_noop("load facts"),
    "load_folder": gettext_noop("load a folder"),
    "load_listings": gettext_noop("load offers and needs"),
    "load_organisations": gettext_noop("load organisations"),
    "load_posts": gettext_noop("load posts"),
    "load_records": gettext_noop("load credit records"),
    "load_requests": gettext_noop("load meeting requests"),
    "load_sources": gettext_noop("load sources"),
    "load_stages": gettext_noop("load stages"),
    "make_timetable": gettext_noop("make a timetable"),
    "open_account": gettext_noop("open an account"),
    "open_event": gettext_noop("open an event"),
    "open_operator": gettext_noop("open the operator's account"),
    "open_project": gettext_noop("open a project"),
    "rate_organisations": gettext_noop("rate organisations"),
    "record_payment": gettext_noop("record a payment"),
    "record_stage": gettext_noop("record a stage"),
    "register_participants": gettext_noop("register participants"),
    "sign_agreement": gettext_noop("sign an agreement"),
    "start_job": gettext_noop("start a job"),
    "state_fact": gettext_noop("state a fact"),
    "suggest_matches": gettext_noop("suggest matches"),
}
THINGS = {
    "base.job": gettext_noop("job"),
    "base.user": gettext_noop("account"),
    "chain.inputfolder": gettext_noop("input folder"),
    "folder": gettext_noop("folder"),
    "govern.membership": gettext_noop("membership"),
    "know.fact": gettext_noop("fact"),
    "know.post": gettext_noop("post"),
    "land.payment": gettext_noop("payment"),
    "land.project": gettext_noop("project"),
    "land.stageentry": gettext_noop("stage"),
    "match.interest": gettext_noop("answer"),
    "match.suggestion": gettext_noop("suggestion"),
    "meet.event": gettext_noop("event"),
    "meet.meetingrequest": gettext_noop("meeting request"),
    "meet.timetable": gettext_noop("timetable"),
    "sign.agreement": gettext_noop("agreement"),
    "sign.ceremony": gettext_noop("signing"),
    "trust.creditmodel": gettext_noop("credit model"),
    "trust.creditrecord": gettext_noop("credit record"),
    "trust.rating": gettext_noop("rating"),
}


def deed(verb: str) -> str:
    """What was done, in the reader's language; a verb without words stays."""
    return gettext(DEEDS[verb]) if verb in DEEDS else verb


def thing(subject: str) -> str:
    """What it was done to: ``meet.event:1`` → event 1; a subject without words stays."""
    kind, colon, key = subject.partition(":")
    return f"{gettext(THINGS[kind])}{' ' if colon else ''}{key}" if kind in THINGS else subject
