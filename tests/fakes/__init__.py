"""What stands in for the world outside: a mail server and GOV.UK Notify on this machine, with every fault that they can have."""
