"""The pages behind the addresses that stand in messages."""
