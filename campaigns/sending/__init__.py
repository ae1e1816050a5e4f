"""Sending: who gets a message is fixed once, each delivery is claimed, tried and settled row by row, and what nobody answered is asked about."""
