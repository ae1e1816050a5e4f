"""Open Referral UK records read into our words. Pure: a record goes in, a draft with its repairs comes out.

Real feeds are dirty, so a record is cleaned rather than refused wherever something useful is left, and each repair is told.
Reads version 1 (`eligibilitys`, `physical_addresses`) and the same facts where version 3 moved them to the top.
What is cleaned, and how: docs/decisions/import-cleans.md.
"""

from localoffer.openreferral.drafts import CostDraft, KnownWords, Line, Refused, RowDraft, ServiceDraft
from localoffer.openreferral.records import known_as, read, storable

__all__ = ["CostDraft", "KnownWords", "Line", "Refused", "RowDraft", "ServiceDraft", "known_as", "read", "storable"]
