from django.urls import re_path

from campaigns import receipt_views

urlpatterns = [re_path(r"^(?P<kind>notify|mail|bounce)/$", receipt_views.receipt, name="message_receipt")]
