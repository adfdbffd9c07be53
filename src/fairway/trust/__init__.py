"""TRUST: what an organisation's record says about it, by a published method, every point with its reason.

Nouns: record, credit model, rating, statement, assessment. Verbs: keep a record, rate, object, repair, withdraw;
issue and check a statement; order, publish and refuse an assessment.
Asks: how does this organisation stand on a date, and why? Takes: dated, catalogued records of organisations.
Gives: points, a grade, red lines and reasons, or "no file" where nothing is known.
"""
