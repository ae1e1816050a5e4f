from django.urls import path

from campaigns import views

urlpatterns = [path("", views.type_code, name="go_start"), path("<str:code>", views.go, name="go"), path("<str:code>/", views.go)]
