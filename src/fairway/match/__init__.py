"""MATCH: which offer answers which need, how well, and why the others do not.

Nouns: offer, need, suggestion. Verbs: offer, ask for, suggest, dismiss.
Asks: who could serve this need, whom could this offer serve? Takes: offers, needs, credit grades from TRUST.
Gives: ranked suggestions with reasons to both sides and to MEET.
"""
