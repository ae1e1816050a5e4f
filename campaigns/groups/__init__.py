"""Groups of families, as editors put them together, and the calendar of what a family would get."""
