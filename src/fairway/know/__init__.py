"""KNOW: organisations, however they are written, and what sources say about them.

Nouns: Organisation, Name, Identifier, Address, Relation, Post, Fact, SourceDocument, FieldOrigin, Contact. Verbs:
``load_organisations``, ``load_sources``, ``load_facts``, ``load_posts``, ``load_relations``, ``state_fact``, and a
small one for each thing written by hand (``add_organisation``, ``correct_organisation``, ``relate`` …). Asks: who is
this, who held that post on a day, who belongs to whom, what do sources say, where do they contradict each other?
Takes: rows of an input folder, entries of the workbench. Gives: organisations and dated facts to every later step.
"""
