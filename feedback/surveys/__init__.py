"""Surveys: built by editors, answered by families, counted so that nobody can be found in the numbers."""
