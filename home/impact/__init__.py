"""Indicators in the editors' admin: their list and form, and files of figures out and in. What they are is in `analytics.indicators`."""
