"""Writing messages: how they look, what is checked, and who tries them first."""
