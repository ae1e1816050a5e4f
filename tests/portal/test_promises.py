"""What the standard pages promise is what the portal does."""

from django.conf import settings

from portal.starter.load import CONTENT
from register.models import CHOICES

# Each choice on the register, in the words of the page that tells families about it.
IN_WORDS = {"updates": "news by e-mail", "surveys": "surveys", "forum": "passing your contact details to the parent carer forum", "nhs": "invitations from the NHS"}


def page(path: str) -> str:
    return " ".join(next(CONTENT.glob(path)).read_text().split())


def test_the_page_about_the_register_names_each_choice_and_no_other():
    assert set(IN_WORDS) == {choice.slug for choice in CHOICES}
    listed = f"Each choice is separate: {', '.join(IN_WORDS[choice.slug] for choice in CHOICES[:-1])}, and {IN_WORDS[CHOICES[-1].slug]}."
    assert listed in page("social-care/03-*.yaml")


def test_the_privacy_notice_promises_the_days_that_are_set():
    assert f"we delete your details after {settings.REGISTER_UNCONFIRMED_DAYS} days" in page("information/privacy.yaml")


def test_the_privacy_notice_promises_nothing_that_is_not_there():
    for not_there in ("download", "equality", "24 months", "25th birthday", "interests"):
        assert not_there not in page("information/privacy.yaml")
