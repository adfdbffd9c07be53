"""Addresses of MEET."""

from django.urls import path

from fairway.meet import views

app_name = "meet"
urlpatterns = [
    path("events/", views.events, name="events"),
    path("events/<int:pk>/", views.event, name="event"),
    path("events/<int:pk>/make-timetable/", views.make_timetable, name="make_timetable"),
    path("events/<int:pk>/grid/", views.grid, name="grid"),
    path("events/<int:pk>/timetable.xlsx", views.workbook, name="workbook"),
    path("events/<int:pk>/timetable.ics", views.calendar, name="calendar"),
    path("events/<int:pk>/agenda/<int:organisation>/", views.agenda, name="agenda"),
    path("events/<int:pk>/agenda/<int:organisation>.ics", views.agenda_file, name="agenda_file"),
    path("events/<int:pk>/ask/", views.ask, name="ask"),
    path("requests/", views.request_list, name="requests"),
    path("requests/<int:pk>/", views.request_page, name="request"),
    path("requests/<int:pk>/answer/", views.answer, name="answer"),
    path("unmet/", views.unmet_list, name="unmet"),
]
