"""Conflicts between branches, before anyone merges them."""
