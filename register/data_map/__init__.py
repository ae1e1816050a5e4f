"""Every piece of data the register keeps: what for, on which lawful basis, who reads it, and until when.

The council's data protection officer signs this off before families join; a test holds every model field to it.
"""

from register.data_map.about_nobody import ABOUT_NOBODY
from register.data_map.answers import ANSWERS
from register.data_map.records import RECORDS

# For a family's own page and the privacy page.
ABOUT_FAMILIES = ANSWERS + RECORDS
DATA_MAP = ABOUT_FAMILIES + ABOUT_NOBODY
