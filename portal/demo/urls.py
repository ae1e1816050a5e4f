from django.urls import path

from portal.demo import views

urlpatterns = [path("", views.desk, name="demo_desk")]
