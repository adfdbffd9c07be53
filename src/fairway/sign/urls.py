"""Addresses of SIGN."""

from django.urls import path

from fairway.sign import views

app_name = "sign"
urlpatterns = [
    path("signing/", views.boards, name="boards"),
    path("signing/<int:event_pk>/", views.board, name="board"),
    path("signing/<int:event_pk>/announce/", views.announce, name="announce"),
    path("agreements/", views.agreements, name="agreements"),
    path("agreements/new/", views.new_agreement, name="new_agreement"),
    path("agreements/<int:pk>/", views.agreement, name="agreement"),
    path("agreements/<int:pk>/promises/new/", views.new_promise, name="new_promise"),
    path("agreements/<int:pk>/promises/propose/", views.propose_promises, name="propose_promises"),
    path("promises/", views.promises, name="promises"),
    path("promises.xlsx", views.promises_workbook, name="promises_workbook"),
    path("promises/<int:pk>/", views.promise, name="promise"),
    path("promises/<int:pk>/steps/", views.record_step, name="record_step"),
    path("promises/steps/<int:pk>/confirm/", views.confirm_step, name="confirm_step"),
]
