"""Writing down organisations, sources, facts and posts."""

from fairway.know.actions.contacts import (
    Entry,
    finish_step,
    log_contact,
    restore_contact,
    withdraw_contact,
)
from fairway.know.actions.desk import (
    Choice,
    confirm_ruling,
    revoke_ruling,
    rule_pair,
)
from fairway.know.actions.facts import (
    add_fact,
    contest_fact,
    reinstate_fact,
    withdraw_fact,
)
from fairway.know.actions.finding import (
    Proposal,
    find_doubles,
    propose_pairs,
)
from fairway.know.actions.loading import (
    Holding,
    SourceText,
    Statement,
    load_facts,
    load_organisations,
    load_posts,
    load_sources,
    state_fact,
)
from fairway.know.actions.merging import (
    merge_organisations,
    undo_merge,
)
from fairway.know.actions.origins import (
    Provenance,
)
from fairway.know.actions.registry import (
    Draft,
    Seat,
    Spelling,
    add_address,
    add_identifier,
    add_name,
    add_organisation,
    correct_organisation,
    end_address,
    end_name,
    withdraw_identifier,
)
from fairway.know.actions.search import (
    rebuild_search,
)
from fairway.know.actions.ties import (
    Bond,
    appoint_post,
    end_post,
    end_relation,
    load_relations,
    relate,
    withdraw_post,
    withdraw_relation,
)

__all__ = [
    "Bond",
    "Choice",
    "Draft",
    "Entry",
    "Holding",
    "Proposal",
    "Provenance",
    "Seat",
    "SourceText",
    "Spelling",
    "Statement",
    "add_address",
    "add_fact",
    "add_identifier",
    "add_name",
    "add_organisation",
    "appoint_post",
    "confirm_ruling",
    "contest_fact",
    "correct_organisation",
    "end_address",
    "end_name",
    "end_post",
    "end_relation",
    "find_doubles",
    "finish_step",
    "load_facts",
    "load_organisations",
    "load_posts",
    "load_relations",
    "load_sources",
    "log_contact",
    "merge_organisations",
    "propose_pairs",
    "rebuild_search",
    "reinstate_fact",
    "relate",
    "restore_contact",
    "revoke_ruling",
    "rule_pair",
    "state_fact",
    "undo_merge",
    "withdraw_contact",
    "withdraw_fact",
    "withdraw_identifier",
    "withdraw_post",
    "withdraw_relation",
]
