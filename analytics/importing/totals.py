"""Totals by day, from anywhere: a CSV file with the columns day, views and sessions."""

from analytics.importing.layouts import Layout, Reader

LAYOUT = Layout(day=("day", "date"), views=("views", "page views", "pageviews"), sessions=("sessions",), example="day,views,sessions", nothing_else=True)


class Totals(Reader):
    layout = LAYOUT
