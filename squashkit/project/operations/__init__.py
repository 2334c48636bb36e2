"""What operations mean, and how they become fewer that mean the same."""
