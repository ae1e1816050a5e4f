"""The mails and texts of the register: rows in the queue, to one recipient each; to families in words that editors keep.

Nothing that a stranger typed stands in a mail to an address that is not confirmed: it would send their words for them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from accounts import texts
from home.models import SiteSettings
from register import access, still_right
from register.answers import Contact
from register.models import Confirmation, DataComplaint, Family, Purpose, WordingVersion
from register.wording import Words, words_for

# The site's names, read once for all letters of a run; none outside one.
_of_run: ContextVar[list[SiteSettings] | None] = ContextVar("site_of_run", default=None)


@contextmanager
def of_one_run() -> Iterator[None]:
    """All letters that are written meanwhile bear the site's names as the first one found them."""
    token = _of_run.set([])
    try:
        yield
    finally:
        _of_run.reset(token)


def contact_of(family: Family) -> Contact:
    """Where a family can be written to. Once it has joined, by text only to a number that has answered, and by mail only where none came back."""
    if family.confirmed_at:
        return Contact("" if family.bounced_at else family.email, family.proven_mobile)
    return Contact(family.email, family.phone if family.can_be_texted else "")


def ask_to_confirm(family: Family, token: str, code: str) -> None:
    """By text the code stands alone: nobody presses links in texts from a number they do not know."""
    link = _address("register_code") if contact_of(family).is_by_text else _address("register_confirm", token)
    key = "confirm-assisted" if family.taken_by else "confirm"
    _send(key, contact_of(family), link=link, reference=family.reference, code=code, days=str(family.days_to_confirm))


def say_already_joined(to: Contact) -> None:
    """To the owner of the address, who has joined before: somebody used it again."""
    _send("known", to, link=_address("my_family"))


def send_saved_form(email: str, token: str) -> None:
    """To an address that nobody has confirmed: nothing of the answers stands in it."""
    _send("saved", Contact(email), link=_address("register_come_back", token))


def welcome(family: Family) -> None:
    """With a copy of what was chosen, and nothing about needs, help or a child's name: other people may see the mailbox."""
    _send("welcome", contact_of(family), link=_address("my_family"), reference=family.reference, copy=_copy_of(family))


def _copy_of(family: Family) -> str:
    """Lines for a list: how many children, which council, what was agreed to."""
    told = [_("You joined for yourself") if family.is_young_person else _how_many(family.children.count())]
    told += [family.borough.council] if family.borough else []
    chosen = [version.title for version in family.agreed_words]
    if family.waits_for_number:
        chosen.append(_("Text messages start once you have confirmed your mobile number on your page."))
    if family.consents.standing().filter(purpose=Purpose.CARD).exists():
        chosen.append(_("We make the card once you have asked for it on your page."))
    return "\n".join(f"- {line}" for line in told + (chosen or [_("No choice ticked: we write to you only about your record.")]))


def _how_many(children: int) -> str:
    return ngettext("%(number)s child or young person", "%(number)s children or young people", children) % {"number": children}


def ask_to_confirm_new_email(confirmation: Confirmation, token: str, code: str) -> None:
    _send("new-email", Contact(confirmation.email), link=_address("register_confirm", token), code=code)


def say_address_is_known(to: Contact) -> None:
    """To the owner of an address that another family asked us to write to."""
    _send("new-email-known", to, link=_address("my_family"))


def text_code_for_phone(phone: str, code: str) -> None:
    """To a number that a family says is theirs."""
    _send("new-phone", Contact(phone=phone), link=_address("my_family"), code=code)


def say_address_moved(old_email: str) -> None:
    _send("moved", Contact(old_email), link=_address("register"))


def say_address_dropped(old_email: str) -> None:
    """To the address that the family signed in with before: it writes and signs in by its mobile now."""
    _send("dropped", Contact(old_email), link=_address("register"))


def say_number_moved(old_phone: str) -> None:
    """To the number that the family signed in with before."""
    if texts.are_on():
        _send("moved", Contact(phone=old_phone), link=_address("register"))


def say_complaint_is_here(complaint: DataComplaint, to: Contact) -> None:
    """Nothing of what was written stands in it: nobody has confirmed the address."""
    due = date_format(complaint.acknowledge_by, "j F Y")
    link = _address("my_family_complaint" if complaint.family else "register_data_complaint")
    _send("complaint", to, about=complaint.pk, link=link, reference=complaint.reference, due=due)


