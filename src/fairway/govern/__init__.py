"""Who may decide: memberships of organisations with a role and dates, and the rights each role gives.

Nouns: Membership, Role. Verbs: ``appoint_member``, ``end_membership``. Asks: ``queries.members_on``.
Takes: organisations from KNOW, accounts from base. Gives: rights to every later step (``rules``).
"""
