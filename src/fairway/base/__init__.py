"""What every step stands on: accounts, rights, audit log, jobs, lists, error pages, templates, static files.

Nouns: User, AuditLine, Job. Verbs: ``audit.record``, ``jobs.start``, ``jobs.cancel``.
Asks: ``rights.require``, ``audit.verify``, ``lists.show``. Takes and gives: nothing of any step.
"""
