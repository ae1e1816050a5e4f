"""What takes a message out into the world, and what it may answer. Nothing here reads or writes the database."""
