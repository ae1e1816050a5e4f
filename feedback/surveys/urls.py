from django.urls import path

from feedback.surveys import views

urlpatterns = [
    path("", views.surveys, name="surveys"),
    path("<slug:slug>/", views.start, name="survey"),
    path("<slug:slug>/thanks/", views.thanks, name="survey_thanks"),
    path("<slug:slug>/results/", views.results, name="survey_results"),
    path("<slug:slug>/<slug:token>/", views.invited, name="survey_invited"),
    path("<slug:slug>/<slug:token>/check/", views.check, name="survey_check"),
    path("<slug:slug>/<slug:token>/<int:number>/", views.question, name="survey_question"),
]