def answer_complaint(complaint: DataComplaint, to: Contact) -> None:
    """By mail with the answer's text; a text message says only that there is one."""
    link = _address("my_family_complaint" if complaint.family else "register_data_complaint")
    _send("complaint-answer", to, about=complaint.pk, link=link, reference=complaint.reference, answer=complaint.answer)


def say_news_of_card(family: Family) -> None:
    """That a card is on its way, or can't be made; which of the two, and of whom, stands on the family's page alone."""
    _send("card", contact_of(family), link=_address("my_family_card"))


def say_goodbye(to: Contact) -> None:
    _send("left", to, link=_address("register"))


def say_put_together(to: Contact, reference: str) -> None:
    """To each address of a family whose two records became one."""
    _send("merged", to, link=_address("my_family"), reference=reference)


def say_taken_apart(family: Family) -> None:
    """That its record stands by itself again."""
    _send("apart", contact_of(family), link=_address("my_family"), reference=family.reference)


def ask_if_still_right(family: Family) -> None:
    _send("still-right", contact_of(family), link=_address("register_still_right", still_right.make(family)), reference=family.reference)


def say_we_stop(family: Family) -> None:
    """The last mail of a family that did not answer, until it does."""
    _send("stopped", contact_of(family), link=_address("register_still_right", still_right.make(family)), reference=family.reference)


def say_deleted(to: Contact) -> None:
    _send("lapsed", to, link=_address("register"))


def ask_for_own_choice(family: Family) -> None:
    """To the family: we know no address of the young person's own."""
    _send("own-choice", contact_of(family), link=_address("register"), reference=family.reference)


def say_grown_up(to: Contact) -> None:
    _send("grown-up", to, link=settings.SITE_URL)


def ask_to_sign(version: WordingVersion) -> None:
    """To everyone who may sign the draft, but not to its writer, who is there already."""
    for signer in access.signers().exclude(email=version.made_by):
        _tell(signer.staff_email, _("Words of the register to sign: %s") % version.wording, "to_sign", version)


def say_words_are_live(version: WordingVersion) -> None:
    _tell(version.made_by, _("Families read your words now: %s") % version.wording, "live", version)


def say_words_came_back(version: WordingVersion, reason: str) -> None:
    _tell(version.made_by, _("Please look at your words again: %s") % version.wording, "came_back", version, reason)


def _tell(email: str, subject: str, template: str, version: WordingVersion, reason: str = "") -> None:
    """To a member of staff, about words alone: nothing of a family."""
    link = settings.SITE_URL + reverse("register_wording", args=[version.wording.key])
    EmailMessage(subject, render_to_string(f"emails/register/wording_{template}.txt", {"version": version, "reason": reason, "link": link}), None, [email]).send()


class _Letter(EmailMultiAlternatives):
    """`about` goes into its row of the queue (`accounts.models.Outgoing`)."""

    about: UUID | None = None


def _send(key: str, to: Contact, *, about: UUID | None = None, **values: str) -> None:
    """In the words for mails or, to who has no address, those for texts. Who has neither hears from an officer."""
    if to.is_by_text and texts.are_on():
        texts.queue(number=to.phone, text=_words(f"text-{key}", values).text, about=about)
    elif to.email:
        _mail(f"mail-{key}", to.email, values, about)


def _mail(key: str, email: str, values: dict[str, str], about: UUID | None) -> None:
    words = _words(key, values)
    context = {"words": words, "link": values["link"], "site_settings": _site()}
    mail = _Letter(words.title, render_to_string("emails/register/letter.txt", context), None, [email])
    mail.about = about
    mail.attach_alternative(render_to_string("emails/register/letter.html", context), "text/html")
    mail.send()


def _words(key: str, values: dict[str, str]) -> Words:
    return words_for(_site(), key, is_own=False, **values)[key.replace("-", "_")]


def _site() -> SiteSettings:
    kept = _of_run.get()
    if kept:
        return kept[0]
    found = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    if kept is not None:
        kept.append(found)
    return found


def _address(name: str, *args: str) -> str:
    return settings.SITE_URL + reverse(name, args=args)
