from django.urls import path

from campaigns import views

urlpatterns = [path("<str:code>", views.go, name="go"), path("<str:code>/", views.go)]
