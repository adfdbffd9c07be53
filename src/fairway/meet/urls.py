"""Addresses of MEET."""

from django.urls import path

from fairway.meet import views

app_name = "meet"
urlpatterns = [
    path("events/", views.events, name="events"),
    path("events/<int:pk>/", views.event, name="event"),
    path("events/<int:pk>/make-timetable/", views.make_timetable, name="make_timetable"),
    path("events/<int:pk>/timetables/", views.runs, name="runs"),
    path("events/<int:pk>/grid/", views.grid, name="grid"),
    path("events/<int:pk>/grid/edit/", views.edit, name="edit"),
    path("events/<int:pk>/grid/undo/<int:edit>/", views.undo, name="undo"),
    path("events/<int:pk>/grid/legal/<int:asked>/", views.legal, name="legal"),
    path("events/<int:pk>/timetable.xlsx", views.workbook, name="workbook"),
    path("events/<int:pk>/timetable.ics", views.calendar, name="calendar"),
    path("events/<int:pk>/agenda/<int:organisation>/", views.agenda, name="agenda"),
    path("events/<int:pk>/agenda/<int:organisation>.ics", views.agenda_file, name="agenda_file"),
    path("events/<int:pk>/ask/", views.ask, name="ask"),
    path("runs/<int:pk>/", views.run, name="run"),
    path("runs/<int:pk>/take/", views.run_take, name="run_take"),
    path("runs/<int:pk>/cancel/", views.run_cancel, name="run_cancel"),
    path("timetables/<int:pk>/return/", views.timetable_return, name="timetable_return"),
    path("requests/", views.request_list, name="requests"),
    path("requests/<int:pk>/", views.request_page, name="request"),
    path("requests/<int:pk>/answer/", views.answer, name="answer"),
    path("unmet/", views.unmet_list, name="unmet"),
]
