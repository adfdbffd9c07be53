"""Addresses of MEET."""

from django.urls import path

from fairway.meet import views
from fairway.meet.views.day import board, desk, papers, personal, repairs

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
    path("events/<int:pk>/desk/", desk.desk, name="desk"),
    path("events/<int:pk>/check-in/<str:code>/", desk.check_in, name="check_in"),
    path("events/<int:pk>/links/", desk.give_links, name="give_links"),
    path("events/<int:pk>/board/", board.board, name="board"),
    path("events/<int:pk>/badges.pdf", papers.badges, name="badges"),
    path("events/<int:pk>/agendas.pdf", papers.agendas, name="agendas"),
    path("events/<int:pk>/tables.pdf", papers.table_sheets, name="table_sheets"),
    path("events/<int:pk>/report/", repairs.report, name="report"),
    path("events/<int:pk>/repair/", repairs.repair, name="repair"),
    path("events/<int:pk>/repair/dismiss/<int:report>/", repairs.dismiss, name="dismiss"),
    path("events/<int:pk>/repair/told/", repairs.told, name="told"),
    path("events/<int:pk>/repair/take-back/", repairs.take_back, name="take_back"),
    path("events/<int:pk>/walk-in/", repairs.walk_in, name="walk_in"),
    path("my/<str:token>.ics", personal.my_calendar, name="my_calendar"),
    path("my/<str:token>/", personal.my, name="my"),
    path("my/<str:token>/report/", personal.my_report, name="my_report"),
    path("my/<str:token>/take-back/", personal.my_take_back, name="my_take_back"),
    path("my/<str:token>/read/", personal.my_read, name="my_read"),
]
