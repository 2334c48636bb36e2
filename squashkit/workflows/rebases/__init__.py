"""`rebase` and `merge`: migrations of two branches become one history."""
