"""What the directory tells packages that it does not know."""

from django.dispatch import Signal

services_merged = Signal()
"""Two services became one. Sent inside the transaction, with `kept` and `other`."""
