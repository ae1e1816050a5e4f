"""allauth's sign-in views, where their answer would leave someone guessing."""

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.views import ConfirmLoginCodeView, LoginView
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

WAIT_SECONDS = 5 * 60


class SignInView(LoginView):
    def form_invalid(self, form: Form) -> HttpResponse:
        return _say_when_to_try_again(super().form_invalid(form), form)


class CodeView(ConfirmLoginCodeView):
    def form_invalid(self, form: Form) -> HttpResponse:
        """After the last try allauth goes back to the start without a word: say what happened."""
        response = super().form_invalid(form)
        return render(self.request, "account/code_used_up.html") if response.status_code == 302 else response


class SecondFactorView(AuthenticateView):
    def form_invalid(self, form: Form) -> HttpResponse:
        return _say_when_to_try_again(super().form_invalid(form), form)


class RemovePasskeyView(RemoveWebAuthnView):
    def form_valid(self, form: Form) -> HttpResponse:
        """allauth asks this of an authenticator app only; the last passkey stays too."""
        if not mfa_adapter().can_delete_authenticator(self.object):
            return redirect("mfa_index")
        return super().form_valid(form)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    response = render(request, "errors/429.html", status=429)
    response["Retry-After"] = str(WAIT_SECONDS)
    return response


def _say_when_to_try_again(response: HttpResponse, form: Form) -> HttpResponse:
    """The page with its form, as a 429 when the form was refused for too many tries."""
    too_many = str(account_adapter().error_messages["too_many_login_attempts"])
    if any(too_many in errors for errors in form.errors.values()):
        response.status_code = 429
        response["Retry-After"] = str(WAIT_SECONDS)
    return response
