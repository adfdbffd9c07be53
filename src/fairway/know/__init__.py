"""KNOW: organisations, however they are written, and what sources say about them.

Nouns: Organisation, Name, Identifier, Post, Fact, SourceDocument. Verbs: ``load_organisations``,
``load_sources``, ``load_facts``, ``load_posts``, ``state_fact``. Asks: who is this, who held that post on a day,
what do sources say? Takes: rows of an input folder. Gives: organisations and dated facts to every later step.
"""
