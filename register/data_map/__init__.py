"""Every piece of data the register keeps: what for, on which lawful basis, who reads it, and until when.

The council's data protection officer signs this off before families join; a test holds every model field to it.
"""

from django.utils.translation import gettext_lazy as _

from register.data_map.about_nobody import ABOUT_NOBODY
from register.data_map.answers import CHILDREN, CHOSEN, YOU
from register.data_map.apart import AFTERWARDS, COUNTED, OWN_NUMBERS
from register.data_map.entry import BASES as BASES
from register.data_map.entry import Chapter
from register.data_map.records import ASKED_FOR, JOINED, ON_ITS_WAY

# For the page that families read, in the order of their questions.
CHAPTERS = (
    Chapter(_("About you"), _("Your name, how to reach you, and how you like to hear from us"), YOU),
    Chapter(_("About your child or young person"), _("First name or nickname, age, needs, help now and school"), CHILDREN),
    Chapter(_("What you chose, and what we send you"), _("Your choices, your interests, e-mails and texts on their way"), CHOSEN),
    Chapter(_("What you asked us for"), _("Cards, complaints about data, notes of your calls"), ASKED_FOR),
    Chapter(_("How you joined, and who looked"), _("When and how you joined, who opened your record, and if you joined twice"), JOINED),
    Chapter(_("While you fill in a form or sign in"), _("Answers on their way, links and codes"), ON_ITS_WAY),
    Chapter(_("What is only counted"), _("Answers about equality, before and after they are parted from you"), COUNTED),
    Chapter(_("After you leave"), _("What stays, so that an old copy does not bring you back"), AFTERWARDS),
    Chapter(_("Our own numbers and codes"), _("What only the portal reads"), OWN_NUMBERS),
)
ABOUT_FAMILIES = tuple(entry for chapter in CHAPTERS for entry in chapter.entries)
DATA_MAP = ABOUT_FAMILIES + ABOUT_NOBODY
