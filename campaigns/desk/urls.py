from django.urls import path

from campaigns.desk import dead_views, letter_views, views

urlpatterns = [
    path("messages/<int:pk>/", views.mailing, name="mailing"),
    path("messages/<int:pk>/ask/", views.ask, name="mailing_ask"),
    path("messages/<int:pk>/take-back/", views.take_back, name="mailing_take_back"),
    path("messages/<int:pk>/sign/", views.sign, name="mailing_sign"),
    path("messages/<int:pk>/schedule/", views.schedule, name="mailing_schedule"),
    path("messages/<int:pk>/take-off/", views.take_off, name="mailing_take_off"),
    path("messages/<int:pk>/pause/", views.pause, name="mailing_pause"),
    path("messages/<int:pk>/resume/", views.resume, name="mailing_resume"),
    path("messages/<int:pk>/cancel/", views.cancel, name="mailing_cancel"),
    path("messages/<int:pk>/close/", views.close, name="mailing_close"),
    path("messages/not-delivered/", dead_views.dead_letters, name="dead_letters"),
    path("messages/not-delivered/<uuid:key>/again/", dead_views.send_again, name="dead_letter_again"),
    path("messages/not-delivered/<uuid:key>/leave/", dead_views.leave, name="dead_letter_leave"),
    path("messages/carriers/", dead_views.carriers, name="carriers"),
    path("messages/carriers/<slug:carrier>/go-on/", dead_views.go_on, name="carrier_go_on"),
    path("messages/letters/", letter_views.batches, name="letter_batches"),
    path("messages/letters/<int:pk>/file/", letter_views.fetch, name="letter_batch_file"),
    path("messages/letters/<int:pk>/table/", letter_views.table, name="letter_batch_table"),
    path("messages/letters/<int:pk>/posted/", letter_views.posted, name="letter_batch_posted"),
    path("messages/letters/<int:pk>/came-back/", letter_views.came_back, name="letter_batch_came_back"),
]
