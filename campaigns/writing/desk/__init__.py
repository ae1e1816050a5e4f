"""The desk where messages are written, in the editors' admin."""
