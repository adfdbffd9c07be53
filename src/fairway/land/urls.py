"""Addresses of LAND."""

from django.urls import path

from fairway.land import views

app_name = "land"
urlpatterns = [
    path("projects/", views.projects, name="projects"),
    path("projects/new/", views.new_project, name="new_project"),
    path("projects/of/<int:agreement_pk>/", views.project_of, name="project_of"),
    path("projects/<int:pk>/", views.project, name="project"),
    path("projects/<int:pk>/stages/", views.record_stage, name="record_stage"),
    path("projects/<int:pk>/payments/", views.record_payment, name="record_payment"),
    path("exchange/", views.exchange, name="exchange"),
    path("exchange/projects.<str:kind>", views.export_projects, name="export_projects"),
    path("exchange/<int:pk>/", views.project_import, name="project_import"),
    path("exchange/<int:pk>/take/", views.take_projects, name="take_projects"),
    path("exchange/<int:pk>/discard/", views.discard_projects, name="discard_projects"),
    path("projects/<int:pk>/milestones/", views.milestones, name="milestones"),
    path("projects/<int:pk>/milestones/new/", views.plan_milestone, name="plan_milestone"),
    path("milestones/<int:pk>/", views.milestone, name="milestone"),
    path("milestones/<int:pk>/move/", views.move_milestone, name="move_milestone"),
    path("hindrances/", views.hindrances, name="hindrances"),
    path("hindrances/escalated/", views.escalated, name="escalated"),
    path("hindrances/<int:pk>/", views.hindrance, name="hindrance"),
    path("hindrances/<int:pk>/answer/", views.answer_hindrance, name="answer_hindrance"),
    path("hindrances/<int:pk>/close/", views.close_hindrance, name="close_hindrance"),
    path("projects/<int:pk>/hindrances/new/", views.raise_hindrance, name="raise_hindrance"),
    path("timeline/", views.timeline, name="timeline"),
    path("overdue/", views.overdue, name="overdue"),
    path("funnel/", views.funnel, name="funnel"),
    path("cohorts/", views.cohorts, name="cohorts"),
    path("cohorts.xlsx", views.cohort_workbook, name="cohort_workbook"),
    path("forecasts/", views.forecasts, name="forecasts"),
    path("forecasts/start/", views.start_forecast, name="start_forecast"),
    path("forecasts/<int:pk>/", views.forecast, name="forecast"),
    path("forecasts/<int:pk>/projects/", views.forecast_projects, name="forecast_projects"),
    path("projects/<int:pk>/forecast/", views.project_forecast, name="project_forecast"),
    path("projects/<int:pk>/forecast/<int:edition_pk>/", views.project_forecast, name="project_forecast_of"),
    path("projects/<int:pk>/estimates/", views.override_forecast, name="override_forecast"),
    path("bulletin/", views.bulletin, name="bulletin"),
    path("bulletin.pdf", views.bulletin_pdf, name="bulletin_pdf"),
    path("bulletin.xlsx", views.bulletin_workbook, name="bulletin_workbook"),
]
