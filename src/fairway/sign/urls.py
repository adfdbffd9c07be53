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
]
