"""Our rows written as Open Referral UK 3.0 records. Pure: rows with everything loaded go in, dictionaries come out.

Empty fields are left out, because null fails the standard's schema. Each id is a UUID that is the same in every answer.
What goes out and what never does: docs/decisions/open-data.md.
"""

VERSION = "HSDS-UK-3.0"
PROFILE = "https://docs.openreferraluk.org/en/latest/"
