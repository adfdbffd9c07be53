"""What became of what was signed: projects, their stages with evidence, the money that came.

Nouns: Project, StageEntry, Payment, Milestone, Hindrance. Verbs: load_stages, open_project, record_stage,
record_payment, record_area, record_capacity, plan_milestone, move_milestone, raise_hindrance, answer_hindrance,
close_hindrance, escalate_hindrances.
Asks: funnel, money_by_month, overdue, tiles, projects_seen_by, reporting_date. Takes: agreements (SIGN).
Gives: stages and payments with two dates, from which every figure is replayed as of a day.
"""
