"""`cleanup`, `prune` and `restore`: what goes after a squash, and how it comes back."""
