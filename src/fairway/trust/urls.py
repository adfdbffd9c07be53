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
    path("catalogue/", views.catalogue, name="catalogue"),
    path("ratings/<int:pk>/new-record/", views.new_record, name="new_record"),
    path("record-imports/", views.record_imports, name="record_imports"),
    path("record-imports/new/", views.new_record_import, name="new_record_import"),
    path("record-imports/records.csv", views.empty_records, name="empty_records"),
    path("record-imports/<int:pk>/", views.record_import, name="record_import"),
    path("record-imports/<int:pk>/keep/", views.keep_records, name="keep_records"),
    path("record-imports/<int:pk>/discard/", views.discard_records, name="discard_records"),
    path("record-imports/<int:pk>/take-back/", views.take_records_back, name="take_records_back"),
    path("record-imports/<int:pk>/to-mend.csv", views.records_to_mend, name="records_to_mend"),
]
