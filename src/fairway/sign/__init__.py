"""What was signed, whether it is what was announced, and what both sides promised.

Nouns: Ceremony, Agreement, Party, Promise. Verbs: load_agreements, announce_signing, sign_agreement, write_promise,
record_step, confirm_step. Asks: agreements_seen_by, boards_seen_by, board_of, signed_totals, promise_board.
Takes: organisations (KNOW), events (MEET). Gives: agreements with their money and parties to LAND.
"""
