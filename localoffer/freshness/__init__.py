"""Keeping the directory fresh: providers are asked, confirm or propose, and an editor decides."""
