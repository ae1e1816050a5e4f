"""What the standard pages promise is what the portal does."""

from django.conf import settings

from portal.starter.load import CONTENT
from register.models import CHOICES
from register.models.child import OLDEST

# Each choice on the register, in the words of the page that tells families about it.
IN_WORDS = {
    "updates": "news by e-mail",
    "updates-text": "news by text message",
    "updates-post": "news by post",
    "surveys": "surveys",
    "forum": "passing your contact details to the parent carer forum",
    "nhs": "invitations from the NHS",
    "card": "a disability awareness card",
}


def page(path: str) -> str:
    return " ".join(next(CONTENT.glob(path)).read_text().split())


def test_the_page_about_the_register_names_each_choice_and_no_other():
    assert set(IN_WORDS) == {choice.slug for choice in CHOICES}
    listed = f"Each choice is separate: {', '.join(IN_WORDS[choice.slug] for choice in CHOICES[:-1])}, and {IN_WORDS[CHOICES[-1].slug]}."
    assert listed in page("social-care/03-*.yaml")


def test_the_privacy_notice_promises_the_days_that_are_set():
    assert f"we delete your details after {settings.REGISTER_UNCONFIRMED_DAYS} days" in page("information/privacy.yaml")


def test_the_privacy_notice_promises_the_clocks_that_are_set():
    stop, gone = settings.REGISTER_STOP_MONTHS, settings.REGISTER_DELETE_MONTHS
    assert f"After {settings.REGISTER_ASK_MONTHS} months we ask" in page("information/privacy.yaml")
    assert f"we stop writing after {stop} months and delete your details after {gone} months" in page("information/privacy.yaml")
    assert f"At {settings.REGISTER_OWN_CHOICE_AGE} we ask young people" in page("information/privacy.yaml")
    assert (settings.REGISTER_GROWN_UP_MONTHS, OLDEST) == (1, 25)
    assert "One month after the 25th birthday" in page("information/privacy.yaml")
