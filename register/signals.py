"""What other apps may hear of the register."""

from django.dispatch import Signal

# A backup was restored and its erasures are done again: what was sent since is not in it. Sent by `manage.py apply_erasures`, without arguments.
restored = Signal()
