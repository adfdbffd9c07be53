"""Addresses of SIGN."""

from django.urls import path

from fairway.sign import views
from fairway.sign.views import clause_tables, papers

app_name = "sign"
urlpatterns = [
    path("signing/", views.boards, name="boards"),
    path("signing/<int:event_pk>/", views.board, name="board"),
    path("signing/<int:event_pk>/announce/", views.announce, name="announce"),
    path("agreements/", views.agreements, name="agreements"),
    path("agreements/new/", views.new_agreement, name="new_agreement"),
    path("agreements/<int:pk>/", views.agreement, name="agreement"),
    path("agreements/<int:pk>/revise/", papers.revise, name="revise"),
    path("agreements/<int:pk>/approve/", papers.approve, name="approve"),
    path("agreements/<int:pk>/publish/", papers.publish, name="publish"),
    path("agreements/<int:pk>/versions/<int:number>/", papers.version, name="version"),
    path("mandates/", papers.mandates, name="mandates"),
    path("mandates/new/", papers.new_mandate, name="new_mandate"),
    path("signing/<int:event_pk>/minutes.pdf", papers.minutes, name="minutes"),
    path("agreements/<int:pk>/promises/new/", views.new_promise, name="new_promise"),
    path("agreements/<int:pk>/promises/propose/", views.propose_promises, name="propose_promises"),
    path("promises/", views.promises, name="promises"),
    path("promises.xlsx", views.promises_workbook, name="promises_workbook"),
    path("promises/notices/", views.notices, name="promise_notices"),
    path("ledger/", views.ledger, name="ledger"),
    path("ledger.xlsx", views.ledger_workbook, name="ledger_workbook"),
    path("promises/tables/", clause_tables.clause_tables, name="clause_tables"),
    path("promises/table.<slug:form>", clause_tables.template, name="clause_template"),
    path("promises/tables/<int:pk>/", clause_tables.clause_table, name="clause_table"),
    path("promises/tables/<int:pk>/to-mend.csv", clause_tables.rows_to_mend, name="clauses_to_mend"),
    path("promises/tables/<int:pk>/take/", clause_tables.decide, {"deed": "take"}, name="take_clauses"),
    path("promises/tables/<int:pk>/take-back/", clause_tables.decide, {"deed": "take_back"}, name="take_clauses_back"),
    path("promises/tables/<int:pk>/discard/", clause_tables.decide, {"deed": "discard"}, name="discard_clauses"),
    path("promises/<int:pk>/", views.promise, name="promise"),
    path("promises/<int:pk>/steps/", views.record_step, name="record_step"),
    path("promises/steps/<int:pk>/confirm/", views.confirm_step, name="confirm_step"),
]
