"""The desk of one mailing: read it, sign it, send it, and see what became of it."""
