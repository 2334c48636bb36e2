"""Throw-away databases, and reading what is in them; knows nothing of Django."""
