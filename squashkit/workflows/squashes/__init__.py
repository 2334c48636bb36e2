"""`plan` and `squash`: from a history to files that are proven."""
