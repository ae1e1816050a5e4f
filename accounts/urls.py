"""The one door: sign in by an e-mailed code, then the second factor for staff.

Named here one by one and not by `include("allauth.urls")`, so that what we do not use (sign-up, passwords, e-mail addresses)
has no address at all. allauth looks some of these names up.
"""

from allauth.account import views as allauth_views
from allauth.mfa.base import views as mfa_views
from django.urls import include, path
from django.views.generic import RedirectView

from accounts import views

to_the_door = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("", to_the_door),
    path("login/", views.SignInView.as_view(), name="account_login"),
    path("login/code/", to_the_door, name="account_request_login_code"),
    path("login/code/confirm/", views.CodeView.as_view(), name="account_confirm_login_code"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("signup/", to_the_door, name="account_signup"),
    path("2fa/", mfa_views.index, name="mfa_index"),
    path("2fa/authenticate/", views.SecondFactorView.as_view(), name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa_views.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/", include("allauth.mfa.totp.urls")),
    path("2fa/recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
    path("2fa/webauthn/keys/<int:pk>/remove/", views.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
    path("2fa/webauthn/", include("allauth.mfa.webauthn.urls")),
]
