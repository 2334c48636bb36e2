"""Entry points inside Django."""
