"""What was signed, and whether it is what was announced.

Nouns: Ceremony, Agreement, Party. Verbs: load_agreements, announce_signing, sign_agreement.
Asks: agreements_seen_by, boards_seen_by, board_of, signed_totals. Takes: organisations (KNOW), events (MEET).
Gives: agreements with their money and parties to LAND.
"""
