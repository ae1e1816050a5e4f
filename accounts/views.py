"""allauth's sign-in views, where their answer would leave someone guessing."""

from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.views import ConfirmLoginCodeView, LoginView
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts import phones
from accounts.models import User

WAIT_SECONDS = 5 * 60
AN_HOUR_SECONDS = 60 * 60


class SignInView(LoginView):
    def form_invalid(self, form: Form) -> HttpResponse:
        return _say_when_to_try_again(super().form_invalid(form), form)


class CodeView(ConfirmLoginCodeView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page shows. A stranger's costs one question more, as somebody known was asked for on the way here: the same work for both."""
        context = super().get_context_data(**kwargs)
        if self._process.user is None:
            User.objects.filter(pk=0).first()
        return context | {"phone": phones.as_written(context["phone"]) if context["phone"] else ""}

    def form_invalid(self, form: Form) -> HttpResponse:
        """After the last try allauth goes back to the start without a word: say what happened, the same to a stranger."""
        state = self._process.state
        context = {"login": state.get("email") or state.get("phone"), "tries": settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS, "next": self.request.POST.get("next", "")}
        response = super().form_invalid(form)
        return render(self.request, "account/code_used_up.html", context) if response.status_code == 302 else response


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
    words = account_adapter().error_messages
    waits = {str(words["too_many_login_attempts"]): WAIT_SECONDS, str(words["too_many_texts"]): AN_HOUR_SECONDS}
    if found := [waits[error] for errors in form.errors.values() for error in errors if error in waits]:
        response.status_code = 429
        response["Retry-After"] = str(max(found))
    return response
