"""Addresses of TRUST."""

from django.urls import path

from fairway.trust import views

app_name = "trust"
urlpatterns = [
    path("ratings/", views.ratings, name="ratings"),
    path("ratings/<int:pk>/", views.rating, name="rating"),
    path("ratings/<int:pk>/rate/", views.rate, name="rate"),
    path("records/", views.records, name="records"),
    path("records/<int:pk>/", views.record, name="record"),
    path("models/", views.models, name="models"),
    path("models/<int:pk>/", views.model, name="model"),
    path("ratings/<int:pk>/report/", views.report, name="report"),
    path("verify/", views.verify, name="verify"),
    path("verify/<uuid:number>/", views.verify_number, name="verify_number"),
    path(".well-known/fairway-keys.json", views.keys, name="keys"),
    path("assessments/", views.assessments, name="assessments"),
    path("assessments/new/", views.new_assessment, name="new_assessment"),
    path("assessments/<int:pk>/", views.assessment, name="assessment"),
    path("assessments/<int:pk>/declare/", views.declare, name="declare"),
    path("assessments/<int:pk>/deliver/", views.deliver, name="deliver"),
    path("assessments/<int:pk>/publish/", views.publish, name="publish"),
    path("assessments/<int:pk>/refuse/", views.refuse, name="refuse"),
    path("assessments/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
